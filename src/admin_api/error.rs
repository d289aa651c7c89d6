//! Why a request fails.

use std::fmt;
use std::time::Duration;

use http::Method;

use super::request::{Repeat, Request};

/// Why a request did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApiError {
    /// The API refused the request, in a document of the form that it uses for errors.
    #[error("{} answered {status}{}: \"{message}\"", place.server, code_text(code))]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The API's `error_code`, if it gave one.
        code: Option<String>,
        /// The API's own words, as [`super::Secrets::shown`] gives them.
        message: String,
        /// For how long the API asks to send nothing (`Retry-After`), if it does.
        retry_after: Option<Duration>,
        /// Which request.
        place: Box<Place>,
    },
    /// No answer came.
    #[error("{} could not be reached: {cause}", place.server)]
    Unreachable {
        /// What the network said.
        cause: String,
        /// Whether the request certainly did nothing, so that it may be sent again.
        nothing_done: bool,
        /// Which request.
        place: Box<Place>,
    },
    /// The answer is not in the API's language: a proxy's page, a wrong address, a body cut short.
    #[error("the answer is not one that {} gives: {what}", place.server)]
    Unreadable {
        /// What it was instead.
        what: String,
        /// The HTTP status, if one came.
        status: Option<u16>,
        /// Which request.
        place: Box<Place>,
    },
    /// Terraform was interrupted, and the request was not sent or not waited for.
    #[error("interrupted before the request was sent")]
    Stopped {
        /// Which request.
        place: Box<Place>,
    },
}

/// Which request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its method.
    pub method: Method,
    /// Its path below the base URL.
    pub path: String,
    /// Who was asked: `App Services`, or `the Atlas API`.
    pub(super) server: &'static str,
    /// The API's own id of the request, for its operators.
    pub request_id: Option<String>,
    /// How often it was sent.
    pub tries: u32,
    /// The time from the first try to the answer of the last.
    pub time: Duration,
    /// Whether an earlier try may have done what the request asks for, whatever became of the last.
    pub(super) is_unsure: bool,
}

impl ApiError {
    /// Returns the error of an answer that has another form than the documentation says.
    pub fn unreadable(request: &Request, what: impl Into<String>) -> Self {
        Self::Unreadable {
            what: what.into(),
            status: None,
            place: Place::of(request),
        }
    }

    /// Returns the error of a request that ended because the client was stopped.
    pub(super) fn stopped(request: &Request) -> Self {
        Self::Stopped {
            place: Place::of(request),
        }
    }

    /// Returns whether the answer has status 404. A 404 alone proves nothing: a router or a proxy
    /// that does not know the path gives the same one.
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

    /// Returns whether the API refused a name because another object has it. Nothing was done then.
    pub const fn is_conflict(&self) -> bool {
        matches!(self, Self::Refused { status: 409, .. })
    }

    /// Returns which request failed.
    pub const fn place(&self) -> &Place {
        match self {
            Self::Refused { place, .. }
            | Self::Unreachable { place, .. }
            | Self::Unreadable { place, .. }
            | Self::Stopped { place } => place,
        }
    }

    fn place_mut(&mut self) -> &mut Place {
        match self {
            Self::Refused { place, .. }
            | Self::Unreachable { place, .. }
            | Self::Unreadable { place, .. }
            | Self::Stopped { place } => place,
        }
    }

    /// Returns the error after so many tries in so much time. `is_unsure` says that one of them may
    /// have worked.
    pub(super) fn after(mut self, tries: u32, time: Duration, is_unsure: bool) -> Self {
        let place = self.place_mut();
        place.tries = tries;
        place.time = time;
        place.is_unsure = is_unsure;
        self
    }

    /// Returns the error of an answer that asks to send nothing for so long.
    pub(super) fn asking(mut self, pause: Option<Duration>) -> Self {
        if let Self::Refused { retry_after, .. } = &mut self {
            *retry_after = pause;
        }
        self
    }

    /// Returns the error of a request that was not sent, because others were under way for too long.
    pub(super) fn no_turn(request: &Request) -> Self {
        Self::Unreachable {
            cause: "the time for the request was over before its turn came".to_owned(),
            nothing_done: true,
            place: Place::of(request),
        }
    }

