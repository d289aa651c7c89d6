//! `appservices_trigger`: calls a function, or EventBridge, when something happens.
//!
//! Quirks of the API: the kind is the word `type` beside `config`, so that each kind is an attribute
//! of its own here. PUT requires every field. Without a function, answers have an ID of zeros. A
//! suspended trigger has `suspended`, which the API's description does not have.

use serde_json::{Value as Json, json};

use super::common::{APP_ID, ID, NAME_FORM, PROJECT_ID};
use super::trigger_kinds::{AUTHENTICATION, DATABASE, ERROR_HANDLER, EVENT_BRIDGE, SCHEDULED};
use crate::declare::words::{
    Check, Lifecycle, Listed, Moved, NoneAs, Notice, Rule, Spec, Value, boolean, object, text,
};

pub(crate) const SPEC: Spec = Spec {
    name: "trigger",
    title: "trigger",
    doc: "Manages a trigger, which calls a function or sends an event to Amazon EventBridge when a database changes, when a user is authenticated, or at times of a schedule.\n\nSet exactly one of `database`, `authentication`, and `scheduled`, and exactly one of `function_id` and `event_bridge`. Another kind of trigger replaces the trigger.\n\nApp Services suspends a database trigger that can no longer read its change stream. `suspended` shows that; the action `appservices_resume_trigger` resumes the trigger.",
    parent: Some(&super::app::SPEC),
    collection: "/groups/{project_id}/apps/{app_id}/triggers",
    lifecycle: Lifecycle { listed: Listed::Whole, ..Lifecycle::COLLECTION },
    is_drafted: true,
    attrs: &[
        PROJECT_ID,
        APP_ID,
        ID,
        text("name")
            .required()
            .doc("The trigger's name: at most 64 letters, digits, `_`, and `-`.")
            .checks(&[NAME_FORM])
            .samples(r#""onOrder""#, r#""onOrders""#),
        boolean("disabled").doc("Whether the trigger is disabled. A disabled trigger does not fire.").off(),
        text("function_id")
            .doc("The ID of the function that the trigger calls.")
            .none_as(NoneAs::ZeroId)
            .checks(&[Check::ObjectId(
                "it is the function's `id`, as in `appservices_function.example.id`, and not its name",
            )])
            .samples("appservices_function.parent.id", "appservices_function.other.id"),
        object("event_bridge", EVENT_BRIDGE)
            .doc("The partner event source in Amazon EventBridge that the trigger sends events to.")
            .at(&["event_processors", "AWS_EVENTBRIDGE", "config"]),
        object("error_handler", ERROR_HANDLER)
            .doc("A function that is called for events that cannot be sent to EventBridge. Requires `event_bridge` and `database`.")
            .at(&["error_handler", "config"]),
        object("database", DATABASE)
            .doc("Fires when documents, collections, or databases of a linked cluster change.")
            .at(&["config"])
            .case_of("type", "DATABASE")
            .samples(
                r#"{ service_id = appservices_linked_data_source.parent.id, database = "shop", collection = "orders", operation_types = ["INSERT"] }"#,
                r#"{ service_id = appservices_linked_data_source.parent.id, database = "shop", operation_types = ["UPDATE", "DROP_COLLECTION"], match = jsonencode({ "updateDescription.updatedFields.n" = { "$exists" = true } }), full_document = true }"#,
            ),
        object("authentication", AUTHENTICATION)
            .doc("Fires when users of the app are authenticated, created, or deleted. Atlas no longer runs app users.")
            .at(&["config"])
            .case_of("type", "AUTHENTICATION"),
        object("scheduled", SCHEDULED)
            .doc("Fires at times of a schedule.")
            .at(&["config"])
            .case_of("type", "SCHEDULED"),
        text("function_name")
            .computed()
            .doc("The name of the function that the trigger calls.")
            .none_as(NoneAs::EmptyText)
            .follows(&["function_id"]),
        boolean("suspended")
            .computed()
            .off()
            .doc("Whether App Services has suspended the trigger."),
    ],
    rules: &[
        Rule::ExactlyOneOf(&["database", "authentication", "scheduled"]),
        Rule::ExactlyOneOf(&["function_id", "event_bridge"]),
        Rule::Needs("error_handler", "event_bridge"),
        Rule::Needs("error_handler", "database"),
    ],
    notices: Some(suspension),
    moved: &[Moved {
        type_name: "mongodbatlas_event_trigger",
        provider: "mongodb/mongodbatlas",
        document: of_the_atlas_provider,
    }],
    ..Spec::COLLECTION
}
.checked();

/// Warns of a trigger that App Services has suspended.
fn suspension(state: &Value, _: &[Json]) -> Option<Notice> {
    (state.attribute("suspended").as_bool() == Some(true)).then(|| Notice {
        summary: "Suspended trigger".to_owned(),
        detail: "App Services has suspended the trigger, for example because its data source is gone or its change stream was lost. The trigger does not fire until it is resumed: run the action appservices_resume_trigger, or resume it in the App Services UI.".to_owned(),
        attr: "suspended",
    })
}

/// Returns the document of a trigger from a state of the Atlas provider, where what is unset is `""`,
/// `false`, or the text `"null"`.
fn of_the_atlas_provider(state: &Json) -> Json {
    let kind = state["type"].as_str().unwrap_or_default();
    let document = |name: &str| {
        let text = state[name].as_str().unwrap_or_default();
        serde_json::from_str(text).unwrap_or(Json::Null)
    };
    let config = match kind {
        "DATABASE" => json!({
            "service_id": state["config_service_id"],
            "database": state["config_database"],
            "collection": state["config_collection"],
            "operation_types": state["config_operation_types"],
            "match": document("config_match"),
            "project": document("config_project"),
            "full_document": state["config_full_document"],
            "full_document_before_change": state["config_full_document_before"],
            "unordered": state["unordered"],
        }),
        "AUTHENTICATION" => json!({
            "operation_type": state["config_operation_type"],
            "providers": state["config_providers"],
        }),
        _ => json!({ "schedule": state["config_schedule"] }),
    };
    let mut trigger = json!({
        "_id": state["trigger_id"],
        "name": state["name"],
        "type": kind,
        "disabled": state["disabled"],
        "function_name": state["function_name"],
        "config": config,
    });
    if state["function_id"]
        .as_str()
        .is_some_and(|id| !id.is_empty())
    {
        trigger["function_id"] = state["function_id"].clone();
    }
    let bridge = &state["event_processors"][0]["aws_eventbridge"][0];
    if bridge.is_object() {
        let config = json!({
            "account_id": bridge["config_account_id"],
            "region": bridge["config_region"],
        });
        trigger["event_processors"] = json!({ "AWS_EVENTBRIDGE": { "config": config } });
    }
    trigger
}
