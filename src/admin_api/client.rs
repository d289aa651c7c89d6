//! The only place with a socket.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, UNIX_EPOCH};

use serde_json::Value as Json;
use tokio::sync::{Mutex, OnceCell};

use super::base_url::BaseUrl;
use super::error::{ApiError, Place};
use super::request::{Method, Request};
use super::secret::{Secret, Secrets};
use super::session::{Credentials, Session, Tokens, log_in, log_out, renew};
use super::user_agent::user_agent;

/// Sends requests, logging in before the first one and renewing the session when it expires. Clones share everything.
#[derive(Clone, Debug)]
pub struct Client {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    credentials: Credentials,
    sender: Sender,
    session: Mutex<Login>,
    /// How many logins and renewals have ended.
    logins: AtomicU64,
    stopped: AtomicBool,
}

/// A good answer.
#[derive(Clone)]
pub struct Reply {
    /// The HTTP status, 200 to 299.
    pub status: u16,
    /// The document; null for an empty body.
    pub body: Json,
    /// Whether there was no body at all, which is never a document.
    pub is_empty: bool,
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reply {}", self.status)
    }
}

impl Client {
    /// A client that has not connected to anything yet.
    pub fn new(base_url: BaseUrl, credentials: Credentials) -> Self {
        Self::knowing(Secrets::default(), base_url, credentials)
    }

    /// The same with secrets that are known already, and shared with whoever else learns some.
    pub fn knowing(secrets: Secrets, base_url: BaseUrl, credentials: Credentials) -> Self {
        secrets.learn(credentials.private_key.reveal());
        let sender = Sender { base_url, http: OnceCell::new(), secrets, date: AtomicU64::new(0), terraform: OnceLock::new() };
        Self {
            shared: Arc::new(Shared {
                credentials,
                sender,
                session: Mutex::default(),
                logins: AtomicU64::new(0),
                stopped: AtomicBool::new(false),
            }),
        }
    }

    /// Says which Terraform asks, as `Terraform/<version>` in the header User-Agent. To be called before the first request.
    #[must_use]
    pub fn for_terraform(self, version: &str) -> Self {
        // A client that was told already keeps what it was told first.
        let _ = self.shared.sender.terraform.set(version.to_owned());
        self
    }

    /// Sends one request. A session that has expired is renewed once, for everybody, and the request repeated: an answer of
    /// 401 says that nothing was done.
    ///
    /// # Errors
    /// See [`ApiError`]; after [`Self::stop`], every request that would write.
    pub async fn send(&self, request: &Request) -> Result<Reply, ApiError> {
        if request.method != Method::Get && self.shared.stopped.load(Ordering::Relaxed) {
            return Err(ApiError::Stopped { place: Place::of(request) });
        }
        let session = self.session(None).await?;
        match self.shared.sender.send(request, Some(&session.access_token)).await {
            Err(ApiError::Refused { status: 401, .. }) => {
                let session = self.session(Some(session.number)).await?;
                self.shared.sender.send(request, Some(&session.access_token)).await
            }
            outcome => outcome,
        }
    }

    /// Logs in once more, for a session that somebody else uses.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn open_session(&self) -> Result<Tokens, ApiError> {
        let Session { access_token, refresh_token, .. } = log_in(&self.shared.sender, &self.shared.credentials, 0).await?;
        Ok(Tokens { access_token, refresh_token })
    }

    /// Ends a session that [`Self::open_session`] opened.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn end_session(&self, refresh_token: &Secret) -> Result<(), ApiError> {
        log_out(&self.shared.sender, refresh_token).await
    }

    /// Where the API is.
    pub fn base_url(&self) -> &BaseUrl {
        &self.shared.sender.base_url
    }

    /// The server's clock when it last answered, in seconds since 1970; `None` before that.
    pub fn server_date(&self) -> Option<u64> {
        Some(self.shared.sender.date.load(Ordering::Relaxed)).filter(|date| *date > 0)
    }

    /// The secrets that are masked in a server's words.
    pub fn secrets(&self) -> &Secrets {
        &self.shared.sender.secrets
    }

    /// Lets the writes that are under way end, and starts no other.
    pub fn stop(&self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
    }

    /// The session, made or renewed when needed: `expired` is the number of one that the API no longer takes. Whoever waits
    /// while another logs in shares the outcome, a failure too: a wrong key is tried once and not once for each resource.
    async fn session(&self, expired: Option<u64>) -> Result<Session, ApiError> {
        let Shared { credentials, sender, session, logins, .. } = self.shared.as_ref();
        let seen = logins.load(Ordering::Acquire);
        let mut login = session.lock().await;
        let fresh = match (&login.session, &login.failure) {
            (Some(current), _) if expired != Some(current.number) => return Ok(current.clone()),
            (_, Some(failure)) if logins.load(Ordering::Acquire) != seen => return Err(failure.clone()),
            (Some(current), _) => renew(sender, credentials, current).await,
            (None, _) => log_in(sender, credentials, 0).await,
        };
        logins.fetch_add(1, Ordering::Release);
        login.failure = fresh.as_ref().err().cloned();
        Ok(login.session.insert(fresh?).clone())
    }
}

