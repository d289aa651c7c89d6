//! Values as text, without what is sensitive.

use super::{Attribute, Block, BlockNesting, NestedBlock, Nesting, Shape, Value};

/// The value as one line of JSON-like text in the schema's order: `(unknown)` for what is not known yet, `(sensitive)` for
/// what the schema calls sensitive or write-only. Attributes that are null are left out.
pub fn render(block: &Block, value: &Value) -> String {
    let Value::Map(values) = value else {
        return plain(value);
    };
    let attributes = block.attributes.iter().map(|attribute| {
        (
            attribute.name.as_str(),
            attribute_text(attribute, value.get(&attribute.name)),
        )
    });
    let blocks = block.blocks.iter().map(|nested| {
        (
            nested.name.as_str(),
            block_text(nested, value.get(&nested.name)),
        )
    });
    brace(
        attributes
            .chain(blocks)
            .filter(|(name, _)| values.get(*name).is_some_and(|v| !v.is_null())),
    )
}

/// A nested block's value as text, by the rules of [`render`].
pub(crate) fn block_text(nested: &NestedBlock, value: &Value) -> String {
    match value {
        Value::List(elements) | Value::Set(elements) => bracket(
            elements
                .iter()
                .map(|element| render(&nested.block, element)),
        ),
        Value::Map(elements) if nested.nesting == BlockNesting::Map => brace(
            elements
                .iter()
                .map(|(key, element)| (key.as_str(), render(&nested.block, element))),
        ),
        other => render(&nested.block, other),
    }
}

/// One attribute's value as text, by the rules of [`render`].
pub(crate) fn attribute_text(attribute: &Attribute, value: &Value) -> String {
    if (attribute.sensitive || attribute.write_only) && !value.is_null() {
        return "(sensitive)".to_owned();
    }
    let Shape::Nested(nesting, inner) = &attribute.shape else {
        return plain(value);
    };
    let block = Block {
        attributes: inner.clone(),
        ..Block::default()
    };
    match value {
        Value::List(elements) | Value::Set(elements) => {
            bracket(elements.iter().map(|element| render(&block, element)))
        }
        Value::Map(elements) if *nesting == Nesting::Map => brace(
            elements
                .iter()
                .map(|(key, element)| (key.as_str(), render(&block, element))),
        ),
        other => render(&block, other),
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
