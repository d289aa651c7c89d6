//! One object of the API: locates, looks up, creates, updates, and removes it.

mod address;
mod body;
mod calls;
mod create;
pub(crate) mod document;
mod failure;
mod follows;
mod look;
mod members;
mod names;
mod promise;
mod proof;
mod remove;
pub(crate) mod rivals;
mod update;
mod window;

pub(crate) use address::Address;
pub(crate) use create::create;
pub(crate) use failure::{Cause, Failure};
pub(crate) use follows::{notices, observed};
pub(crate) use look::Seen;
pub(crate) use remove::remove;
pub(crate) use update::update;

use crate::engine::{Diagnostic, Value};
use crate::provider::Private;

/// The result of a successful create or update.
pub(crate) struct Made {
    pub(crate) state: Value,
    pub(crate) warnings: Vec<Diagnostic>,
    /// The new private state. `None` keeps the planned private state.
    pub(crate) private: Option<Private>,
}
