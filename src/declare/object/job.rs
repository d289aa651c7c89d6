//! Changes that take time on the server, which tells in a document how far they are.

use std::time::Duration;

use serde_json::Value as Json;

use super::window::Window;
use crate::admin_api::{ApiError, Request};
use crate::declare::context::Api;

/// How long to wait before the document is read again.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// How a job has ended.
pub(crate) enum Ended {
    Successful,
    /// It failed, for the reason in the API's words.
    Failed(String),
}

/// Reads a document until its field `status` says that the job has ended. `message` is the field that has
/// the reason of a failure, and `what` the job in an error. A document that is not `current` may be of an
/// earlier job, and is waited for until the window ends.
///
/// # Errors
/// See [`ApiError`]. [`ApiError::Unreadable`] if the document has no status.
pub(crate) async fn ended(
    api: &Api,
    document: &Request,
    (message, what): (&str, &str),
    window: &mut Window,
    current: impl Fn(&Json) -> bool,
) -> Result<Ended, ApiError> {
    loop {
        let seen = api.client.fresh().send(document).await?.body;
        let seen = seen.unwrap_or_default();
        if !current(&seen) && window.wait(api, document).await? {
            continue;
        }
        match seen["status"].as_str() {
            Some("successful") => return Ok(Ended::Successful),
            Some("failed") => {
                let why = seen[message].as_str().unwrap_or_default();
                return Ok(Ended::Failed(api.client.secrets().shown(why)));
            }
            Some(_) => api.client.pause(LOOK_AGAIN, document).await?,
            None => {
                let why = format!("it does not tell how far the {what} is");
                return Err(ApiError::unreadable(document, why));
            }
        }
    }
}
