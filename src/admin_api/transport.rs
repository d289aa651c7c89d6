//! The innermost layer, and the only place with a socket: one request goes out, one answer's bytes
//! come back. Nothing is judged here.

use std::fmt::Debug;
use std::sync::OnceLock;
use std::time::{Duration, UNIX_EPOCH};

use async_trait::async_trait;
use tokio::sync::OnceCell;

use super::base_url::BaseUrl;
use super::request::Request;
use super::secret::Secret;
use super::user_agent::user_agent;

/// What carries requests to an Admin API: a socket, or a test's canned answers.
#[async_trait]
pub(crate) trait Transport: Debug + Send + Sync {
    /// Sends one request with what authorizes it. The whole answer must come in the time that is `left`.
    async fn send(
        &self,
        request: &Request,
        authorization: Authorization<'_>,
        left: Duration,
    ) -> Result<Raw, Broken>;

    /// Says which Terraform runs this process. Counts only before the first request.
    fn for_terraform(&self, _version: &str) {}
}

/// What authorizes one request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Authorization<'a> {
    /// The request needs none, or asks for a challenge.
    Nobody,
    /// A bearer token.
    Bearer(&'a Secret),
    /// What stands behind the word `Digest` of the header.
    Digest(&'a str),
}

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Raw {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The header `x-appservices-request-id`.
    pub(crate) request_id: Option<String>,
    /// The header `date`, in seconds since 1970.
    pub(crate) date: Option<u64>,
    /// What stands behind each word `Digest` of the headers `www-authenticate`.
    pub(crate) challenges: Vec<String>,
    /// For how long the header `retry-after` asks to send nothing.
    pub(crate) retry_after: Option<Duration>,
    /// The body; `Err` with the reason when it broke off or is too large.
    pub(crate) body: Result<Vec<u8>, String>,
}

/// Why no answer came. The text may quote anything, so it is cleaned before anybody sees it.
#[derive(Debug)]
pub(crate) struct Broken {
    /// What the network said.
    pub(crate) cause: String,
    /// Whether the request never reached the server.
    pub(crate) nothing_done: bool,
}

/// The transport over HTTP.
#[derive(Debug)]
pub(super) struct Http {
    base_url: BaseUrl,
    /// Made at the first request, because reading the system's certificates takes time.
    http: OnceCell<reqwest::Client>,
    /// The media type that is asked for.
    accept: &'static str,
    /// How long the server may stay silent in the middle of a request.
    silence: Duration,
    /// The version of the Terraform that runs this process.
    terraform: OnceLock<String>,
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long the server may stay silent in the middle of a request.
pub(super) const SILENCE: Duration = Duration::from_secs(30);

/// The longest time that timers can count.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The largest answer that is read. The largest that the API gives is a list of a few thousand
/// objects.
const LARGEST_ANSWER: usize = 64 << 20;

impl Http {
    pub(super) const fn new(base_url: BaseUrl, silence: Duration) -> Self {
        Self {
            base_url,
            http: OnceCell::const_new(),
            accept: "application/json",
            silence,
            terraform: OnceLock::new(),
        }
    }

    /// Returns the same transport, which asks for another media type.
    pub(super) fn accepting(self, accept: &'static str) -> Self {
        Self { accept, ..self }
    }

    fn connector(&self) -> Result<reqwest::Client, Broken> {
        // The process may have chosen another library for its TLS, which then stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let terraform = self.terraform.get().map_or("", String::as_str);
        let mut builder = reqwest::Client::builder()
            .user_agent(user_agent(terraform))
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(self.silence)
            // A redirected POST would lose its body, and the token would follow to another host.
            .redirect(reqwest::redirect::Policy::none());
        if self.base_url.is_loopback() {
            builder = builder.no_proxy();
        }
        // Reading the system's certificates takes longer than many a request.
        if self.base_url.is_plain() {
            builder = builder.tls_certs_only([]);
        }
        builder.build().map_err(|error| Broken {
            cause: root_cause(&error),
            nothing_done: true,
        })
    }
}

#[async_trait]
impl Transport for Http {
    async fn send(
        &self,
        request: &Request,
        authorization: Authorization<'_>,
        left: Duration,
    ) -> Result<Raw, Broken> {
        let http = self
            .http
            .get_or_try_init(|| async { self.connector() })
            .await?;
        let mut call = http
            .request(request.method().clone(), request.url(&self.base_url))
            .timeout(left.min(LONGEST))
            .header("accept", self.accept);
        call = match authorization {
            Authorization::Nobody => call,
            Authorization::Bearer(token) => call.bearer_auth(token.reveal()),
            Authorization::Digest(text) => call.header("authorization", format!("Digest {text}")),
        };
        if let Some(body) = request.body() {
            call = call
                .header("content-type", "application/json")
                .body(body.to_string());
        }
        if let Some((name, content)) = &request.file {
            // No content contains a text that it does not know.
            let boundary = format!("{:032x}", fastrand::u128(..));
            call = call
                .header("content-type", format!("multipart/form-data; boundary={boundary}"))
                .body(format!(
                    "--{boundary}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n--{boundary}--\r\n"
                ));
        }
        let answer = call.send().await.map_err(|error| broken(&error))?;
        let date = header(&answer, "date").and_then(|date| seconds(&date));
        let retry_after = header(&answer, "retry-after");
        let challenges = challenges(&answer);
        Ok(Raw {
            status: answer.status().as_u16(),
            request_id: header(&answer, "x-appservices-request-id"),
            date,
            challenges,
            retry_after: retry_after.and_then(|text| retry_after_of(&text, date)),
            body: body(answer).await,
        })
    }

    fn for_terraform(&self, version: &str) {
        // The first version stays: a process serves one run.
        let _ = self.terraform.set(version.to_owned());
    }
}

fn broken(error: &reqwest::Error) -> Broken {
    Broken {
        cause: if error.is_timeout() {
            "no answer in time".to_owned()
        } else {
            root_cause(error)
        },
        nothing_done: error.is_connect(),
    }
}

/// Reads the body piece by piece, and no further than [`LARGEST_ANSWER`].
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

/// Returns what stands behind each word `Digest` of the answer's challenges.
fn challenges(answer: &reqwest::Response) -> Vec<String> {
    let all = answer.headers().get_all("www-authenticate").iter();
    let texts = all.filter_map(|value| value.to_str().ok());
    texts.flat_map(digests).collect()
}

/// Returns what stands behind each word `Digest` of a header, which may offer several ways to log in.
fn digests(header: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_quoted = false;
    let mut word = 0;
    for (at, letter) in header.char_indices() {
        match letter {
            '"' => is_quoted = !is_quoted,
            ' ' | ',' if !is_quoted => {
                if header[word..at].eq_ignore_ascii_case("digest") {
                    found.push(at + 1);
                }
                word = at + 1;
            }
            _ => {}
        }
    }
    let ends = found.iter().skip(1).map(|start| start - "Digest ".len());
    let ends = ends.chain([header.len()]);
    let pieces = found.iter().zip(ends);
    pieces
        .map(|(start, end)| header[*start..end].to_owned())
        .collect()
}

/// Returns the seconds since 1970 of a header's date.
fn seconds(date: &str) -> Option<u64> {
    let date = httpdate::parse_http_date(date).ok()?;
    Some(date.duration_since(UNIX_EPOCH).ok()?.as_secs())
}

/// Returns the time that a header `retry-after` means: seconds, or a date by the server's clock,
/// whose `date` is that of the answer (RFC 9110, 10.2.3).
fn retry_after_of(text: &str, date: Option<u64>) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let seconds = seconds(text)?.saturating_sub(date?);
    Some(Duration::from_secs(seconds))
}

/// Returns the innermost error: "connection refused" rather than "error sending request".
fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_may_offer_several_digests() {
        for (header, found) in [
            (
                "Digest realm=\"a\", qop=\"auth\"",
                vec!["realm=\"a\", qop=\"auth\""],
            ),
            ("digest nonce=n", vec!["nonce=n"]),
            (
                "Basic realm=\"Digest x\", Digest nonce=1, algorithm=SHA-256, Digest nonce=2",
                vec!["nonce=1, algorithm=SHA-256, ", "nonce=2"],
            ),
            ("Bearer", vec![]),
            ("Negotiate, Basic realm=x", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(digests(header), found, "{header}");
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        // Sun, 06 Nov 1994 08:49:37 GMT.
        let date = Some(784_111_777);
        for (text, seconds) in [
            ("0", Some(0)),
            (" 120 ", Some(120)),
            ("Sun, 06 Nov 1994 08:50:00 GMT", Some(23)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", Some(0)),
            ("-1", None),
            ("soon", None),
            ("99999999999999999999999", None),
        ] {
            let found = retry_after_of(text, date);
            assert_eq!(found, seconds.map(Duration::from_secs), "{text}");
        }
        assert_eq!(retry_after_of("Sun, 06 Nov 1994 08:50:00 GMT", None), None);
    }
}
