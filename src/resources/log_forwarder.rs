//! `appservices_log_forwarder`: where an app's logs go.
//!
//! Quirks of the API: PATCH wants every field; an action's fields depend on its `type`.

use super::common::{APP_ID, ID, PROJECT_ID};
use super::spec::{Attr, Case, Check, Default, Spec, Ty, Update};

const NAME: Attr =
    Attr::required(Ty::Text, "name", "What the forwarder is called.").checks(&[Check::NotEmpty]).samples(r#""errors""#, r#""everything""#);

const DISABLED: Attr = Attr::optional(Ty::Bool, "disabled", "Whether it forwards nothing for now.").default(Default::Bool(false));

const LOG_TYPES: Attr = Attr::required(
    Ty::Words(&["auth", "endpoint", "function", "graphql", "push", "schema", "service", "sync", "trigger", "trigger_error_handler"]),
    "log_types",
    "Which logs it forwards.",
);

const LOG_STATUSES: Attr = Attr::required(Ty::Words(&["error", "success"]), "log_statuses", "Which outcomes it forwards.");

const POLICY_TYPE: Attr =
    Attr::required(Ty::Word(&["single", "batch"]), "type", "`single` forwards each log as it comes, `batch` up to 100 together.");

const POLICY: Attr = Attr::required(Ty::Object(&[POLICY_TYPE]), "policy", "How logs are grouped.")
    .samples(r#"{ type = "single" }"#, r#"{ type = "batch" }"#);

const FUNCTION_NAME: Attr = Attr::required(Ty::Text, "name", "The function's name.").checks(&[Check::NotEmpty]);
const DATA_SOURCE: Attr = Attr::required(Ty::Text, "data_source", "The linked data source's name.").checks(&[Check::NotEmpty]);
const DATABASE: Attr = Attr::required(Ty::Text, "database", "The database.").checks(&[Check::NotEmpty]);
const COLLECTION: Attr = Attr::required(Ty::Text, "collection", "The collection.").checks(&[Check::NotEmpty]);

const ACTION: Attr = Attr::required(
    Ty::OneOf(&[
        Case { name: "function", doc: "A function is called with the logs.", attrs: &[FUNCTION_NAME] },
        Case { name: "collection", doc: "The logs are stored in a collection.", attrs: &[DATA_SOURCE, DATABASE, COLLECTION] },
    ]),
    "action",
    "What is done with the logs.",
)
.samples(
    r#"{ function = { name = "sink" } }"#,
    r#"{ collection = { data_source = "mongodb-atlas", database = "ops", collection = "logs" } }"#,
);

pub(super) const SPEC: Spec = Spec {
    name: "log_forwarder",
    title: "log forwarder",
    doc: "Sends an app's logs to a function or into a collection.",
    collection: "/groups/{project_id}/apps/{app_id}/log_forwarders",
    update: Update::Patch,
    attrs: &[PROJECT_ID, APP_ID, ID, NAME, DISABLED, LOG_TYPES, LOG_STATUSES, POLICY, ACTION],
    ..Spec::COLLECTION
}
.checked();
