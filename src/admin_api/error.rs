//! The ways in which a request fails.

use std::fmt;

use super::request::{Method, Request};

/// Why a request did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The API said no, in a document of the form that it uses for errors.
    #[error("App Services answered {status}{}: \"{message}\"", code_text(code))]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The API's `error_code`, when it gave one.
        code: Option<String>,
        /// The API's own words, as [`super::Secrets::shown`] gives them.
        message: String,
        /// Which request.
        place: Place,
    },
    /// No answer came.
    #[error("App Services could not be reached: {cause}")]
    Unreachable {
        /// What the network said.
        cause: String,
        /// Whether the request certainly did nothing, so that it may be sent again.
        nothing_done: bool,
        /// Which request.
        place: Place,
    },
    /// Something answered, but not in the API's language: a proxy's page, a wrong address, a body cut short.
    #[error("the answer is not one that App Services gives: {what}")]
    Unreadable {
        /// What it was instead.
        what: String,
        /// The HTTP status, where one came.
        status: Option<u16>,
        /// Which request.
        place: Place,
    },
    /// Terraform was interrupted, and nothing more is written.
    #[error("interrupted before the request was sent")]
    Stopped {
        /// Which request.
        place: Place,
    },
}

/// Which request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its method.
    pub method: Method,
    /// Its path below the base URL.
    pub path: String,
    /// What the API called it, for its operators.
    pub request_id: Option<String>,
}

impl ApiError {
    /// An answer to `request` that came and has another form than the documentation says.
    pub fn unreadable(request: &Request, what: impl Into<String>) -> Self {
        Self::Unreadable {
            what: what.into(),
            status: None,
            place: Place::of(request),
        }
    }

    /// The error of a request that was not sent because the work was stopped.
    pub(super) fn stopped(request: &Request) -> Self {
        Self::Stopped {
            place: Place::of(request),
        }
    }

    /// Whether the answer had the status 404, whoever gave it. A 404 alone proves nothing: a router or a proxy that does not know
    /// the path gives the same one.
    pub const fn is_404(&self) -> bool {
        matches!(
            self,
            Self::Refused { status: 404, .. }
                | Self::Unreadable {
                    status: Some(404),
                    ..
                }
        )
    }

    /// Whether the API refused a name because another object has it. Nothing was done then.
    pub const fn is_conflict(&self) -> bool {
        matches!(self, Self::Refused { status: 409, .. })
    }

    /// Which request failed.
    pub const fn place(&self) -> &Place {
        match self {
            Self::Refused { place, .. }
            | Self::Unreachable { place, .. }
            | Self::Unreadable { place, .. }
            | Self::Stopped { place } => place,
        }
    }

    /// The status of a refusal.
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// The code that the API gave with a refusal.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => code.as_deref(),
            _ => None,
        }
    }

    /// Whether a write may have been done although no good answer came.
    pub fn may_have_worked(&self) -> bool {
        // Before the request itself comes the login; when that fails, nothing else was sent.
        if self.place().path.starts_with("/auth/") {
            return false;
        }
        match self {
            Self::Refused { status, .. } => *status >= 500,
            Self::Unreachable { nothing_done, .. } => !*nothing_done,
            Self::Unreadable { .. } => true,
            Self::Stopped { .. } => false,
        }
    }
}

impl Place {
    pub(super) fn of(request: &Request) -> Self {
        Self {
            method: request.method,
            path: request.path.clone(),
            request_id: None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        match &self.request_id {
            Some(id) => write!(f, " (request {id})"),
            None => Ok(()),
        }
    }
}

fn code_text(code: &Option<String>) -> String {
    code.as_deref()
        .map(|code| format!(" ({code})"))
        .unwrap_or_default()
}
