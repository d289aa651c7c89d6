//! Server API keys: `~/api_keys`. The key itself is in the answer that creates it and nowhere else.

use axum::routing::MethodFilter;
use serde_json::json;

use super::{Collection, only};
use crate::emulator::body::Fields;
use crate::emulator::error::{Answer, created, no_content, ok};
use crate::emulator::object_id::{ALPHANUMERIC, random_text};
use crate::emulator::router::{Call, Route};
use crate::emulator::scope::Scope;

const API_KEYS: Collection = Collection {
    name: "api_keys",
    one: "API key",
    not_found: "APIKeyNotFound",
    duplicate: "APIKeyAlreadyExists",
    unique: &["name"],
};

const SHOWN: &[&str] = &["_id", "name", "disabled"];

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route(
            MethodFilter::GET,
            "/groups/{group}/apps/{app}/api_keys",
            list,
        ),
        Route(
            MethodFilter::POST,
            "/groups/{group}/apps/{app}/api_keys",
            create,
        ),
        Route(
            MethodFilter::GET,
            "/groups/{group}/apps/{app}/api_keys/{id}",
            read,
        ),
        Route(
            MethodFilter::DELETE,
            "/groups/{group}/apps/{app}/api_keys/{id}",
            delete,
        ),
        Route(
            MethodFilter::PUT,
            "/groups/{group}/apps/{app}/api_keys/{id}/enable",
            |scope, call| switch(scope, call, false),
        ),
        Route(
            MethodFilter::PUT,
            "/groups/{group}/apps/{app}/api_keys/{id}/disable",
            |scope, call| switch(scope, call, true),
        ),
    ]
}

fn list(scope: &Scope<'_>, call: &Call) -> Answer {
    ok(API_KEYS
        .list(scope, call)?
        .iter()
        .map(|key| only(key, SHOWN))
        .collect())
}

fn create(scope: &Scope<'_>, call: &Call) -> Answer {
    let fields = Fields::of(&call.body)?;
    let name = fields.filled("name")?;
    fields.finish()?;
    let made = API_KEYS.insert(
        scope,
        call.app(),
        json!({ "name": name, "disabled": false }),
    )?;
    let mut answer = only(&made, SHOWN);
    answer["key"] = random_text(64, ALPHANUMERIC).into();
    created(answer)
}

fn read(scope: &Scope<'_>, call: &Call) -> Answer {
    ok(only(&API_KEYS.find(scope, call)?, SHOWN))
}

fn delete(scope: &Scope<'_>, call: &Call) -> Answer {
    API_KEYS.remove(scope, call)?;
    no_content()
}

fn switch(scope: &Scope<'_>, call: &Call, disabled: bool) -> Answer {
    let mut key = API_KEYS.find(scope, call)?;
    key["disabled"] = disabled.into();
    API_KEYS.replace(scope, call, &key)?;
    no_content()
}
