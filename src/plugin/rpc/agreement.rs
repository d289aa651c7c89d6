//! Whether this library reads, writes and proposes as Terraform core does.
//!
//! Where it does not, the mistake is the library's and not the provider's, so a call goes on and the log tells it. The question is
//! asked while somebody listens for warnings, in every build: our own tests do, and fail when they hear [`DISAGREEMENT`].

use crate::engine::{Block, Schema, Value, propose};

use super::rewritten::first_difference;
use crate::plugin::convert;
use crate::plugin::proto::tfplugin6 as proto;

/// What the log says first; the tests look for it.
const DISAGREEMENT: &str = "the library disagrees with Terraform core";

/// Whether a value that core sent is written as it came.
pub(super) fn on_bytes(sent: Option<&proto::DynamicValue>, value: &Value, schema: &Schema) {
    let sent = sent.map_or(&[][..], |message| &message.msgpack);
    if sent.is_empty() || !tracing::enabled!(tracing::Level::WARN) {
        return;
    }
    let written = convert::message(value, &schema.block).msgpack;
    if let Some(at) = first_difference(sent, &written) {
        // One byte is no secret, and tells the kind of a value.
        let came = format!("{:02x?}", sent.get(at));
        let became = format!("{:02x?}", written.get(at));
        tracing::warn!(
            at,
            came,
            became,
            "{DISAGREEMENT}: a value is written otherwise than it came"
        );
    }
}

/// Whether the engine proposes what core does; of elements that are not known, what any version of it does.
pub(super) fn on_proposal(block: &Block, prior: &Value, config: &Value, proposed: &Value) {
    if config.is_null() || !tracing::enabled!(tracing::Level::WARN) {
        return;
    }
    if common(&propose(block, prior, config)) != common(proposed) {
        tracing::warn!("{DISAGREEMENT}: another state is proposed");
    }
}

/// What all versions have in common: an unknown object may be gone into or not, and where the provider decides, a null may have the
/// type that is configured or none (protocol.md 5.15).
fn common(proposed: &Value) -> Value {
    match proposed {
        value if value.is_null() => Value::Null,
        Value::List(elements) => Value::List(elements.iter().map(common).collect()),
        Value::Set(elements) => Value::Set(elements.iter().map(common).collect()),
        Value::Map(values) if !values.is_empty() && values.values().all(Value::is_unknown) => {
            Value::UNKNOWN
        }
        Value::Map(values) => Value::Map(
            values
                .iter()
                .map(|(name, value)| (name.clone(), common(value)))
                .collect(),
        ),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Type;

    #[test]
    fn every_version_of_core_is_agreed_with() {
        let typed = Value::Dynamic(Box::new((Type::String, Value::Null)));
        let open = Value::object([("a", Value::UNKNOWN), ("b", Value::UNKNOWN)]);
        let alike = |a: &Value, b: &Value| common(a) == common(b);
        assert!(alike(
            &Value::List(vec![open.clone(), typed]),
            &Value::List(vec![Value::UNKNOWN, Value::Null])
        ));
        assert!(!alike(
            &Value::List(vec![open]),
            &Value::List(vec![Value::Null])
        ));
        assert!(!alike(
            &Value::object([("a", Value::UNKNOWN), ("b", 1.into())]),
            &Value::UNKNOWN
        ));
        assert!(!alike(&Value::object([]), &Value::UNKNOWN));
    }
}
