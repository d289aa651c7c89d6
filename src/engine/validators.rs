//! Validators that most schemas need. All of them pass over null and unknown values, and elements that are unknown.
//!
//! ```
//! use appservices_provider::engine::{Attribute, Type, Usage, validators};
//! let mut port = Attribute::new("port", Type::Number, Usage::Required, "Where it listens.");
//! port.validators.push(validators::between(1, 65535));
//! ```

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::formats::{duration_nanoseconds, mac, network, rfc3339};
use super::rules::first_content;
use super::value::{in_order, order};
use super::{Diagnostic, Number, Path, Rule, Severity, Takes, Validator, Value};

/// Text with at least so many characters.
pub fn length_at_least(least: usize) -> Validator {
    length_between(least, usize::MAX)
}

/// Text with at most so many characters.
pub fn length_at_most(most: usize) -> Validator {
    length_between(0, most)
}

/// Text with a number of characters in this range, both ends included. The message tells the length and not the text.
pub fn length_between(least: usize, most: usize) -> Validator {
    text(move |text| {
        let count = text.chars().count();
        (!(least..=most).contains(&count)).then(|| {
            format!(
                "It has {count} characters, and {} are allowed.",
                range(least, most)
            )
        })
    })
}

/// Text that is one of these words.
pub fn one_of(words: &'static [&'static str]) -> Validator {
    text(move |text| {
        (!words.contains(&text))
            .then(|| format!("It must be one of {}.", super::wording::listed(words)))
    })
}

/// Text that is one of these words, in any case of ASCII letters.
pub fn one_of_ignoring_case(words: &'static [&'static str]) -> Validator {
    text(move |text| {
        (!is_any(words, text))
            .then(|| format!("It must be one of {}.", super::wording::listed(words)))
    })
}

/// Text that is none of these words.
pub fn none_of(words: &'static [&'static str]) -> Validator {
    text(move |text| {
        words
            .contains(&text)
            .then(|| format!("It must be none of {}.", super::wording::listed(words)))
    })
}

/// Text that is none of these words, in any case of ASCII letters.
pub fn none_of_ignoring_case(words: &'static [&'static str]) -> Validator {
    text(move |text| {
        is_any(words, text)
            .then(|| format!("It must be none of {}.", super::wording::listed(words)))
    })
}

/// Text that a function takes; `wanted` says what that is: `a hexadecimal color, as in "#00ff00"`.
pub fn matches(
    wanted: &'static str,
    is_right: impl Fn(&str) -> bool + Send + Sync + 'static,
) -> Validator {
    text(move |text| (!is_right(text)).then(|| format!("It must be {wanted}.")))
}

/// A number that is at least this.
pub fn at_least(least: impl Into<Number>) -> Validator {
    let least = least.into();
    number(move |number| (*number < least).then(|| format!("It must be at least {least}.")))
}

/// A number that is at most this.
pub fn at_most(most: impl Into<Number>) -> Validator {
    let most = most.into();
    number(move |number| (*number > most).then(|| format!("It must be at most {most}.")))
}

/// A number in this range, both ends included.
pub fn between(least: impl Into<Number>, most: impl Into<Number>) -> Validator {
    let (least, most) = (least.into(), most.into());
    number(move |number| {
        (*number < least || *number > most)
            .then(|| format!("It must be between {least} and {most}."))
    })
}

/// A number that is one of these.
pub fn number_one_of(numbers: &'static [i64]) -> Validator {
    number(move |number| {
        (!listed(numbers, number)).then(|| format!("It must be one of {}.", joined(numbers)))
    })
}

/// A number that is none of these.
pub fn number_none_of(numbers: &'static [i64]) -> Validator {
    number(move |number| {
        listed(numbers, number).then(|| format!("It must be none of {}.", joined(numbers)))
    })
}

/// A number without a fraction that fits 64 bits.
pub fn integer() -> Validator {
    number(|number| {
        number
            .to_i64()
            .is_none()
            .then(|| "It must be a whole number of at most 64 bits.".to_owned())
    })
}

/// A number without a fraction that fits 32 bits.
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

/// A number that a float of 64 bits can hold, if rounded.
pub fn float_64() -> Validator {
    number(|number| {
        number
            .to_f64()
            .is_none()
            .then(|| "It must be a number that 64 bits can hold.".to_owned())
    })
}

/// A number that a float of 32 bits can hold, if rounded.
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

/// A bool that is this.
pub fn equals(wanted: bool) -> Validator {
    check(Takes::Bool, move |value| {
        (value.as_bool()? != wanted).then(|| format!("It must be {wanted}."))
    })
}

