//! A provider that keeps its promises: it makes each unknown of a plan known, with a value of its
//! type.

use crate::engine::{
    Attribute, Block, BlockNesting, NestedBlock, Nesting, Shape, Type, Unknown, Value,
};

/// Returns the state after the apply of the plan. The `answers` decide which unknowns become null,
/// and which types dynamic ones take.
pub(super) fn applied(block: &Block, planned: &Value, answers: u32) -> Value {
    Provider { next: answers }.block(block, planned)
}

struct Provider {
    next: u32,
}

impl Provider {
    fn block(&mut self, block: &Block, planned: &Value) -> Value {
        let Value::Map(_) = planned else {
            return planned.clone();
        };
        let Value::Map(mut values) = self.object(&block.attributes, planned) else {
            return planned.clone();
        };
        for nested in &block.blocks {
            values.insert(
                nested.name.clone(),
                self.blocks(nested, planned.attribute(&nested.name)),
            );
        }
        Value::Map(values)
    }

    fn blocks(&mut self, nested: &NestedBlock, planned: &Value) -> Value {
        match (nested.nesting, planned) {
            (_, Value::Unknown(_)) if self.makes_nothing(planned) => nested.none(),
            (nesting, Value::Unknown(_)) => {
                let names = nested
                    .block
                    .attributes
                    .iter()
                    .map(|attribute| &attribute.name);
                let blocks = nested.block.blocks.iter().map(|nested| &nested.name);
                let unknown = Value::Map(
                    names
                        .chain(blocks)
                        .map(|name| (name.clone(), Value::UNKNOWN))
                        .collect(),
                );
                let one = self.block(&nested.block, &unknown);
                match nesting {
                    BlockNesting::Single | BlockNesting::Group => one,
                    BlockNesting::List => Value::List(vec![one]),
                    BlockNesting::Set => Value::Set(vec![one]),
                    BlockNesting::Map => Value::object([("made", one)]),
                }
            }
            (BlockNesting::Map, Value::Map(elements)) => Value::Map(
                elements
                    .iter()
                    .map(|(key, value)| (key.clone(), self.block(&nested.block, value)))
                    .collect(),
            ),
            (_, Value::List(elements)) => Value::List(
                elements
                    .iter()
                    .map(|value| self.block(&nested.block, value))
                    .collect(),
            ),
            (_, Value::Set(elements)) => once(
                elements
                    .iter()
                    .map(|value| self.block(&nested.block, value))
                    .collect(),
            ),
            (_, value) => self.block(&nested.block, value),
        }
    }

    fn object(&mut self, attributes: &[Attribute], planned: &Value) -> Value {
        let values = attributes.iter().map(|attribute| {
            (
                attribute.name.clone(),
                self.attribute(attribute, planned.attribute(&attribute.name)),
            )
        });
        Value::Map(values.collect())
    }

    fn attribute(&mut self, attribute: &Attribute, planned: &Value) -> Value {
        match (&attribute.shape, planned) {
            _ if attribute.write_only => Value::Null,
            (Shape::Plain(ty), planned) => self.value(ty, planned),
            (_, Value::Unknown(_)) if self.makes_nothing(planned) => Value::Null,
            (Shape::Nested(nesting, inner), Value::Unknown(_)) => {
                let unknown = Value::Map(
                    inner
                        .iter()
                        .map(|attribute| (attribute.name.clone(), Value::UNKNOWN))
                        .collect(),
                );
                let one = self.object(inner, &unknown);
                match nesting {
                    Nesting::Single => one,
                    Nesting::List => Value::List(vec![one]),
                    Nesting::Set => Value::Set(vec![one]),
                    Nesting::Map => Value::object([("made", one)]),
                }
            }
            (Shape::Nested(Nesting::Map, inner), Value::Map(elements)) => Value::Map(
                elements
                    .iter()
                    .map(|(key, value)| (key.clone(), self.object_or_unknown(inner, value)))
                    .collect(),
            ),
            (Shape::Nested(_, inner), Value::List(elements)) => Value::List(
                elements
                    .iter()
                    .map(|value| self.object_or_unknown(inner, value))
                    .collect(),
            ),
            (Shape::Nested(_, inner), Value::Set(elements)) => once(
                elements
                    .iter()
                    .map(|value| self.object_or_unknown(inner, value))
                    .collect(),
            ),
            (Shape::Nested(_, inner), Value::Map(_)) => self.object(inner, planned),
            (_, other) => other.clone(),
        }
    }

