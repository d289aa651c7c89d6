//! `appservices_secret`: a named value that functions and services use and that the API never
//! returns.
//!
//! Quirks of the API: there is no GET by ID, so the list is searched. No answer contains the value,
//! so its drift cannot be detected. PUT requires both fields even if one did not change, and an
//! empty value may erase the stored one. So a secret is managed without its value as long as no
//! write is needed.

use super::common::{APP_ID, ID, NAME_FORM, PROJECT_ID};
use crate::declare::words::{Check, Lifecycle, Read, Returned, Rule, Sent, Spec, text};

pub(crate) const SPEC: Spec = Spec {
    name: "secret",
    title: "secret",
    doc: "Manages a secret: a value that App Services stores encrypted and never returns.\n\nThe provider cannot detect drift of the value, because the API never returns it.\n\nOnce the secret exists, you can omit both `value` and `value_wo`, for example after an import. Terraform then manages the name of the secret and leaves its value alone. The plan fails if a secret without a value must be created or renamed, because those calls send a value.",
    parent: Some(&super::app::SPEC),
    collection: "/groups/{project_id}/apps/{app_id}/secrets",
    lifecycle: Lifecycle { read: Read::InList(None), ..Lifecycle::COLLECTION },
    attrs: &[
        PROJECT_ID,
        APP_ID,
        ID,
        text("name")
            .required()
            .doc("The name by which values, services, and endpoints refer to the secret: at most 64 letters, digits, `_`, and `-`.")
            .checks(&[NAME_FORM])
            .samples(r#""apiToken""#, r#""renamedToken""#),
        text("value")
            .doc("The secret text, at most 500 characters. The text is stored in the state; use `value_wo` to keep it out of the state.")
            .sensitive()
            .returned(Returned::Never)
            .checks(&[Check::MaxChars(500)])
            .samples(r#""first-hush""#, r#""second-hush""#),
        text("value_wo")
            .doc("The secret text, at most 500 characters, which is stored in neither the plan nor the state. Requires Terraform 1.11 or later. Sent when the secret is created, and again when `value_wo_version` or `name` changes.")
            .sensitive()
            .write_only()
            .checks(&[Check::MaxChars(500)]),
        text("value_wo_version")
            .doc("Any text or number. Change the version to send `value_wo` again.")
            .sent(Sent::Trigger)
            .returned(Returned::Never),
    ],
    rules: &[Rule::OneOfToWrite(&["value", "value_wo"]), Rule::Needs("value_wo_version", "value_wo")],
    ..Spec::COLLECTION
}
.checked();