/// A list, set or map with at least so many elements.
pub fn size_at_least(least: usize) -> Validator {
    size_between(least, usize::MAX)
}

/// A list, set or map with at most so many elements.
pub fn size_at_most(most: usize) -> Validator {
    size_between(0, most)
}

/// A list, set or map with a number of elements in this range, both ends included.
pub fn size_between(least: usize, most: usize) -> Validator {
    check(elements(Takes::Anything), move |value| {
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

/// A list whose known elements all differ.
pub fn unique_values() -> Validator {
    check(elements(Takes::Anything), |value| {
        let elements = value.elements();
        let ordered = in_order(elements);
        let twice = ordered
            .windows(2)
            .find(|pair| pair[0].is_wholly_known() && order(&pair[0], &pair[1]).is_eq())?;
        let at = elements.iter().rposition(|element| *element == *twice[0])?;
        Some(format!("Its element {at} is there twice."))
    })
}

/// A list, set or map without nulls.
pub fn no_null_values() -> Validator {
    check(elements(Takes::Anything), |value| {
        let any_null = match value {
            Value::Map(elements) => elements.values().any(Value::is_null),
            other => other.elements().iter().any(Value::is_null),
        };
        any_null.then(|| "None of its elements may be null.".to_owned())
    })
}

/// A list, set or map whose elements fulfil another validator, each at its own path.
pub fn each(validator: Validator) -> Validator {
    let takes = elements(validator.takes().clone());
    let each = Validator::new(move |value, at| {
        let value = undressed(value);
        let known = |value: &Value| !value.is_null() && !value.is_unknown();
        let one = |value: &Value, at: Path| {
            if known(value) {
                validator.complaints(value, &at)
            } else {
                Vec::new()
            }
        };
        match value {
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
            _ => Vec::new(),
        }
    });
    each.taking(takes)
}

/// An object that fulfils a rule between its attributes; with [`each`], each object in a list, set or map does.
pub fn holds(rule: Rule) -> Validator {
    let holds = Validator::new(move |value, at| match undressed(value) {
        object @ Value::Map(_) => rule
            .complaints(object)
            .into_iter()
            .map(|complaint| complaint.below(at))
            .collect(),
        _ => Vec::new(),
    });
    holds.taking(Takes::Object)
}

/// A map whose keys fulfil another validator.
pub fn keys(validator: Validator) -> Validator {
    let keys = Validator::new(move |value, at| match undressed(value) {
        Value::Map(elements) => elements
            .keys()
            .flat_map(|key| validator.complaints(&Value::string(key), &at.key(key)))
            .collect(),
        _ => Vec::new(),
    });
    keys.taking(Takes::Keys)
}

/// What fulfils every one of these.
pub fn all(validators: Vec<Validator>) -> Validator {
    let takes = common(&validators);
    Validator::new(move |value, at| {
        validators
            .iter()
            .flat_map(|validator| validator.complaints(value, at))
            .collect()
    })
    .taking(takes)
}

/// What fulfils at least one of these, with the first one's warnings; otherwise everybody's complaints are told.
pub fn any(validators: Vec<Validator>) -> Validator {
    let takes = common(&validators);
    let any = Validator::new(move |value, at| {
        first_content(
            validators
                .iter()
                .map(|validator| validator.complaints(value, at)),
        )
        .unwrap_or_else(|complaints| complaints)
    });
    any.taking(takes)
}

/// What fulfils at least one of these, with the warnings of all; otherwise everybody's complaints are told.
pub fn any_with_all_warnings(validators: Vec<Validator>) -> Validator {
    let takes = common(&validators);
    let any = Validator::new(move |value, at| {
        let complaints: Vec<Vec<Diagnostic>> = validators
            .iter()
            .map(|validator| validator.complaints(value, at))
            .collect();
        let content = complaints
            .iter()
            .any(|complaints| !complaints.iter().any(Diagnostic::is_error));
        complaints
            .into_iter()
            .flatten()
            .filter(|complaint| !content || !complaint.is_error())
            .collect()
    });
    any.taking(takes)
}

/// The same complaints as warnings: for what a newer server may take.
pub fn warn_only(validator: Validator) -> Validator {
    let takes = validator.takes().clone();
    let warn = Validator::new(move |value, at| {
        let complaints = validator.complaints(value, at).into_iter();
        complaints
            .map(|complaint| Diagnostic {
                severity: Severity::Warning,
                ..complaint
            })
            .collect()
    });
    warn.taking(takes)
}

/// A JSON document.
pub fn json() -> Validator {
    text(
        |text| match serde_json::from_str::<serde_json::Value>(text) {
            Ok(_) => None,
            Err(error) => Some(format!("It is not JSON: {error}.")),
        },
    )
}

/// A time as RFC 3339 writes it.
pub fn time() -> Validator {
    matches("a time, as in \"2026-01-31T12:00:00Z\"", |text| {
        rfc3339(text).is_some()
    })
}

/// A duration as Go writes it.
pub fn duration() -> Validator {
    matches("a duration, as in \"1h30m\" or \"500ms\"", |text| {
        duration_nanoseconds(text).is_some()
    })
}

/// An IP address.
pub fn ip_address() -> Validator {
    matches("an IP address, as in \"192.0.2.7\"", |text| {
        text.parse::<IpAddr>().is_ok()
    })
}

/// An IP address of version 4.
pub fn ipv4_address() -> Validator {
    matches("an IPv4 address, as in \"192.0.2.7\"", |text| {
        text.parse::<Ipv4Addr>().is_ok()
    })
}

/// An IP address of version 6.
pub fn ipv6_address() -> Validator {
    matches("an IPv6 address, as in \"2001:db8::7\"", |text| {
        text.parse::<Ipv6Addr>().is_ok()
    })
}

/// A CIDR block.
pub fn cidr() -> Validator {
    matches("a CIDR block, as in \"10.0.0.0/16\"", |text| {
        text.contains('/') && network(text).is_some()
    })
}

/// A CIDR block of version 4.
pub fn ipv4_cidr() -> Validator {
    let right = |text: &str| {
        text.contains('/') && network(text).is_some_and(|network| network.addr().is_ipv4())
    };
    matches("an IPv4 CIDR block, as in \"10.0.0.0/16\"", right)
}

/// A CIDR block of version 6.
pub fn ipv6_cidr() -> Validator {
    let right = |text: &str| {
        text.contains('/') && network(text).is_some_and(|network| network.addr().is_ipv6())
    };
    matches("an IPv6 CIDR block, as in \"2001:db8::/32\"", right)
}

/// A MAC address of 6, 8 or 20 bytes.
pub fn mac_address() -> Validator {
    matches("a MAC address, as in \"00:00:5e:00:53:01\"", |text| {
        mac(text).is_some()
    })
}

fn text(complaint: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Validator {
    check(Takes::Text, move |value| complaint(value.as_str()?))
}

fn number(complaint: impl Fn(&Number) -> Option<String> + Send + Sync + 'static) -> Validator {
    check(Takes::Number, move |value| match value {
        Value::Number(number) => complaint(number),
        _ => None,
    })
}

fn check(
    takes: Takes,
    complaint: impl Fn(&Value) -> Option<String> + Send + Sync + 'static,
) -> Validator {
    let check = Validator::new(move |value: &Value, at: &Path| {
        let value = undressed(value);
        complaint(value)
            .map(|detail| Diagnostic::error(invalid(at), detail).at(at.clone()))
            .into_iter()
            .collect()
    });
    check.taking(takes)
}

/// The summary of a complaint; Terraform cannot point into objects, so it has the whole path.
fn invalid(at: &Path) -> String {
    if at.0.is_empty() {
        "Invalid value".to_owned()
    } else {
        format!("Invalid {at}")
    }
}

fn elements(takes: Takes) -> Takes {
    Takes::Elements(Box::new(takes))
}

/// A dynamic value is checked as what it is.
fn undressed(value: &Value) -> &Value {
    if let Value::Dynamic(typed) = value {
        &typed.1
    } else {
        value
    }
}

/// What each of them takes.
fn common(validators: &[Validator]) -> Takes {
    Takes::Every(
        validators
            .iter()
            .map(Validator::takes)
            .filter(|takes| **takes != Takes::Anything)
            .cloned()
            .collect(),
    )
}

fn is_any(words: &[&str], text: &str) -> bool {
    words.iter().any(|word| word.eq_ignore_ascii_case(text))
}

fn listed(numbers: &[i64], number: &Number) -> bool {
    numbers.iter().any(|one| Number::from(*one) == *number)
}

fn joined(numbers: &[i64]) -> String {
    numbers
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

fn range(least: usize, most: usize) -> String {
    match (least, most) {
        (0, most) => format!("at most {most}"),
        (least, usize::MAX) => format!("at least {least}"),
        (least, most) if least == most => format!("exactly {least}"),
        (least, most) => format!("{least} to {most}"),
    }
}
