//! One case: a schema, a state, and a configuration, first with unknowns and then without.

use crate::engine::{Defaults, Schema, Value};

/// What the properties are about.
#[derive(Clone)]
pub(super) struct Case {
    pub(super) schema: Schema,
    /// The provider's settings.
    pub(super) defaults: Defaults,
    /// The state before; null for a creation.
    pub(super) prior: Value,
    /// The configuration when it is planned, parts of which may be unknown.
    pub(super) open: Value,
    /// The same configuration when it is applied.
    pub(super) config: Value,
    /// Which values the provider makes; see [`super::provider`].
    pub(super) answers: u32,
}
