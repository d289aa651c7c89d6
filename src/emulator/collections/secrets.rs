//! Secrets: `~/secrets`. Values go in and never come out; there is no GET of one.

use axum::routing::MethodFilter;
use serde_json::json;

use super::{Collection, only};
use crate::emulator::body::{Fields, check_name};
use crate::emulator::error::{Answer, Refusal, created, no_content, ok};
use crate::emulator::router::{Call, Route};
use crate::emulator::scope::Scope;

/// The collection, for whoever refers to secrets.
pub(super) const SECRETS: Collection = Collection {
    name: "secrets",
    one: "secret",
    not_found: "SecretNotFound",
    duplicate: "SecretDuplicateName",
    unique: &["name"],
};

const SHOWN: &[&str] = &["_id", "name"];
const LONGEST_VALUE: usize = 500;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route(
            MethodFilter::GET,
            "/groups/{group}/apps/{app}/secrets",
            list,
        ),
        Route(
            MethodFilter::POST,
            "/groups/{group}/apps/{app}/secrets",
            create,
        ),
        Route(
            MethodFilter::PUT,
            "/groups/{group}/apps/{app}/secrets/{id}",
            update,
        ),
        Route(
            MethodFilter::DELETE,
            "/groups/{group}/apps/{app}/secrets/{id}",
            delete,
        ),
    ]
}

fn list(scope: &Scope<'_>, call: &Call) -> Answer {
    ok(SECRETS
        .list(scope, call)?
        .iter()
        .map(|secret| only(secret, SHOWN))
        .collect())
}

fn create(scope: &Scope<'_>, call: &Call) -> Answer {
    let (name, value) = read_fields(call)?;
    created(only(
        &SECRETS.insert(scope, call.app(), json!({ "name": name, "value": value }))?,
        SHOWN,
    ))
}

fn update(scope: &Scope<'_>, call: &Call) -> Answer {
    let mut secret = SECRETS.find(scope, call)?;
    let (name, value) = read_fields(call)?;
    secret["name"] = name.into();
    secret["value"] = value.into();
    SECRETS.replace(scope, call, &secret)?;
    no_content()
}

fn delete(scope: &Scope<'_>, call: &Call) -> Answer {
    SECRETS.remove(scope, call)?;
    no_content()
}

fn read_fields(call: &Call) -> Result<(&str, &str), Refusal> {
    let fields = Fields::of(&call.body)?;
    fields.ignore(&["_id"]);
    let name = fields.string("name")?;
    let value = fields.string("value")?;
    fields.finish()?;
    // The server itself makes `__<service>_<field>` for a service's secrets.
    check_name(name.strip_prefix("__").unwrap_or(name))?;
    if value.chars().count() > LONGEST_VALUE {
        return Err(Refusal::invalid(format!(
            "'value' must have at most {LONGEST_VALUE} characters"
        )));
    }
    Ok((name, value))
}
