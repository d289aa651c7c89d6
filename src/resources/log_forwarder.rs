//! `appservices_log_forwarder`: forwards an app's logs.
//!
//! Quirks of the API: PATCH requires every field. The fields of an action depend on its `type`.

use super::common::{APP_ID, ID, NO_ID, PROJECT_ID};
use crate::declare::words::{
    Attr, Change, Check, Lifecycle, Listed, Spec, boolean, case, object, one_of, text, word, words,
};

pub(crate) const SPEC: Spec = Spec {
    name: "log_forwarder",
    title: "log forwarder",
    doc: "Manages a log forwarder, which sends an app's logs to a function or a collection.",
    parent: Some(&super::app::SPEC),
    collection: "/groups/{project_id}/apps/{app_id}/log_forwarders",
    lifecycle: Lifecycle { listed: Listed::Whole, change: Change::InPart, ..Lifecycle::COLLECTION },
    is_drafted: true,
    attrs: &[
        PROJECT_ID,
        APP_ID,
        ID,
        text("name")
            .required()
            .doc("The log forwarder's name.")
            .checks(&[Check::NotEmpty])
            .samples(r#""errors""#, r#""everything""#),
        boolean("disabled")
            .doc("Whether the log forwarder is disabled. A disabled log forwarder forwards no logs.")
            .off(),
        words("log_types", LOG_TYPES)
            .required()
            .doc("The types of logs to forward."),
        words("log_statuses", &["error", "success"])
            .required()
            .doc("The outcomes for which to forward logs."),
        object("policy", &[POLICY_TYPE])
            .required()
            .doc("How logs are grouped before they are forwarded.")
            .samples(r#"{ type = "single" }"#, r#"{ type = "batch" }"#),
        one_of(
            "action",
            &[
                case("function", "Calls a function with the logs.", &[FUNCTION_NAME]),
                case("collection", "Stores the logs in a collection.", &[DATA_SOURCE, DATABASE, COLLECTION]),
            ],
        )
        .required()
        .doc("What to do with the logs.")
        .samples(
            "{ function = { name = appservices_function.parent.name } }",
            r#"{ collection = { data_source = appservices_linked_data_source.parent.name, database = "ops", collection = "logs" } }"#,
        ),
    ],
    ..Spec::COLLECTION
}
.checked();

const LOG_TYPES: &[&str] = &[
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

const POLICY_TYPE: Attr = word("type", &["single", "batch"]).required().doc(
    "Whether each log is forwarded separately (`single`) or up to 100 logs are forwarded together (`batch`).",
);

const FUNCTION_NAME: Attr =
    called("name", "The name of the function.").checks(&[Check::NotEmpty, NO_ID]);
const DATA_SOURCE: Attr =
    called("data_source", "The name of the linked data source.").checks(&[Check::NotEmpty, NO_ID]);
const DATABASE: Attr = called("database", "The name of the database.");
const COLLECTION: Attr = called("collection", "The name of the collection.");

const fn called(name: &'static str, doc: &'static str) -> Attr {
    text(name).required().doc(doc).checks(&[Check::NotEmpty])
}
