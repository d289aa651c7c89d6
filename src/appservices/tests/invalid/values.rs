//! Values of attributes that must be refused.

use super::with;
use crate::declare::words::{Attr, Case, Check, Ty, Usage};
use crate::engine::{Path, Value};

/// How many texts break each check.
const TEXTS: usize = 25;

/// Returns wrong values of an attribute, each with the kind of rule that it breaks and where it breaks it.
pub(super) fn at(
    attr: &'static Attr,
    path: &Path,
    good: &Value,
    random: &mut fastrand::Rng,
) -> Vec<(&'static str, Path, Value)> {
    let mut all: Vec<(&'static str, Path, Value)> = Vec::new();
    let mut here = |kind, value: Value| all.push((kind, path.clone(), value));
    match attr.usage {
        Usage::Required => here("a required attribute is null", Value::Null),
        Usage::Computed => {
            here("a read-only attribute is set", Value::string("x"));
            return all;
        }
        Usage::Optional => {}
    }
    for check in attr.checks {
        for (kind, value) in breaking(*check, random) {
            here(kind, value);
        }
    }
    match attr.ty {
        Ty::JsonObject | Ty::Ejson => {
            let texts = [
                "[]",
                "1",
                "null",
                "\"x\"",
                "",
                "{",
                "{'a': 1}",
                "{\"a\": }",
                "{}{}",
            ];
            for text in texts {
                here("text that is no JSON object", Value::string(text));
            }
        }
        Ty::AnyJson => {
            let texts = ["", "{", "'a'", "{\"a\": }", "{}{}", "nul"];
            for text in texts {
                here("text that is no JSON", Value::string(text));
            }
        }
        Ty::Address => {
            for _ in 0..TEXTS {
                let number = random.u32(256..9_999);
                let texts = [
                    format!("10.0.0.{number}"),
                    format!("10.0.0.0/{}", random.u32(33..99)),
                    format!("host-{number}"),
                    format!("10.{number}"),
                ];
                for text in texts {
                    here("text that is no address", Value::string(text));
                }
            }
        }
        Ty::Words(_) => here("an empty set of words", Value::Set(Vec::new())),
        Ty::OneOf(cases) => {
            let none = cases.iter().map(|case| (case.name, Value::Null));
            here("no case is set", Value::object(none));
            let all_cases = cases.iter().map(|case| (case.name, nulls(case.attrs)));
            here("several cases are set", Value::object(all_cases));
        }
        Ty::SetOf(attrs) => {
            if let Some(name) = attrs.iter().find(|one| matches!(one.ty, Ty::Address)) {
                let first = with(&nulls(attrs), name.name, Value::string("10.0.0.0/8"));
                let same = with(&nulls(attrs), name.name, Value::string("10.0.0.0/8"));
                let same = attrs
                    .iter()
                    .find(|one| one.name == "comment")
                    .map_or(same.clone(), |one| {
                        with(&same, one.name, Value::string("again"))
                    });
                here("one address twice", Value::Set(vec![first, same]));
            }
        }
        _ => {}
    }
    all.extend(inside(attr, path, good, random));
    all
}

/// Returns wrong values of an attribute that are wrong inside.
fn inside(
    attr: &'static Attr,
    path: &Path,
    good: &Value,
    random: &mut fastrand::Rng,
) -> Vec<(&'static str, Path, Value)> {
    let mut all = Vec::new();
    let mut each =
        |attrs: &'static [Attr], path: &Path, good: &Value, put: &dyn Fn(Value) -> Value| {
            let good = if good.is_null() {
                nulls(attrs)
            } else {
                good.clone()
            };
            for attr in attrs {
                let own = path.then(attr.name);
                for (kind, place, value) in at(attr, &own, good.attribute(attr.name), random) {
                    all.push((kind, place, put(with(&good, attr.name, value))));
                }
            }
        };
    match attr.ty {
        Ty::Object(attrs) => each(attrs, path, good, &|value| value),
        Ty::OneOf(cases) => {
            for case in cases {
                let inner = good.attribute(case.name);
                each(case.attrs, &path.then(case.name), inner, &|value| {
                    one_case(cases, case.name, value)
                });
            }
        }
        Ty::SetOf(attrs) => {
            let path = path.element();
            let first = good.elements().first().cloned().unwrap_or_default();
            each(attrs, &path, &first, &|value| Value::Set(vec![value]));
        }
        Ty::ListOf(attrs) => {
            let first = good.elements().first().cloned().unwrap_or_default();
            each(attrs, &path.at(0), &first, &|value| {
                Value::List(vec![value])
            });
        }
        Ty::MapOf(attrs) => each(attrs, &path.key("one"), &Value::Null, &|value| {
            Value::object([("one", value)])
        }),
        _ => {}
    }
    all
}

