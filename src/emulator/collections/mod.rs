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
use super::scope::{Place, Scope};

pub(super) use apps::apps_of;

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
    /// The fields that, taken together, no two objects of an app share.
    unique: &'static [&'static str],
}

impl Collection {
    fn list(&self, scope: &Scope<'_>, call: &Call) -> Result<Vec<Json>, Refusal> {
        Ok(scope.list(self.within(call.app()))?)
    }

    /// The object that the path names.
    fn find(&self, scope: &Scope<'_>, call: &Call) -> Result<Json, Refusal> {
        let id = call.parameter("id");
        let found = self.look_up(scope, call, id)?;
        found.ok_or_else(|| {
            Refusal::not_found(self.not_found, format!("{} not found: {id:?}", self.one))
        })
    }

    /// The object that a field of another one names by its id.
    fn look_up(&self, scope: &Scope<'_>, call: &Call, id: &str) -> Result<Option<Json>, Refusal> {
        Ok(scope.find(self.within(call.app()), id)?)
    }

    /// The id of the object with this name.
    fn named(&self, scope: &Scope<'_>, call: &Call, name: &str) -> Result<Option<String>, Refusal> {
        Ok(scope.holder(self.within(call.app()), name)?)
    }

    /// Adds an object and gives it back with its `_id`. Refuses one that another object leaves no room for.
    fn insert(&self, scope: &Scope<'_>, app: &str, body: Json) -> Result<Json, Refusal> {
        let name = self.free_name(scope, app, &body)?;
        Ok(scope.insert(self.within(app), Some(&name), body)?)
    }

    /// Replaces the object that has the body's `_id`. Refuses a body that another object leaves no room for.
    fn replace(&self, scope: &Scope<'_>, call: &Call, body: &Json) -> Result<(), Refusal> {
        let name = self.free_name(scope, call.app(), body)?;
        Ok(scope.replace(self.within(call.app()), Some(&name), body)?)
    }

    fn remove(&self, scope: &Scope<'_>, call: &Call) -> Result<(), Refusal> {
        self.find(scope, call)?;
        Ok(scope.remove(self.within(call.app()), call.parameter("id"))?)
    }

    /// What the object is known by in its collection, if no other object is.
    fn free_name(&self, scope: &Scope<'_>, app: &str, body: &Json) -> Result<String, Refusal> {
        let fields: Vec<&str> = self
            .unique
            .iter()
            .filter_map(|field| body[field].as_str())
            .collect();
        let name = fields.join(" ");
        match scope.holder(self.within(app), &name)? {
            Some(holder) if body["_id"] != holder => {
                let field = if self.unique == ["name"] { " name" } else { "" };
                Err(Refusal::duplicate(
                    self.duplicate,
                    &format!("{}{field} '{name}'", self.one),
                ))
            }
            _ => Ok(name),
        }
    }

    const fn within<'a>(&self, app: &'a str) -> Place<'a> {
        Place {
            app,
            parent: app,
            collection: self.name,
        }
    }
}

/// Some fields of an object.
fn only(object: &Json, fields: &[&str]) -> Json {
    fields
        .iter()
        .filter_map(|field| Some(((*field).to_owned(), object.get(*field)?.clone())))
        .collect()
}
