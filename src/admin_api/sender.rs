//! The only place with a socket: one request, one answer.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, UNIX_EPOCH};

use tokio::sync::OnceCell;

use super::answer::{Reply, judge};
use super::base_url::BaseUrl;
use super::error::{ApiError, Place};
use super::request::Request;
use super::secret::{Secret, Secrets};
use super::user_agent::user_agent;

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

/// The largest answer that is read. The largest that the API gives is a list of a few thousand objects.
const LARGEST_ANSWER: usize = 64 << 20;

impl Sender {
    pub(super) fn new(base_url: BaseUrl, secrets: Secrets) -> Self {
        Self {
            base_url,
            http: OnceCell::new(),
            secrets,
            date: AtomicU64::new(0),
            terraform: OnceLock::new(),
        }
    }

    pub(super) const fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    /// The server's clock when it last answered, in seconds since 1970; `None` before that.
    pub(super) fn server_date(&self) -> Option<u64> {
        Some(self.date.load(Ordering::Relaxed)).filter(|date| *date > 0)
    }

    pub(super) async fn send(
        &self,
        request: &Request,
        token: Option<&Secret>,
    ) -> Result<Reply, ApiError> {
        let place = Place::of(request);
        request.teach_sent(&self.secrets);
        let method =
            reqwest::Method::from_bytes(request.method.as_str().as_bytes()).unwrap_or_default();
        let http = self
            .http
            .get_or_try_init(|| async { self.connector() })
            .await;
        let http = http.map_err(|cause| ApiError::Unreachable {
            cause,
            nothing_done: true,
            place: place.clone(),
        })?;
        let mut call = http
            .request(method, self.base_url.join(&request.path))
            .header("accept", "application/json");
        if !request.query.is_empty() {
            call = call.query(&request.query);
        }
        if let Some(token) = token {
            call = call.bearer_auth(token.reveal());
        }
        if let Some(body) = &request.body {
            call = call
                .header("content-type", "application/json")
                .body(body.to_string());
        }
        let started = Instant::now();
        let answer = call.send().await;
        let answer = answer.map_err(|error| self.unreachable(&error, place.clone()))?;
        let place = Place {
            request_id: header(&answer, "x-appservices-request-id")
                .map(|id| self.secrets.shown(&id)),
            ..place
        };
        let status = answer.status().as_u16();
        if let Some(Ok(date)) = header(&answer, "date").map(|date| httpdate::parse_http_date(&date))
        {
            self.date.store(
                date.duration_since(UNIX_EPOCH)
                    .map_or(0, |since| since.as_secs()),
                Ordering::Relaxed,
            );
        }
        let milliseconds = started.elapsed().as_millis() as u64;
        tracing::debug!(method = %place.method, path = place.path, status = u64::from(status), milliseconds, request_id = place.request_id, "request");
        let bytes = body(answer).await.map_err(|what| ApiError::Unreadable {
            what: self.secrets.shown(&what),
            status: Some(status),
            place: place.clone(),
        })?;
        judge(status, &bytes, request, place, &self.secrets)
    }

    /// The error of a request that nobody answered.
    pub(super) fn no_answer(&self, request: &Request) -> ApiError {
        ApiError::Unreachable {
            cause: format!("{} (no answer in time)", self.base_url),
            nothing_done: false,
            place: Place::of(request),
        }
    }

    fn unreachable(&self, error: &reqwest::Error, place: Place) -> ApiError {
        let cause = if error.is_timeout() {
            "no answer in time".to_owned()
        } else {
            self.secrets.shown(&root_cause(error))
        };
        ApiError::Unreachable {
            cause: format!("{} ({cause})", self.base_url),
            nothing_done: error.is_connect(),
            place,
        }
    }

    fn connector(&self) -> Result<reqwest::Client, String> {
        let builder = reqwest::Client::builder()
            .user_agent(user_agent(self.terraform.get().map_or("", String::as_str)))
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(ANSWER_TIMEOUT)
            // A redirected POST would lose its body, and the token would follow to another host.
            .redirect(reqwest::redirect::Policy::none());
        let builder = if self.base_url.is_loopback() {
            builder.no_proxy()
        } else {
            builder
        };
        // Reading the system's certificates takes longer than many a request.
        let builder = if self.base_url.is_plain() {
            builder.tls_certs_only([])
        } else {
            builder
        };
        builder.build().map_err(|error| root_cause(&error))
    }
}

/// The body, which is read piece by piece and no further than [`LARGEST_ANSWER`].
async fn body(mut answer: reqwest::Response) -> Result<Vec<u8>, String> {
    let too_large = || format!("it has more than {} MiB", LARGEST_ANSWER >> 20);
    let announced = usize::try_from(answer.content_length().unwrap_or(0)).unwrap_or(usize::MAX);
    if announced > LARGEST_ANSWER {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(announced);
    while let Some(piece) = answer
        .chunk()
        .await
        .map_err(|error| format!("the body broke off ({})", root_cause(&error)))?
    {
        if bytes.len() + piece.len() > LARGEST_ANSWER {
            return Err(too_large());
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
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
