//! One login per process, shared by everybody.

use serde_json::{Value as Json, json};

use super::error::ApiError;
use super::request::{Method, Request};
use super::secret::Secret;
use super::sender::Sender;

/// An Atlas programmatic API key.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Its public part.
    pub public_key: String,
    /// Its private part.
    pub private_key: Secret,
}

/// The tokens of a session that was opened for somebody else ([`super::Client::open_session`]).
#[derive(Clone, Debug)]
pub struct Tokens {
    /// For requests, for 30 minutes.
    pub access_token: Secret,
    /// For ending the session.
    pub refresh_token: Secret,
}

/// The tokens of one login. The number changes with each new access token, so that a request that failed with an old one
/// can tell whether somebody else has renewed it meanwhile.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) access_token: Secret,
    pub(super) refresh_token: Secret,
    pub(super) number: u64,
}

/// The fields of an answer that are secret.
const TOKENS: [&str; 2] = ["access_token", "refresh_token"];

/// Logs in (`POST /auth/providers/mongodb-cloud/login`).
pub(super) async fn log_in(
    sender: &Sender,
    credentials: &Credentials,
    number: u64,
) -> Result<Session, ApiError> {
    let body =
        json!({ "username": credentials.public_key, "apiKey": credentials.private_key.reveal() });
    let request = log_in_place()
        .with_body(body)
        .with_secret(credentials.private_key.clone())
        .revealing(TOKENS);
    let reply = sender.send(&request, None).await.map_err(strange_refusal)?;
    let token = |name| token(&request, &reply.body, name);
    Ok(Session {
        access_token: token("access_token")?,
        refresh_token: token("refresh_token")?,
        number,
    })
}

/// The request that logs in, without its body.
pub(super) fn log_in_place() -> Request {
    Request::new(Method::Post, "/auth/providers/mongodb-cloud/login")
}

/// The request that ends a session.
pub(super) fn log_out_place() -> Request {
    Request::new(Method::Delete, "/auth/session")
}

/// Makes a session's tokens worthless (`DELETE /auth/session`).
pub(super) async fn log_out(sender: &Sender, refresh_token: &Secret) -> Result<(), ApiError> {
    sender
        .send(&log_out_place(), Some(refresh_token))
        .await
        .map(drop)
}

/// Renews the access token (`POST /auth/session`); when the whole session is gone, logs in again.
pub(super) async fn renew(
    sender: &Sender,
    credentials: &Credentials,
    old: &Session,
) -> Result<Session, ApiError> {
    let request = Request::new(Method::Post, "/auth/session").revealing(TOKENS);
    match sender.send(&request, Some(&old.refresh_token)).await {
        Ok(reply) => {
            let access_token = token(&request, &reply.body, "access_token")?;
            Ok(Session {
                access_token,
                refresh_token: old.refresh_token.clone(),
                number: old.number + 1,
            })
        }
        Err(ApiError::Refused { status: 401, .. }) => {
            log_in(sender, credentials, old.number + 1).await
        }
        Err(error) => Err(strange_refusal(error)),
    }
}

/// Logging in is refused for a wrong key, or for the server's own reasons. Any other refusal comes from something that is not
/// the API, or not at this address, and must not be taken for an answer about the object that was asked for.
fn strange_refusal(error: ApiError) -> ApiError {
    match error {
        ApiError::Refused { status, place, .. } if !matches!(status, 401 | 403 | 429 | 500..) => {
            ApiError::Unreadable {
                what: format!("status {status} to a login; is the base URL right?"),
                status: None,
                place,
            }
        }
        other => other,
    }
}

fn token(request: &Request, body: &Json, name: &str) -> Result<Secret, ApiError> {
    match body
        .get(name)
        .and_then(Json::as_str)
        .filter(|token| !token.is_empty())
    {
        Some(token) => Ok(Secret::new(token)),
        None => Err(ApiError::unreadable(request, format!("it has no {name}"))),
    }
}
