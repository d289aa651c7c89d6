//! Custom HTTPS endpoints: `~/endpoints`. A method of a route is served by one endpoint.

use axum::routing::MethodFilter;
use serde_json::{Value as Json, json};

use super::functions::{FUNCTIONS, referred};
use super::secrets::SECRETS;
use super::{Collection, only};
use crate::emulator::body::Fields;
use crate::emulator::error::{Answer, Refusal, created, ok};
use crate::emulator::router::{Call, Route};
use crate::emulator::store::Scope;

const ENDPOINTS: Collection =
    Collection { name: "endpoints", one: "endpoint", not_found: "EndpointNotFound", duplicate: "EndpointDuplicateRoute" };

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route(MethodFilter::GET, "/groups/{group}/apps/{app}/endpoints", list),
        Route(MethodFilter::POST, "/groups/{group}/apps/{app}/endpoints", create),
        Route(MethodFilter::GET, "/groups/{group}/apps/{app}/endpoints/{id}", read),
        Route(MethodFilter::PUT, "/groups/{group}/apps/{app}/endpoints/{id}", update),
        Route(MethodFilter::DELETE, "/groups/{group}/apps/{app}/endpoints/{id}", delete),
    ]
}

fn list(scope: &Scope<'_>, call: &Call) -> Answer {
    let endpoints = ENDPOINTS.list(scope, call)?;
    ok(endpoints.into_iter().map(|endpoint| named(scope, call, endpoint)).collect::<Result<_, Refusal>>()?)
}

fn create(scope: &Scope<'_>, call: &Call) -> Answer {
    let endpoint = read_endpoint(scope, call)?;
    let made = scope.insert(ENDPOINTS.name, call.app(), endpoint)?;
    created(named(scope, call, made)?)
}

fn read(scope: &Scope<'_>, call: &Call) -> Answer {
    let endpoint = ENDPOINTS.find(scope, call)?;
    ok(named(scope, call, endpoint)?)
}

fn update(scope: &Scope<'_>, call: &Call) -> Answer {
    let old = ENDPOINTS.find(scope, call)?;
    let mut endpoint = read_endpoint(scope, call)?;
    endpoint["_id"] = old["_id"].clone();
    scope.replace(&endpoint)?;
    ok(named(scope, call, endpoint)?)
}

fn delete(scope: &Scope<'_>, call: &Call) -> Answer {
    ENDPOINTS.remove(scope, call)?;
    // Unlike its neighbours, this call answers with an empty document.
    ok(json!({}))
}

/// The endpoint with its function's name, which is looked up and not kept.
fn named(scope: &Scope<'_>, call: &Call, mut endpoint: Json) -> Result<Json, Refusal> {
    let function = scope.find(FUNCTIONS.name, call.app(), endpoint["function_id"].as_str().unwrap_or_default())?;
    endpoint["function_name"] = function.map_or_else(|| "".into(), |function| only(&function, &["name"])["name"].clone());
    Ok(endpoint)
}

fn read_endpoint(scope: &Scope<'_>, call: &Call) -> Result<Json, Refusal> {
    let fields = Fields::of(&call.body)?;
    fields.ignore(&["_id", "function_name", "last_modified"]);
    let route = fields.string("route")?;
    let method = fields.one_of("http_method", &["GET", "POST", "PUT", "PATCH", "DELETE", "*"])?;
    let validation = fields.one_of("validation_method", &["NO_VALIDATION", "SECRET_AS_QUERY_PARAM", "VERIFY_PAYLOAD"])?;
    let function = fields.object_id("function_id")?;
    let mut endpoint = json!({
        "route": route,
        "http_method": method,
        "function_id": function,
        "validation_method": validation,
        "return_type": fields.one_of("return_type", &["JSON", "EJSON"])?,
        "respond_result": fields.bool("respond_result")?,
        "fetch_custom_user_data": fields.optional_bool("fetch_custom_user_data")?.unwrap_or(false),
        "create_user_on_auth": fields.optional_bool("create_user_on_auth")?.unwrap_or(false),
        "disabled": fields.bool("disabled")?,
    });
    let secret = match fields.optional_string("secret_id")? {
        None | Some("") => None,
        Some(_) => Some(fields.object_id("secret_id")?),
    };
    fields.finish()?;
    if !route.starts_with('/') {
        return Err(Refusal::invalid("'route' must begin with a slash"));
    }
    referred(scope, call, function)?;
    match secret {
        Some(id) if scope.find(SECRETS.name, call.app(), id)?.is_none() => {
            return Err(Refusal::new(400, SECRETS.not_found, format!("secret not found: {id:?}")));
        }
        Some(id) => endpoint["secret_id"] = id.into(),
        None if validation != "NO_VALIDATION" => {
            return Err(Refusal::invalid(format!("'secret_id' is required with validation method {validation}")));
        }
        None => {}
    }
    let others = ENDPOINTS.list(scope, call)?;
    if others.iter().any(|other| other["route"] == route && other["http_method"] == method && other["_id"] != call.parameter("id")) {
        return Err(Refusal::duplicate(ENDPOINTS.duplicate, &format!("{method} {route} is")));
    }
    Ok(endpoint)
}
