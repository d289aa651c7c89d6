//! Validators of numbers.

use super::support::check;
use crate::engine::{Applicable, Number, Validator, Value};

/// Accepts a number that is at least this.
pub fn at_least(least: impl Into<Number>) -> Validator {
    let least = least.into();
    number(move |number| (*number < least).then(|| format!("It must be at least {least}.")))
}

/// Accepts a number that is at most this.
pub fn at_most(most: impl Into<Number>) -> Validator {
    let most = most.into();
    number(move |number| (*number > most).then(|| format!("It must be at most {most}.")))
}

/// Accepts a number in this range, both ends included.
pub fn between(least: impl Into<Number>, most: impl Into<Number>) -> Validator {
    let least = least.into();
    let most = most.into();
    number(move |number| {
        (*number < least || *number > most)
            .then(|| format!("It must be between {least} and {most}."))
    })
}

/// Accepts a number that is one of these.
pub fn number_one_of<N: Into<Number>>(numbers: impl IntoIterator<Item = N>) -> Validator {
    let numbers: Vec<Number> = numbers.into_iter().map(Into::into).collect();
    number(move |number| {
        (!numbers.contains(number)).then(|| format!("It must be one of {}.", joined(&numbers)))
    })
}

/// Accepts a number that is none of these.
pub fn number_none_of<N: Into<Number>>(numbers: impl IntoIterator<Item = N>) -> Validator {
    let numbers: Vec<Number> = numbers.into_iter().map(Into::into).collect();
    number(move |number| {
        numbers
            .contains(number)
            .then(|| format!("It must be none of {}.", joined(&numbers)))
    })
}

/// Accepts a number without a fraction that fits 64 bits.
pub fn integer() -> Validator {
    number(|number| {
        number
            .to_i64()
            .is_none()
            .then(|| "It must be a whole number of at most 64 bits.".to_owned())
    })
}

/// Accepts a number without a fraction that fits 32 bits.
pub fn integer_32() -> Validator {
    let fits = |number: &Number| {
        number
            .to_i64()
            .is_some_and(|integer| i32::try_from(integer).is_ok())
    };
    number(move |number| {
        (!fits(number)).then(|| "It must be a whole number of at most 32 bits.".to_owned())
    })
}

/// Accepts a number that a float of 64 bits can hold, if rounded.
pub fn float_64() -> Validator {
    number(|number| {
        number
            .to_f64()
            .is_none()
            .then(|| "It must be a number that 64 bits can hold.".to_owned())
    })
}

/// Accepts a number that a float of 32 bits can hold, if rounded.
pub fn float_32() -> Validator {
    let fits = |number: &Number| {
        number
            .to_f64()
            .is_some_and(|float| (float as f32).is_finite())
    };
    number(move |number| {
        (!fits(number)).then(|| "It must be a number that 32 bits can hold.".to_owned())
    })
}

fn number(complaint: impl Fn(&Number) -> Option<String> + Send + Sync + 'static) -> Validator {
    check(Applicable::Number, move |value| match value {
        Value::Number(number) => complaint(number),
        _ => None,
    })
}

fn joined(numbers: &[Number]) -> String {
    numbers
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
