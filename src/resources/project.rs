//! An Atlas project, which every app is in. Terraform does not manage it here.

use crate::declare::words::{Lifecycle, Spec};

/// No resource type: what the paths of all others begin with.
pub(crate) const SPEC: Spec = Spec {
    name: "project",
    title: "project",
    collection: "/groups",
    natural_key: &[],
    unique: &[],
    lifecycle: Lifecycle::OUTSIDE,
    gone_code: Some("GroupNotFound"),
    ..Spec::COLLECTION
}
.checked();
