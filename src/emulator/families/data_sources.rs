//! Linked data sources and other services: `~/services`, and `~/multi_data_sources`. Lists leave the
//! configuration out; it has a call of its own, whose PATCH changes the given fields.

use serde_json::{Map, Value as Json, json};

use super::call::Call;
use super::family::{Codes, Family, Kind, Odd, Says, Shows, Verb};
use super::{job, references};
use crate::emulator::model::{Answer, Document, Fields, Method, Refusal, Response, check_name};
use crate::emulator::store::{Place, Tx};

pub(super) static DATA_SOURCES: Family = Family {
    path: "~/services",
    parent: None,
    collection: "services",
    noun: "service",
    codes: Codes {
        not_found: "ServiceNotFound",
        duplicate: "ServiceDuplicateName",
    },
    kind: Kind::Many {
        id: "id",
        unique: &["name"],
        accept,
    },
    drafted: true,
    verbs: &[
        Verb::List(SHOWN),
        Verb::Create(Says::Created(SHOWN)),
        Verb::Get(SHOWN),
    ],
    more: &[
        Odd(Method::Patch, "/{id}", update),
        Odd(Method::Delete, "/{id}", delete),
        Odd(Method::Get, "/{service}/config", config),
        Odd(Method::Patch, "/{service}/config", configure),
    ],
}
.checked();

/// Several data sources at once, all or none.
pub(super) static MULTI_DATA_SOURCES: Family = Family {
    path: "~/multi_data_sources",
    collection: "services",
    noun: "service",
    drafted: true,
    more: &[Odd(Method::Post, "", link_several)],
    ..Family::OF_OWN_CALLS
}
.checked();

const SHOWN: Shows = Shows::Only(&["_id", "name", "type", "version", "last_modified"]);

/// The fields of a configuration that no answer shows.
const HIDDEN: &[&str] = &["uri"];

const READ_PREFERENCES: &[&str] = &[
    "primary",
    "primaryPreferred",
    "secondary",
    "secondaryPreferred",
    "nearest",
];

/// The types: data sources, and services that the API had beside them, which are kept and do nothing.
const KINDS: &[&str] = &[
    "mongodb-atlas",
    "datalake",
    "mongodb",
    "aws",
    "twilio",
    "github",
    "gcm",
    "http",
];
const OTHERS: &[&str] = KINDS.split_at(3).1;

pub(super) fn accept(call: &Call<'_>, fields: &Fields<'_>) -> Result<Json, Refusal> {
    fields.ignore(&["_id", "rules", "default_rule", "version", "last_modified"]);
    let name = fields.filled("name")?;
    let kind = fields.one_of("type", KINDS)?;
    let config = match fields.optional_object("config")? {
        Some(given) => checked_config(kind, &given)?,
        None if OTHERS.contains(&kind) => json!({}),
        None => {
            return Err(fields
                .required("config")
                .err()
                .unwrap_or_else(Refusal::mistake));
        }
    };
    let secrets = fields.optional_object("secret_config")?;
    fields.finish()?;
    check_name(name)?;
    let mut service = service(call.tx, call.job_time, name, kind, config);
    if let Some(secrets) = secrets {
        let secrets = secrets.json();
        check_secrets(call, &secrets)?;
        service["secret_config"] = secrets;
    }
    Ok(service)
}

/// Refuses fields that do not each name a secret.
fn check_secrets(call: &Call<'_>, secrets: &Json) -> Result<(), Refusal> {
    for (field, name) in secrets.as_object().into_iter().flatten() {
        let Some(name) = name.as_str() else {
            let error = format!("'secret_config.{field}' must be the name of a secret");
            return Err(Refusal::invalid(error));
        };
        references::secret(call, name)?;
    }
    Ok(())
}

/// Returns a service as it is kept. A cluster takes time to link.
pub(super) fn service(tx: &Tx<'_>, job_time: i64, name: &str, kind: &str, config: Json) -> Json {
    json!({
        "name": name,
        "type": kind,
        "version": 1,
        "config": config,
        "last_modified": tx.now(),
        "started": tx.now_milliseconds(),
        "takes": if kind == "mongodb-atlas" { job_time } else { 0 },
    })
}

/// Refuses a configuration that its type does not have. Returns the configuration with its defaults.
pub(super) fn checked_config(kind: &str, fields: &Fields<'_>) -> Result<Json, Refusal> {
    // What the server adds, and clients send back.
    fields.ignore(&["clusterId", "groupName", "orgName", "sync"]);
    match kind {
        "mongodb-atlas" => {
            let name = fields.filled("clusterName")?;
            check_name(name)?;
            let preference = fields.optional_one_of("readPreference", READ_PREFERENCES)?;
            let tags = tag_sets(fields)?;
            let wire = fields
                .optional_bool("wireProtocolEnabled")?
                .unwrap_or(false);
            fields.finish()?;
            let mut config = json!({
                "clusterName": name,
                "readPreference": preference.unwrap_or("primary"),
                "wireProtocolEnabled": wire,
            });
            if let Some(tags) = tags {
                config["readPreferenceTagSets"] = tags;
            }
            Ok(config)
        }
        "datalake" => {
            let name = fields.filled("dataLakeName")?;
            fields.finish()?;
            Ok(json!({ "dataLakeName": name }))
        }
        // Self-hosted servers, which local servers of the API take.
        "mongodb" => {
            let uri = fields.filled("uri")?;
            fields.finish()?;
            if !uri.starts_with("mongodb://") && !uri.starts_with("mongodb+srv://") {
                return Err(Refusal::invalid(
                    "'config.uri' must begin with mongodb:// or mongodb+srv://",
                ));
            }
            Ok(json!({ "uri": uri }))
        }
        _ => Ok(fields.json()),
    }
}

