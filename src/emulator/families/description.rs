//! A summary of an app: `~/description`, which the API's command line shows.

use serde_json::{Value as Json, json};

use super::apps::APPS;
use super::call::Call;
use super::data_sources::DATA_SOURCES;
use super::family::Family;
use super::functions::FUNCTIONS;
use super::log_forwarders::LOG_FORWARDERS;
use super::triggers::TRIGGERS;
use super::values::VALUES;
use crate::emulator::model::{Answer, Document, Refusal, Response};

pub(super) const DESCRIPTION: &str = "/groups/{group}/apps/{app}/description";

/// Describes the app as the caller sees it. What this server does not serve yet is as in a new app. Choice:
/// the server's own address is that by which the request names it, over plain HTTP.
pub(super) fn describe(call: &Call<'_>) -> Answer {
    let app = APPS.find(call)?;
    let server = format!("http://{}", call.host.unwrap_or("localhost"));
    let (project, id) = (call.parameters.need("group")?, app.id());
    let client_app_id = app.text("client_app_id").unwrap_or_default();
    let services = DATA_SOURCES.all(call)?;
    let of_kind = |wanted: fn(&str) -> bool, shown: fn(&Document) -> Json| {
        let services = services.iter();
        let services = services.filter(|one| wanted(one.text("type").unwrap_or_default()));
        Json::from(services.map(shown).collect::<Vec<_>>())
    };
    Ok(Response::ok(json!({
        "client_app_id": client_app_id,
        "name": app["name"],
        "realm_url": format!("{server}/groups/{project}/apps/{id}/dashboard"),
        "environment": app["environment"],
        "data_sources": of_kind(is_data_source, data_source),
        "http_endpoints": of_kind(|kind| kind == "http", |one| json!({
            "name": one["name"],
            "webhooks": [],
        })),
        "services": of_kind(|kind| !is_data_source(kind) && kind != "http", |one| json!({
            "name": one["name"],
            "type": one["type"],
            "webhooks": [],
        })),
        "functions": of_all(call, &FUNCTIONS, |one| json!({
            "name": one["name"],
            // Choice: the file that an export has for it.
            "path": format!("{}.js", one.text("name").unwrap_or_default()),
        }))?,
        "values": of_all(call, &VALUES, |one| one["name"].clone())?,
        "event_subscription": of_all(call, &TRIGGERS, |one| json!({
            "name": one["name"],
            "type": one["type"],
            "enabled": one["disabled"] != true,
        }))?,
        "log_forwarders": of_all(call, &LOG_FORWARDERS, |one| json!({
            "name": one["name"],
            "enabled": one["disabled"] != true,
        }))?,
        "auth_providers": [{ "name": "api-key", "type": "api-key", "enabled": false }],
        "custom_user_data": {
            "enabled": false,
            "data_source": "",
            "database": "",
            "collection": "",
            "user_id_field": "",
        },
        "hosting": { "enabled": false, "status": "", "url": "" },
        "sync": {
            "state": "",
            "data_source": "",
            "database": "",
            "development_mode_enabled": false,
        },
        "graphql": {
            "url": format!("{server}/api/client/v2.0/app/{client_app_id}/graphql"),
            "custom_resolvers": [],
        },
    })))
}

fn is_data_source(kind: &str) -> bool {
    matches!(kind, "mongodb-atlas" | "datalake" | "mongodb")
}

fn data_source(service: &Document) -> Json {
    let config = &service["config"];
    let linked = [&config["clusterName"], &config["dataLakeName"]];
    let linked = linked.into_iter().find_map(Json::as_str);
    json!({
        "name": service["name"],
        "type": service["type"],
        "data_source": linked.unwrap_or_default(),
    })
}

fn of_all(
    call: &Call<'_>,
    family: &Family,
    shown: fn(&Document) -> Json,
) -> Result<Vec<Json>, Refusal> {
    Ok(family.all(call)?.iter().map(shown).collect())
}
