//! The types that values have of their own where the schema leaves them open.
//!
//! An attribute `list(object({any = dynamic}))` of a block in a list has a concrete type in each block, such as
//! `list(object({any = string}))`, and Terraform core compares it. A value inside the engine shows that type where it stands: at each
//! dynamic part is a [`Value::Dynamic`] with it. A null, an unknown and an empty collection have no parts to show it at, so they are
//! such values themselves, as a whole.

use std::collections::BTreeMap;

use super::{Type, Value};

/// Returns a value of the type `actual` as one of the type `declared`, which is dynamic in places. What carries its type already,
/// carries it on.
pub(super) fn loosened(declared: &Type, actual: &Type, value: Value) -> Value {
    match (declared, actual, value) {
        (declared, actual, value) if declared == actual => value,
        (_, _, value @ Value::Dynamic(_)) => value,
        (declared, actual, value)
            if *declared == Type::Dynamic
                || (value.shows_no_type() && declared.is_open_to(actual)) =>
        {
            Value::Dynamic(Box::new((actual.clone(), value)))
        }
        (Type::Object(declared), Type::Object(actual), Value::Map(values)) => {
            let one = |name: &String, value| match (declared.get(name), actual.get(name)) {
                (Some(declared), Some(actual)) => loosened(declared, actual, value),
                _ => value,
            };
            Value::Map(
                values
                    .into_iter()
                    .map(|(name, value)| (name.clone(), one(&name, value)))
                    .collect(),
            )
        }
        (Type::List(declared), Type::List(actual), Value::List(elements)) => Value::List(
            elements
                .into_iter()
                .map(|element| loosened(declared, actual, element))
                .collect(),
        ),
        (Type::Tuple(declared), Type::Tuple(actual), Value::List(elements))
            if declared.len() == elements.len() && actual.len() == elements.len() =>
        {
            let types = declared.iter().zip(actual);
            Value::List(
                elements
                    .into_iter()
                    .zip(types)
                    .map(|(element, (declared, actual))| loosened(declared, actual, element))
                    .collect(),
            )
        }
        (Type::Set(declared), Type::Set(actual), Value::Set(elements)) => Value::Set(
            elements
                .into_iter()
                .map(|element| loosened(declared, actual, element))
                .collect(),
        ),
        (Type::Map(declared), Type::Map(actual), Value::Map(elements)) => Value::Map(
            elements
                .into_iter()
                .map(|(key, element)| (key, loosened(declared, actual, element)))
                .collect(),
        ),
        (_, _, value) => value,
    }
}

/// A null where a value of any type may stand has the type that was planned or known there, and so has an empty collection whose
/// elements are of any type: core compares these types, too.
pub(super) fn keep_types(ty: &Type, known: &Value, value: &mut Value) {
    match (ty, known, &mut *value) {
        (Type::Dynamic, Value::Dynamic(known), Value::Null)
            if known.1.is_null() || known.1.is_unknown() =>
        {
            *value = Value::Dynamic(Box::new((known.0.clone(), Value::Null)));
        }
        (Type::Dynamic, Value::Dynamic(known), Value::Dynamic(value)) if known.0 == value.0 => {
            keep_types(&known.0, &known.1, &mut value.1)
        }
        (Type::Dynamic, ..) => {}
        (_, Value::Dynamic(known), value) => *value = loosened(ty, &known.0, std::mem::take(value)),
        (Type::List(ty), Value::List(known), Value::List(values)) => {
            known
                .iter()
                .zip(values)
                .for_each(|(known, value)| keep_types(ty, known, value));
        }
        (Type::Tuple(types), Value::List(known), Value::List(values)) => {
            types
                .iter()
                .zip(known)
                .zip(values)
                .for_each(|((ty, known), value)| keep_types(ty, known, value));
        }
        (Type::Map(_) | Type::Object(_), Value::Map(known), Value::Map(values)) => {
            for (name, value) in values {
                if let (Some(known), Some(ty)) = (known.get(name), ty.part(name)) {
                    keep_types(ty, known, value);
                }
            }
        }
        _ => {}
    }
}

