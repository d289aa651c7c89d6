//! Making an app what a document says: objects are replaced by name, and keep their IDs.
//!
//! What a document has unchanged is not written, so that it is no change of the app.

use serde_json::{Map, Value as Json, json};

use super::apps::APPS;
use super::call::Call;
use super::data_sources::DATA_SOURCES;
use super::environment_values::{ENVIRONMENT_VALUES, ENVIRONMENTS};
use super::family::{Family, Kind};
use super::functions::FUNCTIONS;
use super::references;
use super::secrets::SECRETS;
use crate::emulator::model::{Document, Fields, Refusal};

/// An object that a document describes.
pub(super) struct Wanted {
    /// Where it is in the document.
    pub(super) at: String,
    pub(super) object: Json,
}

/// What the server itself keeps with an object.
const OWN: [&str; 6] = [
    "_id",
    "last_modified",
    "started",
    "takes",
    "version",
    "suspended",
];

/// Makes the objects of a family those that are wanted.
pub(super) fn replace_all(
    call: &Call<'_>,
    family: &Family,
    wanted: Vec<Wanted>,
) -> Result<(), Refusal> {
    let mut kept = Vec::new();
    for Wanted { at, object } in wanted {
        let id = replace(call, family, object).map_err(|refusal| refusal.inside(&at))?;
        if kept.contains(&id) {
            let error = format!("another {} of the document has this name", family.noun);
            return Err(Refusal::invalid(error).inside(&at));
        }
        kept.push(id);
    }
    for object in family.all(call)? {
        if !kept.iter().any(|id| id == object.id()) {
            call.tx.remove(family.place(call)?.key(object.id()))?;
        }
    }
    Ok(())
}

/// Makes an object what is wanted, and returns its ID.
pub(super) fn replace(
    call: &Call<'_>,
    family: &Family,
    mut wanted: Json,
) -> Result<String, Refusal> {
    let Kind::Many { accept, .. } = family.kind else {
        return Err(Refusal::mistake());
    };
    refer_by_id(call, &mut wanted)?;
    keep_address(call, family, &mut wanted)?;
    let fields = Fields::of(&wanted)?;
    let body = accept(call, &fields)?;
    fields.finish()?;
    let place = family.place(call)?;
    let name = family.name_of(&body);
    let holder = name.map(|name| call.tx.holder(place, &name)).transpose()?;
    let Some(id) = holder.flatten() else {
        return Ok(family.insert(call.tx, place, body)?.id().to_owned());
    };
    let old = family.look_up(call, &id)?;
    if old.is_none_or(|old| described(old.json()) != described(&body)) {
        family.replace(call, &id, body)?;
    }
    Ok(id)
}

/// Sets the environment of the app.
pub(super) fn set_environment(call: &Call<'_>, environment: &str) -> Result<(), Refusal> {
    let mut app = APPS.find(call)?;
    if app.text("environment") != Some(environment) {
        app.set("environment", environment);
        APPS.save(call, app)?;
    }
    Ok(())
}

/// Makes the values of environments those of a document, which has them by environment: `qa.values.name`.
/// Choice: a value that has no value in any environment stays, because no document could name it.
pub(super) fn replace_environments(
    call: &Call<'_>,
    at: &str,
    environments: &Json,
) -> Result<(), Refusal> {
    let mut wanted: Map<String, Json> = Map::new();
    for empty in ENVIRONMENT_VALUES.all(call)?.into_iter().filter(is_empty) {
        let name = empty.text("name").unwrap_or_default().to_owned();
        let value = json!({ "name": &name, "values": {} });
        wanted.insert(name, value);
    }
    for environment in ENVIRONMENTS {
        let values = environments[environment]["values"].as_object();
        for (name, value) in values.into_iter().flatten() {
            let one = wanted.entry(name.clone());
            one.or_insert_with(|| json!({ "name": name, "values": {} }))["values"][environment] =
                value.clone();
        }
    }
    let wanted = wanted.into_iter().map(|(name, object)| Wanted {
        at: format!("{at}.{name}"),
        object,
    });
    replace_all(call, &ENVIRONMENT_VALUES, wanted.collect())
}

fn is_empty(value: &Document) -> bool {
    value["values"].as_object().is_none_or(Map::is_empty)
}

/// Returns what a document says of an object.
fn described(object: &Json) -> Json {
    let mut described = object.clone();
    for own in OWN {
        described.as_object_mut().map(|fields| fields.remove(own));
    }
    described
}

/// Replaces names by the IDs of this app's objects.
fn refer_by_id(call: &Call<'_>, object: &mut Json) -> Result<(), Refusal> {
    let processor = "/event_processors/FUNCTION/config";
    let named = [&object["function_name"], &object["config"]["service_name"]]
        .map(|name| name.as_str().unwrap_or_default().to_owned());
    let [mut function, service] = named;
    if function.is_empty() {
        let named = object.pointer(&format!("{processor}/function_name"));
        let named = named.and_then(Json::as_str);
        function = named.unwrap_or_default().to_owned();
    }
    let is_trigger = object["config"].is_object() && object.get("route").is_none();
    let trigger = object["name"].as_str().unwrap_or_default().to_owned();
    if !function.is_empty() {
        match FUNCTIONS.named(call, &function)? {
            Some(id) => {
                object["function_id"] = id.clone().into();
                let config = object.pointer_mut(processor);
                if let Some(config) = config.and_then(Json::as_object_mut) {
                    config.insert("function_id".to_owned(), id.into());
                }
            }
            None if object["function_id"].is_string() => {}
            // The words are the API's.
            None if is_trigger => {
                return Err(Refusal::invalid(format!(
                    "invalid event processor config for trigger '{trigger}', function '{function}' does not exist"
                )));
            }
            None => return Err(references::unknown(&FUNCTIONS, &function)),
        }
    }
    if !service.is_empty() {
        match DATA_SOURCES.named(call, &service)? {
            Some(id) => object["config"]["service_id"] = id.into(),
            None if object["config"]["service_id"].is_string() => {}
            None => {
                return Err(Refusal::invalid(format!(
                    "invalid config for trigger '{trigger}', service '{service}' does not exist"
                )));
            }
        }
    }
    if let Some(config) = object.pointer_mut("/error_handler/config")
        && let Some(function) = config["function_name"].as_str()
        && let Some(id) = FUNCTIONS.named(call, function)?
        && let Some(config) = config.as_object_mut()
    {
        config.insert("function_id".to_owned(), id.into());
    }
    if let Some(secret) = object["secret_name"].as_str()
        && SECRETS.named(call, secret)?.is_some()
    {
        object
            .as_object_mut()
            .map(|fields| fields.remove("secret_id"));
    }
    Ok(())
}

/// Gives the data source the address of the one that is there. Choice: no document shows the address of a
/// server, so a document that leaves it out does not change it.
fn keep_address(call: &Call<'_>, family: &Family, wanted: &mut Json) -> Result<(), Refusal> {
    let is_server = family.collection == DATA_SOURCES.collection && wanted["type"] == "mongodb";
    let config = wanted.get("config").filter(|config| config.is_object());
    let Some(config) = config.filter(|_| is_server) else {
        return Ok(());
    };
    if config["uri"].is_null()
        && let Some(name) = wanted["name"].as_str()
        && let Some(id) = DATA_SOURCES.named(call, name)?
        && let Some(there) = DATA_SOURCES.look_up(call, &id)?
        && there["config"]["uri"].is_string()
    {
        wanted["config"]["uri"] = there["config"]["uri"].clone();
    }
    Ok(())
}
