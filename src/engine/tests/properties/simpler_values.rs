//! What is simpler than a value: less of it.

use crate::engine::Value;

/// Returns the value with one part null or gone.
pub(super) fn simpler_value(value: &Value) -> Vec<Value> {
    places(value)
        .iter()
        .flat_map(|place| [true, false].map(|null| less_at(value, place, null)))
        .collect()
}

/// Returns the ways to all parts of the value.
pub(super) fn places(value: &Value) -> Vec<Vec<usize>> {
    let parts: Vec<&Value> = parts(value);
    let below = parts.into_iter().enumerate().flat_map(|(at, part)| {
        let here = std::iter::once(vec![at]);
        here.chain(
            places(part)
                .into_iter()
                .map(move |place| [vec![at], place].concat()),
        )
        .collect::<Vec<_>>()
    });
    below.collect()
}

pub(super) fn parts(value: &Value) -> Vec<&Value> {
    match value {
        Value::List(elements) | Value::Set(elements) => elements.iter().collect(),
        Value::Map(elements) => elements.values().collect(),
        Value::Dynamic(typed) => vec![&typed.1],
        _ => Vec::new(),
    }
}

pub(super) fn less_at(value: &Value, place: &[usize], null: bool) -> Value {
    let Some((first, rest)) = place.split_first() else {
        return value.clone();
    };
    let mut all: Vec<Option<Value>> = parts(value).into_iter().cloned().map(Some).collect();
    let Some(part) = all.get_mut(*first) else {
        return value.clone();
    };
    *part = match part.take() {
        Some(part) if !rest.is_empty() => Some(less_at(&part, rest, null)),
        _ => null.then_some(Value::Null),
    };
    match value {
        Value::List(_) => Value::List(all.into_iter().flatten().collect()),
        Value::Set(_) => Value::Set(super::values::distinct(all.into_iter().flatten().collect())),
        Value::Map(elements) => Value::Map(
            elements
                .keys()
                .zip(all)
                .filter_map(|(key, value)| Some((key.clone(), value?)))
                .collect(),
        ),
        Value::Dynamic(typed) => match all.pop().flatten() {
            Some(inner) => Value::Dynamic(Box::new((typed.0.clone(), inner))),
            None => Value::Null,
        },
        other => other.clone(),
    }
}

/// Returns the value with one part as it will be, or without what is known of it.
pub(super) fn known_at(open: &Value, config: &Value, place: &[usize]) -> Value {
    match (open, place.split_first()) {
        (Value::Unknown(unknown), _) if unknown.refinements.is_some() => Value::UNKNOWN,
        (Value::Unknown(_), _) | (_, None) => config.clone(),
        (_, Some((first, rest))) => {
            let theirs = parts(config);
            let one = |(at, ours): (usize, &Value)| match theirs.get(at) {
                Some(theirs) if at == *first => known_at(ours, theirs, rest),
                _ => ours.clone(),
            };
            let all = parts(open).into_iter().enumerate().map(one);
            match open {
                Value::List(_) => Value::List(all.collect()),
                Value::Set(_) => Value::Set(super::values::distinct(all.collect())),
                Value::Map(elements) => Value::Map(elements.keys().cloned().zip(all).collect()),
                Value::Dynamic(typed) => all
                    .map(|inner| Value::Dynamic(Box::new((typed.0.clone(), inner))))
                    .next()
                    .unwrap_or_default(),
                other => other.clone(),
            }
        }
    }
}
