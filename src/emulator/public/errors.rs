//! Refusals in the words of the public API, and its error document.
//!
//! Codes and texts are the published ones where there are some. A refusal of another room, such as a
//! body that is no JSON, gets the code that the public API has for it.

use serde_json::{Value as Json, json};

use super::limits::MOST;
use crate::emulator::model::Refusal;

/// The field of a refusal that has the parameters of its text.
const PARAMETERS: &str = "parameters";

/// Returns the error document of a refusal.
pub(super) fn document(refusal: &Refusal) -> Json {
    let reason = reason(refusal.status());
    let parameters = refusal.more(PARAMETERS).cloned();
    json!({
        "detail": refusal.error(),
        "error": refusal.status(),
        "errorCode": code(refusal, reason),
        "parameters": parameters.unwrap_or_else(|| json!([])),
        "reason": reason,
    })
}

/// A refusal with the parameters that its text has.
pub(super) fn refusal(
    status: u16,
    code: &'static str,
    detail: impl Into<String>,
    parameters: &[&str],
) -> Refusal {
    Refusal::coded(status, code, detail).with(PARAMETERS, json!(parameters))
}

/// 401: there are no credentials, or wrong ones.
pub(super) fn unauthorized() -> Refusal {
    let detail = "You are not authorized for this resource.";
    refusal(401, "USER_UNAUTHORIZED", detail, &[])
}

/// 429: a project, or the key, has had its requests of this minute.
pub(super) fn too_many(path: &str) -> Refusal {
    let detail = format!("Resource {path} is limited to {MOST} requests every 1 minutes.");
    Refusal::coded(429, "RATE_LIMITED", detail).with(PARAMETERS, json!([path, MOST, 1]))
}

/// 404: there is no such path.
pub(super) fn no_resource(path: &str) -> Refusal {
    let detail = format!("Cannot find resource {path}.");
    refusal(404, "RESOURCE_NOT_FOUND", detail, &[path])
}

/// 405: the path has other methods.
pub(super) fn wrong_method(method: &str) -> Refusal {
    let detail = format!("The resource does not support the method {method}.");
    refusal(405, "METHOD_NOT_ALLOWED", detail, &[method])
}

/// 406: the version that a client wants is no date.
pub(super) fn wrong_version() -> Refusal {
    let detail = "Invalid accept header or version date.";
    refusal(406, "INVALID_VERSION_DATE", detail, &[])
}

/// 501: the path is published, and this server does not serve it.
pub(super) fn not_served() -> Refusal {
    let detail = "This operation of the Atlas API is not served by this server yet.";
    refusal(501, "NOT_IMPLEMENTED", detail, &[])
}

/// 404: there is no such project.
pub(super) fn no_group(id: &str) -> Refusal {
    let detail = format!("No group with ID {id} exists.");
    refusal(404, "GROUP_NOT_FOUND", detail, &[id])
}

/// 400: an attribute of the body is wrong, or unknown.
pub(super) fn invalid_attribute(name: &str, why: &str) -> Refusal {
    let detail = match why {
        "" => format!("Invalid attribute {name} specified."),
        why => format!("Invalid attribute {name} specified: {why}."),
    };
    refusal(400, "INVALID_ATTRIBUTE", detail, &[name])
}

/// 400: a parameter of the query is wrong.
pub(super) fn invalid_parameter(name: &str, why: &str) -> Refusal {
    let detail = format!("Invalid query parameter {name} specified: {why}.");
    refusal(400, "INVALID_QUERY_PARAMETER", detail, &[name])
}

/// Returns the error code of a refusal. The codes of the Admin API get their counterparts, and a
/// refusal without a code gets the words of its status.
fn code(refusal: &Refusal, reason: &str) -> String {
    match refusal.code() {
        Some("BadRequest") => "MALFORMED_JSON".to_owned(),
        Some("MissingParameter") => "MISSING_ATTRIBUTE".to_owned(),
        Some("InvalidParameter") => "INVALID_ATTRIBUTE".to_owned(),
        Some("InternalServerError") => "UNEXPECTED_ERROR".to_owned(),
        None | Some("InvalidSession") => match refusal.status() {
            401 => "USER_UNAUTHORIZED".to_owned(),
            429 => "RATE_LIMITED".to_owned(),
            500 => "UNEXPECTED_ERROR".to_owned(),
            _ => reason.to_uppercase().replace(' ', "_"),
        },
        Some(code) => code.to_owned(),
    }
}

/// Returns the words of a status.
const fn reason(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        408 => "Request Timeout",
        409 => "Conflict",
        413 => "Content Too Large",
        429 => "Too Many Requests",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Internal Server Error",
    }
}
