//! Validators that most schemas need. All of them pass over null and unknown values, and elements that are unknown.
//!
//! ```
//! use appservices_provider::engine::{Attribute, Type, Usage, validators};
//! let mut port = Attribute::new("port", Type::Number, Usage::Required, "Where it listens.");
//! port.validators.push(validators::between(1, 65535));
//! ```

use std::net::IpAddr;
use std::sync::Arc;

use super::formats::{duration_nanoseconds, network, rfc3339};
use super::{Diagnostic, Number, Path, Severity, Validator, Value};

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
    check(move |value| {
        let count = value.as_str()?.chars().count();
        (!(least..=most).contains(&count)).then(|| format!("It has {count} characters, and {} are allowed.", range(least, most)))
    })
}

/// Text that is one of these words.
pub fn one_of(words: &'static [&'static str]) -> Validator {
    check(move |value| (!words.contains(&value.as_str()?)).then(|| format!("It must be one of {}.", words.join(", "))))
}

/// Text that is one of these words, in any case of ASCII letters.
pub fn one_of_ignoring_case(words: &'static [&'static str]) -> Validator {
    check(move |value| {
        let text = value.as_str()?;
        (!words.iter().any(|word| word.eq_ignore_ascii_case(text))).then(|| format!("It must be one of {}.", words.join(", ")))
    })
}

/// Text that is none of these words.
pub fn none_of(words: &'static [&'static str]) -> Validator {
    check(move |value| words.contains(&value.as_str()?).then(|| format!("It must be none of {}.", words.join(", "))))
}

/// Text that a function takes; `wanted` says what that is: `a hexadecimal color, as in "#00ff00"`.
pub fn matches(wanted: &'static str, is_right: impl Fn(&str) -> bool + Send + Sync + 'static) -> Validator {
    check(move |value| (!is_right(value.as_str()?)).then(|| format!("It must be {wanted}.")))
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
    number(move |number| (*number < least || *number > most).then(|| format!("It must be between {least} and {most}.")))
}

/// A number without a fraction that fits 64 bits.
pub fn integer() -> Validator {
    number(|number| number.to_i64().is_none().then(|| "It must be a whole number of at most 64 bits.".to_owned()))
}

/// A bool that is this.
pub fn equals(wanted: bool) -> Validator {
    check(move |value| (value.as_bool()? != wanted).then(|| format!("It must be {wanted}.")))
}

/// A list, set or map with a number of elements in this range, both ends included.
pub fn size_between(least: usize, most: usize) -> Validator {
    check(move |value| {
        let count = match value {
            Value::Map(elements) => elements.len(),
            Value::List(elements) | Value::Set(elements) => elements.len(),
            _ => return None,
        };
        (!(least..=most).contains(&count)).then(|| format!("It has {count} elements, and {} are allowed.", range(least, most)))
    })
}

/// A list whose known elements all differ.
pub fn unique_values() -> Validator {
    check(|value| {
        let elements = value.elements();
        let twice = elements.iter().enumerate().find(|(at, element)| element.is_wholly_known() && elements[..*at].contains(element))?;
        Some(format!("Its element {} is there twice.", twice.0))
    })
}

/// A list, set or map without nulls.
pub fn no_null_values() -> Validator {
    check(|value| {
        let any_null = match value {
            Value::Map(elements) => elements.values().any(Value::is_null),
            other => other.elements().iter().any(Value::is_null),
        };
        any_null.then(|| "None of its elements may be null.".to_owned())
    })
}

/// A list, set or map whose elements fulfil another validator, each at its own path.
pub fn each(validator: Validator) -> Validator {
    Validator::new(move |value, at| {
        let one = |value: &Value, at: Path| if value.is_null() || value.is_unknown() { Vec::new() } else { (validator.0)(value, &at) };
        match value {
            Value::List(elements) => elements.iter().enumerate().flat_map(|(index, value)| one(value, at.at(index))).collect(),
            Value::Set(elements) => elements.iter().flat_map(|value| one(value, at.clone())).collect(),
            Value::Map(elements) => elements.iter().flat_map(|(key, value)| one(value, at.key(key))).collect(),
            _ => Vec::new(),
        }
    })
}

/// A map whose keys fulfil another validator.
pub fn keys(validator: Validator) -> Validator {
    Validator::new(move |value, at| match value {
        Value::Map(elements) => elements.keys().flat_map(|key| (validator.0)(&Value::string(key), &at.key(key))).collect(),
        _ => Vec::new(),
    })
}

/// What fulfils every one of these.
pub fn all(validators: Vec<Validator>) -> Validator {
    Validator::new(move |value, at| validators.iter().flat_map(|validator| (validator.0)(value, at)).collect())
}

/// What fulfils at least one of these; otherwise everybody's complaints are told.
pub fn any(validators: Vec<Validator>) -> Validator {
    Validator::new(move |value, at| {
        let mut complaints = Vec::new();
        for validator in &validators {
            let found = (validator.0)(value, at);
            if !found.iter().any(Diagnostic::is_error) {
                return found;
            }
            complaints.extend(found);
        }
        complaints
    })
}

/// The same complaints as warnings: for what a newer server may take.
pub fn warn_only(validator: Validator) -> Validator {
    Validator::new(move |value, at| {
        let complaints = (validator.0)(value, at).into_iter();
        complaints.map(|complaint| Diagnostic { severity: Severity::Warning, ..complaint }).collect()
    })
}

