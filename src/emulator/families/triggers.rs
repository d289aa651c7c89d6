//! Triggers: `~/triggers`, and the event subscriptions that they are.

use serde_json::{Map, Value as Json, json};

use super::call::Call;
use super::cron;
use super::data_sources::DATA_SOURCES;
use super::family::{Codes, Family, Kind, Odd, Says, Shows, Verb};
use super::functions::FUNCTIONS;
use super::references::{self, unknown};
use crate::emulator::model::{Answer, Document, Fields, Method, Refusal, Response};

pub(super) static TRIGGERS: Family = Family {
    path: "~/triggers",
    parent: None,
    collection: "triggers",
    noun: "trigger",
    codes: Codes {
        not_found: "TriggerNotFound",
        duplicate: "TriggerDuplicateName",
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
        Verb::Delete(Says::Empty),
    ],
    more: &[
        Odd(Method::Put, "/{id}", replace),
        Odd(Method::Put, "/{id}/resume", resume),
    ],
}
.checked();

/// The same objects as streams of events.
pub(super) static EVENT_SUBSCRIPTIONS: Family = Family {
    path: "~/event_subscriptions",
    parent: None,
    collection: "triggers",
    noun: "event subscription",
    codes: Codes {
        not_found: "EventSubscriptionNotFound",
        duplicate: "TriggerDuplicateName",
    },
    kind: Kind::Many {
        id: "id",
        unique: &["name"],
        accept,
    },
    drafted: true,
    verbs: &[Verb::Get(SHOWN)],
    more: &[
        Odd(Method::Get, "", subscriptions),
        Odd(Method::Get, "/{id}/execution", execution),
    ],
}
.checked();

const SHOWN: Shows = Shows::As(shown);

/// The ID that stands for no function.
const NO_FUNCTION: &str = "000000000000000000000000";

const DOCUMENT_EVENTS: &[&str] = &["INSERT", "UPDATE", "REPLACE", "DELETE"];
const COLLECTION_EVENTS: &[&str] = &[
    "CREATE_COLLECTION",
    "MODIFY_COLLECTION",
    "RENAME_COLLECTION",
    "DROP_COLLECTION",
    "SHARD_COLLECTION",
    "RESHARD_COLLECTION",
    "REFINE_COLLECTION_SHARD_KEY",
    "CREATE_INDEXES",
    "DROP_INDEXES",
];
const DATABASE_EVENTS: &[&str] = &["DROP_DATABASE"];

const PROVIDERS: &[&str] = &[
    "anon-user",
    "api-key",
    "custom-token",
    "custom-function",
    "local-userpass",
    "oauth2-apple",
    "oauth2-facebook",
    "oauth2-google",
];

/// Returns the trigger with the names of what it refers to, which are looked up and not kept.
fn shown(call: &Call<'_>, mut trigger: Document) -> Result<Json, Refusal> {
    let function = trigger.text("function_id").unwrap_or_default().to_owned();
    let found = FUNCTIONS.look_up(call, &function)?;
    let name = found
        .as_ref()
        .and_then(|found| found.text("name"))
        .unwrap_or_default();
    trigger.set("function_name", name);
    if function != NO_FUNCTION {
        let config = json!({ "function_id": function, "function_name": name });
        let processor = json!({ "FUNCTION": { "type": "FUNCTION", "config": config } });
        trigger.set("event_processors", processor);
    }
    if let Some(service) = trigger["config"]["service_id"].as_str() {
        let service = DATA_SOURCES.look_up(call, service)?;
        let cluster = service
            .as_ref()
            .map(|service| &service["config"]["clusterName"]);
        let mut config = trigger["config"].clone();
        config["clusterName"] = cluster.and_then(Json::as_str).unwrap_or_default().into();
        trigger.set("config", config);
    }
    Ok(trigger.into_json())
}

fn accept(call: &Call<'_>, fields: &Fields<'_>) -> Result<Json, Refusal> {
    fields.ignore(&["_id", "last_modified", "function_name", "suspended"]);
    let name = fields.filled("name")?;
    let kind = fields.one_of("type", &["DATABASE", "AUTHENTICATION", "SCHEDULED"])?;
    let disabled = fields.optional_bool("disabled")?.unwrap_or(false);
    let given = fields.object("config")?;
    let config = match kind {
        "DATABASE" => database(call, &given)?,
        "AUTHENTICATION" => authentication(&given)?,
        _ => scheduled(&given)?,
    };
    let mut trigger = json!({
        "name": name,
        "type": kind,
        "disabled": disabled,
        "config": config,
        "last_modified": call.now(),
    });
    let bridge = processors(call, fields, &mut trigger)?;
    if let Some(handler) = fields.optional_object("error_handler")? {
        if kind != "DATABASE" || !bridge {
            return Err(Refusal::invalid(
                "'error_handler' belongs to database triggers with the event processor AWS_EVENTBRIDGE",
            ));
        }
        trigger["error_handler"] = error_handler(call, &handler)?;
    }
    fields.finish()?;
    Ok(trigger)
}

