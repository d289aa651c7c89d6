//! Requests as values: made without a connection, compared in tests, sent by [`super::Client`].

use std::fmt;

use serde_json::Value as Json;

/// An HTTP method that the API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, mostly.
    Post,
    /// Writes whole, mostly.
    Put,
    /// Writes in part, mostly.
    Patch,
    /// Removes.
    Delete,
}

/// One request below the API's base URL.
#[derive(Clone, PartialEq)]
pub struct Request {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) body: Option<Json>,
}

impl Request {
    /// A request without a body. The ids in `path` must have gone through [`segment`].
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), query: Vec::new(), body: None }
    }

    /// `GET path`.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::Get, path)
    }

    /// The JSON body.
    pub const fn body(&self) -> Option<&Json> {
        self.body.as_ref()
    }

    /// The same with a JSON body.
    #[must_use]
    pub fn with_body(self, body: Json) -> Self {
        Self { body: Some(body), ..self }
    }

    /// The same with one more query parameter.
    #[must_use]
    pub fn with_query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }
}

/// `text` as one segment of a path: whatever a user wrote as an id cannot reach another path.
pub fn segment(text: &str) -> String {
    // URLs take these for "here" and "above", in every spelling. No object is called so.
    if matches!(text, "." | "..") {
        return "_".repeat(text.len());
    }
    text.bytes().fold(String::with_capacity(text.len()), |mut path, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'~' => path.push(char::from(byte)),
            _ => path.push_str(&format!("%{byte:02X}")),
        }
        path
    })
}

impl Method {
    /// As it goes over the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The request's line. Bodies may hold secrets and are never shown.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stay_inside_their_segment() {
        assert_eq!(segment("64f0aa"), "64f0aa");
        assert_eq!(segment(".."), "__");
        assert_eq!(segment("../apps?x=1 é."), "%2E%2E%2Fapps%3Fx%3D1%20%C3%A9%2E");
    }

    #[test]
    fn debug_shows_no_body() {
        let request = Request::new(Method::Post, "/groups/g/apps/a/secrets").with_body(serde_json::json!({ "value": "hush" }));
        assert_eq!(format!("{request:?}"), "POST /groups/g/apps/a/secrets");
    }
}
