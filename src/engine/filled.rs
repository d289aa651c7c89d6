//! States from before an attribute had its default.

use std::borrow::Cow;

use super::fields::{Fields, Part};
use super::repeat::each;
use super::{Block, Value};

/// Returns the state with the default of each attribute that is null and has one, as the next plan
/// will say. An older version of the provider may have stored the null.
pub(crate) fn filled<'a>(block: &Block, state: &'a Value) -> Cow<'a, Value> {
    let fields = Fields::from(block);
    let mut state = Cow::Borrowed(state);
    if fields.any(&|part| default(part).is_some()) {
        fill(fields, state.to_mut());
    }
    state
}

fn fill(fields: Fields<'_>, object: &mut Value) {
    let Value::Map(values) = object else { return };
    for part in fields.parts() {
        let Some(value) = values.get_mut(part.name()) else {
            continue;
        };
        if let Some(default) = default(part).filter(|_| value.is_null()) {
            *value = default.clone();
        }
        if let Some((repeat, inner)) = part.objects() {
            let nothing = Value::Null;
            each(repeat, value, &nothing, &nothing, &mut |object, _, _| {
                fill(inner, object);
            });
        }
    }
}

/// Returns `state` with null for each default that only [`filled`] put where `stored` has null, so
/// that the next plan changes it.
pub(crate) fn unfilled(block: &Block, stored: &Value, mut state: Value) -> Value {
    unfill(block.into(), stored, &mut state);
    state
}

fn unfill(fields: Fields<'_>, stored: &Value, object: &mut Value) {
    let (Value::Map(_), Value::Map(values)) = (stored, object) else {
        return;
    };
    for part in fields.parts() {
        let Some(value) = values.get_mut(part.name()) else {
            continue;
        };
        let old = stored.attribute(part.name());
        if old.is_null() && default(part) == Some(value) {
            *value = Value::Null;
        }
        if let Some((repeat, inner)) = part.objects() {
            let nothing = Value::Null;
            each(repeat, value, old, &nothing, &mut |object, old, _| {
                unfill(inner, old, object);
            });
        }
    }
}

fn default(part: Part<'_>) -> Option<&Value> {
    match part {
        Part::Attribute(attribute) => attribute.default.as_ref(),
        Part::Block(_) => None,
    }
}
