//! Attributes and forms that several resources share.

use crate::declare::words::{Attr, Check, Default, Sent, is_object_id, text};

pub(super) const ID: Attr = text("id")
    .computed()
    .doc("The object's ID in the Admin API (its `_id`).");

pub(crate) const PROJECT_ID: Attr = text("project_id")
    .doc("The ID of the Atlas project that contains the app: 24 hexadecimal digits. Defaults to the provider's `project_id`.")
    .default(Default::Provider)
    .sent(Sent::Path)
    .checks(&[Check::ObjectId("the project's id is in the Atlas URL and in `atlas projects list`")])
    .replaces();

pub(crate) const APP_ID: Attr = text("app_id")
    .required()
    .doc("The `id` of the app that the object belongs to.")
    .sent(Sent::Path)
    .checks(&[Check::ObjectId(
        "it is the app's `id`, as in `appservices_app.example.id`, and not its client app id",
    )])
    .replaces()
    .samples("appservices_app.parent.id", "appservices_app.other.id");

/// The form of the names of secrets and values.
pub(super) const NAME_FORM: Check = Check::Form(|text| {
    let right = (1..=64).contains(&text.len())
        && only_word_characters(text)
        && text.starts_with(|first: char| first.is_ascii_alphanumeric());
    (!right).then(|| {
        format!("{text:?} is not a name: 1 to 64 letters, numbers, underscores and hyphens, the first a letter or number.")
    })
});

/// Refuses an ID where a name belongs. Nothing has a name of 24 hexadecimal digits.
pub(super) const NO_ID: Check = Check::Form(|text| {
    is_object_id(text).then(|| format!("{text:?} is an id, and the name belongs here."))
});

pub(super) fn only_word_characters(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}