/// Choice: a tag set is a list of names with values, as MongoDB has it, or what the description has.
fn tag_sets(fields: &Fields<'_>) -> Result<Option<Json>, Refusal> {
    let Some(tags) = fields.optional("readPreferenceTagSets") else {
        return Ok(None);
    };
    match tags.as_array() {
        Some(_) => Ok(Some(tags.clone())),
        None => Err(Refusal::invalid(
            "'config.readPreferenceTagSets' must be an array",
        )),
    }
}

/// The description gives no body; the version and the name are what clients send.
fn update(call: &Call<'_>) -> Answer {
    let mut old = DATA_SOURCES.find(call)?;
    if !call.body.is_null() {
        let fields = Fields::of(call.body)?;
        fields.ignore(&["_id", "type", "last_modified", "config"]);
        if let Some(name) = fields.optional_string("name")? {
            check_name(name)?;
            old.set("name", name);
        }
        if let Some(version) = fields.optional_whole("version")? {
            old.set("version", version);
        }
        fields.finish()?;
    }
    old.set("last_modified", call.now());
    let saved = DATA_SOURCES.save(call, old)?;
    Ok(Response::ok(saved.only(&[
        "_id",
        "name",
        "type",
        "version",
        "last_modified",
    ])))
}

/// Choice: triggers that watch a data source are suspended when the data source goes.
fn delete(call: &Call<'_>) -> Answer {
    let service = DATA_SOURCES.find(call)?;
    DATA_SOURCES.remove(call)?;
    suspend(call, service.id())?;
    Ok(Response::no_content())
}

/// Suspends the triggers that watch a data source. Choice: a suspended trigger has `suspended`; the
/// description has no field for it.
fn suspend(call: &Call<'_>, service: &str) -> Result<(), Refusal> {
    let triggers = Place::in_app(call.app()?, "triggers").seen_in(call.view());
    for mut trigger in call.tx.list(triggers)? {
        if trigger["config"]["service_id"] == service {
            trigger.set("suspended", true);
            let name = trigger.text("name").map(str::to_owned);
            let key = triggers.key(trigger.id());
            call.tx.put(key, name.as_deref(), trigger.json())?;
        }
    }
    Ok(())
}

/// Returns the service whose configuration a path names.
fn configured(call: &Call<'_>) -> Result<Document, Refusal> {
    let id = call.parameters.need("service")?;
    DATA_SOURCES
        .look_up(call, id)?
        .ok_or_else(|| DATA_SOURCES.missing(id))
}

fn config(call: &Call<'_>) -> Answer {
    let service = configured(call)?;
    let config = service["config"].as_object().cloned().unwrap_or_default();
    let shown = config
        .into_iter()
        .filter(|(name, _)| !HIDDEN.contains(&name.as_str()));
    Ok(Response::ok(Json::Object(shown.collect())))
}

/// Merges the given fields. A cluster that is being linked refuses, as the API does for seconds.
/// Choice: it refuses with 503.
fn configure(call: &Call<'_>) -> Answer {
    let mut service = configured(call)?;
    if job::progress(call, &service) != job::Progress::Done {
        let error = "the cluster is still being linked";
        return Err(Refusal::coded(503, "MaintenanceInProgress", error));
    }
    let given = call.body.as_object();
    let given = given.ok_or_else(|| Refusal::invalid("'body' must be an object"))?;
    let mut merged: Map<String, Json> = service["config"].as_object().cloned().unwrap_or_default();
    for (name, value) in given {
        match value {
            Json::Null => drop(merged.remove(name)),
            value => drop(merged.insert(name.clone(), value.clone())),
        }
    }
    let merged = Json::Object(merged);
    let kind = service.text("type").unwrap_or_default().to_owned();
    let config = checked_config(&kind, &Fields::of(&merged)?)?;
    let is_relinked = config["clusterName"] != service["config"]["clusterName"];
    service.set("config", config);
    service.set("last_modified", call.now());
    if is_relinked {
        service.set("started", call.tx.now_milliseconds());
    }
    DATA_SOURCES.save(call, service)?;
    Ok(Response::no_content())
}

/// The most data sources in one call, and in an app, as the description says.
const AT_ONCE: usize = 25;
const IN_AN_APP: usize = 100;

fn link_several(call: &Call<'_>) -> Answer {
    let wanted = call.body.as_array();
    let wanted = wanted.ok_or_else(|| Refusal::invalid("'body' must be an array"))?;
    if wanted.len() > AT_ONCE {
        let error = format!("at most {AT_ONCE} data sources can be linked at once");
        return Err(Refusal::invalid(error));
    }
    let there: Vec<Document> = DATA_SOURCES.all(call)?;
    if there.len() + wanted.len() > IN_AN_APP {
        let error = format!("an app has at most {IN_AN_APP} data sources");
        return Err(Refusal::invalid(error));
    }
    let mut failed = Vec::new();
    for one in wanted {
        let fields = Fields::of(one)?;
        fields.one_of("type", &["mongodb-atlas", "datalake"])?;
        let body = accept(call, &fields)?;
        let name = body["name"].clone();
        let place = DATA_SOURCES.place(call)?;
        if DATA_SOURCES.insert(call.tx, place, body).is_err() {
            failed.push(name);
        }
    }
    if failed.is_empty() {
        return Ok(Response::made());
    }
    Err(
        Refusal::invalid("data sources of these names are linked already")
            .with("failedClusterNames", failed.into()),
    )
}
