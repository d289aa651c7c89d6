//! The layer that authorizes requests: by a session of the Admin API, or by digests as the public Atlas
//! API wants them.

use std::time::Duration;

use super::answer::Reply;
use super::digest::Digest;
use super::error::ApiError;
use super::exchange::Exchange;
use super::request::Request;
use super::session::Session;
use super::stop::Stop;

/// The layer.
#[derive(Debug)]
pub(super) enum Access {
    Session(Session),
    Digest(Digest),
}

impl Access {
    /// Sends a request, with whatever else that takes. The answer must come in the time that is `left`.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub(super) async fn send(
        &self,
        request: &Request,
        left: impl Fn() -> Duration + Send,
        exchange: &Exchange,
        stop: &Stop,
    ) -> Result<Reply, ApiError> {
        match self {
            Self::Session(session) => session.send(request, left, exchange, stop).await,
            Self::Digest(digest) => digest.send(request, left, exchange, stop).await,
        }
    }

    /// Returns the layer of sessions.
    ///
    /// # Errors
    /// Returns [`ApiError::Unreadable`] from the public Atlas API, which has no sessions.
    pub(super) fn session(&self, request: &Request) -> Result<&Session, ApiError> {
        match self {
            Self::Session(session) => Ok(session),
            Self::Digest(_) => {
                let why = "the public Atlas API has no sessions";
                Err(ApiError::unreadable(request, why))
            }
        }
    }
}
