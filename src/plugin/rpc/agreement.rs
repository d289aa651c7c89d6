//! Compares what this library reads, writes and proposes with what Terraform core does.
//!
//! A difference is a mistake of the library and not of the provider, so the call goes on and the
//! log reports it. The comparison runs in every build while warnings are logged. Our own tests log
//! them, and fail on [`DISAGREEMENT`].

use crate::engine::{Block, Schema, Value, propose};

use super::rewritten::first_difference;
use crate::plugin::convert;
use crate::plugin::proto::tfplugin6 as proto;

/// The beginning of every report, which tests look for.
const DISAGREEMENT: &str = "the library disagrees with Terraform core";

/// Reports a value that this library would write in other bytes than core sent.
pub(super) fn on_bytes(sent: Option<&proto::DynamicValue>, value: &Value, schema: &Schema) {
    let sent = sent.map_or(&[][..], |message| &message.msgpack);
    if sent.is_empty() || !tracing::enabled!(tracing::Level::WARN) {
        return;
    }
    let written = convert::message(value, &schema.block).msgpack;
    if let Some(at) = first_difference(sent, &written) {
        // One byte gives no secret away, and shows the kind of a value.
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

/// Reports a proposal that differs from core's. For unknown elements, the proposal of any version
/// of core counts.
pub(super) fn on_proposal(block: &Block, prior: &Value, config: &Value, proposed: &Value) {
    if config.is_null() || !tracing::enabled!(tracing::Level::WARN) {
        return;
    }
    if common(&propose(block, prior, config)) != common(proposed) {
        tracing::warn!("{DISAGREEMENT}: another state is proposed");
    }
}

/// Returns the part of a proposal that all versions of core agree on. They may or may not look into
/// an unknown object, and where the provider decides, a null has the configured type or none.
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
