//! Taking a request's body off the wire: how large it may be, how long it may take, and what it may say.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde_json::Value as Json;

use super::error::Refusal;

/// No object of the API comes near it; an archive of an app's dependencies might.
const LARGEST_BODY: usize = 64 << 20;

/// The whole body. A client that stops in the middle of it is given up after `patience`.
pub(super) async fn whole(body: Body, patience: Duration) -> Result<Bytes, Refusal> {
    let too_large = || {
        Refusal::new(
            413,
            "",
            format!("the body is larger than {} MiB", LARGEST_BODY >> 20),
        )
    };
    if body.size_hint().lower() > LARGEST_BODY as u64 {
        return Err(too_large());
    }
    let mut body = Limited::new(body, LARGEST_BODY);
    let mut parts = Vec::new();
    loop {
        let Ok(frame) = tokio::time::timeout(patience, body.frame()).await else {
            return Err(Refusal::new(
                408,
                "",
                format!("the rest of the body did not come within {patience:?}"),
            ));
        };
        match frame {
            None => return Ok(joined(parts)),
            // What is not data are trailers, which nobody needs.
            Some(Ok(frame)) => parts.extend(frame.into_data()),
            Some(Err(error)) if error.is::<LengthLimitError>() => return Err(too_large()),
            Some(Err(error)) => {
                return Err(Refusal::new(
                    400,
                    "BadRequest",
                    format!("the body cannot be read: {}", told(&*error)),
                ));
            }
        }
    }
}

/// The JSON that the body is: null where there is none. A newline at the end is what many clients send.
pub(super) fn json(bytes: &[u8]) -> Result<Json, Refusal> {
    if bytes.trim_ascii().is_empty() {
        return Ok(Json::Null);
    }
    serde_json::from_slice(bytes)
        .map_err(|error| Refusal::new(400, "BadRequest", format!("the body is not JSON: {error}")))
}

fn joined(mut parts: Vec<Bytes>) -> Bytes {
    match parts.len() {
        0 => Bytes::new(),
        1 => parts.remove(0),
        _ => parts.concat().into(),
    }
}

/// An error with what is behind it: the outer ones only say that a body was being read.
fn told(error: &(dyn std::error::Error + 'static)) -> String {
    let innermost = std::iter::successors(Some(error), |error| error.source()).last();
    innermost.unwrap_or(error).to_string()
}
