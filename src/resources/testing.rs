//! What the tests of this room share.

use std::sync::Arc;

use super::context::Host;
use crate::engine::{Block, Value};

/// A process without environment variables and without a local server.
pub(super) fn bare_host() -> Host {
    Host { environment: Arc::new(|_| None), local_server: Arc::new(|_| Box::pin(async { Err("none in tests".to_owned()) })) }
}

/// An object of the block in which these attributes are set, and all others null.
pub(super) fn object(block: &Block, set: &[(&str, Value)]) -> Value {
    let nulls = block.attributes.iter().map(|attribute| (attribute.name.as_str(), Value::Null));
    Value::object(nulls.chain(set.iter().cloned()))
}
