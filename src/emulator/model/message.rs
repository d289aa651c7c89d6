//! Requests and responses without sockets.

use std::net::IpAddr;

use serde_json::Value as Json;

use super::file::File;
use super::refusal::Refusal;

/// A request, read whole from the connection.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// The path as the client wrote it, with its percent escapes.
    pub(crate) path: String,
    /// The part of the URL after the question mark; empty if there is none.
    pub(crate) query: String,
    /// The bearer's token.
    pub(crate) token: Option<String>,
    /// The header `host`: the address by which the client names the server.
    pub(crate) host: Option<String>,
    /// The header `accept`: the content types that the client takes.
    pub(crate) accept: Option<String>,
    /// The address that the request came from.
    pub(crate) client: IpAddr,
    pub(crate) body: Vec<u8>,
    /// How many seconds what a read sees lags behind what was written, if the request is to be
    /// answered from the past.
    pub(crate) lag: Option<i64>,
}

/// A method of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    /// A method that no path of the API takes.
    Other,
}

impl Method {
    /// Returns the method of this name. A HEAD is a GET whose body the connection leaves out.
    pub(crate) fn named(word: &str) -> Self {
        match word {
            "GET" | "HEAD" => Self::Get,
            "POST" => Self::Post,
            "PUT" => Self::Put,
            "PATCH" => Self::Patch,
            "DELETE" => Self::Delete,
            _ => Self::Other,
        }
    }

    /// Returns the names of the method, as the header `allow` lists them.
    pub(crate) const fn names(self) -> &'static str {
        match self {
            Self::Get => "GET,HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Other => "",
        }
    }
}

/// What a handler returns.
pub(crate) type Answer = Result<Response, Refusal>;

/// An answer, good or bad.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// The JSON document; `None` for no body at all.
    pub(crate) body: Option<Json>,
    /// A file instead of a document, with its content type.
    pub(crate) file: Option<Box<(&'static str, File)>>,
    /// The header `allow`.
    pub(crate) allow: Option<String>,
}

impl Response {
    /// 200 with a document.
    pub(crate) const fn ok(body: Json) -> Self {
        Self::with(200, Some(body))
    }

    /// 201 with a document.
    pub(crate) const fn created(body: Json) -> Self {
        Self::with(201, Some(body))
    }

    /// 201 without a body.
    pub(crate) const fn made() -> Self {
        Self::with(201, None)
    }

    /// 200 with a file.
    pub(crate) fn file(content_type: &'static str, file: File) -> Self {
        Self {
            file: Some(Box::new((content_type, file))),
            ..Self::with(200, None)
        }
    }

    /// 204, which has no body.
    pub(crate) const fn no_content() -> Self {
        Self::with(204, None)
    }

    const fn with(status: u16, body: Option<Json>) -> Self {
        Self {
            status,
            body,
            file: None,
            allow: None,
        }
    }
}

impl From<Refusal> for Response {
    fn from(refusal: Refusal) -> Self {
        Self::with(refusal.status(), Some(refusal.document()))
    }
}

impl From<Answer> for Response {
    fn from(answer: Answer) -> Self {
        answer.unwrap_or_else(Self::from)
    }
}

/// Parses a request's body. An empty body is null, and so is a form, whose files are read elsewhere; a
/// newline at the end is what many clients send.
pub(crate) fn parse_body(bytes: &[u8]) -> Result<Json, Refusal> {
    if bytes.trim_ascii().is_empty() || bytes.starts_with(b"--") {
        return Ok(Json::Null);
    }
    serde_json::from_slice(bytes)
        .map_err(|error| Refusal::bad_request(format!("the body is not JSON: {error}")))
}
