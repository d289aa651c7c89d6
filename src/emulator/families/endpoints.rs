//! Custom HTTPS endpoints: `~/endpoints`. A method of a route is served by one endpoint.

use serde_json::{Value as Json, json};

use super::call::Call;
use super::family::{Codes, Family, Kind, Says, Shows, Verb};
use super::functions::FUNCTIONS;
use super::references::unknown;
use super::secrets::SECRETS;
use crate::emulator::model::{Document, Fields, Refusal};

pub(super) static ENDPOINTS: Family = Family {
    path: "~/endpoints",
    parent: None,
    collection: "endpoints",
    noun: "endpoint",
    codes: Codes {
        not_found: "EndpointNotFound",
        duplicate: "EndpointDuplicateRoute",
    },
    kind: Kind::Many {
        id: "id",
        unique: &["http_method", "route"],
        accept,
    },
    drafted: true,
    verbs: &[
        Verb::List(SHOWN),
        Verb::Create(Says::Created(SHOWN)),
        Verb::Get(SHOWN),
        Verb::Put(Says::Changed(SHOWN)),
        Verb::Delete(Says::Empty),
    ],
    more: &[],
}
.checked();

const SHOWN: Shows = Shows::As(with_function_name);

/// Returns the endpoint with its function's name, which is looked up and not kept.
fn with_function_name(call: &Call<'_>, mut endpoint: Document) -> Result<Json, Refusal> {
    let function = match endpoint.text("function_id") {
        Some(id) => FUNCTIONS.look_up(call, id)?,
        None => None,
    };
    let name = function.as_ref().and_then(|function| function.text("name"));
    endpoint.set("function_name", name.unwrap_or_default());
    Ok(endpoint.into_json())
}

fn accept(call: &Call<'_>, fields: &Fields<'_>) -> Result<Json, Refusal> {
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
    let return_type = fields.optional_one_of("return_type", &["JSON", "EJSON"])?;
    let fetches = fields.optional_bool("fetch_custom_user_data")?;
    let mut endpoint = json!({
        "route": route,
        "http_method": method,
        "function_id": function,
        "validation_method": validation,
        "return_type": return_type.unwrap_or("JSON"),
        "respond_result": fields.bool("respond_result")?,
        "fetch_custom_user_data": fetches.unwrap_or(false),
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
    if FUNCTIONS.look_up(call, function)?.is_none() {
        return Err(unknown(&FUNCTIONS, function));
    }
    match secret(call, secret_id, secret_name)? {
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

/// Returns the id of the secret that an endpoint refers to. Choice: a name, which files have
/// instead of an id, counts where there is no id.
fn secret(
    call: &Call<'_>,
    id: Option<&str>,
    name: Option<&str>,
) -> Result<Option<String>, Refusal> {
    let (given, found) = match (id, name) {
        (Some(id), _) => (id, SECRETS.look_up(call, id)?.map(|_| id.to_owned())),
        (None, Some(name)) => (name, SECRETS.named(call, name)?),
        (None, None) => return Ok(None),
    };
    found.map(Some).ok_or_else(|| unknown(&SECRETS, given))
}
