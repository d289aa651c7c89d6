//! Requests as values: built without a connection, compared in tests, sent by [`super::Client`].
//!
//! A request carries its policy: whether it may be repeated, which app it concerns, and what is
//! secret in it and in its answer. The client's layers read the policy and know no paths.

use std::fmt;

use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;
use serde_json::Value as Json;

use super::base_url::BaseUrl;
use super::secret::{Secret, Secrets};

/// One request below the API's base URL.
#[derive(Clone, PartialEq)]
pub struct Request {
    pub(super) method: Method,
    pub(super) path: String,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(super) body: Option<Json>,
    /// A file, by name and content, which is sent as a form instead of a body.
    pub(super) file: Option<(&'static str, String)>,
    repeat: Repeat,
    pub(super) dialect: Dialect,
    /// The secret texts in the request.
    secrets: Vec<Secret>,
    /// The names of the answer's secret fields, at any depth.
    reveals: Vec<&'static str>,
}

/// Whether a request that failed may be sent again.
///
/// | method | default | why |
/// | --- | --- | --- |
/// | GET | [`Freely`](Self::Freely) | It changes nothing. |
/// | PUT | [`Freely`](Self::Freely) | It writes the whole object: twice has the effect of once. |
/// | DELETE | [`Freely`](Self::Freely) | Ids are never reused. The repetition may answer 404 for what the first request did. |
/// | POST | [`WhenNothingWasDone`](Self::WhenNothingWasDone) | It creates, and twice makes two objects. |
/// | others | [`WhenNothingWasDone`](Self::WhenNothingWasDone) | HTTP does not promise that twice has the effect of once. |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// After any failure.
    Freely,
    /// After a failure that proves that the API did nothing
    /// ([`ApiError::may_have_worked`](super::ApiError::may_have_worked) is false).
    WhenNothingWasDone,
    /// After no failure. Only an expired session is renewed, and the request sent again.
    Never,
}

/// Which API a request is for, and so the form of its error documents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Dialect {
    /// The Admin API: the words are in `error`.
    Admin,
    /// The public Atlas API: the words are in `detail`, and the field `error` has the status.
    Atlas,
}

impl Dialect {
    /// Returns the name of the server in messages.
    pub(super) const fn server(self) -> &'static str {
        match self {
            Self::Admin => "App Services",
            Self::Atlas => "the Atlas API",
        }
    }
}

impl Request {
    /// Returns a request without a body, with the [`Repeat`] of its method. The ids in `path` must
    /// have gone through [`segment`].
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            repeat: Repeat::of(&method),
            dialect: Dialect::Admin,
            method,
            path: path.into(),
            query: Vec::new(),
            body: None,
            file: None,
            secrets: Vec::new(),
            reveals: Vec::new(),
        }
    }

    /// Returns `GET path`.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    /// Returns `POST path`.
    pub fn post(path: impl Into<String>) -> Self {
        Self::new(Method::POST, path)
    }

    /// Returns `PUT path`.
    pub fn put(path: impl Into<String>) -> Self {
        Self::new(Method::PUT, path)
    }

    /// Returns `PATCH path`.
    pub fn patch(path: impl Into<String>) -> Self {
        Self::new(Method::PATCH, path)
    }

    /// Returns `DELETE path`.
    pub fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::DELETE, path)
    }

    /// Adds a JSON body.
    #[must_use]
    pub fn with_body(self, body: Json) -> Self {
        Self {
            body: Some(body),
            ..self
        }
    }

    /// Sends a file as a form, in the part `file`, instead of a body.
    #[must_use]
    pub fn with_file(self, name: &'static str, content: impl Into<String>) -> Self {
        Self {
            file: Some((name, content.into())),
            ..self
        }
    }

    /// Sets a query parameter, in place of an earlier one of that name.
    #[must_use]
    pub fn with_query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.retain(|(earlier, _)| *earlier != name);
        self.query.push((name, value.into()));
        self
    }

    /// Declares a secret text in the request. The client masks it in a server's words from the
    /// moment the request is sent.
    #[must_use]
    pub fn with_secret(mut self, secret: Secret) -> Self {
        self.secrets.push(secret);
        self
    }

    /// Declares the answer's fields of these names, at any depth, as secret. The client masks
    /// their texts in a server's words from the moment the answer arrives.
    #[must_use]
    pub fn revealing(mut self, fields: impl IntoIterator<Item = &'static str>) -> Self {
        self.reveals.extend(fields);
        self
    }

    /// Overrides the method's policy.
    #[must_use]
    pub fn repeated(self, repeat: Repeat) -> Self {
        Self { repeat, ..self }
    }

    /// Sends the request to the public Atlas API.
    pub(super) fn for_atlas(self) -> Self {
        Self {
            dialect: Dialect::Atlas,
            ..self
        }
    }

    /// Returns the method.
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the path below the API's base URL, without the query.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the request's URL below a base URL.
    pub(super) fn url(&self, base: &BaseUrl) -> Url {
        base.join(&self.path, &self.query)
    }

    /// Returns the path and the query of that URL, as the first line of a request over HTTP has them.
    pub(super) fn target(&self, base: &BaseUrl) -> String {
        let url = self.url(base);
        match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        }
    }

    /// Returns the JSON body.
    pub const fn body(&self) -> Option<&Json> {
        self.body.as_ref()
    }

    /// Returns whether the request may be sent again after it failed.
    pub const fn repeat(&self) -> Repeat {
        self.repeat
    }

    /// Returns whether the request changes nothing.
    pub fn is_read(&self) -> bool {
        self.method.is_safe()
    }

    /// Returns the path of the app that the request concerns: `/groups/{project}/apps/{app}`.
    /// Returns `None` for a login and for the list of a project's apps.
    pub fn app(&self) -> Option<&str> {
        let below = self.path.strip_prefix("/groups/")?;
        let (_, below) = below.split_once("/apps/")?;
        let end = below.find('/').unwrap_or(below.len());
        (end > 0).then(|| &self.path[..self.path.len() - below.len() + end])
    }

    /// Teaches `secrets` the secret texts in the request.
    pub(super) fn teach_sent(&self, secrets: &Secrets) {
        for secret in &self.secrets {
            secrets.learn(secret.reveal());
        }
    }

    /// Teaches `secrets` the secret texts in the answer's document, which may be an error document.
    pub(super) fn teach_answered(&self, document: &Json, secrets: &Secrets) {
        if self.reveals.is_empty() {
            return;
        }
        match document {
            Json::Array(elements) => {
                for element in elements {
                    self.teach_answered(element, secrets);
                }
            }
            Json::Object(fields) => {
                for (name, field) in fields {
                    match field {
                        Json::String(text) if self.reveals.contains(&name.as_str()) => {
                            secrets.learn(text);
                        }
                        inner => self.teach_answered(inner, secrets),
                    }
                }
            }
            _ => {}
        }
    }
}

