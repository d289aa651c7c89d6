//! `appservices_function`: server-side JavaScript.
//!
//! Quirks of the API: the list omits the source. The answer to a creation has only the ID and the
//! name. "No user" and "no condition" are returned as `""` and `{}`.

use super::common::{APP_ID, ID, PROJECT_ID};
use crate::declare::words::{Check, Lifecycle, Listed, NoneAs, Rule, Spec, boolean, json, text};

pub(crate) const SPEC: Spec = Spec {
    name: "function",
    title: "function",
    doc: "Manages a function: server-side JavaScript that triggers, endpoints, log forwarders, and other functions run.",
    parent: Some(&super::app::SPEC),
    collection: "/groups/{project_id}/apps/{app_id}/functions",
    // The list leaves out the source and more.
    lifecycle: Lifecycle { listed: Listed::Stamped("last_modified"), ..Lifecycle::COLLECTION },
    is_drafted: true,
    attrs: &[
        PROJECT_ID,
        APP_ID,
        ID,
        text("name")
            .required()
            .doc("The name by which triggers, endpoints, and other functions call the function.")
            .checks(&[Check::NotEmpty])
            .samples(r#""hello""#, r#""goodbye""#),
        text("source")
            .required()
            .doc("The JavaScript source code, which assigns a function to `exports`.")
            .samples(r#""exports = () => 1;""#, r#""exports = () => 2;""#),
        boolean("private")
            .doc("Whether the function is private. Client applications cannot call a private function.")
            .off(),
        json("can_evaluate")
            .doc("A JSON expression. The function runs only for requests for which the expression is true.")
            .none_as(NoneAs::EmptyObject)
            .samples(r#"jsonencode({ "%%user.id" = "a" })"#, r#"jsonencode({ "%%true" = true })"#),
        boolean("run_as_system")
            .doc("Whether the function runs as the system user, with full privileges and without rules.")
            .off(),
        text("run_as_user_id")
            .doc("The ID of the app user that the function runs as.")
            .none_as(NoneAs::EmptyText)
            .samples(r#""64f0aa64f0aa64f0aa64f0aa""#, r#""64f0bb64f0bb64f0bb64f0bb""#),
        text("run_as_user_id_script_source")
            .doc("The JavaScript source code of a function that returns, for each request, the ID of the user that the function runs as.")
            .none_as(NoneAs::EmptyText),
    ],
    rules: &[Rule::AtMostOneOf(&["run_as_user_id", "run_as_user_id_script_source"])],
    ..Spec::COLLECTION
}
.checked();
