//! Log forwarders: `~/log_forwarders`.

use axum::routing::MethodFilter;
use serde_json::{Value as Json, json};

use super::Collection;
use crate::emulator::body::Fields;
use crate::emulator::error::{Answer, Refusal, created, no_content, ok};
use crate::emulator::router::{Call, Route};
use crate::emulator::scope::Scope;

const FORWARDERS: Collection = Collection {
    name: "log_forwarders",
    one: "log forwarder",
    not_found: "LogForwarderNotFound",
    duplicate: "LogForwarderDuplicateName",
    unique: &["name"],
};

const TYPES: &[&str] = &[
    "auth",
    "endpoint",
    "function",
    "graphql",
    "push",
    "schema",
    "service",
    "sync",
    "trigger",
    "trigger_error_handler",
];

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route(
            MethodFilter::GET,
            "/groups/{group}/apps/{app}/log_forwarders",
            list,
        ),
        Route(
            MethodFilter::POST,
            "/groups/{group}/apps/{app}/log_forwarders",
            create,
        ),
        Route(
            MethodFilter::GET,
            "/groups/{group}/apps/{app}/log_forwarders/{id}",
            read,
        ),
        Route(
            MethodFilter::PATCH,
            "/groups/{group}/apps/{app}/log_forwarders/{id}",
            update,
        ),
        Route(
            MethodFilter::DELETE,
            "/groups/{group}/apps/{app}/log_forwarders/{id}",
            delete,
        ),
        Route(
            MethodFilter::PUT,
            "/groups/{group}/apps/{app}/log_forwarders/{id}/enable",
            |scope, call| switch(scope, call, false),
        ),
        Route(
            MethodFilter::PUT,
            "/groups/{group}/apps/{app}/log_forwarders/{id}/disable",
            |scope, call| switch(scope, call, true),
        ),
    ]
}

fn list(scope: &Scope<'_>, call: &Call) -> Answer {
    ok(FORWARDERS.list(scope, call)?.into())
}

fn create(scope: &Scope<'_>, call: &Call) -> Answer {
    let forwarder = check(&call.body)?;
    created(FORWARDERS.insert(scope, call.app(), forwarder)?)
}

fn read(scope: &Scope<'_>, call: &Call) -> Answer {
    ok(FORWARDERS.find(scope, call)?)
}

/// What the body leaves out stays as it was, and so does what it says null for.
fn update(scope: &Scope<'_>, call: &Call) -> Answer {
    let old = FORWARDERS.find(scope, call)?;
    let mut merged = old.clone();
    if let (Some(merged), Some(body)) = (merged.as_object_mut(), call.body.as_object()) {
        let given = body.iter().filter(|(_, value)| !value.is_null());
        merged.extend(given.map(|(name, value)| (name.clone(), value.clone())));
    }
    let mut forwarder = check(if call.body.is_object() {
        &merged
    } else {
        &call.body
    })?;
    forwarder["_id"] = old["_id"].clone();
    FORWARDERS.replace(scope, call, &forwarder)?;
    ok(forwarder)
}

fn delete(scope: &Scope<'_>, call: &Call) -> Answer {
    FORWARDERS.remove(scope, call)?;
    no_content()
}

fn switch(scope: &Scope<'_>, call: &Call, disabled: bool) -> Answer {
    let mut forwarder = FORWARDERS.find(scope, call)?;
    forwarder["disabled"] = disabled.into();
    FORWARDERS.replace(scope, call, &forwarder)?;
    no_content()
}

fn check(body: &Json) -> Result<Json, Refusal> {
    let fields = Fields::of(body)?;
    fields.ignore(&["_id"]);
    let forwarder = json!({
        "name": fields.filled("name")?,
        "disabled": fields.bool("disabled")?,
        "log_types": fields.words("log_types", TYPES)?,
        "log_statuses": fields.words("log_statuses", &["error", "success"])?,
        "policy": policy(fields.required("policy")?)?,
        "action": action(fields.required("action")?)?,
    });
    fields.finish()?;
    if forwarder["log_types"] == json!([]) || forwarder["log_statuses"] == json!([]) {
        return Err(Refusal::invalid(
            "'log_types' and 'log_statuses' must not be empty",
        ));
    }
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
        "function" => {
            empty(&fields, &["data_source", "database", "collection"])?;
            json!({ "type": kind, "name": fields.filled("name")? })
        }
        _ => {
            empty(&fields, &["name"])?;
            json!({
                "type": kind,
                "data_source": fields.filled("data_source")?,
                "database": fields.filled("database")?,
                "collection": fields.filled("collection")?,
            })
        }
    };
    fields.finish()?;
    Ok(action)
}

/// Takes the fields of the other kind of action as long as they say nothing, which is how some clients send them.
fn empty(fields: &Fields<'_>, names: &[&'static str]) -> Result<(), Refusal> {
    for name in names {
        if fields
            .optional_string(name)?
            .is_some_and(|text| !text.is_empty())
        {
            return Err(Refusal::invalid(format!(
                "'action.{name}' belongs to the other type of action"
            )));
        }
    }
    Ok(())
}
