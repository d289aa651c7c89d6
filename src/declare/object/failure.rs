//! Why something about an object failed. `report.rs` has the words.

use std::path::PathBuf;

use crate::admin_api::{ApiError, Client};
use crate::declare::words::Spec;
use crate::engine::{Path, Value};

/// A failure: what was being done to which object, why it failed, and what is really there.
#[derive(Debug)]
pub(crate) struct Failure {
    /// In words that go on from "could not": `create the secret "apiKey"`.
    pub(crate) doing: String,
    pub(crate) spec: &'static Spec,
    /// The object, as it is configured or as the state has it.
    pub(crate) values: Value,
    pub(crate) cause: Cause,
    /// The state that tells what is there; `None` where that is the state before.
    pub(crate) there: Option<Value>,
}

/// Why it failed.
#[derive(Debug)]
pub(crate) enum Cause {
    /// The request failed.
    Api(Box<ApiError>),
    /// The document is not as declared; without its content.
    Misfit(String),
    /// Another object has the name, and the API refuses it.
    Taken(Box<ApiError>),
    /// Another object has the name.
    Exists {
        /// Its import id.
        import: String,
        /// The folder that the API is served from, if it is.
        folder: Option<PathBuf>,
    },
    /// The object whose name is wanted keeps it.
    Kept { refusal: Box<ApiError> },
    /// The object whose name is wanted waits for this one's.
    Circle,
    /// Nobody can tell whether the object was made.
    OutcomeUnknown {
        error: Box<ApiError>,
        import: String,
    },
    /// The object was removed meanwhile.
    Gone { path: String },
    /// A resource of the same run, of this type, manages the same list and could not write it.
    ListNotWritten { writer: String, path: String },
    /// The state protects the object; a change of this attribute would replace it.
    Protected { replaced: Option<Path> },
    /// The provider's own part of the address is missing.
    NoPlace { is_unknown: bool },
    /// A mistake of this provider.
    Bug(String),
}

impl Failure {
    pub(crate) fn new(
        doing: String,
        spec: &'static Spec,
        values: &Value,
        cause: impl Into<Cause>,
    ) -> Self {
        Self {
            doing,
            spec,
            values: values.clone(),
            cause: cause.into(),
            there: None,
        }
    }

    /// The same failure, with what is really there.
    pub(crate) fn leaving(self, there: Value) -> Self {
        Self {
            there: Some(there),
            ..self
        }
    }
}

impl Cause {
    /// A document that is not as declared. What it says may have words of the server in it.
    pub(super) fn misfit(client: &Client, why: &str) -> Self {
        Self::Misfit(client.secrets().shown(why))
    }
}

impl From<ApiError> for Cause {
    fn from(error: ApiError) -> Self {
        Self::Api(Box::new(error))
    }
}
