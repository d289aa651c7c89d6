//! One object of the API: locates, looks up, creates, updates, and removes it.

mod address;
mod body;
mod calls;
mod create;
pub(crate) mod document;
mod failure;
mod follows;
pub(crate) mod job;
mod look;
mod members;
mod moving;
mod names;
mod post;
mod promise;
mod proof;
mod refresh;
mod remove;
pub(crate) mod rivals;
mod take_over;
mod unclear;
mod update;
mod window;
mod written;

pub(crate) use address::Address;
pub(crate) use create::create;
pub(crate) use failure::{Cause, Failure};
pub(crate) use follows::{notices, observed};
pub(crate) use look::Seen;
pub(crate) use refresh::{Found, refresh};
pub(crate) use remove::remove;
pub(crate) use update::update;
pub(crate) use window::Window;

use crate::engine::{Diagnostics, Value};
use crate::provider::{CreateRequest, DeleteRequest, HostConnection, Private, UpdateRequest};

use super::context::{Api, Context};

/// What is to be made or changed.
#[derive(Clone, Copy)]
pub(crate) struct Change<'a> {
    /// The state before; null for a creation.
    pub(crate) prior: &'a Value,
    /// The plan; unknown where the provider is free.
    pub(crate) planned: &'a Value,
    /// The configuration, wholly known: the only place of write-only values.
    pub(crate) config: &'a Value,
    /// The object's private state, from the plan.
    pub(crate) private: &'a Private,
    /// The connection over which the call came.
    pub(crate) connection: &'a HostConnection,
}

/// An object as the state has it.
#[derive(Clone, Copy)]
pub(crate) struct Current<'a> {
    pub(crate) state: &'a Value,
    pub(crate) private: &'a Private,
    pub(crate) connection: &'a HostConnection,
}

impl<'a> Change<'a> {
    pub(crate) fn creation(request: &CreateRequest<'a, Context>) -> Self {
        Self {
            prior: &Value::Null,
            planned: request.planned,
            config: request.config,
            private: request.private,
            connection: &request.call.connection,
        }
    }

    /// Returns the change of the object with the state `prior`, which names its place.
    pub(crate) fn update(request: &UpdateRequest<'a, Context>, prior: &'a Value) -> Self {
        Self {
            prior,
            planned: request.planned,
            config: request.config,
            private: request.private,
            connection: &request.call.connection,
        }
    }
}

impl<'a> Current<'a> {
    /// Returns the object with the state `state`, which names its place.
    pub(crate) fn deletion(request: &DeleteRequest<'a, Context>, state: &'a Value) -> Self {
        Self {
            state,
            private: request.private,
            connection: &request.call.connection,
        }
    }
}

/// The result of a successful create or update.
pub(crate) struct Made {
    pub(crate) state: Value,
    pub(crate) warnings: Diagnostics,
    /// The new private state. `None` keeps the planned private state.
    pub(crate) private: Option<Private>,
}

impl Made {
    /// Adds the time of the write to the private state.
    fn with_time(mut self, api: &Api, change: &Change<'_>) -> Self {
        let noted = written::noted(api, self.private.as_ref().unwrap_or(change.private));
        self.private = noted.or(self.private);
        self
    }
}