impl Repeat {
    /// Returns the policy of requests with this method.
    fn of(method: &Method) -> Self {
        if method.is_idempotent() {
            Self::Freely
        } else {
            Self::WhenNothingWasDone
        }
    }
}

/// Shows the method and the path. A body may hold secrets and is never shown.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// The characters that are escaped in a path: all but letters, digits, `-`, `_` and `~`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'~');

/// Returns `text` as one segment of a path, so that no id can reach another path.
pub fn segment(text: &str) -> String {
    match text {
        // URLs resolve these two in every spelling, escaped or not. No object has such an id.
        "." | ".." => "_".repeat(text.len()),
        _ => utf8_percent_encode(text, ESCAPED).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stay_inside_their_segment() {
        assert_eq!(segment("64f0aa"), "64f0aa");
        assert_eq!(segment("."), "_");
        assert_eq!(segment(".."), "__");
        assert_eq!(segment("a-b_c~d"), "a-b_c~d");
        assert_eq!(
            segment("../apps?x=1 é."),
            "%2E%2E%2Fapps%3Fx%3D1%20%C3%A9%2E"
        );
    }

    #[test]
    fn each_method_has_its_policy() {
        for (request, repeat) in [
            (Request::get("/x"), Repeat::Freely),
            (Request::put("/x"), Repeat::Freely),
            (Request::delete("/x"), Repeat::Freely),
            (Request::post("/x"), Repeat::WhenNothingWasDone),
            (Request::patch("/x"), Repeat::WhenNothingWasDone),
        ] {
            assert_eq!(request.repeat(), repeat, "{request:?}");
            assert_eq!(
                request.is_read(),
                request.method() == Method::GET,
                "{request:?}"
            );
            let overridden = request.repeated(Repeat::Never);
            assert_eq!(overridden.repeat(), Repeat::Never, "{overridden:?}");
        }
    }

    #[test]
    fn a_path_names_its_app() {
        for (path, app) in [
            ("/groups/g/apps/a", Some("/groups/g/apps/a")),
            ("/groups/g/apps/a/secrets/s", Some("/groups/g/apps/a")),
            ("/groups/g/apps/a/apps/b", Some("/groups/g/apps/a")),
            ("/groups/g/apps", None),
            ("/groups/g/apps/", None),
            ("/auth/session", None),
        ] {
            assert_eq!(Request::get(path).app(), app, "{path}");
        }
    }

    #[test]
    fn secrets_of_a_request_and_its_answer_are_taught() {
        let request = Request::post("/x")
            .with_secret(Secret::new("sent-hush"))
            .revealing(["key", "token"]);
        let secrets = Secrets::default();
        request.teach_sent(&secrets);
        let answer = serde_json::json!({
            "key": "key-hush",
            "name": "kept",
            "list": [{ "token": "token-hush" }, { "token": 7 }, null],
        });
        request.teach_answered(&answer, &secrets);
        let masked = secrets.mask("sent-hush key-hush token-hush kept");
        assert_eq!(masked, "(sensitive) (sensitive) (sensitive) kept");
        let plain = Secrets::default();
        Request::get("/x").teach_answered(&answer, &plain);
        assert_eq!(plain.mask("key-hush"), "key-hush");
    }

    #[test]
    fn debug_shows_no_body() {
        let request = Request::post("/groups/g/apps/a/secrets")
            .with_body(serde_json::json!({ "value": "hush" }));
        assert_eq!(format!("{request:?}"), "POST /groups/g/apps/a/secrets");
    }
}
