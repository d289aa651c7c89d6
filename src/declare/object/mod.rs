//! One object of the API: where it is, whether it is there, how it comes, changes and goes.

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

pub(crate) use create::create;
pub(crate) use failure::{Cause, Failure};
pub(crate) use follows::{notices, observed};
pub(crate) use look::Seen;
pub(crate) use remove::remove;
pub(crate) use update::update;

use crate::engine::{Diagnostic, Value};
use crate::provider::Private;

/// A change that was made.
pub(crate) struct Made {
    pub(crate) state: Value,
    pub(crate) warnings: Vec<Diagnostic>,
    /// The new private state; `None` leaves that of the plan.
    pub(crate) private: Option<Private>,
}
