//! An Atlas project, which contains apps. This provider does not manage projects.

use crate::declare::words::{Lifecycle, Spec};

/// Not a resource type: the paths of all others begin with a project.
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
