//! Attributes that every resource has.

use crate::declare::words::spec::{Attr, Check, Default, Sent, Ty};

pub(crate) const ID: Attr = Attr::computed(
    Ty::Text,
    "id",
    "The object's ID in the Admin API (its `_id`).",
);

pub(crate) const PROJECT_ID: Attr = Attr::optional(
    Ty::Text,
    "project_id",
    "The ID of the Atlas project that contains the app: 24 hexadecimal digits. Defaults to the provider's `project_id`.",
)
.default(Default::Project)
.sent(Sent::Path)
.checks(&[Check::ObjectId("the project's id is in the Atlas URL and in `atlas projects list`")])
.replaces();

pub(crate) const APP_ID: Attr = Attr::required(
    Ty::Text,
    "app_id",
    "The `id` of the app that the object belongs to.",
)
.sent(Sent::Path)
.checks(&[Check::ObjectId(
    "it is the app's `id`, as in `appservices_app.example.id`, and not its client app id",
)])
.replaces()
.samples("appservices_app.parent.id", "appservices_app.other.id");
