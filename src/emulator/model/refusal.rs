//! Refusals: a status and an error document (`{"error", "error_code"}`).

use serde_json::{Value as Json, json};

/// A request that is refused.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    status: u16,
    error: String,
    code: Option<&'static str>,
    /// A further field of the error document.
    more: Option<(&'static str, Json)>,
}

impl Refusal {
    /// A refusal without an error code.
    pub(crate) fn new(status: u16, error: impl Into<String>) -> Self {
        Self {
            status,
            error: error.into(),
            code: None,
            more: None,
        }
    }

    /// A refusal with an error code, which some clients act on.
    pub(crate) fn coded(status: u16, code: &'static str, error: impl Into<String>) -> Self {
        Self {
            code: Some(code),
            ..Self::new(status, error)
        }
    }

    /// The same with a further field in the error document.
    pub(crate) fn with(self, field: &'static str, value: Json) -> Self {
        Self {
            more: Some((field, value)),
            ..self
        }
    }

    /// 400: the part at this path of a larger document would be refused by itself.
    pub(crate) fn inside(self, path: &str) -> Self {
        let is_of_the_server = self.status >= 500;
        Self {
            status: if is_of_the_server { self.status } else { 400 },
            error: format!("{path}: {}", self.error),
            ..self
        }
    }

    /// 400: a field or a parameter is wrong.
    pub(crate) fn invalid(error: impl Into<String>) -> Self {
        Self::coded(400, "InvalidParameter", error)
    }

    /// 400: the body as a whole is wrong.
    pub(crate) fn bad_request(error: impl Into<String>) -> Self {
        Self::coded(400, "BadRequest", error)
    }

    /// 401: there is no session, or its token does not fit the call.
    pub(crate) fn session(code: &'static str, error: &str) -> Self {
        Self::coded(401, code, error)
    }

    /// 404: there is no such object.
    pub(crate) fn not_found(code: &'static str, error: impl Into<String>) -> Self {
        Self::coded(404, code, error)
    }

    /// 409: another object has the name. Choice: 409 for every family; the description has it for
    /// some.
    pub(crate) fn duplicate(code: &'static str, what: &str) -> Self {
        Self::coded(409, code, format!("{what} already in use"))
    }

    /// 500: a bug of the server.
    pub(crate) fn mistake() -> Self {
        Self::internal(500, "the server made a mistake")
    }

    /// A 5xx with the API's code for them.
    pub(crate) fn internal(status: u16, error: impl Into<String>) -> Self {
        Self::coded(status, "InternalServerError", error)
    }

    /// Returns the status.
    pub(crate) const fn status(&self) -> u16 {
        self.status
    }

    /// Returns the error text, as the document has it.
    pub(crate) fn error(&self) -> &str {
        &self.error
    }

    /// Returns the error code.
    pub(crate) const fn code(&self) -> Option<&'static str> {
        self.code
    }

    /// Returns the further field of this name.
    pub(crate) fn more(&self, field: &str) -> Option<&Json> {
        let (name, value) = self.more.as_ref()?;
        (*name == field).then_some(value)
    }

    /// Returns the error document.
    pub(crate) fn document(&self) -> Json {
        let mut document = json!({ "error": self.error });
        if let Some(code) = self.code {
            document["error_code"] = code.into();
        }
        if let Some((field, value)) = &self.more {
            document[*field] = value.clone();
        }
        document
    }
}
