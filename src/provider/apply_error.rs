//! A failed creation or update, with what is really there.

use std::error::Error;

use super::Private;
use crate::engine::{Diagnostic, Diagnostics, Value};

/// A failure of [`Resource::create`](super::Resource::create) or
/// [`Resource::update`](super::Resource::update): the errors, and what is really there.
///
/// `?` makes one of whatever it makes [`Diagnostics`] of. It then says that nothing was done: there
/// is no new object, or the object is as before.
///
/// ```
/// use appservices_provider::engine::{Diagnostic, Value};
/// use appservices_provider::provider::{ApplyError, Result};
///
/// fn upload(id: &str) -> std::io::Result<()> {
///     Err(std::io::Error::other("the connection was lost"))
/// }
///
/// fn create() -> Result<Value, ApplyError> {
///     let made = Value::object([("id", "7".into()), ("content", Value::Null)]);
///     upload("7").map_err(|error| ApplyError::from(error).with_state(made.clone()))?;
///     Ok(made)
/// }
///
/// let failure = create().unwrap_err();
/// assert_eq!(failure.diagnostics[0].summary, "the connection was lost");
/// assert!(failure.state.is_some());
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct ApplyError<S = Value> {
    /// What went wrong; at least one is an error.
    pub diagnostics: Diagnostics,
    /// What is really there; `None` if nothing was done. It may leave out, or leave unknown, what is
    /// as it was before.
    pub state: Option<Box<S>>,
    /// The object's private state; `None` keeps that of the plan.
    pub private: Option<Private>,
    /// The attributes of the object's identity that are not in the state; `None` keeps those that
    /// are known.
    pub identity: Option<Value>,
}

impl<S> ApplyError<S> {
    /// Returns the failure of which nothing came.
    pub fn new(diagnostics: impl Into<Diagnostics>) -> Self {
        Self {
            diagnostics: diagnostics.into(),
            state: None,
            private: None,
            identity: None,
        }
    }

    /// Says what is really there. A new object is then kept in the state, and replaced by the next
    /// apply.
    #[must_use]
    pub fn with_state(self, state: S) -> Self {
        Self {
            state: Some(Box::new(state)),
            ..self
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
}

impl<S> From<Diagnostics> for ApplyError<S> {
    fn from(diagnostics: Diagnostics) -> Self {
        Self::new(diagnostics)
    }
}

impl<S> From<Diagnostic> for ApplyError<S> {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::new(diagnostic)
    }
}

impl<S, E: Error + 'static> From<E> for ApplyError<S> {
    fn from(error: E) -> Self {
        Self::new(error)
    }
}
