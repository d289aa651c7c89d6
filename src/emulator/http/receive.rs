//! Reading a request's body from the connection: how large it may be, and how long it may take.

use std::time::Duration;

use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};

use crate::emulator::model::Refusal;

/// No object of the API comes near it; an archive of an app's dependencies might.
const LARGEST_BODY: usize = 64 << 20;

/// Reads the whole body. A client that stops in the middle of it is given up after `patience`.
pub(super) async fn whole(body: Incoming, patience: Duration) -> Result<Vec<u8>, Refusal> {
    let too_large = || {
        let error = format!("the body is larger than {} MiB", LARGEST_BODY >> 20);
        Refusal::new(413, error)
    };
    if body.size_hint().lower() > LARGEST_BODY as u64 {
        return Err(too_large());
    }
    let mut body = Limited::new(body, LARGEST_BODY);
    let mut bytes = Vec::new();
    loop {
        let Ok(frame) = tokio::time::timeout(patience, body.frame()).await else {
            let error = format!("the rest of the body did not come within {patience:?}");
            return Err(Refusal::new(408, error));
        };
        match frame {
            None => return Ok(bytes),
            Some(Ok(frame)) => {
                // Everything else is trailers, which the API has no use for.
                if let Some(data) = frame.data_ref() {
                    bytes.extend_from_slice(data);
                }
            }
            Some(Err(error)) if error.is::<LengthLimitError>() => return Err(too_large()),
            Some(Err(error)) => {
                let error = format!("the body cannot be read: {}", innermost(&*error));
                return Err(Refusal::bad_request(error));
            }
        }
    }
}

/// Returns the words of the innermost error: the outer ones only say that a body was being read.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let innermost = std::iter::successors(Some(error), |error| error.source()).last();
    innermost.unwrap_or(error).to_string()
}