/// How the last login went.
#[derive(Debug, Default)]
struct Login {
    session: Option<Session>,
    failure: Option<ApiError>,
}

/// Sends single requests and judges their answers; knows nothing of sessions.
#[derive(Debug)]
pub(super) struct Sender {
    base_url: BaseUrl,
    http: OnceCell<reqwest::Client>,
    pub(super) secrets: Secrets,
    /// The server's clock when it last answered, in seconds since 1970; 0 before that.
    date: AtomicU64,
    /// The version of the Terraform that asks.
    pub(super) terraform: OnceLock<String>,
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(120);

impl Sender {
    pub(super) async fn send(&self, request: &Request, token: Option<&Secret>) -> Result<Reply, ApiError> {
        let place = Place::of(request);
        request.teach_sent(&self.secrets);
        let method = reqwest::Method::from_bytes(request.method.as_str().as_bytes()).unwrap_or_default();
        let http = self.http.get_or_try_init(|| async { self.connector() }).await;
        let http = http.map_err(|cause| ApiError::Unreachable { cause, nothing_done: true, place: place.clone() })?;
        let mut call = http.request(method, self.base_url.join(&request.path)).header("accept", "application/json");
        if !request.query.is_empty() {
            call = call.query(&request.query);
        }
        if let Some(token) = token {
            call = call.bearer_auth(token.reveal());
        }
        if let Some(body) = &request.body {
            call = call.header("content-type", "application/json").body(body.to_string());
        }
        let started = Instant::now();
        let answer = call.send().await;
        let answer = answer.map_err(|error| self.unreachable(&error, place.clone()))?;
        let place = Place { request_id: header(&answer, "x-appservices-request-id").map(|id| self.secrets.mask(&id)), ..place };
        let status = answer.status().as_u16();
        if let Some(Ok(date)) = header(&answer, "date").map(|date| httpdate::parse_http_date(&date)) {
            self.date.store(date.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()), Ordering::Relaxed);
        }
        let milliseconds = started.elapsed().as_millis() as u64;
        tracing::debug!(method = %place.method, path = place.path, status = u64::from(status), milliseconds, request_id = place.request_id, "request");
        let bytes = answer
            .bytes()
            .await
            .map_err(|error| ApiError::Unreadable { what: format!("the body broke off ({})", root_cause(&error)), place: place.clone() })?;
        request.teach_answered(&bytes, &self.secrets);
        self.judge(status, &bytes, place)
    }

    fn judge(&self, status: u16, bytes: &[u8], place: Place) -> Result<Reply, ApiError> {
        let document = if bytes.is_empty() { Ok(Json::Null) } else { serde_json::from_slice::<Json>(bytes) };
        match document {
            Ok(body) if (200..300).contains(&status) => Ok(Reply { status, body, is_empty: bytes.is_empty() }),
            Ok(body) => {
                let word = |name| body.get(name).and_then(Json::as_str).filter(|word| !word.is_empty());
                match word("error") {
                    Some(message) => Err(ApiError::Refused {
                        status,
                        code: word("error_code").map(|code| self.secrets.mask(code)),
                        message: self.secrets.mask(message),
                        place,
                    }),
                    // Some refusals come without words (seen for 401 on the public API).
                    None if status == 401 || status == 403 || status == 429 || status >= 500 => {
                        Err(ApiError::Refused { status, code: None, message: "(no message)".to_owned(), place })
                    }
                    None => Err(ApiError::Unreadable { what: format!("status {status} without an error document"), place }),
                }
            }
            Err(_) if status == 401 || status == 429 || status >= 500 => {
                Err(ApiError::Refused { status, code: None, message: "(an answer that is no JSON)".to_owned(), place })
            }
            Err(_) => {
                Err(ApiError::Unreadable { what: format!("status {status} with a body that is no JSON; is the base URL right?"), place })
            }
        }
    }

    fn unreachable(&self, error: &reqwest::Error, place: Place) -> ApiError {
        let cause = if error.is_timeout() { "no answer in time".to_owned() } else { self.secrets.mask(&root_cause(error)) };
        ApiError::Unreachable { cause: format!("{} ({cause})", self.base_url), nothing_done: error.is_connect(), place }
    }

    fn connector(&self) -> Result<reqwest::Client, String> {
        let builder = reqwest::Client::builder()
            .user_agent(user_agent(self.terraform.get().map_or("", String::as_str)))
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(ANSWER_TIMEOUT)
            // A redirected POST would lose its body, and the token would follow to another host.
            .redirect(reqwest::redirect::Policy::none());
        let builder = if self.base_url.is_loopback() { builder.no_proxy() } else { builder };
        builder.build().map_err(|error| root_cause(&error))
    }
}

fn header(answer: &reqwest::Response, name: &str) -> Option<String> {
    Some(answer.headers().get(name)?.to_str().ok()?.to_owned())
}

/// The innermost error: "connection refused" rather than "error sending request".
fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
