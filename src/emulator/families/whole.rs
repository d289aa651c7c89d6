//! An app as one document: `~/pull` and `~/push`, in the published layout, in which objects refer to each
//! other by name.
//!
//! A push replaces everything. An object that has the name of one that is there keeps that one's ID.
//! Choice: what this server does not serve yet is empty in a pull, and ignored in a push.

use serde_json::{Map, Value as Json, json};

use super::apps::APPS;
use super::call::Call;
use super::data_sources::DATA_SOURCES;
use super::endpoints::ENDPOINTS;
use super::environment_values::ENVIRONMENT_VALUES;
use super::family::{Codes, Family, Kind, Odd};
use super::functions::FUNCTIONS;
use super::log_forwarders::LOG_FORWARDERS;
use super::secrets::SECRETS;
use super::triggers::TRIGGERS;
use super::values::VALUES;
use crate::emulator::model::{Answer, Document, Fields, Method, Refusal, Response};

pub(super) static PUSH: Family = Family {
    path: "~/push",
    parent: None,
    collection: "configuration",
    noun: "configuration",
    codes: Codes {
        not_found: "AppNotFound",
        duplicate: "InvalidParameter",
    },
    kind: Kind::One {
        default: || json!({}),
        accept: |_, _| Err(Refusal::mistake()),
    },
    drafted: false,
    verbs: &[],
    more: &[Odd(Method::Patch, "", push)],
}
.checked();

pub(super) const PULL: &str = "/groups/{group}/apps/{app}/pull";

/// The families of a document by their fields, those to which others refer first.
const PARTS: [(&str, &Family); 6] = [
    ("data_sources", &DATA_SOURCES),
    ("functions", &FUNCTIONS),
    ("values", &VALUES),
    ("endpoints", &ENDPOINTS),
    ("triggers", &TRIGGERS),
    ("log_forwarders", &LOG_FORWARDERS),
];

const ENVIRONMENTS: [&str; 5] = ["none", "development", "testing", "qa", "production"];

pub(super) fn pull(call: &Call<'_>) -> Answer {
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
    Ok(Response::ok(document))
}

/// Returns an object with names instead of IDs.
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
    fields.retain(|_, value| !value.is_null());
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

fn push(call: &Call<'_>) -> Answer {
    let fields = Fields::of(call.body)?;
    let mut app = APPS.find(call)?;
    if let Some(environment) = fields.optional_string("environment")? {
        app.set("environment", environment);
        APPS.save(call, app)?;
    }
    for (field, family) in PARTS {
        let given = match fields.optional(field) {
            None => Vec::new(),
            Some(Json::Array(given)) => given.clone(),
            Some(_) => return Err(Refusal::invalid(format!("'{field}' must be an array"))),
        };
        replace_all(call, family, given)?;
    }
    let given = fields.optional("environments").cloned().unwrap_or_default();
    replace_all(call, &ENVIRONMENT_VALUES, by_name(&given))?;
    Ok(Response::no_content())
}

/// Returns the environment values of a document, one object for each name.
fn by_name(environments: &Json) -> Vec<Json> {
    let mut all: Map<String, Json> = Map::new();
    for environment in ENVIRONMENTS {
        let values = environments[environment]["values"].as_object();
        for (name, value) in values.into_iter().flatten() {
            let one = all.entry(name.clone());
            one.or_insert_with(|| json!({ "name": name, "values": {} }))["values"][environment] =
                value.clone();
        }
    }
    all.into_iter().map(|(_, one)| one).collect()
}

/// Makes the objects of a family those that are given.
fn replace_all(call: &Call<'_>, family: &Family, given: Vec<Json>) -> Result<(), Refusal> {
    let Kind::Many { accept, .. } = family.kind else {
        return Err(Refusal::mistake());
    };
    let mut kept = Vec::new();
    for mut one in given {
        refer_by_id(call, &mut one)?;
        let fields = Fields::of(&one)?;
        let body = accept(call, &fields)?;
        fields.finish()?;
        let place = family.place(call)?;
        let name = family.name_of(&body);
        let there = match &name {
            Some(name) => call.tx.holder(place, name)?,
            None => None,
        };
        let saved = match there {
            Some(id) => family.replace(call, &id, body)?,
            None => family.insert(call.tx, place, body)?,
        };
        kept.push(saved.id().to_owned());
    }
    for object in family.all(call)? {
        if !kept.iter().any(|id| id == object.id()) {
            call.tx.remove(family.place(call)?.key(object.id()))?;
        }
    }
    Ok(())
}

/// Puts the IDs of this app's objects in the place of names.
fn refer_by_id(call: &Call<'_>, object: &mut Json) -> Result<(), Refusal> {
    let id_of = |family: &Family, name: &Json| match name.as_str() {
        Some(name) if !name.is_empty() => family.named(call, name),
        _ => Ok(None),
    };
    let function = &object["function_name"];
    if let Some(id) = id_of(&FUNCTIONS, function)? {
        object["function_id"] = id.clone().into();
        let config = object.pointer_mut("/event_processors/FUNCTION/config/function_id");
        if let Some(config) = config {
            *config = id.into();
        }
    }
    if let Some(id) = id_of(&DATA_SOURCES, &object["config"]["service_name"])? {
        object["config"]["service_id"] = id.into();
    }
    Ok(())
}