/// A JSON document.
pub fn json() -> Validator {
    check(|value| match serde_json::from_str::<serde_json::Value>(value.as_str()?) {
        Ok(_) => None,
        Err(error) => Some(format!("It is not JSON: {error}.")),
    })
}

/// A time as RFC 3339 writes it.
pub fn time() -> Validator {
    matches("a time, as in \"2026-01-31T12:00:00Z\"", |text| rfc3339(text).is_some())
}

/// A duration as Go writes it.
pub fn duration() -> Validator {
    matches("a duration, as in \"1h30m\" or \"500ms\"", |text| duration_nanoseconds(text).is_some())
}

/// An IP address.
pub fn ip_address() -> Validator {
    matches("an IP address, as in \"192.0.2.7\"", |text| text.parse::<IpAddr>().is_ok())
}

/// A CIDR block.
pub fn cidr() -> Validator {
    matches("a CIDR block, as in \"10.0.0.0/16\"", |text| text.contains('/') && network(text).is_some())
}

fn number(complaint: impl Fn(&Number) -> Option<String> + Send + Sync + 'static) -> Validator {
    check(move |value| match value {
        Value::Number(number) => complaint(number),
        _ => None,
    })
}

fn check(complaint: impl Fn(&Value) -> Option<String> + Send + Sync + 'static) -> Validator {
    Validator(Arc::new(move |value: &Value, at: &Path| {
        // A dynamic value is checked as what it is.
        let value = if let Value::Dynamic(typed) = value { &typed.1 } else { value };
        let name = at.0.iter().rev().find_map(|step| if let super::Step::Attribute(name) = step { Some(name.as_str()) } else { None });
        let summary = format!("Invalid {}", name.unwrap_or("value"));
        complaint(value).map(|detail| Diagnostic::error(summary, detail).at(at.clone())).into_iter().collect()
    }))
}

fn range(least: usize, most: usize) -> String {
    match (least, most) {
        (0, most) => format!("at most {most}"),
        (least, usize::MAX) => format!("at least {least}"),
        (least, most) if least == most => format!("exactly {least}"),
        (least, most) => format!("{least} to {most}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(validator: &Validator, value: &Value) -> Vec<String> {
        (validator.0)(value, &Path::attribute("x"))
            .into_iter()
            .map(|one| format!("{}: {}", one.path.unwrap_or_default(), one.detail))
            .collect()
    }

    fn list(texts: &[&str]) -> Value {
        Value::List(texts.iter().map(|text| Value::from(*text)).collect())
    }

    #[test]
    fn each_has_a_good_and_a_bad_value() {
        let number = |text: &str| Value::Number(Number::parse(text).expect(text));
        let map = |key: &str| Value::object([(key, "v".into())]);
        let cases: Vec<(Validator, Value, Value)> = vec![
            (length_at_least(2), "\u{e9}\u{e9}".into(), "a".into()),
            (length_at_most(2), "ab".into(), "abc".into()),
            (length_between(2, 2), "ab".into(), "a".into()),
            (one_of(&["a", "b"]), "a".into(), "A".into()),
            (one_of_ignoring_case(&["a", "b"]), "A".into(), "c".into()),
            (none_of(&["a"]), "b".into(), "a".into()),
            (matches("upper case", |text| text.chars().all(char::is_uppercase)), "AB".into(), "aB".into()),
            (at_least(1), number("1"), number("0.999")),
            (at_most(1), number("1"), number("1.0000000000000000000001")),
            (between(1, 65535), 80.into(), 70000.into()),
            (integer(), number("3"), number("3.5")),
            (equals(true), true.into(), false.into()),
            (size_between(1, 2), list(&["a"]), list(&[])),
            (unique_values(), list(&["a", "b"]), list(&["a", "a"])),
            (no_null_values(), list(&["a"]), Value::List(vec![Value::Null])),
            (each(one_of(&["a"])), list(&["a", "a"]), list(&["a", "b"])),
            (keys(length_at_most(1)), map("a"), map("ab")),
            (all(vec![length_at_least(1), length_at_most(1)]), "a".into(), "".into()),
            (any(vec![one_of(&["a"]), one_of(&["b"])]), "b".into(), "c".into()),
            (json(), "[1]".into(), "[1".into()),
            (time(), "2026-01-31T12:00:00+01:00".into(), "2026-02-30T12:00:00Z".into()),
            (duration(), "1h30m".into(), "1 hour".into()),
            (ip_address(), "::1".into(), "10.0.0.0/8".into()),
            (cidr(), "10.0.0.0/8".into(), "10.0.0.1".into()),
        ];
        for (at, (validator, good, bad)) in cases.iter().enumerate() {
            assert_eq!(complaints(validator, good), Vec::<String>::new(), "case {at}");
            assert!(!complaints(validator, bad).is_empty(), "case {at}");
        }
    }

    #[test]
    fn elements_are_complained_about_where_they_are() {
        assert_eq!(complaints(&each(one_of(&["a"])), &list(&["a", "b"])), ["x[1]: It must be one of a."]);
        assert_eq!(complaints(&each(one_of(&["a"])), &Value::List(vec![Value::UNKNOWN, Value::Null])), Vec::<String>::new());
        assert!((warn_only(one_of(&["a"])).0)(&"b".into(), &Path::root()).iter().all(|one| !one.is_error()));
    }
}
