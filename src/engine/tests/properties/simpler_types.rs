//! What is simpler than a type, and what becomes of its values then.

use std::rc::Rc;

use super::changes::Change;
use crate::engine::codec::to_json;
use crate::engine::{Type, Value};

/// Simpler types: text, the type of a part, and the same with a simpler part.
pub(super) fn simpler_types(ty: &Type) -> Vec<(Type, Change)> {
    let mut found: Vec<(Type, Change)> = Vec::new();
    if *ty != Type::String {
        found.push((Type::String, Rc::new(text)));
    }
    match ty {
        Type::Bool | Type::Number | Type::String | Type::Dynamic => {}
        Type::List(inner) | Type::Set(inner) | Type::Map(inner) => {
            found.push(((**inner).clone(), Rc::new(|value| first(value, 0))));
            found.extend(simpler_types(inner).into_iter().map(|(simpler, change)| {
                let collection = match ty {
                    Type::List(_) => Type::list(simpler),
                    Type::Set(_) => Type::set(simpler),
                    _ => Type::map(simpler),
                };
                (collection, elements(None, change))
            }));
        }
        Type::Tuple(types) => {
            for (at, inner) in types.iter().enumerate() {
                found.push((inner.clone(), Rc::new(move |value| first(value, at))));
                let mut less = types.clone();
                less.remove(at);
                found.push((Type::Tuple(less), removed(at)));
                for (simpler, change) in simpler_types(inner) {
                    let mut less = types.clone();
                    less[at] = simpler;
                    found.push((Type::Tuple(less), elements(Some(at), change)));
                }
            }
        }
        Type::Object(types) => {
            for (at, (name, inner)) in types.iter().enumerate() {
                found.push((inner.clone(), Rc::new(move |value| first(value, at))));
                let mut less = types.clone();
                less.remove(name);
                found.push((Type::Object(less), removed(at)));
                for (simpler, change) in simpler_types(inner) {
                    let mut less = types.clone();
                    less.insert(name.clone(), simpler);
                    found.push((Type::Object(less), elements(Some(at), change)));
                }
            }
        }
    }
    found
}

/// Text instead of a value: equal texts for equal values, and different ones for different values.
pub(super) fn text(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Unknown(_) => Value::UNKNOWN,
        Value::Dynamic(typed) => text(&typed.1),
        Value::String(text) => Value::string(text),
        other => Value::string(to_json(other).to_string()),
    }
}

/// Returns the element or part at a place; null where there is none, and unknown of an unknown
/// value.
fn first(value: &Value, at: usize) -> Value {
    let part = match value {
        Value::Unknown(_) => return Value::UNKNOWN,
        Value::List(elements) | Value::Set(elements) => elements.get(at),
        Value::Map(elements) => elements.values().nth(at),
        _ => None,
    };
    part.cloned().unwrap_or_default()
}

fn removed(at: usize) -> Change {
    Rc::new(move |value| match value {
        Value::List(elements) => Value::List(others(elements.iter(), at).cloned().collect()),
        Value::Map(elements) => Value::Map(
            others(elements.iter(), at)
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        ),
        other => other.clone(),
    })
}

fn others<T>(all: impl Iterator<Item = T>, at: usize) -> impl Iterator<Item = T> {
    all.enumerate()
        .filter(move |(other, _)| *other != at)
        .map(|(_, one)| one)
}

/// Returns all elements changed, or the one at a place.
fn elements(at: Option<usize>, change: Change) -> Change {
    Rc::new(move |value| {
        let one = |(place, value): (usize, &Value)| {
            if at.is_none_or(|at| at == place) {
                change(value)
            } else {
                value.clone()
            }
        };
        match value {
            Value::List(elements) => Value::List(elements.iter().enumerate().map(one).collect()),
            Value::Set(elements) => Value::Set(super::values::distinct(
                elements.iter().enumerate().map(one).collect(),
            )),
            Value::Map(elements) => Value::Map(
                elements
                    .keys()
                    .cloned()
                    .zip(elements.values().enumerate().map(one))
                    .collect(),
            ),
            other => other.clone(),
        }
    })
}
