//! An app as one document, in which objects refer to each other by name.

use serde_json::{Map, Value as Json, json};

use super::apps::APPS;
use super::call::Call;
use super::data_sources::DATA_SOURCES;
use super::endpoints::ENDPOINTS;
use super::environment_values::{ENVIRONMENT_VALUES, ENVIRONMENTS};
use super::family::Family;
use super::functions::FUNCTIONS;
use super::log_forwarders::LOG_FORWARDERS;
use super::secrets::SECRETS;
use super::triggers::TRIGGERS;
use super::values::VALUES;
use crate::emulator::model::{Document, Refusal};

/// The families of a document by their fields, those to which others refer first.
pub(super) const PARTS: [(&str, &Family); 6] = [
    ("data_sources", &DATA_SOURCES),
    ("functions", &FUNCTIONS),
    ("values", &VALUES),
    ("endpoints", &ENDPOINTS),
    ("triggers", &TRIGGERS),
    ("log_forwarders", &LOG_FORWARDERS),
];

/// Returns the app of the call in the published form. Choice: what this server does not serve yet is
/// empty.
pub(super) fn of_app(call: &Call<'_>) -> Result<Json, Refusal> {
    let app = APPS.find(call)?;
    let mut document = json!({
        "name": app["name"],
        "provider_region": app["provider_region"],
        "deployment_model": app["deployment_model"],
        "environment": app["environment"],
        "auth_providers": [],
        "custom_user_data": null,
        "data_api_config": null,
        "graphql": {
            "config": { "use_natural_pluralization": true },
            "validation_settings": {},
            "custom_resolvers": [],
        },
        "hosting": { "enabled": false },
        "https_endpoints": [],
        "schemas": [],
        "services": [],
        "sync": { "state": "" },
    });
    for (field, family) in PARTS {
        let all = family.all(call)?.into_iter();
        let all = all.map(|object| written(call, object));
        document[field] = all.collect::<Result<_, _>>()?;
    }
    document["environments"] = environments(call)?;
    Ok(document)
}

/// Returns an object with names beside IDs.
fn written(call: &Call<'_>, object: Document) -> Result<Json, Refusal> {
    let mut fields = object.into_json().as_object().cloned().unwrap_or_default();
    for own in ["_id", "last_modified", "started", "takes", "suspended"] {
        fields.remove(own);
    }
    let name_of = |family: &Family, id: &Json| -> Result<Json, Refusal> {
        let found = match id.as_str() {
            Some(id) => family.look_up(call, id)?,
            None => None,
        };
        Ok(found.map_or(Json::Null, |found| found["name"].clone()))
    };
    if let Some(id) = fields.get("function_id").cloned() {
        fields.insert("function_name".to_owned(), name_of(&FUNCTIONS, &id)?);
        if fields.contains_key("config") && !fields.contains_key("event_processors") {
            let config = json!({ "function_id": id, "function_name": name_of(&FUNCTIONS, &id)? });
            let processors = json!({ "FUNCTION": { "config": config } });
            fields.insert("event_processors".to_owned(), processors);
        }
    }
    if let Some(id) = fields.get("secret_id").cloned() {
        fields.insert("secret_name".to_owned(), name_of(&SECRETS, &id)?);
    }
    if let Some(handler) = fields.get_mut("error_handler")
        && handler["config"].is_object()
    {
        let function = handler["config"]["function_id"].clone();
        handler["config"]["function_name"] = name_of(&FUNCTIONS, &function)?;
    }
    if let Some(config) = fields.get_mut("config") {
        let service = config["service_id"].clone();
        if service.is_string() {
            config["service_name"] = name_of(&DATA_SOURCES, &service)?;
        }
        // The addresses of servers hold passwords.
        config.as_object_mut().map(|config| config.remove("uri"));
    }
    if fields
        .get("type")
        .is_some_and(|kind| kind == "mongodb-atlas")
    {
        fields.insert("rules".to_owned(), json!([]));
    }
    // A value may be null.
    fields.retain(|name, value| name == "value" || !value.is_null());
    Ok(Json::Object(fields))
}

fn environments(call: &Call<'_>) -> Result<Json, Refusal> {
    let all = ENVIRONMENT_VALUES.all(call)?;
    let of = |environment: &str| {
        let values = all.iter().filter_map(|one| {
            let value = one["values"].get(environment)?;
            Some((one.text("name")?.to_owned(), value.clone()))
        });
        json!({ "values": values.collect::<Map<_, _>>() })
    };
    Ok(ENVIRONMENTS
        .iter()
        .map(|environment| ((*environment).to_owned(), of(environment)))
        .collect())
}
