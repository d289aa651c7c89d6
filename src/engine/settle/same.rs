//! Whether two values mean the same.

use crate::engine::fields::Fields;
use crate::engine::repeat::Repeat;
use crate::engine::{Attribute, Shape, Value};

/// Reports whether two values of the attribute mean the same: by its own meaning, and for nested
/// attributes by theirs.
pub(super) fn same(attribute: &Attribute, a: &Value, b: &Value) -> bool {
    same_by(attribute, a, b, &same_object)
}

/// Compares like [`same`], with a function of its own for nested objects.
pub(super) fn same_by(
    attribute: &Attribute,
    a: &Value,
    b: &Value,
    object: &dyn Fn(Fields<'_>, &Value, &Value) -> bool,
) -> bool {
    match &attribute.shape {
        Shape::Plain(_) => attribute.meaning.same(a, b),
        Shape::Nested(nesting, inner) => {
            all_same((*nesting).into(), a, b, &|a, b| object(inner.into(), a, b))
        }
    }
}

/// Reports whether each object of one value is the same as the one in its place in the other, and
/// in a set as any of the other.
pub(super) fn all_same(
    repeat: Repeat,
    a: &Value,
    b: &Value,
    same: &dyn Fn(&Value, &Value) -> bool,
) -> bool {
    match (repeat, a, b) {
        (Repeat::List, Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Repeat::Set, Value::Set(a), Value::Set(b)) => {
            a.len() == b.len()
                && a.iter().all(|a| b.iter().any(|b| same(a, b)))
                && b.iter().all(|b| a.iter().any(|a| same(a, b)))
        }
        (Repeat::Map, Value::Map(a), Value::Map(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (_, Value::Map(_), Value::Map(_)) => same(a, b),
        _ => a == b && !a.is_unknown(),
    }
}

fn same_object(fields: Fields<'_>, a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Map(_), Value::Map(_)) => fields
            .attributes
            .iter()
            .all(|inner| same(inner, a.attribute(&inner.name), b.attribute(&inner.name))),
        _ => a == b && !a.is_unknown(),
    }
}
