//! What becomes of values when their schema becomes simpler.

use std::rc::Rc;

use crate::engine::Value;

/// What becomes of a value when its schema or type becomes simpler.
pub(super) type Change = Rc<dyn Fn(&Value) -> Value>;

/// Returns the object without one of its parts.
pub(super) fn without(name: &str) -> Change {
    let name = name.to_owned();
    Rc::new(move |object| {
        let Value::Map(values) = object else {
            return object.clone();
        };
        Value::Map(
            values
                .iter()
                .filter(|(other, _)| **other != name)
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        )
    })
}

/// Returns the object with one of its parts changed.
pub(super) fn inside(name: &str, change: Change) -> Change {
    let name = name.to_owned();
    Rc::new(move |object| {
        let Value::Map(values) = object else {
            return object.clone();
        };
        let one = |(at, value): (&String, &Value)| {
            (
                at.clone(),
                if *at == name {
                    change(value)
                } else {
                    value.clone()
                },
            )
        };
        Value::Map(values.iter().map(one).collect())
    })
}

/// Each object of a value changed; what is null or unknown stays.
pub(super) fn each(single: bool, map: bool, change: Change) -> Change {
    let one = move |value: &Value| {
        if let Value::Map(_) = value {
            change(value)
        } else {
            value.clone()
        }
    };
    Rc::new(move |value| match value {
        Value::List(elements) => Value::List(elements.iter().map(&one).collect()),
        Value::Set(elements) => {
            Value::Set(super::values::distinct(elements.iter().map(&one).collect()))
        }
        Value::Map(elements) if map => Value::Map(
            elements
                .iter()
                .map(|(key, value)| (key.clone(), one(value)))
                .collect(),
        ),
        value if single => one(value),
        other => other.clone(),
    })
}
