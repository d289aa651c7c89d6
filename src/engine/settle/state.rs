//! Refreshed states in the spelling that is known.

use super::same::same;
use crate::engine::fields::{Fields, Part};
use crate::engine::own_types::keep_types;
use crate::engine::repeat::each;
use crate::engine::{Attribute, Block, Nesting, Shape, Value};

/// Returns `refreshed` in the spelling of `reference` wherever the two mean the same, so that a
/// different spelling is no drift. Removes write-only values.
pub fn settle(block: &Block, reference: &Value, refreshed: &Value) -> Value {
    let mut settled = refreshed.clone();
    state_object(block.into(), reference, &mut settled);
    if block.has_dynamic() {
        keep_types_in(block, reference, &mut settled);
    }
    settled
}

/// Keeps the types of each attribute as a whole: all elements of a collection in it have one type.
fn keep_types_in(block: &Block, reference: &Value, value: &mut Value) {
    let Value::Map(values) = value else { return };
    for attribute in block.attributes.iter().filter(|one| one.has_dynamic()) {
        if let Some(value) = values.get_mut(&attribute.name) {
            keep_types(&attribute.ty(), reference.attribute(&attribute.name), value);
        }
    }
    for nested in &block.blocks {
        if let Some(value) = values.get_mut(&nested.name) {
            let known = reference.attribute(&nested.name);
            each(
                nested.nesting.into(),
                value,
                known,
                known,
                &mut |value, known, _| keep_types_in(&nested.block, known, value),
            );
        }
    }
}

fn state_object(fields: Fields<'_>, reference: &Value, value: &mut Value) {
    let Value::Map(values) = value else { return };
    for part in fields.parts() {
        let Some(value) = values.get_mut(part.name()) else {
            continue;
        };
        let known = reference.attribute(part.name());
        match part {
            Part::Attribute(attribute) => state_attribute(attribute, known, value),
            Part::Block(_) => state_objects(part, known, value),
        }
    }
}

fn state_attribute(attribute: &Attribute, known: &Value, value: &mut Value) {
    match &attribute.shape {
        _ if attribute.write_only => *value = Value::Null,
        Shape::Plain(_) if attribute.meaning.same(known, value) => *value = known.clone(),
        Shape::Plain(_) => {}
        Shape::Nested(Nesting::Set, inner) => state_set(inner, known, value),
        Shape::Nested(..) => state_objects(Part::Attribute(attribute), known, value),
    }
}

fn state_objects(part: Part<'_>, known: &Value, value: &mut Value) {
    let Some((repeat, inner)) = part.objects() else {
        return;
    };
    each(repeat, value, known, known, &mut |value, known, _| {
        state_object(inner, known, value);
    });
}

/// Settles each element of a set by its known counterpart. An element that is spelled as a known
/// one is that one, before others that mean the same.
fn state_set(attributes: &[Attribute], known: &Value, value: &mut Value) {
    let Value::Set(elements) = value else { return };
    let mut unused: Vec<&Value> = known.elements().iter().collect();
    let mut others = Vec::new();
    for element in elements {
        let found = unused
            .iter()
            .position(|known| spelt(known, element) && may_be(attributes, known, element));
        match found {
            Some(at) => state_object(attributes.into(), unused.remove(at), element),
            None => others.push(element),
        }
    }
    for element in others {
        let found = unused
            .iter()
            .position(|known| may_be(attributes, known, element));
        let known = found.map_or(&Value::Null, |at| unused.remove(at));
        state_object(attributes.into(), known, element);
    }
}

/// Reports whether `value` may be what was known as `known`, in which what was not known yet may
/// have become anything.
fn may_be(attributes: &[Attribute], known: &Value, value: &Value) -> bool {
    match (known, value) {
        (Value::Map(_), Value::Map(_)) => attributes.iter().all(|inner| {
            let known = known.attribute(&inner.name);
            let value = value.attribute(&inner.name);
            known.is_unknown() || inner.write_only || same(inner, known, value)
        }),
        _ => known == value && !known.is_unknown(),
    }
}

/// Reports whether every known string is spelled the same.
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
