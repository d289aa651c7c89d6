//! What an answer is: a document, a refusal, or nothing that the API says.

use serde_json::Value as Json;

use super::error::{ApiError, Place};
use super::request::Request;
use super::secret::Secrets;

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

/// Judges a whole answer to `request`, and first learns what is secret in it. An answer with a top-level `error` text is an error document, whatever its status: proxies and load
/// balancers put their own words into answers of status 200. None of the answers that are read here has such a field by the API's
/// description.
///
/// # Errors
/// [`ApiError::Refused`] or [`ApiError::Unreadable`], with the server's words as [`Secrets::shown`] gives them.
pub(super) fn judge(
    status: u16,
    bytes: &[u8],
    request: &Request,
    place: Place,
    secrets: &Secrets,
) -> Result<Reply, ApiError> {
    let unreadable = |what: String, place| {
        Err(ApiError::Unreadable {
            what,
            status: Some(status),
            place,
        })
    };
    let document = if bytes.is_empty() {
        Ok(Json::Null)
    } else {
        serde_json::from_slice::<Json>(bytes)
    };
    let Ok(body) = document else {
        return match status {
            401 | 429 | 500.. => Err(ApiError::Refused {
                status,
                code: None,
                message: "(an answer that is no JSON)".to_owned(),
                place,
            }),
            _ => unreadable(
                format!("status {status} with a body that is no JSON; is the base URL right?"),
                place,
            ),
        };
    };
    request.teach_answered(&body, secrets);
    let word = |names: &[&str]| {
        let texts = names
            .iter()
            .filter_map(|name| body.get(*name).and_then(Json::as_str));
        texts
            .map(|text| secrets.shown(text))
            .find(|text| !text.is_empty())
    };
    if (200..300).contains(&status) {
        return match word(&["error"]) {
            Some(message) => {
                unreadable(format!("status {status} with the error {message:?}"), place)
            }
            None => Ok(Reply {
                status,
                body,
                is_empty: bytes.is_empty(),
            }),
        };
    }
    let code = word(&["error_code", "errorCode"]);
    let message = match status {
        // Atlas itself gives some of these before App Services is asked, in a form of its own; some come without words.
        401 | 403 | 429 | 500.. => {
            word(&["error", "detail", "reason"]).or_else(|| Some("(no message)".to_owned()))
        }
        _ => word(&["error"]),
    };
    match message {
        Some(message) => Err(ApiError::Refused {
            status,
            code,
            message,
            place,
        }),
        None => unreadable(format!("status {status} without an error document"), place),
    }
}
