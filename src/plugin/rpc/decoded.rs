//! Values that core sent, decoded and held against what the library would have written.

use super::agreement;
use crate::engine::codec::CodecError;
use crate::engine::{Diagnostic, Schema, Value};
use crate::plugin::convert;
use crate::plugin::proto::tfplugin6 as proto;
use crate::provider::{Result, Server};

/// Returns a configuration or a state that core sent.
///
/// # Errors
/// Blames core or this provider for a value that is not of the schema's type, and the user for an
/// infinite number, at its attribute.
pub(super) fn decoded(message: Option<&proto::DynamicValue>, schema: &Schema) -> Result<Value> {
    let value = convert::value(message, &schema.block).map_err(|error| {
        let path = error.path().clone();
        let diagnostic = undecoded("a value", &path.to_string(), &error);
        if matches!(error, CodecError::Infinite(_)) {
            diagnostic.at(path)
        } else {
            diagnostic
        }
    })?;
    agreement::on_bytes(message, &value, schema);
    Ok(value)
}

/// Returns why `what` cannot be read. `place` names where the user wrote it.
pub(super) fn undecoded(what: &str, place: &str, error: &CodecError) -> Diagnostic {
    if matches!(error, CodecError::Infinite(_)) {
        return Diagnostic::error(format!("{place} is infinite"), TOO_LARGE);
    }
    Diagnostic::bug(format!(
        "Terraform sent {what} that is not of the schema's type: {error}"
    ))
}

/// Why an infinite number is refused, and what to do.
pub(super) const TOO_LARGE: &str = "The number is too large for Terraform itself, as pow(10, 400) \
    is, and no object can have it.\nMake the number smaller.";

/// Returns what the module tells the provider in `provider_meta`; null where it has no such block.
///
/// # Errors
/// Blames as [`decoded`] does, but without a path: core looks paths up in the resource's block.
pub(super) fn meta(server: &Server, message: Option<&proto::DynamicValue>) -> Result<Value> {
    let Some(schema) = server.meta_schema() else {
        return Ok(Value::Null);
    };
    let value = convert::value(message, &schema.block);
    let value = value.map_err(|error| {
        undecoded(
            "a provider_meta",
            &format!("{} in provider_meta", error.path()),
            &error,
        )
    })?;
    agreement::on_bytes(message, &value, schema);
    Ok(value)
}
