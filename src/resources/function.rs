//! `appservices_function`: server-side JavaScript.
//!
//! Quirks of the API: the list leaves out the source; a new function's answer has its id and name alone; "no user" and "no
//! condition" come back as `""` and `{}`.

use super::common::{APP_ID, ID, PROJECT_ID};
use crate::declare::words::spec::{Attr, Check, Default, NoneAs, Rule, Spec, Ty};

const NAME: Attr = Attr::required(
    Ty::Text,
    "name",
    "The name by which triggers, endpoints, and other functions call the function.",
)
.checks(&[Check::NotEmpty])
.samples(r#""hello""#, r#""goodbye""#);

const SOURCE: Attr = Attr::required(
    Ty::Text,
    "source",
    "The JavaScript source code, which assigns a function to `exports`.",
)
.samples(r#""exports = () => 1;""#, r#""exports = () => 2;""#);

const PRIVATE: Attr = Attr::optional(
    Ty::Bool,
    "private",
    "Whether the function is private. Client applications cannot call a private function.",
)
.default(Default::Bool(false));

const CAN_EVALUATE: Attr = Attr::optional(
    Ty::JsonObject,
    "can_evaluate",
    "A JSON expression. The function runs only for requests for which the expression is true.",
)
.none_as(NoneAs::EmptyObject)
.samples(
    r#"jsonencode({ "%%user.id" = "a" })"#,
    r#"jsonencode({ "%%true" = true })"#,
);

const RUN_AS_SYSTEM: Attr = Attr::optional(
    Ty::Bool,
    "run_as_system",
    "Whether the function runs as the system user, with full privileges and without rules.",
)
.default(Default::Bool(false));

const RUN_AS_USER_ID: Attr = Attr::optional(
    Ty::Text,
    "run_as_user_id",
    "The ID of the app user that the function runs as.",
)
.none_as(NoneAs::EmptyText)
.samples(
    r#""64f0aa64f0aa64f0aa64f0aa""#,
    r#""64f0bb64f0bb64f0bb64f0bb""#,
);

const RUN_AS_SCRIPT: Attr = Attr::optional(
    Ty::Text,
    "run_as_user_id_script_source",
    "The JavaScript source code of a function that returns, for each request, the ID of the user that the function runs as.",
)
.none_as(NoneAs::EmptyText);

pub(crate) const SPEC: Spec = Spec {
    name: "function",
    title: "function",
    doc: "Manages a function: server-side JavaScript that triggers, endpoints, log forwarders, and other functions run.",
    collection: "/groups/{project_id}/apps/{app_id}/functions",
    attrs: &[PROJECT_ID, APP_ID, ID, NAME, SOURCE, PRIVATE, CAN_EVALUATE, RUN_AS_SYSTEM, RUN_AS_USER_ID, RUN_AS_SCRIPT],
    rules: &[Rule::AtMostOneOf(&["run_as_user_id", "run_as_user_id_script_source"])],
    ..Spec::COLLECTION
}
.checked();
