//! One request to a handler, and what the handler returns.

use serde_json::Value as Json;

use super::links::Site;
use crate::emulator::model::{Account, Parameters, Refusal};
use crate::emulator::store::Tx;

/// A request that has reached its route, and the transaction that it runs in.
pub(super) struct Call<'a> {
    pub(super) tx: &'a Tx<'a>,
    pub(super) account: &'a Account,
    pub(super) parameters: &'a Parameters,
    /// Null where there is none.
    pub(super) body: &'a Json,
    pub(super) site: &'a Site,
    /// How long what takes time takes, in milliseconds.
    pub(super) job_time: i64,
}

/// What a handler returns.
pub(super) enum Shown {
    /// One entity, with the status of the answer.
    One(u16, Json),
    /// All entities of a list, of which the answer shows one page.
    Pages(Vec<Json>),
    /// All entities of a list that is published as a bare array.
    Array(Vec<Json>),
    /// Nothing: status 204.
    Nothing,
}

impl Call<'_> {
    /// Returns a part of the call's path.
    pub(super) fn need(&self, name: &str) -> Result<&str, Refusal> {
        self.parameters.need(name)
    }
}
