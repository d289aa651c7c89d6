//! Federated database instances: `/dataFederation`, and `/dataLakes` as they were called before.
//!
//! Choice: those exist that a deployed data source of an app of the project names.

use serde_json::{Value as Json, json};

use super::call::{Call, Shown};
use super::errors::refusal;
use super::projects::{self, Project};
use crate::emulator::families::linked_in;
use crate::emulator::model::Refusal;

pub(super) fn list(collection: &str, call: &Call<'_>) -> Result<Shown, Refusal> {
    let group = projects::find(call)?;
    let names = names(call, &group)?.into_iter();
    let shown = names.map(|name| entity(collection, call, &group, &name));
    Ok(Shown::Array(shown.collect()))
}

pub(super) fn get(collection: &str, call: &Call<'_>) -> Result<Shown, Refusal> {
    let group = projects::find(call)?;
    let name = call.need("name")?;
    if names(call, &group)?.iter().any(|known| known == name) {
        return Ok(Shown::One(200, entity(collection, call, &group, name)));
    }
    let detail = format!(
        "No data federation tenant named {name} exists in group {}.",
        group.id
    );
    Err(refusal(
        404,
        "DATA_FEDERATION_TENANT_NOT_FOUND_FOR_NAME",
        detail,
        &[name, &group.id],
    ))
}

fn names(call: &Call<'_>, group: &Project) -> Result<Vec<String>, Refusal> {
    let mut names: Vec<String> = Vec::new();
    for service in linked_in(call.tx, &group.id, "datalake")? {
        match service["config"]["dataLakeName"].as_str() {
            Some(name) if !names.iter().any(|known| known == name) => names.push(name.to_owned()),
            _ => {}
        }
    }
    Ok(names)
}

fn entity(collection: &str, call: &Call<'_>, group: &Project, name: &str) -> Json {
    json!({
        "name": name,
        "state": "ACTIVE",
        "links": call.site.own(&["groups", &group.id, collection, name]),
    })
}
