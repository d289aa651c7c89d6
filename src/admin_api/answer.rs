//! What an answer is: a document, a refusal, or none of the API's.

use serde_json::Value as Json;

use super::error::{ApiError, Place};
use super::request::{Dialect, Request};
use super::secret::Secrets;

/// A good answer.
#[derive(Clone)]
#[non_exhaustive]
pub struct Reply {
    /// The HTTP status, 200 to 299.
    pub status: u16,
    /// The document; `None` when the answer has no body.
    pub body: Option<Json>,
}

impl Reply {
    /// Returns the answer to a write that was found to be done.
    pub(crate) const fn done() -> Self {
        Self {
            status: 204,
            body: None,
        }
    }

    /// Returns the answer that tells of a document which was found otherwise.
    pub(crate) const fn found(document: Json) -> Self {
        Self {
            status: 200,
            body: Some(document),
        }
    }
}

/// Shows the status. A body may hold secrets and is never shown.
impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reply {}", self.status)
    }
}

/// Judges a whole answer to `request`, after teaching `secrets` what is secret in it.
///
/// An answer with a top-level `error` text is an error document, whatever its status: proxies and
/// load balancers put their own words into answers of status 200. By the API's description, no
/// answer that is read here has such a field.
///
/// # Errors
/// Returns [`ApiError::Refused`] or [`ApiError::Unreadable`], with the server's words as
/// [`Secrets::shown`] gives them.
pub(super) fn judge(
    status: u16,
    bytes: &[u8],
    request: &Request,
    place: Box<Place>,
    secrets: &Secrets,
) -> Result<Reply, ApiError> {
    let body = if bytes.is_empty() {
        None
    } else {
        match serde_json::from_slice::<Json>(bytes) {
            Ok(document) => Some(document),
            Err(_) => return Err(no_json(status, place)),
        }
    };
    if let Some(document) = &body {
        request.teach_answered(document, secrets);
    }
    let words = Words {
        document: body.as_ref(),
        secrets,
    };
    if !(200..300).contains(&status) {
        return Err(refusal(status, words, request.dialect, place));
    }
    match words.first_of(&["error"]) {
        Some(message) => Err(unreadable(
            status,
            format!("status {status} with the error {message:?}"),
            place,
        )),
        None => Ok(Reply { status, body }),
    }
}

/// Returns the error of an answer whose body is not JSON.
fn no_json(status: u16, place: Box<Place>) -> ApiError {
    match status {
        // Atlas's own gateway answers these in HTML.
        401 | 429 | 500.. => ApiError::Refused {
            status,
            code: None,
            message: "(the answer is not JSON)".to_owned(),
            retry_after: None,
            place,
        },
        _ => unreadable(
            status,
            format!("status {status} with a body that is not JSON; check the base URL"),
            place,
        ),
    }
}

/// Returns the error of an answer whose status is not a success.
fn refusal(status: u16, words: Words<'_>, dialect: Dialect, place: Box<Place>) -> ApiError {
    if (300..400).contains(&status) {
        return unreadable(
            status,
            format!("status {status}, a redirect, which is not followed; check the base URL"),
            place,
        );
    }
    let message = match status {
        // Atlas answers some of these before App Services is asked, in a form of its own, and some
        // without a text.
        401 | 403 | 429 | 500.. => words
            .first_of(&["error", "detail", "reason"])
            .or_else(|| Some("(no message)".to_owned())),
        _ if dialect == Dialect::Atlas => words.first_of(&["detail", "reason"]),
        _ => words.first_of(&["error"]),
    };
    match message {
        Some(message) => ApiError::Refused {
            status,
            code: words.first_of(&["error_code", "errorCode"]),
            message,
            retry_after: None,
            place,
        },
        None => unreadable(
            status,
            format!("status {status} without an error document"),
            place,
        ),
    }
}

const fn unreadable(status: u16, what: String, place: Box<Place>) -> ApiError {
    ApiError::Unreadable {
        what,
        status: Some(status),
        place,
    }
}

/// The server's own words in a document.
#[derive(Clone, Copy)]
struct Words<'a> {
    document: Option<&'a Json>,
    secrets: &'a Secrets,
}

impl Words<'_> {
    /// Returns the first of these fields that holds text, as a message may show it.
    fn first_of(&self, names: &[&str]) -> Option<String> {
        let document = self.document?;
        names
            .iter()
            .filter_map(|name| document.get(*name)?.as_str())
            .map(|text| self.secrets.shown(text))
            .find(|text| !text.is_empty())
    }
}
