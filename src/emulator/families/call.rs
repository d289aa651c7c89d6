//! One request to a family.

use std::net::IpAddr;

use serde_json::Value as Json;

use crate::emulator::model::Refusal;
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

/// The variable parts of a path or of a query, by their names.
#[derive(Debug, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Returns a parameter; the last one of its name wins.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut from_the_end = self.0.iter().rev();
        let (_, value) = from_the_end.find(|(key, _)| key == name)?;
        Some(value)
    }

    /// Returns a parameter that the route of the call has.
    pub(crate) fn need(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name).ok_or_else(Refusal::mistake)
    }
}

impl FromIterator<(String, String)> for Parameters {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
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
