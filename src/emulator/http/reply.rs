//! Responses as hyper sends them.

use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName, HeaderValue};

use crate::emulator::model::{File, Response};

/// A response on its way to a connection.
pub(super) type Reply = hyper::Response<UnsyncBoxBody<Bytes, TornDown>>;

/// Tears the connection down without an answer, or in the middle of one.
#[derive(Debug, thiserror::Error)]
#[error("the connection is closed without an answer")]
pub(super) struct TornDown;

/// Some clients compare the content type with exactly this word.
pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Returns a response in hyper's form.
pub(super) fn reply(response: &Response) -> Reply {
    if let Some(file) = &response.file {
        let (content_type, file) = &**file;
        return of_file(content_type, file);
    }
    let text = response.text();
    let has_body = text.is_some();
    let mut reply = with_body(text.unwrap_or_default());
    *reply.status_mut() =
        StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if has_body {
        reply.headers_mut().insert(CONTENT_TYPE, JSON);
    }
    for (name, value) in &response.headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            let name = HeaderName::from_static(name);
            reply.headers_mut().insert(name, value);
        }
    }
    reply
}

/// Returns a response that is a file to keep under its name.
fn of_file(content_type: &'static str, file: &File) -> Reply {
    let mut reply = with_body(file.bytes.clone());
    let headers = reply.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    reply
}

/// Returns a response of status 200 with this body.
pub(super) fn with_body(body: impl Into<Bytes>) -> Reply {
    let body = Full::new(body.into()).map_err(|never| match never {});
    Reply::new(body.boxed_unsync())
}
