//! What refreshing an object finds.
//!
//! The objects of a collection are refreshed from its list, which is read once for all of them. An
//! object's own GET follows where the list cannot show that nothing has changed. The list alone never
//! says that an object has changed or is gone.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::address::Address;
use super::failure::Failure;
use super::follows::observed;
use super::look::Seen;
use super::window::Window;
use super::written;
use crate::admin_api::{ApiError, Request};
use crate::declare::context::Api;
use crate::declare::words::{Listed, Read};
use crate::engine::Value;
use crate::provider::Private;

/// The key of [`Version`] in the private state.
const SEEN: &str = "seen";

/// Within this time of a change, in seconds, another change may have the same time.
const BLUR: u64 = 2;

/// The version of an object that the state shows.
#[derive(Deserialize, PartialEq, Serialize)]
struct Version {
    /// The time of the object's last change, as the list has it.
    modified: u64,
    /// The version of the provider, because another one may read other attributes. A number, because
    /// texts in the private state count as secret.
    by: u64,
}

/// What was found of an object.
pub(crate) enum Found {
    /// The object is there, with this state. The private state is new if it is not `None`.
    Present(Value, Option<Private>),
    Absent,
}

/// Finds out whether the object exists, and its state.
///
/// # Errors
/// See [`Failure`]. Fails if there is proof neither that the object exists nor that it is gone.
pub(crate) async fn refresh(
    api: &Api,
    at: &Address,
    state: &Value,
    private: &Private,
) -> Result<Found, Failure> {
    let failure = |error: ApiError| {
        let doing = format!("read {}", at.spec.describe(state));
        Failure::new(doing, at.spec, state, error)
    };
    let asked = api.client.server_date();
    let mut seen = match (at.spec.lifecycle.read, at.spec.lifecycle.listed) {
        (Read::ById, Listed::Whole | Listed::Stamped(_)) => {
            match at.in_list(api, state, private).await {
                InList::Unchanged => return Ok(Found::Present(state.clone(), None)),
                InList::Perhaps => at.look_again(api).await,
                InList::Missing => at.look_for_missing(api).await,
            }
        }
        (Read::InList(_), _) => match at.look(api).await {
            // One list alone, which others may have asked for, does not say that it is gone.
            Ok(Seen::Absent) => at.look_again(api).await,
            seen => seen,
        },
        _ => at.look(api).await,
    };
    // A read that shows something else than the last write may show what was before.
    let mut window = written::window(api, private);
    let request = Request::get(at.path());
    loop {
        let found = match seen.map_err(failure)? {
            Seen::Present(document) => {
                let read = observed(at.spec, api, &document, state).await?;
                Found::Present(read, at.noted(asked, &document, private))
            }
            Seen::Absent => Found::Absent,
        };
        let is_as_written = matches!(&found, Found::Present(read, _) if read == state);
        if is_as_written || !window.wait(api, &request).await.map_err(failure)? {
            return Ok(found);
        }
        seen = match (at.look_again(api).await, found) {
            // What was seen is true, though perhaps not the newest.
            (Err(_), found @ Found::Present(..)) => return Ok(found),
            (seen, _) => seen,
        };
    }
}

/// What the list says of an object.
enum InList {
    /// The object is there, and is as the state has it.
    Unchanged,
    /// The object is there, and may have changed; or the list could not be read.
    Perhaps,
    /// The object is not there.
    Missing,
}

impl Address {
    /// Looks at the list that all objects of the collection share.
    async fn in_list(&self, api: &Api, state: &Value, private: &Private) -> InList {
        let Ok(list) = self.spec.list(&api.client, &self.collection).await else {
            return InList::Perhaps;
        };
        let own = self.id.as_deref().and_then(|id| list.with_id(id));
        let Some(document) = own else {
            return InList::Missing;
        };
        let is_unchanged = match self.spec.lifecycle.listed {
            Listed::Whole => observed(self.spec, api, document, state)
                .await
                .is_ok_and(|shown| shown == *state),
            Listed::Stamped(field) => {
                let seen = private.get::<Version>(SEEN).unwrap_or_default();
                seen.is_some() && seen == version(document, field)
            }
            Listed::Partly => false,
        };
        match is_unchanged {
            true => InList::Unchanged,
            false => InList::Perhaps,
        }
    }

    /// Looks at the object itself, after its list.
    async fn look_again(&self, api: &Api) -> Result<Seen, ApiError> {
        self.look(&api.fresh()).await
    }

    /// Looks at an object that its list does not have. The object's own 404 leaves the list's word
    /// standing.
    async fn look_for_missing(&self, api: &Api) -> Result<Seen, ApiError> {
        if Window::of(api, &self.ids()).is_open(api) {
            return self.look_again(api).await;
        }
        let id = self.id.as_deref().unwrap_or_default();
        let client = api.client.fresh();
        match self.spec.fetch(&client, &self.collection, id).await {
            Ok(document) => Ok(Seen::Present(document)),
            Err(error) if error.is_404() => Ok(Seen::Absent),
            Err(error) => Err(error),
        }
    }

    /// Returns the private state that says which version of the object was read, at the earliest at
    /// `asked`. Returns `None` if nothing is to be noted, such as the version of an object that another
    /// change may give the same time.
    fn noted(&self, asked: Option<u64>, document: &Json, private: &Private) -> Option<Private> {
        let Listed::Stamped(field) = self.spec.lifecycle.listed else {
            return None;
        };
        let version = version(document, field)?;
        let is_old = asked? >= version.modified + BLUR;
        let is_new = private.get::<Version>(SEEN).unwrap_or_default().as_ref() != Some(&version);
        let mut noted = private.clone();
        (is_old && is_new && noted.set(SEEN, &version).is_ok()).then_some(noted)
    }
}

/// Returns the version of the object that a document shows.
fn version(document: &Json, field: &str) -> Option<Version> {
    Some(Version {
        modified: document.get(field)?.as_u64()?,
        by: provider_version(),
    })
}

/// Returns the version of the provider as one number.
fn provider_version() -> u64 {
    let parts = env!("CARGO_PKG_VERSION").split(['.', '-', '+']).take(3);
    parts.fold(0, |version, part| {
        version * 1000 + part.parse().unwrap_or(0)
    })
}
