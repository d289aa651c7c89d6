//! Refreshed states in the spelling that is known.

use super::same::same;
use crate::engine::own_types::keep_types;
use crate::engine::repeat::{Repeat, each};
use crate::engine::{Attribute, Block, Shape, Value};

/// `refreshed` in the spelling of `reference` wherever the two mean the same: what the server only spells otherwise is no drift.
/// Write-only values are taken out.
pub fn settle(block: &Block, reference: &Value, refreshed: &Value) -> Value {
    let mut settled = refreshed.clone();
    state_block(block, reference, &mut settled);
    settled
}

fn state_block(block: &Block, reference: &Value, value: &mut Value) {
    state_attributes(&block.attributes, reference, value);
    let Value::Map(values) = value else { return };
    for nested in &block.blocks {
        if let Some(value) = values.get_mut(&nested.name) {
            let reference = reference.get(&nested.name);
            each(
                nested.nesting.into(),
                value,
                reference,
                reference,
                &mut |value, reference, _| state_block(&nested.block, reference, value),
            );
        }
    }
}

fn state_attributes(attributes: &[Attribute], reference: &Value, value: &mut Value) {
    let Value::Map(values) = value else { return };
    for attribute in attributes {
        let Some(value) = values.get_mut(&attribute.name) else {
            continue;
        };
        let known = reference.get(&attribute.name);
        match &attribute.shape {
            _ if attribute.write_only => *value = Value::Null,
            Shape::Plain(_) if attribute.meaning.same(known, value) => *value = known.clone(),
            Shape::Plain(_) => {}
            Shape::Nested(nesting, inner) if Repeat::from(*nesting) == Repeat::Set => {
                let Value::Set(elements) = value else {
                    continue;
                };
                let mut unused: Vec<&Value> = known.elements().iter().collect();
                // What is spelt as it was is that, whatever else means the same.
                let is_it = |known: &&Value, element: &Value| {
                    spelt(known, element) && may_be(inner, known, element)
                };
                let mut others = Vec::new();
                for element in elements {
                    match unused.iter().position(|known| is_it(known, element)) {
                        Some(at) => state_attributes(inner, unused.remove(at), element),
                        None => others.push(element),
                    }
                }
                for element in others {
                    let found = unused
                        .iter()
                        .position(|known| may_be(inner, known, element));
                    let known = found.map_or(&Value::Null, |at| unused.remove(at));
                    state_attributes(inner, known, element);
                }
            }
            Shape::Nested(nesting, inner) => {
                each(
                    (*nesting).into(),
                    value,
                    known,
                    known,
                    &mut |value, known, _| state_attributes(inner, known, value),
                );
            }
        }
        if attribute.has_dynamic() {
            keep_types(&attribute.ty(), known, value);
        }
    }
}

/// Whether `value` may be what was known as `known`, in which what was not known yet may have become anything.
fn may_be(attributes: &[Attribute], known: &Value, value: &Value) -> bool {
    match (known, value) {
        (Value::Map(_), Value::Map(_)) => attributes.iter().all(|inner| {
            let (known, value) = (known.get(&inner.name), value.get(&inner.name));
            known.is_unknown() || inner.write_only || same(inner, known, value)
        }),
        _ => known == value && !known.is_unknown(),
    }
}

/// Whether each text that was known is the same to the letter.
fn spelt(known: &Value, value: &Value) -> bool {
    match (known, value) {
        (Value::String(a), Value::String(b)) => a == b,
        (Value::Map(a), Value::Map(b)) => a
            .iter()
            .all(|(name, a)| b.get(name).is_none_or(|b| spelt(a, b))),
        (Value::List(a), Value::List(b)) => a.iter().zip(b).all(|(a, b)| spelt(a, b)),
        _ => true,
    }
}
