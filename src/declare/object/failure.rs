//! The causes of failures. `report.rs` words them.

use std::path::PathBuf;

use crate::admin_api::{ApiError, Client};
use crate::declare::drafts::{Foreign, Refused};
use crate::declare::words::Spec;
use crate::engine::{Path, Value};

/// A failure: the operation and its object, the cause, and the state that really exists.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The operation, in words that continue "could not": `create the secret "apiKey"`.
    pub(crate) doing: String,
    pub(crate) spec: &'static Spec,
    /// The object's values, from the configuration or from the state.
    pub(crate) values: Value,
    pub(crate) cause: Cause,
    /// The state that really exists; `None` if that is the prior state.
    pub(crate) there: Option<Value>,
}

/// The cause of a failure.
#[derive(Debug)]
pub(crate) enum Cause {
    /// The request failed.
    Api(Box<ApiError>),
    /// The document does not match the declaration. The text does not show the document's content.
    Misfit(String),
    /// Another object has the name, and the API refused the request.
    Taken(Box<ApiError>),
    /// Another object has the name.
    Exists {
        /// The import ID of that object.
        import: String,
        /// The data folder, if the API is served from one.
        folder: Option<PathBuf>,
    },
    /// Another object has the name, which a process in this directory is making at this moment.
    BeingMade { import: String },
    /// The object that holds the name does not give it up.
    Kept { refusal: Box<ApiError> },
    /// The object that holds the name waits for the name of this object.
    Circle,
    /// The request failed, and the object was not created.
    NotMade(Box<ApiError>),
    /// It is not known whether the object was created.
    OutcomeUnknown {
        error: Box<ApiError>,
        import: String,
    },
    /// The API says that a change which takes time has failed. The message is clean.
    Failed { message: String, path: String },
    /// The object has been removed in the meantime.
    Gone { path: String },
    /// A resource of this type in the same run manages the same list and failed to write it.
    ListNotWritten { writer: String, path: String },
    /// The state protects the object. `replaced` is the attribute whose change would replace it.
    Protected { replaced: Option<Path> },
    /// A draft is open that is not known to be of this configuration.
    Draft(Foreign),
    /// The part of the address that the provider block supplies is missing.
    NoPlace { is_unknown: bool },
    /// A bug in this provider.
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

    /// Returns the failure with the state that really exists.
    pub(crate) fn leaving(self, there: Value) -> Self {
        Self {
            there: Some(there),
            ..self
        }
    }
}

impl Cause {
    /// Returns the cause for a document that does not match the declaration. `why` may contain text
    /// from the server, so it is cleaned and masked.
    pub(super) fn misfit(client: &Client, why: &str) -> Self {
        Self::Misfit(client.secrets().shown(why))
    }
}

impl From<Refused> for Cause {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Foreign(draft) => Self::Draft(draft),
            Refused::Api(error) => Self::Api(error),
        }
    }
}

impl From<ApiError> for Cause {
    fn from(error: ApiError) -> Self {
        Self::Api(Box::new(error))
    }
}
