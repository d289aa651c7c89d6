//! The form that blocks with dynamic attributes have on Terraform's wire.
//!
//! Two blocks of one list may hold dynamic values of different types, so core cannot make a list of
//! them: it sends a tuple of objects with the types that they happen to have, and for blocks in a
//! map an object. Inside the engine they are lists and maps like any other, and a dynamic value
//! carries its own type; these functions go between the two.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::engine::own_types::{fixed, loosened, own_type};
use crate::engine::{Block, BlockNesting, NestedBlock, Path, Step, Type, Value};

/// Returns a value as it came, in the engine's form.
pub fn from_wire(block: &Block, value: Value) -> Value {
    from_outside(block, value, &|nested, value| match value {
        Value::Dynamic(typed) => {
            let (ty, value) = *typed;
            repeated(nested, value, &|at, key, value| {
                let ty = match &ty {
                    Type::Tuple(types) => types.get(at).cloned(),
                    Type::Object(types) => key.and_then(|key| types.get(key).cloned()),
                    _ => None,
                };
                loosened_block(&nested.block, &ty.unwrap_or(Type::Dynamic), value)
            })
        }
        other => other,
    })
}

/// Returns a value of the engine in the form that core expects.
pub fn to_wire(block: &Block, value: &Value) -> Value {
    let mut value = value.clone();
    if block.has_dynamic() {
        show_types(block, &mut value);
    }
    from_inside(block, value, &|nested, value| {
        if nested.ty() != Type::Dynamic {
            return value;
        }
        let fixed = |value: &Value| fixed(&nested.block.ty(), value);
        match &value {
            Value::List(elements) => {
                let (types, elements) = elements.iter().map(fixed).unzip();
                Value::Dynamic(Box::new((Type::Tuple(types), Value::List(elements))))
            }
            Value::Map(elements) => {
                let mut types = BTreeMap::new();
                let mut values = BTreeMap::new();
                for (key, element) in elements {
                    let (ty, element) = fixed(element);
                    types.insert(key.clone(), ty);
                    values.insert(key.clone(), element);
                }
                Value::Dynamic(Box::new((Type::Object(types), Value::Map(values))))
            }
            _ => value,
        }
    })
}

/// Gives nulls and unknowns in a collection the types that the elements beside them show.
///
/// Core makes a list of objects from what it reads, and panics if an object has a part without a type
/// where another one has a string. In blocks that vary the type of all elements is written instead.
fn show_types(block: &Block, value: &mut Value) {
    let Value::Map(values) = value else { return };
    for attribute in block.attributes.iter().filter(|one| one.has_dynamic()) {
        if let Some(value) = values.get_mut(&attribute.name) {
            let declared = attribute.ty();
            let own = own_type(&declared, value);
            *value = loosened(&declared, &own, std::mem::take(value));
        }
    }
    for nested in &block.blocks {
        if let (BlockNesting::Single | BlockNesting::Group, Some(value)) =
            (nested.nesting, values.get_mut(&nested.name))
        {
            show_types(&nested.block, value);
        }
    }
}

/// Returns a path in the engine's form as core follows it: what is a map of blocks here is an
/// object there where the blocks vary.
pub fn path_to_wire(block: &Block, path: &Path) -> Path {
    let mut steps = path.0.clone();
    let mut block = block;
    let mut at = 0;
    while let Some(Step::Attribute(name)) = steps.get(at) {
        let Some(nested) = block.blocks.iter().find(|nested| nested.name == *name) else {
            break;
        };
        let varies = nested.ty() == Type::Dynamic;
        at += 1;
        match steps.get_mut(at) {
            Some(step @ Step::Key(_)) if varies => {
                if let Step::Key(key) = std::mem::replace(step, Step::Element) {
                    *step = Step::Attribute(key);
                }
                at += 1;
            }
            Some(Step::Key(_) | Step::Index(_)) => at += 1,
            _ => {}
        }
        block = &nested.block;
    }
    Path(steps)
}

/// Changes the value of each nested block, and then what is inside it.
fn from_outside(
    block: &Block,
    value: Value,
    change: &dyn Fn(&NestedBlock, Value) -> Value,
) -> Value {
    each_block(block, value, &|nested, value| {
        repeated(nested, change(nested, value), &|_, _, value| {
            from_outside(&nested.block, value, change)
        })
    })
}

/// Changes what is inside each nested block, and then its value.
fn from_inside(
    block: &Block,
    value: Value,
    change: &dyn Fn(&NestedBlock, Value) -> Value,
) -> Value {
    each_block(block, value, &|nested, value| {
        change(
            nested,
            repeated(nested, value, &|_, _, value| {
                from_inside(&nested.block, value, change)
            }),
        )
    })
}

/// Blocks without dynamic attributes cost one look.
fn each_block(block: &Block, value: Value, change: &dyn Fn(&NestedBlock, Value) -> Value) -> Value {
    if !block.blocks.iter().any(NestedBlock::varies) {
        return value;
    }
    let Value::Map(mut values) = value else {
        return value;
    };
    for nested in block.blocks.iter().filter(|nested| nested.varies()) {
        if let Some(value) = values.get_mut(&nested.name) {
            *value = change(nested, std::mem::take(value));
        }
    }
    Value::Map(values)
}

fn repeated(
    nested: &NestedBlock,
    value: Value,
    one: &dyn Fn(usize, Option<&str>, Value) -> Value,
) -> Value {
    match (nested.nesting, value) {
        (_, Value::List(elements)) => Value::List(
            elements
                .into_iter()
                .enumerate()
                .map(|(at, value)| one(at, None, value))
                .collect(),
        ),
        (_, Value::Set(elements)) => Value::Set(
            elements
                .into_iter()
                .enumerate()
                .map(|(at, value)| one(at, None, value))
                .collect(),
        ),
        (BlockNesting::Map, Value::Map(elements)) => Value::Map(
            elements
                .into_iter()
                .map(|(key, value)| (key.clone(), one(0, Some(&key), value)))
                .collect(),
        ),
        (BlockNesting::Single | BlockNesting::Group, value @ Value::Map(_)) => one(0, None, value),
        (_, value) => value,
    }
}

/// Returns a block of the type `actual`, whose dynamic parts get their types. A block that is not
/// there has no type of its own.
fn loosened_block(block: &Block, actual: &Type, mut value: Value) -> Value {
    let (Type::Object(types), Value::Map(values)) = (actual, &mut value) else {
        return value;
    };
    for attribute in &block.attributes {
        if let (Some(value), Some(actual)) =
            (values.get_mut(&attribute.name), types.get(&attribute.name))
        {
            *value = loosened(&attribute.ty(), actual, std::mem::take(value));
        }
    }
    for nested in &block.blocks {
        let (Some(value), Some(actual)) = (values.get_mut(&nested.name), types.get(&nested.name))
        else {
            continue;
        };
        *value = match nested.nesting {
            _ if nested.ty() == Type::Dynamic => {
                loosened(&Type::Dynamic, actual, std::mem::take(value))
            }
            BlockNesting::Single | BlockNesting::Group => {
                loosened_block(&nested.block, actual, std::mem::take(value))
            }
            // Nothing in them is dynamic.
            BlockNesting::List | BlockNesting::Set | BlockNesting::Map => continue,
        };
    }
    value
}

impl NestedBlock {
    /// Reports whether its form on the wire depends on its value, here or further inside.
    fn varies(&self) -> bool {
        self.ty() == Type::Dynamic || self.block.blocks.iter().any(Self::varies)
    }
}
