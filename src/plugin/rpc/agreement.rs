//! Whether this library reads, writes and proposes as Terraform core does.
//!
//! Where it does not, the mistake is the library's and not the provider's, so a call goes on and the log tells it. The question is
//! asked while somebody listens for warnings, in every build: our own tests do, and fail when they hear [`DISAGREEMENT`].

use crate::engine::{Block, Schema, Value, propose};

use super::{convert, proto};

/// What the log says first; the tests look for it.
const DISAGREEMENT: &str = "the library disagrees with Terraform core";

/// Whether a value that core sent is written as it came.
pub(super) fn on_bytes(sent: Option<&proto::DynamicValue>, value: &Value, schema: &Schema) {
    let sent = sent.map_or(&[][..], |message| &message.msgpack);
    if sent.is_empty() || !tracing::enabled!(tracing::Level::WARN) {
        return;
    }
    let written = convert::message(value, &schema.block).msgpack;
    if sent != written {
        let at = sent.iter().zip(&written).position(|(sent, written)| sent != written).unwrap_or(sent.len().min(written.len()));
        // One byte is no secret, and tells the kind of a value.
        let came = format!("{:02x?}", sent.get(at));
        let became = format!("{:02x?}", written.get(at));
        tracing::warn!(at, came, became, "{DISAGREEMENT}: a value is written otherwise than it came");
    }
}

/// Whether the engine proposes what core does.
pub(super) fn on_proposal(block: &Block, prior: &Value, config: &Value, proposed: &Value) {
    if config.is_null() || !tracing::enabled!(tracing::Level::WARN) {
        return;
    }
    if propose(block, prior, config) != *proposed {
        tracing::warn!("{DISAGREEMENT}: another state is proposed");
    }
}
