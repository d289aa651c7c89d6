//! Custom HTTPS endpoints: `~/endpoints`. A method of a route is served by one endpoint.

use axum::routing::MethodFilter;
use serde_json::{Value as Json, json};

use super::functions::{FUNCTIONS, referred};
use super::secrets::SECRETS;
use super::{Collection, only};
use crate::emulator::body::Fields;
use crate::emulator::error::{Answer, Refusal, created, ok};
use crate::emulator::router::{Call, Route};
use crate::emulator::scope::Scope;

const ENDPOINTS: Collection = Collection {
    name: "endpoints",
    one: "endpoint",
    not_found: "EndpointNotFound",
    duplicate: "EndpointDuplicateRoute",
    unique: &["http_method", "route"],
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route(
            MethodFilter::GET,
            "/groups/{group}/apps/{app}/endpoints",
            list,
        ),
        Route(
            MethodFilter::POST,
            "/groups/{group}/apps/{app}/endpoints",
            create,
        ),
        Route(
            MethodFilter::GET,
            "/groups/{group}/apps/{app}/endpoints/{id}",
            read,
        ),
        Route(
            MethodFilter::PUT,
            "/groups/{group}/apps/{app}/endpoints/{id}",
            update,
        ),
        Route(
            MethodFilter::DELETE,
            "/groups/{group}/apps/{app}/endpoints/{id}",
            delete,
        ),
    ]
}

fn list(scope: &Scope<'_>, call: &Call) -> Answer {
    let endpoints = ENDPOINTS.list(scope, call)?;
    ok(endpoints
        .into_iter()
        .map(|endpoint| named(scope, call, endpoint))
        .collect::<Result<_, Refusal>>()?)
}

fn create(scope: &Scope<'_>, call: &Call) -> Answer {
    let endpoint = read_endpoint(scope, call)?;
    let made = ENDPOINTS.insert(scope, call.app(), endpoint)?;
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
    ENDPOINTS.replace(scope, call, &endpoint)?;
    ok(named(scope, call, endpoint)?)
}

fn delete(scope: &Scope<'_>, call: &Call) -> Answer {
    ENDPOINTS.remove(scope, call)?;
    // Unlike its neighbours, this call answers with an empty document.
    ok(json!({}))
}

/// The endpoint with its function's name, which is looked up and not kept.
fn named(scope: &Scope<'_>, call: &Call, mut endpoint: Json) -> Result<Json, Refusal> {
    let function = FUNCTIONS.look_up(
        scope,
        call,
        endpoint["function_id"].as_str().unwrap_or_default(),
    )?;
    endpoint["function_name"] = function.map_or_else(
        || "".into(),
        |function| only(&function, &["name"])["name"].clone(),
    );
    Ok(endpoint)
}

fn read_endpoint(scope: &Scope<'_>, call: &Call) -> Result<Json, Refusal> {
    let fields = Fields::of(&call.body)?;
    fields.ignore(&["_id", "function_name", "last_modified"]);
    let route = fields.string("route")?;
    let method = fields.one_of(
        "http_method",
        &["GET", "POST", "PUT", "PATCH", "DELETE", "*"],
    )?;
    let validation = fields.one_of(
        "validation_method",
        &["NO_VALIDATION", "SECRET_AS_QUERY_PARAM", "VERIFY_PAYLOAD"],
    )?;
    let function = fields.object_id("function_id")?;
    let mut endpoint = json!({
        "route": route,
        "http_method": method,
        "function_id": function,
        "validation_method": validation,
        "return_type": fields.optional_one_of("return_type", &["JSON", "EJSON"])?.unwrap_or("JSON"),
        "respond_result": fields.bool("respond_result")?,
        "fetch_custom_user_data": fields.optional_bool("fetch_custom_user_data")?.unwrap_or(false),
        "create_user_on_auth": fields.optional_bool("create_user_on_auth")?.unwrap_or(false),
        "disabled": fields.bool("disabled")?,
    });
    let secret_id = match fields.optional_string("secret_id")? {
        None | Some("") => None,
        Some(_) => Some(fields.object_id("secret_id")?),
    };
    let secret_name = fields
        .optional_string("secret_name")?
        .filter(|name| !name.is_empty());
    fields.finish()?;
    if !route.starts_with('/') {
        return Err(Refusal::invalid("'route' must begin with a slash"));
    }
    referred(scope, call, function)?;
    match secret(scope, call, secret_id, secret_name)? {
        Some(id) => endpoint["secret_id"] = id.into(),
        None if validation != "NO_VALIDATION" => {
            return Err(Refusal::invalid(format!(
                "'secret_id' is required with validation method {validation}"
            )));
        }
        None => {}
    }
    Ok(endpoint)
}

/// The id of the secret that an endpoint names. Choice: a name, which files have instead of an id, counts where there is no id.
fn secret(
    scope: &Scope<'_>,
    call: &Call,
    id: Option<&str>,
    name: Option<&str>,
) -> Result<Option<String>, Refusal> {
    let found = match (id, name) {
        (Some(id), _) => SECRETS.look_up(scope, call, id)?.map(|_| id.to_owned()),
        (None, Some(name)) => SECRETS.named(scope, call, name)?,
        (None, None) => return Ok(None),
    };
    let missing = || {
        Refusal::new(
            400,
            SECRETS.not_found,
            format!("secret not found: {:?}", id.or(name).unwrap_or_default()),
        )
    };
    found.map(Some).ok_or_else(missing)
}
