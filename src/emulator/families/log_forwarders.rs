//! Log forwarders: `~/log_forwarders`.

use serde_json::{Value as Json, json};

use super::call::Call;
use super::data_sources::DATA_SOURCES;
use super::family::{Codes, Family, Kind, Says, Shows, Verb};
use super::functions::FUNCTIONS;
use super::references;
use crate::emulator::model::{Fields, Refusal};

pub(super) static LOG_FORWARDERS: Family = Family {
    path: "~/log_forwarders",
    parent: None,
    collection: "log_forwarders",
    noun: "log forwarder",
    codes: Codes {
        not_found: "LogForwarderNotFound",
        duplicate: "LogForwarderDuplicateName",
    },
    kind: Kind::Many {
        id: "id",
        unique: &["name"],
        accept,
    },
    drafted: true,
    verbs: &[
        Verb::List(Shows::All),
        Verb::Create(Says::Created(Shows::All)),
        Verb::Get(Shows::All),
        Verb::Patch(Says::Changed(Shows::All)),
        Verb::Delete(Says::Nothing),
        Verb::Switch,
    ],
    more: &[],
}
.checked();

const TYPES: &[&str] = &[
    "auth",
    "endpoint",
    "function",
    "graphql",
    "push",
    "schema",
    "service",
    "sync",
    "trigger",
    "trigger_error_handler",
];

fn accept(call: &Call<'_>, fields: &Fields<'_>) -> Result<Json, Refusal> {
    fields.ignore(&["_id"]);
    let forwarder = json!({
        "name": fields.filled("name")?,
        "disabled": fields.bool("disabled")?,
        "log_types": fields.words("log_types", TYPES)?,
        "log_statuses": fields.words("log_statuses", &["error", "success"])?,
        "policy": policy(&fields.object("policy")?)?,
        "action": action(&fields.object("action")?)?,
    });
    fields.finish()?;
    refers(call, &forwarder["action"])?;
    if forwarder["log_types"] == json!([]) || forwarder["log_statuses"] == json!([]) {
        return Err(Refusal::invalid(
            "'log_types' and 'log_statuses' must not be empty",
        ));
    }
    Ok(forwarder)
}

/// Refuses an action whose function or data source is not there.
fn refers(call: &Call<'_>, action: &Json) -> Result<(), Refusal> {
    match (action["name"].as_str(), action["data_source"].as_str()) {
        (Some(function), _) => references::named(&FUNCTIONS, call, function),
        (_, Some(service)) => references::named(&DATA_SOURCES, call, service),
        (None, None) => Ok(()),
    }
}

fn policy(fields: &Fields<'_>) -> Result<Json, Refusal> {
    let kind = fields.one_of("type", &["single", "batch"])?;
    fields.finish()?;
    Ok(json!({ "type": kind }))
}

fn action(fields: &Fields<'_>) -> Result<Json, Refusal> {
    let kind = fields.one_of("type", &["collection", "function"])?;
    let action = match kind {
        "function" => {
            empty(fields, &["data_source", "database", "collection"])?;
            json!({ "type": kind, "name": fields.filled("name")? })
        }
        _ => {
            empty(fields, &["name"])?;
            json!({
                "type": kind,
                "data_source": fields.filled("data_source")?,
                "database": fields.filled("database")?,
                "collection": fields.filled("collection")?,
            })
        }
    };
    fields.finish()?;
    Ok(action)
}

/// Accepts the fields of the other kind of action while they are empty, which is how some clients
/// send them.
fn empty(fields: &Fields<'_>, names: &[&'static str]) -> Result<(), Refusal> {
    for name in names {
        let text = fields.optional_string(name)?;
        if text.is_some_and(|text| !text.is_empty()) {
            return Err(Refusal::invalid(format!(
                "'action.{name}' belongs to the other type of action"
            )));
        }
    }
    Ok(())
}
