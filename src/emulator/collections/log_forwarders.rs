//! Log forwarders: `~/log_forwarders`.

use axum::routing::MethodFilter;
use serde_json::{Value as Json, json};

use super::Collection;
use crate::emulator::body::Fields;
use crate::emulator::error::{Answer, Refusal, created, no_content, ok};
use crate::emulator::router::{Call, Route};
use crate::emulator::store::Scope;

const FORWARDERS: Collection =
    Collection { name: "log_forwarders", one: "log forwarder", not_found: "LogForwarderNotFound", duplicate: "LogForwarderDuplicateName" };

const TYPES: &[&str] =
    &["auth", "endpoint", "function", "graphql", "push", "schema", "service", "sync", "trigger", "trigger_error_handler"];

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route(MethodFilter::GET, "/groups/{group}/apps/{app}/log_forwarders", list),
        Route(MethodFilter::POST, "/groups/{group}/apps/{app}/log_forwarders", create),
        Route(MethodFilter::GET, "/groups/{group}/apps/{app}/log_forwarders/{id}", read),
        Route(MethodFilter::PATCH, "/groups/{group}/apps/{app}/log_forwarders/{id}", update),
        Route(MethodFilter::DELETE, "/groups/{group}/apps/{app}/log_forwarders/{id}", delete),
        Route(MethodFilter::PUT, "/groups/{group}/apps/{app}/log_forwarders/{id}/enable", |scope, call| switch(scope, call, false)),
        Route(MethodFilter::PUT, "/groups/{group}/apps/{app}/log_forwarders/{id}/disable", |scope, call| switch(scope, call, true)),
    ]
}

fn list(scope: &Scope<'_>, call: &Call) -> Answer {
    ok(FORWARDERS.list(scope, call)?.into())
}

fn create(scope: &Scope<'_>, call: &Call) -> Answer {
    let forwarder = check(scope, call, &call.body)?;
    created(scope.insert(FORWARDERS.name, call.app(), forwarder)?)
}

fn read(scope: &Scope<'_>, call: &Call) -> Answer {
    ok(FORWARDERS.find(scope, call)?)
}

/// What the body leaves out stays as it was.
fn update(scope: &Scope<'_>, call: &Call) -> Answer {
    let old = FORWARDERS.find(scope, call)?;
    let mut merged = old.clone();
    if let (Some(merged), Some(body)) = (merged.as_object_mut(), call.body.as_object()) {
        merged.extend(body.clone());
    }
    let mut forwarder = check(scope, call, if call.body.is_object() { &merged } else { &call.body })?;
    forwarder["_id"] = old["_id"].clone();
    scope.replace(&forwarder)?;
    ok(forwarder)
}

fn delete(scope: &Scope<'_>, call: &Call) -> Answer {
    FORWARDERS.remove(scope, call)?;
    no_content()
}

fn switch(scope: &Scope<'_>, call: &Call, disabled: bool) -> Answer {
    let mut forwarder = FORWARDERS.find(scope, call)?;
    forwarder["disabled"] = disabled.into();
    scope.replace(&forwarder)?;
    no_content()
}

fn check(scope: &Scope<'_>, call: &Call, body: &Json) -> Result<Json, Refusal> {
    let fields = Fields::of(body)?;
    fields.ignore(&["_id"]);
    let name = fields.filled("name")?;
    let forwarder = json!({
        "name": name,
        "disabled": fields.bool("disabled")?,
        "log_types": fields.words("log_types", TYPES)?,
        "log_statuses": fields.words("log_statuses", &["error", "success"])?,
        "policy": policy(fields.required("policy")?)?,
        "action": action(fields.required("action")?)?,
    });
    fields.finish()?;
    if forwarder["log_types"] == json!([]) || forwarder["log_statuses"] == json!([]) {
        return Err(Refusal::invalid("'log_types' and 'log_statuses' must not be empty"));
    }
    FORWARDERS.check_unique(scope, call, "name", name)?;
    Ok(forwarder)
}

fn policy(policy: &Json) -> Result<Json, Refusal> {
    let fields = Fields::within(policy, "policy.")?;
    let kind = fields.one_of("type", &["single", "batch"])?;
    fields.finish()?;
    Ok(json!({ "type": kind }))
}

fn action(action: &Json) -> Result<Json, Refusal> {
    let fields = Fields::within(action, "action.")?;
    let kind = fields.one_of("type", &["collection", "function"])?;
    let action = match kind {
        "function" => json!({ "type": kind, "name": fields.filled("name")? }),
        _ => json!({
            "type": kind,
            "data_source": fields.filled("data_source")?,
            "database": fields.filled("database")?,
            "collection": fields.filled("collection")?,
        }),
    };
    fields.finish()?;
    Ok(action)
}