    /// Returns whether the client was stopped.
    pub(super) const fn is_stop(&self) -> bool {
        matches!(self, Self::Stopped { .. })
    }

    /// Returns whether the same request may succeed a little later: the network or the server failed,
    /// or something between here and the server answered in its place.
    pub(super) const fn passes(&self) -> bool {
        match self {
            Self::Refused { status, .. } => {
                matches!(status, 408 | 425 | 429 | 500 | 502..=504 | 506..)
            }
            Self::Unreachable { .. } => true,
            Self::Unreadable { status, .. } => {
                matches!(
                    status,
                    Some(200..=299 | 408 | 425 | 500 | 502..=504 | 506..)
                )
            }
            Self::Stopped { .. } => false,
        }
    }

    /// Returns for how long the API asks to send nothing.
    pub(super) const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Returns the status of a refusal.
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

    /// Returns whether a write may have been done although no good answer came.
    pub fn may_have_worked(&self) -> bool {
        // When the login before a request fails, the request itself was not sent.
        if self.place().path.starts_with("/auth/") {
            return self.place().is_unsure;
        }
        match self {
            _ if self.place().is_unsure => true,
            Self::Refused { status, .. } => *status >= 500,
            Self::Unreachable { nothing_done, .. } => !*nothing_done,
            Self::Unreadable { .. } => true,
            Self::Stopped { .. } => false,
        }
    }

    /// Returns whether the request is a write, and may have been done.
    pub(super) fn is_unknown_write(&self) -> bool {
        self.may_have_worked() && !self.place().method.is_safe()
    }

    /// Returns whether `request`, which failed so, may be sent again by its policy. Whether that is
    /// of use is another question: a request with a mistake in it fails again.
    pub fn allows_repeating(&self, request: &Request) -> bool {
        match request.repeat() {
            Repeat::Freely => true,
            Repeat::WhenNothingWasDone => !self.may_have_worked(),
            Repeat::Never => false,
        }
    }
}

impl Place {
    pub(super) fn of(request: &Request) -> Box<Self> {
        Box::new(Self {
            method: request.method().clone(),
            path: request.path().to_owned(),
            server: request.dialect.server(),
            request_id: None,
            tries: 1,
            time: Duration::ZERO,
            is_unsure: false,
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        if let Some(id) = &self.request_id {
            write!(f, " (request {id})")?;
        }
        if self.tries > 1 {
            write!(
                f,
                ", {} times in {:.1} s",
                self.tries,
                self.time.as_secs_f64()
            )?;
        }
        Ok(())
    }
}

fn code_text(code: &Option<String>) -> String {
    code.as_deref()
        .map(|code| format!(" ({code})"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each kind of failure, whether the write may have been done, and so whether a POST may be
    /// sent again.
    #[test]
    fn only_a_proof_that_nothing_was_done_lets_a_post_be_repeated() {
        let post = Request::post("/groups/g/apps");
        let place = Place::of(&post);
        let refused = |status| ApiError::Refused {
            status,
            code: None,
            message: String::new(),
            retry_after: None,
            place: place.clone(),
        };
        let unreachable = |nothing_done| ApiError::Unreachable {
            cause: String::new(),
            nothing_done,
            place: place.clone(),
        };
        let of_the_login = ApiError::Refused {
            status: 503,
            code: None,
            message: String::new(),
            retry_after: None,
            place: Place::of(&Request::post("/auth/session")),
        };
        for (error, may_have_worked) in [
            (refused(400), false),
            (refused(401), false),
            (refused(409), false),
            (refused(429), false),
            (refused(500), true),
            (refused(503), true),
            (unreachable(true), false),
            (unreachable(false), true),
            (ApiError::unreadable(&post, "a page"), true),
            (ApiError::stopped(&post), false),
            (of_the_login, false),
        ] {
            assert_eq!(error.may_have_worked(), may_have_worked, "{error:?}");
            for (repeat, allowed) in [
                (Repeat::Freely, true),
                (Repeat::WhenNothingWasDone, !may_have_worked),
                (Repeat::Never, false),
            ] {
                let request = post.clone().repeated(repeat);
                assert_eq!(
                    error.allows_repeating(&request),
                    allowed,
                    "{repeat:?} {error:?}"
                );
            }
        }
    }
}
