//! `appservices_environment_value`: a value that depends on the app's environment.
//!
//! Quirks of the API: only the GET of one object has the values.

use super::common::{APP_ID, ID, NAME_FORM, PROJECT_ID};
use crate::declare::words::{Attr, Lifecycle, Listed, Spec, any_json, object, text};

pub(crate) const SPEC: Spec = Spec {
    name: "environment_value",
    title: "environment value",
    doc: "Manages an environment value: a value of the app for each environment. The app's `environment` selects the one that applies.",
    parent: Some(&super::app::SPEC),
    collection: "/groups/{project_id}/apps/{app_id}/environment_values",
    lifecycle: Lifecycle { listed: Listed::Stamped("last_modified"), ..Lifecycle::COLLECTION },
    is_drafted: true,
    attrs: &[
        PROJECT_ID,
        APP_ID,
        ID,
        text("name")
            .required()
            .doc("The name by which values and functions refer to the environment value: at most 64 letters, digits, `_`, and `-`.")
            .checks(&[NAME_FORM])
            .samples(r#""baseUrl""#, r#""url""#),
        object("values", VALUES)
            .required()
            .doc("The value for each environment, as JSON. An environment without a value has none.")
            .samples(
                r#"{ none = jsonencode(""), production = jsonencode({ host = "example.com" }) }"#,
                r#"{ none = jsonencode("local"), qa = jsonencode(1) }"#,
            ),
    ],
    ..Spec::COLLECTION
}
.checked();

const VALUES: &[Attr] = &[
    any_json("none").doc("The value of an app without an environment."),
    any_json("development").doc("The value in the environment `development`."),
    any_json("testing").doc("The value in the environment `testing`."),
    any_json("qa").doc("The value in the environment `qa`."),
    any_json("production").doc("The value in the environment `production`."),
];
