//! `appservices_log_forwarder`: where an app's logs go.
//!
//! Quirks of the API: PATCH wants every field; an action's fields depend on its `type`.

use super::common::{APP_ID, ID, PROJECT_ID};
use crate::declare::words::spec::{Attr, Case, Check, Default, Spec, Ty, Update};

const NAME: Attr = Attr::required(Ty::Text, "name", "The log forwarder's name.")
    .checks(&[Check::NotEmpty])
    .samples(r#""errors""#, r#""everything""#);

const DISABLED: Attr = Attr::optional(
    Ty::Bool,
    "disabled",
    "Whether the log forwarder is disabled. A disabled log forwarder forwards no logs.",
)
.default(Default::Bool(false));

const LOG_TYPES: Attr = Attr::required(
    Ty::Words(&[
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
    ]),
    "log_types",
    "The types of logs to forward.",
);

const LOG_STATUSES: Attr = Attr::required(
    Ty::Words(&["error", "success"]),
    "log_statuses",
    "The outcomes for which to forward logs.",
);

const POLICY_TYPE: Attr = Attr::required(
    Ty::Word(&["single", "batch"]),
    "type",
    "Whether each log is forwarded separately (`single`) or up to 100 logs are forwarded together (`batch`).",
);

const POLICY: Attr = Attr::required(
    Ty::Object(&[POLICY_TYPE]),
    "policy",
    "How logs are grouped before they are forwarded.",
)
.samples(r#"{ type = "single" }"#, r#"{ type = "batch" }"#);

const FUNCTION_NAME: Attr =
    Attr::required(Ty::Text, "name", "The name of the function.").checks(&[Check::NotEmpty]);
const DATA_SOURCE: Attr = Attr::required(
    Ty::Text,
    "data_source",
    "The name of the linked data source.",
)
.checks(&[Check::NotEmpty]);
const DATABASE: Attr =
    Attr::required(Ty::Text, "database", "The name of the database.").checks(&[Check::NotEmpty]);
const COLLECTION: Attr = Attr::required(Ty::Text, "collection", "The name of the collection.")
    .checks(&[Check::NotEmpty]);

const ACTION: Attr = Attr::required(
    Ty::OneOf(&[
        Case {
            name: "function",
            doc: "Calls a function with the logs.",
            attrs: &[FUNCTION_NAME],
        },
        Case {
            name: "collection",
            doc: "Stores the logs in a collection.",
            attrs: &[DATA_SOURCE, DATABASE, COLLECTION],
        },
    ]),
    "action",
    "What to do with the logs.",
)
.samples(
    r#"{ function = { name = "sink" } }"#,
    r#"{ collection = { data_source = "mongodb-atlas", database = "ops", collection = "logs" } }"#,
);

pub(crate) const SPEC: Spec = Spec {
    name: "log_forwarder",
    title: "log forwarder",
    doc: "Manages a log forwarder, which sends an app's logs to a function or a collection.",
    collection: "/groups/{project_id}/apps/{app_id}/log_forwarders",
    update: Update::Patch,
    attrs: &[
        PROJECT_ID,
        APP_ID,
        ID,
        NAME,
        DISABLED,
        LOG_TYPES,
        LOG_STATUSES,
        POLICY,
        ACTION,
    ],
    ..Spec::COLLECTION
}
.checked();