/// Sets the function or the EventBridge that events go to. Returns whether it is an EventBridge.
fn processors(call: &Call<'_>, fields: &Fields<'_>, trigger: &mut Json) -> Result<bool, Refusal> {
    let mut function = match fields.optional_string("function_id")? {
        None | Some("" | NO_FUNCTION) => None,
        Some(_) => Some(fields.object_id("function_id")?.to_owned()),
    };
    let mut bridge = None;
    if let Some(processors) = fields.optional_object("event_processors")? {
        if let Some(one) = processors.optional_object("FUNCTION")? {
            one.ignore(&["type"]);
            let config = one.object("config")?;
            let named = config.optional_string("function_name")?.unwrap_or_default();
            let given = match config.optional_string("function_id")? {
                None | Some("" | NO_FUNCTION) if named.is_empty() => None,
                None | Some("" | NO_FUNCTION) => Some(
                    FUNCTIONS
                        .named(call, named)?
                        .ok_or_else(|| unknown(&FUNCTIONS, named))?,
                ),
                Some(_) => Some(config.object_id("function_id")?.to_owned()),
            };
            config.finish()?;
            one.finish()?;
            if function.is_some() && given.is_some() && function != given {
                return Err(Refusal::invalid(
                    "'function_id' must be the same as 'event_processors.FUNCTION.config.function_id'",
                ));
            }
            function = function.or(given);
        }
        if let Some(one) = processors.optional_object("AWS_EVENTBRIDGE")? {
            bridge = Some(event_bridge(&one)?);
        }
        processors.finish()?;
    }
    match (function, bridge) {
        (Some(function), None) => {
            references::with_id(&FUNCTIONS, call, &function)?;
            trigger["function_id"] = function.into();
            Ok(false)
        }
        (None, Some(config)) => {
            trigger["function_id"] = NO_FUNCTION.into();
            trigger["event_processors"] =
                json!({ "AWS_EVENTBRIDGE": { "type": "AWS_EVENTBRIDGE", "config": config } });
            Ok(true)
        }
        (Some(_), Some(_)) => Err(Refusal::invalid(
            "a trigger has one event processor: a function or AWS_EVENTBRIDGE",
        )),
        (None, None) => Err(Refusal::coded(
            400,
            "MissingParameter",
            "'function_id' or 'event_processors' is required",
        )),
    }
}

fn event_bridge(fields: &Fields<'_>) -> Result<Json, Refusal> {
    fields.ignore(&["type"]);
    let config = fields.object("config")?;
    let extended = config.optional_bool("extended_json_enabled")?;
    let bridge = json!({
        "account_id": config.filled("account_id")?,
        "region": config.filled("region")?,
        "extended_json_enabled": extended.unwrap_or(false),
    });
    config.finish()?;
    fields.finish()?;
    Ok(bridge)
}

fn error_handler(call: &Call<'_>, fields: &Fields<'_>) -> Result<Json, Refusal> {
    fields.ignore(&["type"]);
    let config = fields.object("config")?;
    config.ignore(&["function_name"]);
    let enabled = config.optional_bool("enabled")?.unwrap_or(false);
    let function = match config.optional_string("function_id")? {
        None | Some("") => None,
        Some(_) => Some(config.object_id("function_id")?),
    };
    config.finish()?;
    fields.finish()?;
    if let Some(function) = function {
        references::with_id(&FUNCTIONS, call, function)?;
    }
    Ok(json!({ "config": { "enabled": enabled, "function_id": function } }))
}