    fn object_or_unknown(&mut self, attributes: &[Attribute], planned: &Value) -> Value {
        let unknown = || {
            Value::Map(
                attributes
                    .iter()
                    .map(|attribute| (attribute.name.clone(), Value::UNKNOWN))
                    .collect(),
            )
        };
        if planned.is_unknown() {
            self.object(attributes, &unknown())
        } else {
            self.object(attributes, planned)
        }
    }

    fn value(&mut self, ty: &Type, planned: &Value) -> Value {
        match (ty, planned) {
            (ty, Value::Unknown(_)) if self.makes_nothing(planned) => typed(ty, Value::Null),
            (ty, Value::Unknown(_)) => self.made(ty),
            (Type::List(inner), Value::List(elements)) => {
                Value::List(elements.iter().map(|e| self.value(inner, e)).collect())
            }
            (Type::Set(inner), Value::Set(elements)) => {
                once(elements.iter().map(|e| self.value(inner, e)).collect())
            }
            (Type::Tuple(types), Value::List(elements)) => Value::List(
                elements
                    .iter()
                    .zip(types)
                    .map(|(e, ty)| self.value(ty, e))
                    .collect(),
            ),
            (Type::Map(inner), Value::Map(elements)) => Value::Map(
                elements
                    .iter()
                    .map(|(key, e)| (key.clone(), self.value(inner, e)))
                    .collect(),
            ),
            (Type::Object(types), Value::Map(elements)) => Value::Map(
                elements
                    .iter()
                    .map(|(name, e)| (name.clone(), self.value(&types[name], e)))
                    .collect(),
            ),
            (_, Value::Dynamic(planned)) => Value::Dynamic(Box::new((
                planned.0.clone(),
                self.value(&planned.0, &planned.1),
            ))),
            (_, known) => known.clone(),
        }
    }

    /// Returns a value that no other one equals, as far as its type has enough of them.
    fn made(&mut self, ty: &Type) -> Value {
        self.next += 1;
        let number = i64::from(self.next);
        match ty {
            Type::Bool => Value::Bool(number % 2 == 0),
            Type::Number => Value::from(number),
            Type::String => Value::string(format!("made {number}")),
            Type::Dynamic => {
                let types = [
                    Type::String,
                    Type::Number,
                    Type::list(Type::String),
                    Type::object([("m", Type::Bool)]),
                ];
                let ty = types[number as usize % types.len()].clone();
                let value = self.made(&ty);
                Value::Dynamic(Box::new((ty, value)))
            }
            // The type of a dynamic element would have to be that of the others.
            Type::List(inner) if inner.has_dynamic() => Value::List(Vec::new()),
            Type::List(inner) => Value::List(vec![self.made(inner), typed(inner, Value::Null)]),
            Type::Set(inner) => Value::Set(vec![self.made(inner)]),
            Type::Map(inner) => Value::object([("made", self.made(inner))]),
            Type::Tuple(types) => Value::List(types.iter().map(|ty| self.made(ty)).collect()),
            Type::Object(types) => Value::Map(
                types
                    .iter()
                    .map(|(name, ty)| (name.clone(), self.made(ty)))
                    .collect(),
            ),
        }
    }

    /// Reports whether nothing becomes of the next unknown.
    fn makes_nothing(&mut self, planned: &Value) -> bool {
        let may = !matches!(
            planned,
            Value::Unknown(Unknown {
                refinements: Some(_)
            })
        );
        self.next += 1;
        may && self.next.is_multiple_of(4)
    }
}

/// Gives a null of a dynamic type one that the provider knows.
fn typed(ty: &Type, value: Value) -> Value {
    if *ty == Type::Dynamic {
        Value::Dynamic(Box::new((Type::String, value)))
    } else {
        value
    }
}

fn once(elements: Vec<Value>) -> Value {
    Value::Set(super::values::distinct(elements))
}

/// Reports whether nothing has become of two elements of a set but one, anywhere. A provider that
/// does so breaks the promise of its plan.
pub(super) fn has_merged(planned: &Value, applied: &Value) -> bool {
    match (planned, applied) {
        (Value::Set(a), Value::Set(b)) if a.len() != b.len() => true,
        (Value::List(a), Value::List(b)) | (Value::Set(a), Value::Set(b)) => {
            a.iter().zip(b).any(|(a, b)| has_merged(a, b))
        }
        (Value::Map(a), Value::Map(b)) => a
            .iter()
            .any(|(name, a)| b.get(name).is_some_and(|b| has_merged(a, b))),
        (Value::Dynamic(a), Value::Dynamic(b)) => has_merged(&a.1, &b.1),
        _ => false,
    }
}
