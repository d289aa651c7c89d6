//! Validators of lists, sets, maps and objects, and of what is in them.

use super::support::{check, range};
use crate::engine::value::{in_order, order};
use crate::engine::{Applicable, Diagnostics, Path, PathExpression, Rule, Validator, Value};

/// Accepts a list, set or map with at least so many elements.
pub fn size_at_least(least: usize) -> Validator {
    size_between(least, usize::MAX)
}

/// Accepts a list, set or map with at most so many elements.
pub fn size_at_most(most: usize) -> Validator {
    size_between(0, most)
}

/// Accepts a list, set or map with a number of elements in this range, both ends included.
pub fn size_between(least: usize, most: usize) -> Validator {
    check(elements(Applicable::Anything), move |value| {
        let count = match value {
            Value::Map(elements) => elements.len(),
            Value::List(elements) | Value::Set(elements) => elements.len(),
            _ => return None,
        };
        (!(least..=most).contains(&count)).then(|| {
            format!(
                "It has {count} elements, and {} are allowed.",
                range(least, most)
            )
        })
    })
}

/// Accepts a list whose known elements all differ.
pub fn unique_values() -> Validator {
    check(elements(Applicable::Anything), |value| {
        let elements = value.elements();
        let ordered = in_order(elements);
        let twice = ordered
            .windows(2)
            .find(|pair| pair[0].is_wholly_known() && order(&pair[0], &pair[1]).is_eq())?;
        let at = elements.iter().rposition(|element| *element == *twice[0])?;
        Some(format!("Its element {at} is there twice."))
    })
}

/// Accepts a list, set or map without nulls.
pub fn no_null_values() -> Validator {
    check(elements(Applicable::Anything), |value| {
        let any_null = match value {
            Value::Map(elements) => elements.values().any(Value::is_null),
            other => other.elements().iter().any(Value::is_null),
        };
        any_null.then(|| "None of its elements may be null.".to_owned())
    })
}

/// Accepts a list, set or map whose elements fulfil another validator, each at its own path.
pub fn each(validator: Validator) -> Validator {
    let takes = elements(validator.takes().clone());
    let about = validator.others().to_vec();
    let each = Validator::with_request(move |request| -> Diagnostics {
        let at = request.path();
        let known = |value: &Value| !value.is_null() && !value.is_unknown();
        let one = |value: &Value, at: Path| {
            if known(value) {
                validator.check(&request.element(&at, value))
            } else {
                Diagnostics::new()
            }
        };
        match request.value().bare() {
            Value::List(elements) => elements
                .iter()
                .enumerate()
                .flat_map(|(index, value)| one(value, at.at(index)))
                .collect(),
            Value::Set(elements) => elements
                .iter()
                .flat_map(|value| one(value, at.element()))
                .collect(),
            Value::Map(elements) => elements
                .iter()
                .flat_map(|(key, value)| one(value, at.key(key)))
                .collect(),
            _ => Diagnostics::new(),
        }
    });
    each.taking(takes)
        .about(about.into_iter().map(PathExpression::of_the_collection))
}

/// Accepts an object that fulfils a rule between its attributes. With [`each`], accepts a list, set
/// or map of such objects.
pub fn holds(rule: Rule) -> Validator {
    let holds = Validator::new(move |value, at| -> Diagnostics {
        match value.bare() {
            object @ Value::Map(_) => rule
                .complaints(object)
                .into_iter()
                .map(|complaint| complaint.below(at))
                .collect(),
            _ => Diagnostics::new(),
        }
    });
    holds.taking(Applicable::Object)
}

/// Accepts a map whose keys fulfil another validator.
pub fn keys(validator: Validator) -> Validator {
    let about = validator.others().to_vec();
    let keys = Validator::with_request(move |request| -> Diagnostics {
        match request.value().bare() {
            Value::Map(elements) => elements
                .keys()
                .flat_map(|key| {
                    validator.check(&request.element(&request.path().key(key), &Value::string(key)))
                })
                .collect(),
            _ => Diagnostics::new(),
        }
    });
    keys.taking(Applicable::Keys)
        .about(about.into_iter().map(PathExpression::of_the_collection))
}

fn elements(takes: Applicable) -> Applicable {
    Applicable::Elements(Box::new(takes))
}
