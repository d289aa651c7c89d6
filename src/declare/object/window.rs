//! The time in which a server's reads may not yet show a write.

use std::time::Duration;

use crate::admin_api::{ApiError, Request};
use crate::declare::context::Api;
use crate::declare::words::is_object_id;

/// How long to wait before looking up a young object again.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// The time in which a server's reads may not yet show a write. The client's own clock measures the
/// time, because the server's clock may be wrong or stand still.
pub(crate) struct Window {
    /// When the youngest of the objects was created, in seconds since 1970. `None` if there is
    /// nothing to wait for.
    born: Option<u64>,
    /// Set at the first wait.
    ends: Option<Duration>,
    /// Whether the time of the operation ends before the window.
    is_cut: bool,
}

impl Window {
    /// Returns the window of the youngest of these objects.
    pub(super) fn of(api: &Api, ids: &[&str]) -> Self {
        Self::since(api, ids.iter().filter_map(|id| time_of(id)).max())
    }

    /// Returns the window of a write that has just been sent.
    pub(crate) fn of_a_write(api: &Api) -> Self {
        Self::since(api, Some(u64::MAX))
    }

    /// Returns the window of a write at this time, in seconds since 1970 by the server's clock.
    pub(super) fn since(api: &Api, born: Option<u64>) -> Self {
        Self {
            born: born.filter(|_| !api.read_lag.is_zero()),
            ends: None,
            is_cut: false,
        }
    }

    /// Reports whether reads show everything once the window has ended.
    pub(super) const fn is_complete(&self) -> bool {
        !self.is_cut
    }

    /// Reports whether an object may not be shown yet.
    pub(super) fn is_open(&self, api: &Api) -> bool {
        let age = |born| {
            api.client
                .server_date()
                .map_or(0, |server| server.saturating_sub(born))
        };
        self.born
            .is_some_and(|born| Duration::from_secs(age(born)) < api.read_lag)
    }

    /// Waits a little. Returns `false` if the window has ended. The window lasts at most the read
    /// lag, counted from the first call, and never longer than the operation's timeout.
    pub(crate) async fn wait(&mut self, api: &Api, request: &Request) -> Result<bool, ApiError> {
        let Some(born) = self.born else {
            return Ok(false);
        };
        let now = api.client.now();
        let ends = *self.ends.get_or_insert_with(|| {
            // The object's age is known only relative to the server's date.
            let age = api
                .client
                .server_date()
                .map_or(0, |server| server.saturating_sub(born));
            let lag = api.read_lag.saturating_sub(Duration::from_secs(age));
            self.is_cut = lag > api.client.left();
            now + lag.min(api.client.left())
        });
        if now >= ends {
            return Ok(false);
        }
        api.client
            .pause(LOOK_AGAIN.min(ends - now), request)
            .await?;
        Ok(true)
    }
}

/// Returns the creation time of the object with this ID, in seconds since 1970: the first four
/// bytes of an ObjectId.
pub(super) fn time_of(id: &str) -> Option<u64> {
    is_object_id(id)
        .then(|| u64::from_str_radix(id.get(..8)?, 16).ok())
        .flatten()
}
