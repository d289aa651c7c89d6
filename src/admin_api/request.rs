//! Requests as values: made without a connection, compared in tests, sent by [`super::Client`].

use std::fmt;

use serde_json::Value as Json;

use super::secret::{Secret, Secrets};

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
    /// What of the body is secret.
    secrets: Vec<Secret>,
    /// The fields of the answer that are secret, wherever they stand in it.
    reveals: Vec<&'static str>,
}

impl Request {
    /// A request without a body. The ids in `path` must have gone through [`segment`].
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            query: Vec::new(),
            body: None,
            secrets: Vec::new(),
            reveals: Vec::new(),
        }
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
        Self {
            body: Some(body),
            ..self
        }
    }

    /// The same with a text in it that is secret, and is masked from then on.
    #[must_use]
    pub fn with_secret(mut self, secret: Secret) -> Self {
        self.secrets.push(secret);
        self
    }

    /// The same with fields of the answer, at any depth, that are secret, and are masked from then on.
    #[must_use]
    pub fn revealing(mut self, fields: impl IntoIterator<Item = &'static str>) -> Self {
        self.reveals.extend(fields);
        self
    }

    /// Teaches what the request itself carries.
    pub(super) fn teach_sent(&self, secrets: &Secrets) {
        self.secrets
            .iter()
            .for_each(|secret| secrets.learn(secret.reveal()));
    }

    /// Teaches what the document in an answer to the request carries, an error document's too.
    pub(super) fn teach_answered(&self, document: &Json, secrets: &Secrets) {
        match document {
            _ if self.reveals.is_empty() => {}
            Json::Array(elements) => elements
                .iter()
                .for_each(|element| self.teach_answered(element, secrets)),
            Json::Object(fields) => fields.iter().for_each(|(name, field)| match field {
                Json::String(text) if self.reveals.contains(&name.as_str()) => secrets.learn(text),
                inner => self.teach_answered(inner, secrets),
            }),
            _ => {}
        }
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
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut path, byte| {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'~' => {
                    path.push(char::from(byte))
                }
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
        assert_eq!(
            segment("../apps?x=1 é."),
            "%2E%2E%2Fapps%3Fx%3D1%20%C3%A9%2E"
        );
    }

    #[test]
    fn secrets_of_a_request_and_its_answer_are_taught() {
        let request = Request::new(Method::Post, "/x")
            .with_secret(Secret::new("sent-hush"))
            .revealing(["key", "token"]);
        let secrets = Secrets::default();
        request.teach_sent(&secrets);
        let answer = serde_json::json!({ "key": "key-hush", "name": "kept", "list": [{ "token": "token-hush" }, { "token": 7 }, null] });
        request.teach_answered(&answer, &secrets);
        let masked = secrets.mask("sent-hush key-hush token-hush kept");
        assert_eq!(masked, "(sensitive) (sensitive) (sensitive) kept");
        let plain = Secrets::default();
        Request::get("/x").teach_answered(&answer, &plain);
        assert_eq!(plain.mask("key-hush"), "key-hush");
    }

    #[test]
    fn debug_shows_no_body() {
        let request = Request::new(Method::Post, "/groups/g/apps/a/secrets")
            .with_body(serde_json::json!({ "value": "hush" }));
        assert_eq!(format!("{request:?}"), "POST /groups/g/apps/a/secrets");
    }
}
