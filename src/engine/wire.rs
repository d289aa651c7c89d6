//! The form that blocks with dynamic attributes have on Terraform's wire.
//!
//! Two blocks of one list may hold dynamic values of different types, so core cannot make a list of
//! them: it sends a tuple of objects with the types that they happen to have, and for blocks in a
//! map an object. Inside the engine they are lists and maps like any other, and a dynamic value
//! carries its own type; these functions go between the two.

use std::collections::BTreeMap;

use super::own_types::{fixed, loosened};
use super::{Block, BlockNesting, NestedBlock, Path, Step, Type, Value};

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
    from_inside(block, value.clone(), &|nested, value| {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::codec::{decode, encode};
    use crate::engine::{Attribute, Usage};

    fn block(nesting: BlockNesting) -> Block {
        let inner = Block {
            attributes: vec![
                Attribute::new("any", Type::Dynamic, Usage::Optional, ""),
                Attribute::new("name", Type::String, Usage::Optional, ""),
            ],
            ..Block::default()
        };
        let nested = NestedBlock::new("rule", nesting, inner);
        Block {
            blocks: vec![nested],
            ..Block::default()
        }
    }

    fn rule(any: Value, name: &str) -> Value {
        Value::object([("any", any), ("name", name.into())])
    }

    fn any(ty: Type, value: Value) -> Value {
        Value::Dynamic(Box::new((ty, value)))
    }

    #[test]
    fn blocks_of_different_types_go_over_the_wire_and_come_back() {
        let list = block(BlockNesting::List);
        let rules = vec![
            rule(any(Type::Number, 1.into()), "a"),
            rule(any(Type::String, "x".into()), "b"),
            rule(Value::Null, "c"),
            rule(Value::UNKNOWN, "d"),
        ];
        let map = block(BlockNesting::Map);
        let named = rules
            .iter()
            .cloned()
            .enumerate()
            .map(|(at, rule)| (format!("k{at}"), rule))
            .collect();
        for (block, blocks) in [
            (&list, Value::List(rules)),
            (&list, Value::List(Vec::new())),
            (&map, Value::Map(named)),
        ] {
            let value = Value::object([("rule", blocks)]);
            assert!(block.admits(&value));
            let bytes = encode(&to_wire(block, &value), &block.ty());
            let back = from_wire(
                block,
                decode(&bytes, &block.ty()).expect("what was written can be read"),
            );
            assert!(back == value, "{back:?}");
        }
    }

    /// Whatever has a dynamic part, alone or inside something else, and nulls and unknowns in it.
    #[test]
    fn tuples_and_objects_with_dynamic_parts_do_too() {
        let pair = || Type::Tuple(vec![Type::Dynamic, Type::String]);
        let texts = any(Type::list(Type::String), Value::List(vec!["x".into()]));
        let firsts = [
            any(Type::Number, 1.into()),
            texts,
            any(Type::String, Value::Null),
            any(Type::Bool, Value::UNKNOWN),
        ];
        for first in firsts {
            let tuple = Value::List(vec![first.clone(), "b".into()]);
            for (ty, value) in [
                (pair(), tuple.clone()),
                (
                    Type::object([("pair", pair())]),
                    Value::object([("pair", tuple.clone())]),
                ),
                (Type::map(pair()), Value::object([("k", tuple.clone())])),
                (
                    Type::Tuple(vec![pair(), Type::Dynamic]),
                    Value::List(vec![tuple.clone(), first.clone()]),
                ),
                (
                    Type::list(Type::object([("any", Type::Dynamic)])),
                    Value::List(vec![Value::object([("any", first.clone())])]),
                ),
            ] {
                let inner = Block {
                    attributes: vec![Attribute::new("a", ty, Usage::Optional, "")],
                    ..Block::default()
                };
                let object = Value::object([("a", value)]);
                for (nesting, blocks) in [
                    (BlockNesting::List, Value::List(vec![object.clone()])),
                    (BlockNesting::Map, Value::object([("k", object.clone())])),
                ] {
                    let block = Block {
                        blocks: vec![NestedBlock::new("rule", nesting, inner.clone())],
                        ..Block::default()
                    };
                    let value = Value::object([("rule", blocks)]);
                    assert!(block.admits(&value));
                    let bytes = encode(&to_wire(&block, &value), &block.ty());
                    let back = from_wire(
                        &block,
                        decode(&bytes, &block.ty()).expect("what was written can be read"),
                    );
                    assert!(back == value, "{back:?} of {value:?}");
                }
            }
        }
    }

    #[test]
    fn paths_into_a_map_of_varying_blocks_are_those_of_an_object() {
        let plain = Block {
            attributes: vec![Attribute::new("name", Type::String, Usage::Optional, "")],
            ..Block::default()
        };
        let inner = Block {
            blocks: block(BlockNesting::Map).blocks,
            ..Block::default()
        };
        let blocks = vec![
            NestedBlock::new("plain", BlockNesting::Map, plain),
            NestedBlock::new("outer", BlockNesting::List, inner),
            NestedBlock::new(
                "map",
                BlockNesting::Map,
                block(BlockNesting::Map).blocks.remove(0).block,
            ),
        ];
        let all = Block {
            blocks,
            ..Block::default()
        };
        let wire = |path: Path| path_to_wire(&all, &path).0;
        let map = Path::attribute("map");
        assert_eq!(
            wire(map.key("k").then("name")),
            map.then("k").then("name").0
        );
        let outer = Path::attribute("outer").at(1).then("rule");
        assert_eq!(
            wire(outer.key("k").then("any")),
            outer.then("k").then("any").0
        );
        for same in [
            Path::attribute("plain").key("k").then("name"),
            map.clone(),
            Path::attribute("other").key("k"),
        ] {
            assert_eq!(wire(same.clone()), same.0);
        }
    }

    #[test]
    fn blocks_in_blocks_do_too() {
        let inner = block(BlockNesting::Map).blocks;
        let outer = NestedBlock::new(
            "outer",
            BlockNesting::List,
            Block {
                blocks: inner,
                ..Block::default()
            },
        );
        let block = Block {
            blocks: vec![outer],
            ..Block::default()
        };
        let rules = |rule: Value| Value::object([("rule", Value::object([("k", rule)]))]);
        let number = any(Type::Number, 1.into());
        let text = any(Type::String, "x".into());
        let none = Value::object([("rule", Value::object([]))]);
        let value = Value::object([(
            "outer",
            Value::List(vec![rules(rule(number, "a")), rules(rule(text, "b")), none]),
        )]);
        assert!(block.admits(&value));
        let bytes = encode(&to_wire(&block, &value), &block.ty());
        let back = from_wire(
            &block,
            decode(&bytes, &block.ty()).expect("what was written can be read"),
        );
        assert!(back == value, "{back:?}");
    }
}
