//! Responses that a fault asks for instead of the right one.

use std::time::Duration;

use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::{Bytes, Frame};
use hyper::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use tokio_stream::StreamExt as _;

use super::reply::{self, Reply, TornDown, reply};
use crate::emulator::model::{Refusal, Response};

/// The refusal of a request that was to fail with this status.
pub(super) fn refusal(status: u16) -> Refusal {
    Refusal::new(status, format!("the server was told to answer {status}"))
}

/// The refusal of an access token that has expired.
pub(super) fn expired() -> Refusal {
    Refusal::session("InvalidSession", "invalid session: access token expired")
}

/// A refusal, and when to try again.
pub(super) fn failing(refused: &Response, retry_after: Option<u64>) -> Reply {
    let mut reply = reply(refused);
    if let Some(seconds) = retry_after {
        reply.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    reply
}

/// A page of HTML.
pub(super) fn page() -> Reply {
    let mut reply = reply::with_body("<html><body>Please sign in to the network</body></html>");
    reply
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
    reply
}

/// The beginning of a JSON document as if it were all of it.
pub(super) fn bad_json() -> Reply {
    let mut reply = reply::with_body("{\"_id\":");
    reply.headers_mut().insert(CONTENT_TYPE, reply::JSON);
    reply
}

/// The first half of the body, then a closed connection. The status is always one that has a body.
pub(super) fn truncated(response: &Response) -> Reply {
    let half = match response.text() {
        None => Bytes::from_static(b"{\"_id\""),
        Some(text) => {
            let half = text.len() / 2;
            Bytes::from(text).slice(..half)
        }
    };
    let end = tokio_stream::once(Err(TornDown)).then(|end| async {
        // What is followed at once by an error is never sent: the half goes out while the body
        // waits for more.
        tokio::time::sleep(Duration::from_millis(20)).await;
        end
    });
    let frames = tokio_stream::once(Ok(Frame::data(half))).chain(end);
    let mut reply = Reply::new(StreamBody::new(frames).boxed_unsync());
    reply.headers_mut().insert(CONTENT_TYPE, reply::JSON);
    reply
}
