//! Values as text, without what is sensitive.

use super::fields::{Fields, Part};
use super::repeat::Repeat;
use super::{Block, Value};

/// Returns the value as one line of JSON-like text in the schema's order: `(unknown)` for what is
/// not known yet, `(sensitive)` for what the schema calls sensitive or write-only. Attributes that
/// are null are left out.
pub fn render(block: &Block, value: &Value) -> String {
    object_text(block.into(), value)
}

/// Returns an object as text, by the rules of [`render`].
pub(crate) fn object_text(fields: Fields<'_>, value: &Value) -> String {
    let Value::Map(values) = value else {
        return plain(value);
    };
    let set = fields.parts().filter(|part| {
        values
            .get(part.name())
            .is_some_and(|value| !value.is_null())
    });
    brace(set.map(|part| (part.name(), part_text(part, value.attribute(part.name())))))
}

/// Returns the value of an attribute or nested block as text, by the rules of [`render`].
pub(crate) fn part_text(part: Part<'_>, value: &Value) -> String {
    if let Part::Attribute(attribute) = part
        && (attribute.sensitive || attribute.write_only)
        && !value.is_null()
    {
        return "(sensitive)".to_owned();
    }
    let Some((repeat, inner)) = part.objects() else {
        return plain(value);
    };
    match value {
        Value::List(elements) | Value::Set(elements) => {
            bracket(elements.iter().map(|element| object_text(inner, element)))
        }
        Value::Map(elements) if repeat == Repeat::Map => brace(
            elements
                .iter()
                .map(|(key, element)| (key.as_str(), object_text(inner, element))),
        ),
        other => object_text(inner, other),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Unknown(_) => "(unknown)".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("{text:?}"),
        Value::List(elements) | Value::Set(elements) => bracket(elements.iter().map(plain)),
        Value::Map(elements) => brace(
            elements
                .iter()
                .map(|(key, element)| (key.as_str(), plain(element))),
        ),
        Value::Dynamic(typed) => plain(&typed.1),
    }
}

fn bracket(elements: impl Iterator<Item = String>) -> String {
    format!("[{}]", elements.collect::<Vec<_>>().join(", "))
}

fn brace<'a>(elements: impl Iterator<Item = (&'a str, String)>) -> String {
    format!(
        "{{{}}}",
        elements
            .map(|(name, text)| format!("{name}: {text}"))
            .collect::<Vec<_>>()
            .join(", ")
    )
}
