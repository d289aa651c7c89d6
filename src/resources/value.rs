//! `appservices_value`: a named constant that functions and rules read.
//!
//! Quirks of the API: the list omits the value. With `from_secret`, the value is the name of a
//! secret.

use super::common::{APP_ID, ID, NAME_FORM, PROJECT_ID};
use crate::declare::words::{Spec, any_json, boolean, text};

pub(crate) const SPEC: Spec = Spec {
    name: "value",
    title: "value",
    doc: "Manages a value: a named constant that functions and rules read. A value is any JSON, or refers to a secret by its name.",
    parent: Some(&super::app::SPEC),
    collection: "/groups/{project_id}/apps/{app_id}/values",
    is_drafted: true,
    attrs: &[
        PROJECT_ID,
        APP_ID,
        ID,
        text("name")
            .required()
            .doc("The name by which functions and rules refer to the value: at most 64 letters, digits, `_`, and `-`.")
            .checks(&[NAME_FORM])
            .samples(r#""limit""#, r#""maximum""#),
        any_json("value")
            .required()
            .doc("The value as JSON, for example `jsonencode(5)`. With `from_secret`, the name of a secret, for example `jsonencode(appservices_secret.example.name)`.")
            .samples(r#"jsonencode({ most = 5 })"#, r#"jsonencode(["a", 1])"#),
        boolean("private")
            .doc("Whether the value is private. Client applications cannot read a private value.")
            .off(),
        boolean("from_secret")
            .doc("Whether `value` is the name of a secret, whose text is then the value.")
            .off()
            .samples("false", "false"),
    ],
    ..Spec::COLLECTION
}
.checked();