fn one_case(cases: &[Case], set: &str, value: Value) -> Value {
    let values = cases.iter().map(|case| match case.name == set {
        true => (case.name, value.clone()),
        false => (case.name, Value::Null),
    });
    Value::object(values)
}

fn nulls(attrs: &'static [Attr]) -> Value {
    Value::object(attrs.iter().map(|attr| (attr.name, Value::Null)))
}

/// Returns values that fail a check.
fn breaking(check: Check, random: &mut fastrand::Rng) -> Vec<(&'static str, Value)> {
    let mut all = Vec::new();
    for _ in 0..TEXTS {
        match check {
            Check::ObjectId(_) => {
                let mut text = letters(random, 0..30);
                if text.len() == 24 {
                    text += "x";
                }
                all.push(("text that is no ID", Value::string(text)));
                let short = random.usize(0..24);
                let digits: String = (0..short).map(|_| random.digit(16)).collect();
                all.push(("text that is no ID", Value::string(digits)));
            }
            Check::Form(why) => {
                // Some forms refuse IDs alone.
                let id: String = (0..24).map(|_| random.digit(16)).collect();
                let text = (0..10_000)
                    .map(|_| any_text(random))
                    .chain([id])
                    .find(|text| why(text).is_some())
                    .expect("a form refuses some text");
                all.push(("text of another form", Value::string(text)));
            }
            Check::Each(why) => {
                let text = (0..10_000)
                    .map(|_| any_text(random))
                    .find(|text| why(text).is_some())
                    .expect("a form refuses some text");
                let element = Value::string(text);
                all.push(("an element of another form", Value::Set(vec![element])));
            }
            Check::StartsWith(_) => {
                let text = format!("{}://x", letters(random, 1..9));
                all.push(("text that begins otherwise", Value::string(text)));
            }
            Check::NotEmpty => {
                all.push(("empty text", Value::string("")));
                break;
            }
            Check::MaxChars(most) => {
                let long = most + random.usize(1..40);
                let text: String = (0..long).map(|_| random.char('a'..'ü')).collect();
                all.push(("text that is too long", Value::string(text)));
            }
            Check::Between(least, most) => {
                let by = random.i64(1..1_000);
                let number = if random.bool() { least - by } else { most + by };
                all.push(("a number out of range", Value::Number(number.into())));
            }
        }
    }
    all
}

fn letters(random: &mut fastrand::Rng, length: std::ops::Range<usize>) -> String {
    let length = random.usize(length);
    (0..length).map(|_| random.alphanumeric()).collect()
}

/// Returns text with what users write by mistake: spaces, slashes, quotes, accents.
fn any_text(random: &mut fastrand::Rng) -> String {
    let length = random.usize(0..70);
    let characters = [
        'a', 'Z', '0', '_', '-', '/', ' ', '.', '"', '$', 'é', '\n', ':',
    ];
    (0..length)
        .map(|_| random.choice(characters).unwrap_or('a'))
        .collect()
}
