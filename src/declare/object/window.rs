//! The time in which a server's reads may not show what was written.

use std::time::{Duration, Instant};

use crate::admin_api::{ApiError, Request};
use crate::declare::context::Api;
use crate::declare::words::is_object_id;

/// How long to wait before a young object is looked for again.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// The time in which a server's reads may not show what was written. It is measured by this process's own clock: the server's may
/// be wrong, or stand still.
pub(super) struct Window {
    /// When the youngest of the objects was made, in seconds since 1970; `None` where nothing is waited for.
    born: Option<u64>,
    /// Fixed at the first wait.
    ends: Option<Instant>,
}

impl Window {
    /// The window of the youngest of these objects.
    pub(super) fn of(api: &Api, ids: &[&str]) -> Self {
        let born = ids.iter().filter_map(|id| time_of(id)).max();
        Self {
            born: born.filter(|_| !api.read_lag.is_zero()),
            ends: None,
        }
    }

    /// Waits a little; `false` when the window has ended. The window is at most as long as the lag, from the first look on.
    pub(super) async fn wait(&mut self, api: &Api, request: &Request) -> Result<bool, ApiError> {
        let Some(born) = self.born else {
            return Ok(false);
        };
        let now = Instant::now();
        let ends = *self.ends.get_or_insert_with(|| {
            // How old the object is, nobody can tell who does not know the server's date.
            let age = api
                .client
                .server_date()
                .map_or(0, |server| server.saturating_sub(born));
            now + api.read_lag.saturating_sub(Duration::from_secs(age))
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

/// When the object of this id was made, in seconds since 1970: the first four bytes of an ObjectId.
fn time_of(id: &str) -> Option<u64> {
    is_object_id(id)
        .then(|| u64::from_str_radix(id.get(..8)?, 16).ok())
        .flatten()
}
