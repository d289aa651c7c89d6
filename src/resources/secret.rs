//! `appservices_secret`: a named value that functions and services read and nobody reads back.
//!
//! Quirks of the API: there is no GET by id, so the list is searched; no answer carries the value, so a change made elsewhere
//! stays unseen; PUT wants both fields even when one did not change, and an empty value may erase the one that is there. So the
//! name of a secret is managed without its value for as long as nothing must be written.

use super::common::{APP_ID, ID, PROJECT_ID};
use super::spec::{Attr, Check, Read, Returned, Rule, Sent, Spec, Ty};

const NAME: Attr =
    Attr::required(Ty::Text, "name", "What values, services and endpoints call the secret. Letters, numbers, `_` and `-`, at most 64.")
        .checks(&[Check::Name])
        .samples(r#""apiToken""#, r#""renamedToken""#);

const VALUE: Attr = Attr::optional(Ty::Text, "value", "The secret text, at most 500 characters. It is kept in the state; see `value_wo`.")
    .sensitive()
    .returned(Returned::Never)
    .checks(&[Check::MaxChars(500)])
    .samples(r#""first-hush""#, r#""second-hush""#);

const VALUE_WO: Attr = Attr::optional(
    Ty::Text,
    "value_wo",
    "The secret text, at most 500 characters, which neither plan nor state keep (Terraform 1.11). Sent when the secret is created, and again when `value_wo_version` changes.",
)
.sensitive()
.write_only()
.checks(&[Check::MaxChars(500)]);

const VALUE_WO_VERSION: Attr = Attr::optional(Ty::Text, "value_wo_version", "Any text or number; change it to send `value_wo` again.")
    .sent(Sent::Trigger)
    .returned(Returned::Never);

pub(super) const SPEC: Spec = Spec {
    name: "secret",
    title: "secret",
    doc: "A value that App Services stores encrypted and never shows again.\n\nSomebody else's change of the value cannot be seen: the API never returns it.",
    collection: "/groups/{project_id}/apps/{app_id}/secrets",
    read: Read::InList,
    attrs: &[PROJECT_ID, APP_ID, ID, NAME, VALUE, VALUE_WO, VALUE_WO_VERSION],
    rules: &[Rule::OneOfToWrite(&["value", "value_wo"]), Rule::Needs("value_wo_version", "value_wo")],
    ..Spec::COLLECTION
}
.checked();
