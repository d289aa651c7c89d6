//! The types that values have of their own where the schema leaves them open.
//!
//! An attribute `list(object({any = dynamic}))` of a block in a list has a concrete type in each
//! block, such as `list(object({any = string}))`, and Terraform core compares it. A value inside
//! the engine shows that type where it stands: at each dynamic part is a [`Value::Dynamic`] with
//! it. A null, an unknown and an empty collection have no parts to show it at, so they are such
//! values themselves, as a whole.

use std::collections::BTreeMap;

use super::{Path, Type, Value};

/// Returns a value of the type `actual` as one of the type `declared`, which is dynamic in places.
/// What carries its type already, carries it on.
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

/// Gives a null the type that was planned or known in its place, if the schema leaves the type
/// open, and does the same for an empty collection: core compares these types, too. Leaves a value
/// alone that shows another type.
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
        (_, Value::Dynamic(known), value) if agree(&own_type(ty, value), &known.0) => {
            *value = loosened(ty, &known.0, std::mem::take(value));
        }
        // All elements have one type, so a null takes no other one than the elements beside it.
        (Type::List(_) | Type::Map(_), known, value)
            if !agree(&own_type(ty, value), &own_type(ty, known)) => {}
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

/// Returns the type that a value of the type `declared` has of its own, and the value without types
/// inside.
pub(super) fn fixed(declared: &Type, value: &Value) -> (Type, Value) {
    (own_type(declared, value), without_types(value))
}

/// Returns the type that a value of the type `declared` has of its own. The elements of a
/// collection have one type, of which each shows what it knows: a null of no type shows nothing.
pub(super) fn own_type(declared: &Type, value: &Value) -> Type {
    let of_elements = |inner: &Type, elements: &mut dyn Iterator<Item = &Value>| {
        elements.fold(inner.clone(), |ty, element| {
            closed(&ty, &own_type(inner, element))
        })
    };
    match (declared, value) {
        (_, Value::Dynamic(typed)) => typed.0.clone(),
        (Type::Object(types), Value::Map(values)) => {
            let own = types.iter().map(|(name, ty)| {
                let value = values.get(name).unwrap_or(&Value::Null);
                (name.clone(), own_type(ty, value))
            });
            Type::Object(own.collect())
        }
        (Type::Tuple(types), Value::List(elements)) => Type::Tuple(
            types
                .iter()
                .zip(elements)
                .map(|(ty, element)| own_type(ty, element))
                .collect(),
        ),
        (Type::List(inner), Value::List(elements)) => {
            Type::list(of_elements(inner, &mut elements.iter()))
        }
        (Type::Set(inner), Value::Set(elements)) => {
            Type::set(of_elements(inner, &mut elements.iter()))
        }
        (Type::Map(inner), Value::Map(elements)) => {
            Type::map(of_elements(inner, &mut elements.values()))
        }
        (ty, _) => ty.clone(),
    }
}

fn without_types(value: &Value) -> Value {
    match value {
        Value::Dynamic(typed) => typed.1.clone(),
        Value::List(elements) => Value::List(elements.iter().map(without_types).collect()),
        Value::Set(elements) => Value::Set(elements.iter().map(without_types).collect()),
        Value::Map(elements) => Value::Map(
            elements
                .iter()
                .map(|(key, element)| (key.clone(), without_types(element)))
                .collect(),
        ),
        other => other.clone(),
    }
}

/// Two elements of a collection whose types cannot be one.
pub(super) struct Disagreement {
    /// Where in each element; the root for the whole element.
    pub(super) part: Path,
    pub(super) elements: [usize; 2],
    pub(super) types: [Type; 2],
}

/// Returns two elements of a collection whose types cannot be one, if there are such. Of objects,
/// it names the part that differs. A collection of dynamic elements has one type for all of them;
/// core panics over any other.
pub(super) fn disagreement<'v>(
    inner: &Type,
    elements: impl Iterator<Item = &'v Value>,
) -> Option<Disagreement> {
    if !inner.has_dynamic() {
        return None;
    }
    let mut seen: Vec<Type> = Vec::new();
    for element in elements {
        let own = own_type(inner, element);
        if let Some(first) = seen.iter().position(|ty| !agree(ty, &own)) {
            let other = seen.len();
            let (part, types) = apart(&seen[first], &own, Path::root());
            return Some(Disagreement {
                part,
                elements: [first, other],
                types,
            });
        }
        seen.push(own);
    }
    None
}

/// Returns the part in which two types cannot be one, and what they are there.
fn apart(a: &Type, b: &Type, at: Path) -> (Path, [Type; 2]) {
    if let (Type::Object(a), Type::Object(b)) = (a, b) {
        let both = a
            .iter()
            .filter_map(|(name, a)| Some((name, a, b.get(name)?)));
        for (name, a, b) in both {
            if !agree(a, b) {
                return apart(a, b, at.then(name));
            }
        }
    }
    (at, [a.clone(), b.clone()])
}

/// Reports whether there is a type that both are open to.
fn agree(a: &Type, b: &Type) -> bool {
    let both = closed(a, b);
    a.admits(&both) && b.admits(&both)
}

/// Returns the first type, with what the second says where the first is open.
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
    /// Reports whether there is no part in it that could show its type.
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
    /// Reports whether the other is this type with something more said of it.
    pub(super) fn is_open_to(&self, other: &Self) -> bool {
        self != other && *other != Self::Dynamic && self.admits(other)
    }
}
