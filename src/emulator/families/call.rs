//! One request to a family.

use std::net::IpAddr;

use serde_json::Value as Json;

use crate::emulator::model::{Parameters, Refusal};
use crate::emulator::store::{Tx, View};

/// A request that has reached its route, and the transaction that it runs in.
pub(crate) struct Call<'a> {
    pub(crate) tx: &'a Tx<'a>,
    pub(crate) parameters: &'a Parameters,
    /// Parameters of the query.
    pub(crate) query: &'a Parameters,
    /// Null where there is none.
    pub(crate) body: &'a Json,
    /// The body as it came.
    pub(crate) raw: &'a [u8],
    /// Where the request comes from.
    pub(crate) client: IpAddr,
    /// The address by which the request names the server.
    pub(crate) host: Option<&'a str>,
    /// The content types that the caller accepts.
    pub(crate) accept: Option<&'a str>,
    /// The caller's open draft of the app.
    pub(crate) draft: Option<&'a str>,
    /// The collections whose objects are drafted.
    pub(crate) drafted: &'a [&'static str],
    /// How long what takes time takes, in milliseconds.
    pub(crate) job_time: i64,
}

impl Call<'_> {
    /// Returns a parameter of the query. An empty one counts as left out.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.get(name).filter(|value| !value.is_empty())
    }

    /// Returns the time of the call.
    pub(crate) const fn now(&self) -> i64 {
        self.tx.now()
    }

    /// Returns the view in which the caller sees what is drafted.
    pub(crate) const fn view(&self) -> View<'_> {
        match self.draft {
            Some(draft) => View::Draft(draft),
            None => View::Live,
        }
    }

    /// Returns the ID of the app in the call's path.
    pub(crate) fn app(&self) -> Result<&str, Refusal> {
        self.parameters.need("app")
    }
}
