//! What the calls of a resource answer.

use serde_json::Value as Json;

use super::{ApplyError, Deferred, Private};
use crate::engine::{Diagnostic, Diagnostics, Schema, Value, propose};

macro_rules! written {
    ($($(#[$doc:meta])* $response:ident)*) => {
        $(
        $(#[$doc])*
        #[derive(Debug)]
        #[non_exhaustive]
        pub struct $response<S = Value> {
            /// The new state.
            pub state: S,
            /// The object's private state; `None` keeps that of the plan.
            pub private: Option<Private>,
            /// The attributes of the object's identity that are not in the state; `None` keeps
            /// those that are known.
            pub identity: Option<Value>,
            /// Warnings.
            pub warnings: Diagnostics,
        }

        impl<S> $response<S> {
            /// Returns the failure that leaves what this success would have.
            pub(super) fn failing(self, errors: Diagnostics) -> ApplyError<S> {
                ApplyError {
                    diagnostics: self.warnings.into_iter().chain(errors).collect(),
                    state: Some(Box::new(self.state)),
                    private: self.private,
                    identity: self.identity,
                }
            }
        }
        )*
    };
}

written! {
    /// A success of [`Resource::create`](super::Resource::create).
    CreateResponse
    /// A success of [`Resource::update`](super::Resource::update).
    UpdateResponse
}

/// An object as [`Resource::read`](super::Resource::read) found it.
#[derive(Debug)]
#[non_exhaustive]
pub struct ReadResponse<S = Value> {
    /// Its state.
    pub state: S,
    /// The object's private state; `None` keeps the current one.
    pub private: Option<Private>,
    /// The attributes of the object's identity that are not in the state; `None` keeps those that
    /// are known.
    pub identity: Option<Value>,
    /// Warnings.
    pub warnings: Diagnostics,
    /// Why the answer is deferred, if it is. Only valid if the host allows it.
    pub deferred: Option<Deferred>,
}

/// An object as [`Resource::import`](super::Resource::import) found it.
#[derive(Debug)]
#[non_exhaustive]
pub struct ImportResponse<S = Value> {
    /// Its state.
    pub state: S,
    /// The object's private state; none by default.
    pub private: Option<Private>,
    /// The attributes of the object's identity that are not in the state, for an import by id. By
    /// identity, the object has the one that the user gave.
    pub identity: Option<Value>,
    /// Warnings.
    pub warnings: Diagnostics,
    /// Why the answer is deferred, if it is. Only valid if the host allows it.
    pub deferred: Option<Deferred>,
}

macro_rules! deferrable {
    ($($response:ident)*) => {
        $(impl<S> $response<S> {
            /// Defers the answer.
            #[must_use]
            pub fn deferred(self, deferred: impl Into<Option<Deferred>>) -> Self {
                Self {
                    deferred: deferred.into(),
                    ..self
                }
            }
        })*
    };
}

deferrable!(ReadResponse ImportResponse);

/// What the responses with a state have in common; in braces, the fields that one has beside the
/// common ones.
macro_rules! with_a_state {
    ($($response:ident { $($more:ident)? })*) => {
        $(
        impl<S> $response<S> {
            /// Returns a success with this state and without warnings.
            pub const fn new(state: S) -> Self {
                Self {
                    state,
                    private: None,
                    identity: None,
                    warnings: Diagnostics::new(),
                    $($more: None,)?
                }
            }

            /// Sets the private state.
            #[must_use]
            pub fn with_private(self, private: Private) -> Self {
                Self {
                    private: Some(private),
                    ..self
                }
            }

            /// Sets the attributes of the object's identity that are not in the state.
            #[must_use]
            pub fn with_identity(self, identity: Value) -> Self {
                Self {
                    identity: Some(identity),
                    ..self
                }
            }

            /// Adds a warning.
            #[must_use]
            pub fn warning(mut self, warning: Diagnostic) -> Self {
                self.warnings.push(warning);
                self
            }

            pub(super) fn with_state<T>(self, state: T) -> $response<T> {
                $response {
                    state,
                    private: self.private,
                    identity: self.identity,
                    warnings: self.warnings,
                    $($more: self.$more,)?
                }
            }
        }

        impl<S> From<S> for $response<S> {
            fn from(state: S) -> Self {
                Self::new(state)
            }
        }
        )*
    };
}

with_a_state! {
    CreateResponse {}
    UpdateResponse {}
    ReadResponse { deferred }
    ImportResponse { deferred }
}

impl ImportResponse {
    /// Returns the state that an import starts with: one string attribute is set to what the user
    /// called the object, and every other attribute is null. The read that follows fills it.
    #[doc(alias = "ImportStatePassthroughID")]
    pub fn passthrough(schema: &Schema, attribute: &str, id: &str) -> Self {
        let mut state = propose(&schema.block, &Value::Null, &Value::object([]));
        if let Value::Map(values) = &mut state {
            values.insert(attribute.to_owned(), Value::string(id));
        }
        Self::new(state)
    }
}

/// A success of [`Resource::delete`](super::Resource::delete): the object is gone.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct DeleteResponse {
    /// Warnings.
    pub warnings: Diagnostics,
}

impl DeleteResponse {
    /// Returns a success without warnings.
    pub const fn new() -> Self {
        Self {
            warnings: Diagnostics::new(),
        }
    }

    /// Adds a warning.
    #[must_use]
    pub fn warning(mut self, warning: Diagnostic) -> Self {
        self.warnings.push(warning);
        self
    }
}

/// What an object of another type becomes: the answer of
/// [`Resource::move_state`](super::Resource::move_state).
#[derive(Debug)]
#[non_exhaustive]
pub struct MoveStateResponse<S = Value> {
    /// Its state.
    pub state: S,
    /// The object's private state; none by default.
    pub private: Option<Private>,
    /// Warnings.
    pub warnings: Diagnostics,
}

impl<S> MoveStateResponse<S> {
    /// Returns a state without warnings.
    pub const fn new(state: S) -> Self {
        Self {
            state,
            private: None,
            warnings: Diagnostics::new(),
        }
    }

    /// Sets the private state.
    #[must_use]
    pub fn with_private(self, private: Private) -> Self {
        Self {
            private: Some(private),
            ..self
        }
    }

    /// Adds a warning.
    #[must_use]
    pub fn warning(mut self, warning: Diagnostic) -> Self {
        self.warnings.push(warning);
        self
    }
}

impl<S> From<S> for MoveStateResponse<S> {
    fn from(state: S) -> Self {
        Self::new(state)
    }
}

/// A state or an identity in the form of the current version: the answer of
/// [`Resource::upgrade_state`](super::Resource::upgrade_state) and
/// [`Resource::upgrade_identity`](super::Resource::upgrade_identity).
#[non_exhaustive]
pub struct UpgradeResponse {
    /// The state or identity, in the form in which Terraform stores it.
    pub upgraded: Json,
    /// Warnings.
    pub warnings: Diagnostics,
}

impl UpgradeResponse {
    /// Returns what was stored in its new form.
    pub const fn new(upgraded: Json) -> Self {
        Self {
            upgraded,
            warnings: Diagnostics::new(),
        }
    }

    /// Adds a warning.
    #[must_use]
    pub fn warning(mut self, warning: Diagnostic) -> Self {
        self.warnings.push(warning);
        self
    }
}

impl From<Json> for UpgradeResponse {
    fn from(upgraded: Json) -> Self {
        Self::new(upgraded)
    }
}

/// A state may hold secrets, so nothing of it is shown.
impl std::fmt::Debug for UpgradeResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UpgradeResponse with {} warnings", self.warnings.len())
    }
}
