//! The session layer: one login per process, shared by all requests and renewed once for all.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::sync::Mutex;

use super::answer::Reply;
use super::error::{ApiError, Place};
use super::exchange::Exchange;
use super::request::Request;
use super::secret::Secret;
use super::stop::Stop;
use super::transport::Authorization;

/// An Atlas programmatic API key.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Its public part.
    pub public_key: String,
    /// Its private part.
    pub private_key: Secret,
}

/// The tokens of a session that is not the client's own ([`super::Client::open_session`]).
#[derive(Clone, Debug)]
pub struct Tokens {
    /// Authenticates requests for 30 minutes.
    pub access_token: Secret,
    /// Ends the session.
    pub refresh_token: Secret,
}

/// The layer.
#[derive(Debug)]
pub(super) struct Session {
    credentials: Credentials,
    login: Mutex<Login>,
    /// How many logins and renewals have ended.
    ended: AtomicU64,
}

/// How the last login or renewal went.
#[derive(Debug, Default)]
struct Login {
    tokens: Option<Numbered>,
    failure: Option<ApiError>,
}

/// The tokens of the client's own session. The number changes with each new access token, so that
/// a request that failed with an old one finds out whether another request has renewed it.
#[derive(Clone, Debug)]
struct Numbered {
    tokens: Tokens,
    number: u64,
}

/// The secret fields of the API's answers to logins and renewals.
const SECRET_FIELDS: [&str; 2] = ["access_token", "refresh_token"];

/// How often a session is renewed for one request.
const RENEWALS: u32 = 3;

/// How long a login may take. It is of use to all requests, whatever time each has.
const LOGIN_TIMEOUT: Duration = Duration::from_secs(60);

impl Session {
    pub(super) fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            login: Mutex::default(),
            ended: AtomicU64::new(0),
        }
    }

    /// Sends a request, logging in first when there is no session. After an answer of 401 the
    /// session is renewed and the request sent once more, up to three times, whatever its [`super::Repeat`]: the
    /// status says that the API did not look at the request. The answer must come in the time that
    /// is `left`.
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
        let mut expired = None;
        let mut renewals = 0;
        loop {
            let logging_in = self.current(exchange, expired);
            let Numbered { tokens, number } = stop.interrupting(request, logging_in).await??;
            let sending =
                exchange.send(request, Authorization::Bearer(&tokens.access_token), left());
            match stop.guard(request, sending).await {
                Err(ApiError::Refused { status: 401, .. }) if renewals < RENEWALS => {
                    expired = Some(number);
                    renewals += 1;
                }
                outcome => return outcome,
            }
        }
    }

    /// Returns the request that opens a session.
    pub(super) fn log_in(&self) -> Request {
        log_in(&self.credentials)
    }

    /// Logs in by `log_in` for a session that is not the client's own.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub(super) async fn open(
        &self,
        log_in: &Request,
        exchange: &Exchange,
        stop: &Stop,
    ) -> Result<Tokens, ApiError> {
        stop.interrupting(log_in, tokens(exchange, log_in)).await?
    }

    /// Returns the current tokens, after logging in or renewing where that is needed: `expired` is
    /// the number of tokens that the API no longer accepts.
    ///
    /// Requests that wait for the login of another share its outcome, so a wrong key is tried once
    /// and not once for each resource.
    async fn current(
        &self,
        exchange: &Exchange,
        expired: Option<u64>,
    ) -> Result<Numbered, ApiError> {
        let ended_before = self.ended.load(Ordering::Acquire);
        let mut login = self.login.lock().await;
        if let Some(current) = &login.tokens
            && expired != Some(current.number)
        {
            return Ok(current.clone());
        }
        if let Some(failure) = &login.failure
            && self.ended.load(Ordering::Acquire) != ended_before
        {
            return Err(failure.clone());
        }
        let fresh = match &login.tokens {
            Some(old) => self.renewed(exchange, &old.tokens).await,
            None => tokens(exchange, &log_in(&self.credentials)).await,
        };
        self.ended.fetch_add(1, Ordering::Release);
        login.failure = fresh.as_ref().err().cloned();
        let number = login.tokens.as_ref().map_or(0, |old| old.number + 1);
        let tokens = fresh?;
        Ok(login.tokens.insert(Numbered { tokens, number }).clone())
    }

    /// Renews the access token, and logs in again when the whole session has expired.
    async fn renewed(&self, exchange: &Exchange, old: &Tokens) -> Result<Tokens, ApiError> {
        let request = Request::post("/auth/session").revealing(SECRET_FIELDS);
        match exchange
            .send(
                &request,
                Authorization::Bearer(&old.refresh_token),
                LOGIN_TIMEOUT,
            )
            .await
        {
            Ok(reply) => Ok(Tokens {
                access_token: token(&request, &reply, "access_token")?,
                refresh_token: old.refresh_token.clone(),
            }),
            Err(ApiError::Refused { status: 401, .. }) => {
                tokens(exchange, &log_in(&self.credentials)).await
            }
            Err(error) => Err(login_error(error)),
        }
    }
}

/// Returns the request that ends a session. It is sent with the session's refresh token.
pub(super) fn log_out() -> Request {
    Request::delete("/auth/session")
}

fn log_in(credentials: &Credentials) -> Request {
    let body = json!({
        "username": credentials.public_key,
        "apiKey": credentials.private_key.reveal(),
    });
    Request::post("/auth/providers/mongodb-cloud/login")
        .with_body(body)
        .with_secret(credentials.private_key.clone())
        .revealing(SECRET_FIELDS)
}

/// Sends a login and returns its tokens.
async fn tokens(exchange: &Exchange, log_in: &Request) -> Result<Tokens, ApiError> {
    let reply = exchange
        .send(log_in, Authorization::Nobody, LOGIN_TIMEOUT)
        .await;
    let reply = reply.map_err(login_error)?;
    Ok(Tokens {
        access_token: token(log_in, &reply, "access_token")?,
        refresh_token: token(log_in, &reply, "refresh_token")?,
    })
}

/// Returns the error of a failed login.
///
/// The API refuses a login for a wrong key or for its own reasons. Any other refusal comes from
/// something that is not the API or not at this address, and must not be taken for an answer about
/// the object of the request that needed the login.
fn login_error(error: ApiError) -> ApiError {
    match error {
        ApiError::Refused { status, place, .. } if !matches!(status, 401 | 403 | 429 | 500..) => {
            ApiError::Unreadable {
                what: format!("status {status} to a login; check the base URL"),
                status: None,
                place,
            }
        }
        other => other,
    }
}

fn token(request: &Request, reply: &Reply, name: &str) -> Result<Secret, ApiError> {
    let text = reply
        .body
        .as_ref()
        .and_then(|body| body.get(name)?.as_str());
    match text.filter(|text| !text.is_empty()) {
        Some(text) => Ok(Secret::new(text)),
        None => Err(ApiError::Unreadable {
            what: format!("it has no {name}"),
            status: Some(reply.status),
            place: Place::of(request),
        }),
    }
}
