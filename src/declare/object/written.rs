//! When an object was last written, which its private state tells the next refresh.
//!
//! Reads may not show a write yet. The ID of a new object tells when the object was made; what was
//! changed, or exists with its parent, has no such mark.

use super::window::Window;
use crate::declare::context::Api;
use crate::provider::Private;

/// The key of the time of the last write, in seconds since 1970 by the server's clock. A number, because
/// texts in the private state count as secret.
const WRITTEN: &str = "written";

/// Returns the private state of an object that has just been written. Returns `None` if reads do not lag,
/// or the server shows no time: then there is nothing to tell.
pub(super) fn noted(api: &Api, private: &Private) -> Option<Private> {
    if api.read_lag.is_zero() {
        return None;
    }
    let mut noted = private.clone();
    let told = noted.set(WRITTEN, &api.client.server_date()?);
    told.is_ok().then_some(noted)
}

/// Returns the window in which reads may not show the last write yet.
pub(super) fn window(api: &Api, private: &Private) -> Window {
    Window::since(api, private.get(WRITTEN).unwrap_or_default())
}
