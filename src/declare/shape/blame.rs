//! What a refusal is about: the attribute that the API's words name, or the reference that they mean.

use crate::admin_api::ApiError;
use crate::declare::words::{Attr, Check, Sent, Spec, Ty, Usage};
use crate::engine::Value;

/// Returns the attribute that the API's message names or quotes.
pub(crate) fn blamed(spec: &Spec, values: &Value, error: &ApiError) -> Option<&'static str> {
    let ApiError::Refused {
        status: 400 | 404 | 409,
        message,
        ..
    } = error
    else {
        return None;
    };
    let quoted = |text: &str| {
        ["'", "\""]
            .iter()
            .any(|mark| message.contains(&format!("{mark}{text}{mark}")))
    };
    let names_it = |name: &str| quoted(name) || (name == "name" && message.starts_with("name "));
    let has_it = |name: &str| {
        values
            .attribute(name)
            .as_str()
            .is_some_and(|text| !text.is_empty() && quoted(text))
    };
    let set_by_users = || {
        spec.attrs
            .iter()
            .filter(|attr| attr.usage != Usage::Computed)
            .map(|attr| attr.name)
    };
    set_by_users()
        .find(|name| names_it(name))
        .or_else(|| set_by_users().find(|name| has_it(name)))
}

/// Returns a sentence about the reference that the API's words are about, with the hint of its
/// declaration: which ID belongs there. Returns `None` if the words are about no reference that is set.
///
/// An ID of another object has the right form, so that the API alone can refuse it.
pub(crate) fn advice(spec: &Spec, values: &Value, message: &str) -> Option<String> {
    let words = message.to_lowercase();
    let attrs = spec.attrs.iter().filter(|attr| attr.sent != Sent::Path);
    advice_in(attrs, values, "", &words)
}

fn advice_in<'a>(
    attrs: impl Iterator<Item = &'a Attr>,
    values: &Value,
    path: &str,
    words: &str,
) -> Option<String> {
    for attr in attrs {
        let value = values.attribute(attr.name);
        let name = format!("{path}{}", attr.name);
        if let Ty::Object(inner) = attr.ty {
            let within = advice_in(inner.iter(), value, &format!("{name}."), words);
            if within.is_some() {
                return within;
            }
        }
        let hint = attr.checks.iter().find_map(|check| match check {
            Check::ObjectId(hint) => Some(hint),
            _ => None,
        });
        // `function_id` refers to a function.
        let noun = attr.name.trim_end_matches("_id").replace('_', " ");
        if let Some(hint) = hint
            && value.as_str().is_some()
            && words.contains(&noun)
        {
            return Some(format!("Check {name}: {hint}."));
        }
    }
    None
}
