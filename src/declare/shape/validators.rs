//! Converts checks of single values to validators of the engine.

use super::addresses;
use super::judge::Stage;
use super::near::nearest;
use crate::declare::words::{Attr, Case, Check, Ty};
use crate::engine::{Diagnostic, Diagnostics, Number, Path, Severity, Validator, Value, network};

/// Returns the validators of an attribute at one stage.
pub(super) fn validators(attr: &'static Attr, stage: Stage) -> Vec<Validator> {
    let mut validators: Vec<Validator> = attr
        .checks
        .iter()
        .map(|check| value_check(*check, stage))
        .collect();
    let own: Option<Validator> = match attr.ty {
        Ty::Word(words) => Some(each_word(attr, words)),
        Ty::Words(words) => Some(some_words(attr, words, stage)),
        Ty::JsonObject | Ty::Ejson => Some(json(true, stage)),
        Ty::AnyJson => Some(json(false, stage)),
        Ty::Address => Some(address(stage)),
        Ty::OneOf(cases) => Some(Validator::new(move |value, path| {
            one_case(cases, value, path)
        })),
        Ty::SetOf(attrs) => address_in(attrs)
            .map(|name| Validator::new(move |value, path| twice(name, value, path))),
        Ty::Text
        | Ty::Bool
        | Ty::Number
        | Ty::List(_)
        | Ty::Map(_)
        | Ty::Set(_)
        | Ty::Object(_)
        | Ty::ListOf(_)
        | Ty::MapOf(_) => None,
    };
    validators.extend(own);
    validators
}

fn each_word(attr: &'static Attr, words: &'static [&'static str]) -> Validator {
    Validator::new(move |value, path| {
        let word = value.as_str();
        word.and_then(|word| unknown_word(attr, words, word, path))
    })
}

fn some_words(attr: &'static Attr, words: &'static [&'static str], stage: Stage) -> Validator {
    Validator::new(move |value, path| {
        let is_empty = value.elements().is_empty() && stage.judges_empty_collections();
        let empty = is_empty.then(|| invalid(path, "It must name at least one."));
        let given = value.elements().iter().filter_map(Value::as_str);
        let unknown = given.filter_map(|word| unknown_word(attr, words, word, path));
        unknown.chain(empty).collect::<Diagnostics>()
    })
}

fn json(object: bool, stage: Stage) -> Validator {
    Validator::new(move |value, path| {
        let text = value.as_str().filter(|text| stage.judges(text));
        text.and_then(|text| json_complaint(object, text, path))
    })
}

fn address(stage: Stage) -> Validator {
    Validator::new(move |value, path| {
        let text = value.as_str().filter(|text| stage.judges(text));
        let told = |(severity, why): (Severity, String)| match severity {
            Severity::Error => invalid(path, &why),
            Severity::Warning => {
                Diagnostic::warning(format!("Imprecise {path}"), why).at(path.clone())
            }
        };
        text.and_then(addresses::complaint).map(told)
    })
}

/// Returns the name of the attribute that is an address, for objects in a set.
fn address_in(attrs: &'static [Attr]) -> Option<&'static str> {
    let address = attrs.iter().find(|attr| matches!(attr.ty, Ty::Address))?;
    Some(address.name)
}

fn value_check(check: Check, stage: Stage) -> Validator {
    if let Check::Each(why) = check {
        return each_text(why, stage);
    }
    Validator::new(move |value, path| {
        let why = match (check, value) {
            (Check::Between(..), Value::Number(number)) if !stage.judges_number(number) => None,
            (Check::Between(least, most), Value::Number(number)) => {
                out_of_range(number, least, most)
            }
            _ => value
                .as_str()
                .and_then(|text| check.complaint_at(stage, text)),
        };
        why.map(|why| invalid(path, &why))
    })
}

/// Returns a validator of the texts in a set.
fn each_text(why: fn(&str) -> Option<String>, stage: Stage) -> Validator {
    Validator::new(move |value, path| {
        let texts = value.elements().iter().filter_map(Value::as_str);
        let judged = texts.filter(|text| stage.judges(text));
        let wrong = judged.filter_map(|text| why(text).map(|why| invalid(path, &why)));
        wrong.collect::<Diagnostics>()
    })
}

fn out_of_range(number: &Number, least: i64, most: i64) -> Option<String> {
    let inside = Number::from(least) <= *number && *number <= Number::from(most);
    (!inside).then(|| format!("{number} is not from {least} to {most}."))
}

/// Returns an error whose summary has the whole path, because Terraform cannot point into objects.
fn invalid(path: &Path, why: &str) -> Diagnostic {
    Diagnostic::error(format!("Invalid {path}"), why).at(path.clone())
}

/// Returns a warning for an unknown word. The API may accept words that this version does not know,
/// so an unknown word is no error.
fn unknown_word(attr: &Attr, words: &[&str], word: &str, path: &Path) -> Option<Diagnostic> {
    let spelled_out_none = word.is_empty() && attr.none.is_some();
    (!words.contains(&word) && !spelled_out_none).then(|| {
        let guess = nearest(words, word).map_or_else(String::new, |meant| format!("\nDid you mean {meant:?}?"));
        let detail = format!("{word:?} is none of the values that this version of the provider knows: {}.{guess}\nIt is sent as it is, and App Services may refuse it.", words.join(", "));
        Diagnostic::warning(format!("Unknown {path}"), detail).at(path.clone())
    })
}

fn json_complaint(object: bool, text: &str, path: &Path) -> Option<Diagnostic> {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(json) if json.is_object() || !object => None,
        Ok(_) => Some(invalid(
            path,
            "It must be a JSON object, as jsonencode({ … }) writes it.",
        )),
        Err(error) => Some(invalid(
            path,
            &format!(
                "It is not JSON: {error}.\nUse jsonencode({{ … }}) rather than writing JSON by hand."
            ),
        )),
    }
}

fn one_case(cases: &[Case], value: &Value, path: &Path) -> Diagnostics {
    let names = cases
        .iter()
        .map(|case| case.name)
        .collect::<Vec<_>>()
        .join(", ");
    exactly_one(cases.iter().map(|case| value.attribute(case.name)), || {
        invalid(path, &format!("Exactly one of these must be set: {names}."))
    })
}

fn exactly_one<'a>(
    values: impl Iterator<Item = &'a Value>,
    complaint: impl Fn() -> Diagnostic,
) -> Diagnostics {
    let mut set = 0;
    let mut unknown = 0;
    for value in values {
        unknown += usize::from(value.is_unknown());
        set += usize::from(!value.is_null() && !value.is_unknown());
    }
    if set > 1 || (set == 0 && unknown == 0) {
        complaint().into()
    } else {
        Diagnostics::new()
    }
}

/// Returns errors for elements of a set that cover the same address. The API would merge them.
fn twice(name: &str, value: &Value, path: &Path) -> Diagnostics {
    let mut seen = Vec::new();
    let mut complaints = Diagnostics::new();
    for text in value
        .elements()
        .iter()
        .filter_map(|element| element.attribute(name).as_str())
    {
        let Some(covered) = network(text) else {
            continue;
        };
        match seen.iter().find(|(other, _)| *other == covered) {
            Some((_, first)) => complaints.push(invalid(
                path,
                &format!("{first:?} and {text:?} are the same address. Leave one of them out."),
            )),
            None => seen.push((covered, text)),
        }
    }
    complaints
}