/// Returns the type that a value of the type `declared` has of its own, and the value without types inside.
pub(super) fn fixed(declared: &Type, value: &Value) -> (Type, Value) {
    match (declared, value) {
        (_, Value::Dynamic(typed)) => (typed.0.clone(), typed.1.clone()),
        (Type::Object(types), Value::Map(values)) => {
            let fixed = types
                .iter()
                .map(|(name, ty)| (name, fixed(ty, values.get(name).unwrap_or(&Value::Null))));
            let (types, values) = fixed
                .map(|(name, (ty, value))| ((name.clone(), ty), (name.clone(), value)))
                .unzip();
            (Type::Object(types), Value::Map(values))
        }
        (Type::Tuple(types), Value::List(elements)) => {
            let (types, elements) = types
                .iter()
                .zip(elements)
                .map(|(ty, element)| fixed(ty, element))
                .unzip();
            (Type::Tuple(types), Value::List(elements))
        }
        (Type::List(inner), Value::List(elements)) => {
            let (ty, elements) = fixed_elements(inner, elements);
            (Type::list(ty), Value::List(elements))
        }
        (Type::Set(inner), Value::Set(elements)) => {
            let (ty, elements) = fixed_elements(inner, elements);
            (Type::set(ty), Value::Set(elements))
        }
        (Type::Map(inner), Value::Map(elements)) => {
            let (ty, values) = fixed_elements(inner, elements.values());
            (
                Type::map(ty),
                Value::Map(elements.keys().cloned().zip(values).collect()),
            )
        }
        (ty, value) => (ty.clone(), value.clone()),
    }
}

/// The one type of all elements of a collection. Each tells of it what it knows: a null of no type tells nothing.
fn fixed_elements<'v>(
    declared: &Type,
    elements: impl IntoIterator<Item = &'v Value>,
) -> (Type, Vec<Value>) {
    let mut ty = declared.clone();
    let mut values = Vec::new();
    for element in elements {
        let (own, value) = fixed(declared, element);
        ty = closed(&ty, &own);
        values.push(value);
    }
    (ty, values)
}

/// The first type, with what the second says where the first is open.
fn closed(open: &Type, known: &Type) -> Type {
    match (open, known) {
        (Type::Dynamic, known) => known.clone(),
        (Type::List(open), Type::List(known)) => Type::list(closed(open, known)),
        (Type::Set(open), Type::Set(known)) => Type::set(closed(open, known)),
        (Type::Map(open), Type::Map(known)) => Type::map(closed(open, known)),
        (Type::Tuple(open), Type::Tuple(known)) if open.len() == known.len() => Type::Tuple(
            open.iter()
                .zip(known)
                .map(|(open, known)| closed(open, known))
                .collect(),
        ),
        (Type::Object(open), Type::Object(known)) => {
            let one = |(name, open): (&String, &Type)| {
                let ty = known
                    .get(name)
                    .map_or_else(|| open.clone(), |known| closed(open, known));
                (name.clone(), ty)
            };
            Type::Object(open.iter().map(one).collect::<BTreeMap<_, _>>())
        }
        (open, _) => open.clone(),
    }
}

impl Value {
    /// The value itself, where the schema's type is not dynamic and this only carries a type; see [`Self::Dynamic`].
    pub(super) fn bare(&self) -> &Self {
        if let Self::Dynamic(typed) = self {
            &typed.1
        } else {
            self
        }
    }

    /// Whether there is no part in it that could show its type.
    pub(super) fn shows_no_type(&self) -> bool {
        match self {
            Self::Null | Self::Unknown(_) => true,
            Self::List(elements) | Self::Set(elements) => elements.is_empty(),
            Self::Map(elements) => elements.is_empty(),
            Self::Bool(_) | Self::Number(_) | Self::String(_) | Self::Dynamic(_) => false,
        }
    }
}

impl Type {
    /// Whether the other is this type with something more said of it.
    pub(super) fn is_open_to(&self, other: &Self) -> bool {
        self != other && *other != Self::Dynamic && self.admits(other)
    }
}
