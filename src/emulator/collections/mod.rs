//! What the API keeps: one file a collection.

mod access_list;
mod api_keys;
mod apps;
mod endpoints;
mod functions;
mod log_forwarders;
mod regions;
mod secrets;

use serde_json::Value as Json;

use super::error::Refusal;
use super::router::{Call, Route};
use super::store::Scope;

pub(super) use apps::APPS;

/// Every route of every collection.
pub(super) fn routes() -> Vec<Route> {
    [
        apps::routes(),
        regions::routes(),
        api_keys::routes(),
        secrets::routes(),
        functions::routes(),
        endpoints::routes(),
        access_list::routes(),
        log_forwarders::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A collection of an app, as its handlers see it.
struct Collection {
    name: &'static str,
    /// One object of it, in error texts: `secret`.
    one: &'static str,
    not_found: &'static str,
    duplicate: &'static str,
}

impl Collection {
    fn list(&self, scope: &Scope<'_>, call: &Call) -> Result<Vec<Json>, Refusal> {
        Ok(scope.list(self.name, call.app())?)
    }

    /// The object that the path names.
    fn find(&self, scope: &Scope<'_>, call: &Call) -> Result<Json, Refusal> {
        let id = call.parameter("id");
        let found = scope.find(self.name, call.app(), id)?;
        found.ok_or_else(|| Refusal::not_found(self.not_found, format!("{} not found: {id:?}", self.one)))
    }

    fn remove(&self, scope: &Scope<'_>, call: &Call) -> Result<(), Refusal> {
        self.find(scope, call)?;
        Ok(scope.remove(call.parameter("id"))?)
    }

    /// Refuses a name that another object has already.
    fn check_unique(&self, scope: &Scope<'_>, call: &Call, field: &str, value: &str) -> Result<(), Refusal> {
        let taken = self.list(scope, call)?.iter().any(|other| other[field] == value && other["_id"] != call.parameter("id"));
        if taken { Err(Refusal::duplicate(self.duplicate, &format!("{} {field} '{value}'", self.one))) } else { Ok(()) }
    }
}

/// Some fields of an object.
fn only(object: &Json, fields: &[&str]) -> Json {
    fields.iter().filter_map(|field| Some(((*field).to_owned(), object.get(*field)?.clone()))).collect()
}
