//! Refusals: a status and an error document (`{"error", "error_code"}`).

use serde_json::{Value as Json, json};

/// A request that is refused.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) status: u16,
    error: String,
    code: &'static str,
}

/// What a handler gives: status and body, or a refusal.
pub(super) type Answer = Result<Reply, Refusal>;

/// A good answer.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    /// No body at all for `None`.
    pub(super) body: Option<Json>,
}

pub(super) fn ok(body: Json) -> Answer {
    Ok(Reply {
        status: 200,
        body: Some(body),
    })
}

pub(super) fn created(body: Json) -> Answer {
    Ok(Reply {
        status: 201,
        body: Some(body),
    })
}

pub(super) fn no_content() -> Answer {
    Ok(Reply {
        status: 204,
        body: None,
    })
}

impl Refusal {
    pub(super) fn new(status: u16, code: &'static str, error: impl Into<String>) -> Self {
        Self {
            status,
            error: error.into(),
            code,
        }
    }

    /// 400: a field is wrong.
    pub(super) fn invalid(error: impl Into<String>) -> Self {
        Self::new(400, "InvalidParameter", error)
    }

    /// 404: there is no such object.
    pub(super) fn not_found(code: &'static str, error: impl Into<String>) -> Self {
        Self::new(404, code, error)
    }

    /// 409: another object has the name. Choice: 409 for every family; the description has it for some.
    pub(super) fn duplicate(code: &'static str, what: &str) -> Self {
        Self::new(409, code, format!("{what} already in use"))
    }

    /// 401: no session, or one that is over.
    pub(super) fn session(code: &'static str, error: &str) -> Self {
        Self::new(401, code, error)
    }

    pub(super) fn document(&self) -> Json {
        let mut document = json!({ "error": self.error });
        if !self.code.is_empty() {
            document["error_code"] = self.code.into();
        }
        document
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        let busy = matches!(
            error.sqlite_error_code(),
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked)
        );
        let status = if busy { 503 } else { 500 };
        Self::new(
            status,
            "InternalServerError",
            format!("the server's data cannot be used: {error}"),
        )
    }
}