fn database(call: &Call<'_>, fields: &Fields<'_>) -> Result<Json, Refusal> {
    fields.ignore(&["clusterName", "schedule_type", "service_name"]);
    let service = fields.object_id("service_id")?;
    let database = fields.optional_string("database")?.unwrap_or_default();
    let collection = fields.optional_string("collection")?.unwrap_or_default();
    let mut events = DOCUMENT_EVENTS.to_vec();
    if collection.is_empty() {
        events.extend(COLLECTION_EVENTS);
    }
    if database.is_empty() {
        events.extend(DATABASE_EVENTS);
    }
    let operations = fields.words("operation_types", &events)?;
    let document = |name: &'static str| match fields.optional(name) {
        None => Ok(json!({})),
        Some(given) if given.is_object() => Ok(given.clone()),
        Some(_) => Err(Refusal::invalid(format!(
            "'config.{name}' must be an object"
        ))),
    };
    let mut config = json!({
        "service_id": service,
        "database": database,
        "collection": collection,
        "operation_types": operations,
        "match": document("match")?,
        "project": document("project")?,
    });
    for name in FLAGS {
        config[*name] = fields.optional_bool(name)?.unwrap_or(false).into();
    }
    fields.finish()?;
    if operations.is_empty() {
        return Err(Refusal::invalid(
            "'config.operation_types' must not be empty",
        ));
    }
    if database.is_empty() && !collection.is_empty() {
        return Err(Refusal::invalid(
            "'config.collection' needs 'config.database'",
        ));
    }
    let found = DATA_SOURCES.look_up(call, service)?;
    let is_cluster = |kind: &str| matches!(kind, "mongodb-atlas" | "mongodb");
    if !found.is_some_and(|found| found.text("type").is_some_and(is_cluster)) {
        return Err(Refusal::new(
            400,
            "a database trigger requires an associated Atlas cluster service",
        ));
    }
    Ok(config)
}

const FLAGS: &[&str] = &[
    "full_document",
    "full_document_before_change",
    "skip_catchup_events",
    "tolerate_resume_errors",
    "maximum_throughput",
    "unordered",
];

/// The description writes `providers` as one word, and clients send a list.
fn authentication(fields: &Fields<'_>) -> Result<Json, Refusal> {
    let operation = fields.one_of("operation_type", &["LOGIN", "CREATE", "DELETE"])?;
    let providers = match fields.required("providers")? {
        Json::String(_) => vec![fields.one_of("providers", PROVIDERS)?],
        _ => fields.words("providers", PROVIDERS)?,
    };
    fields.finish()?;
    if providers.is_empty() {
        return Err(Refusal::invalid("'config.providers' must not be empty"));
    }
    Ok(json!({ "operation_type": operation, "providers": providers }))
}

fn scheduled(fields: &Fields<'_>) -> Result<Json, Refusal> {
    fields.ignore(&["schedule_type"]);
    let schedule = fields.filled("schedule")?;
    let skips = fields
        .optional_bool("skip_catchup_events")?
        .unwrap_or(false);
    fields.finish()?;
    if let Some(why) = cron::complaint(schedule) {
        return Err(Refusal::invalid(format!(
            "'config.schedule' is no CRON expression: {why}"
        )));
    }
    Ok(json!({
        "schedule": schedule,
        "schedule_type": "ADVANCED",
        "skip_catchup_events": skips,
    }))
}

/// The kind of a trigger stays as it is. Choice: a PUT that changes it is refused.
fn replace(call: &Call<'_>) -> Answer {
    let old = TRIGGERS.find(call)?;
    let fields = Fields::of(call.body)?;
    let mut body = accept(call, &fields)?;
    if body["type"] != old["type"] {
        return Err(Refusal::invalid("the type of a trigger cannot be changed"));
    }
    if let Some(suspended) = old.json().get("suspended") {
        body["suspended"] = suspended.clone();
    }
    TRIGGERS.replace(call, old.id(), body)?;
    Ok(Response::no_content())
}

fn resume(call: &Call<'_>) -> Answer {
    if !call.body.is_null() {
        let fields = Fields::of(call.body)?;
        fields.optional_bool("disable_token")?;
        fields.finish()?;
    }
    let trigger = TRIGGERS.find(call)?;
    let kept = trigger.json().as_object().cloned().unwrap_or_default();
    let kept: Map<_, _> = kept
        .into_iter()
        .filter(|(name, _)| name != "suspended")
        .collect();
    TRIGGERS.replace(call, trigger.id(), Json::Object(kept))?;
    Ok(Response::no_content())
}

/// Without a type, these are the triggers. Device Sync's are none.
fn subscriptions(call: &Call<'_>) -> Answer {
    let wanted = call.query("type");
    let all = TRIGGERS.all(call)?.into_iter();
    let all = all.filter(|one| wanted.is_none_or(|kind| one.text("type") == Some(kind)));
    let shown = all.map(|one| shown(call, one));
    Ok(Response::ok(shown.collect::<Result<_, _>>()?))
}

/// What has never run has no last execution.
fn execution(call: &Call<'_>) -> Answer {
    EVENT_SUBSCRIPTIONS.find(call)?;
    Ok(Response::ok(json!({})))
}
