//! Templates of apps: `/templates`, and `~/templates`.
//!
//! Choice: the one template is that of Atlas Triggers, which the Atlas UI and clients name when they create
//! an app. It has no client. An app may name another one, of which this server knows nothing but the name.

use serde_json::{Value as Json, json};

use super::call::Call;
use crate::emulator::model::{Answer, Refusal, Response};
use crate::emulator::store::{Place, Tx};

pub(super) const ALL: &str = "/templates";
pub(super) const OF_APP: &str = "/groups/{group}/apps/{app}/templates";
pub(super) const CLIENT: &str = "/groups/{group}/apps/{app}/templates/{template}/client";

const KNOWN: [(&str, &str); 1] = [("triggers", "Atlas Triggers")];

/// The place of the template from which an app was created, apart from the app: no answer shows it there.
const COLLECTION: &str = "template";
const ONLY: &str = "only";

/// Remembers the template from which an app is created.
pub(super) fn remember(tx: &Tx<'_>, app: &str, template: &str) -> Result<(), Refusal> {
    let place = Place::in_app(app, COLLECTION);
    Ok(tx.put(place.key(ONLY), None, &json!({ "id": template }))?)
}

/// Lists every template.
pub(super) fn list(_: &Call<'_>) -> Answer {
    let all = KNOWN.into_iter();
    Ok(Response::ok(all.map(|(id, _)| shown(id)).collect()))
}

/// Lists the template from which the app was created.
pub(super) fn of_app(call: &Call<'_>) -> Answer {
    match used(call)? {
        Some(id) => Ok(Response::ok(json!([shown(&id)]))),
        None => Err(Refusal::invalid("the app was not created from a template")),
    }
}

/// Answers that a template has no client.
pub(super) fn client(call: &Call<'_>) -> Answer {
    let template = call.parameters.need("template")?;
    let is_known = KNOWN.iter().any(|(id, _)| *id == template);
    if is_known || used(call)?.as_deref() == Some(template) {
        return Ok(Response::no_content());
    }
    let error = format!("template not found: {template:?}");
    Err(Refusal::not_found("TemplateNotFound", error))
}

fn used(call: &Call<'_>) -> Result<Option<String>, Refusal> {
    let place = Place::in_app(call.app()?, COLLECTION);
    let found = call.tx.find(place.key(ONLY))?;
    Ok(found.and_then(|found| found.text("id").map(str::to_owned)))
}

fn shown(id: &str) -> Json {
    let name = KNOWN.iter().find(|(known, _)| *known == id);
    let name = name.map_or(id, |(_, name)| name);
    json!({ "id": id, "name": name })
}
