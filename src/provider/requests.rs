//! What core asks about a plan, and what a resource says of its identity.

use super::{Deferred, Private};
use crate::engine::{Plan, Type, Value};

/// What core sends to `PlanResourceChange`.
#[derive(Debug, Default)]
pub struct PlanRequest {
    /// The state, null for a creation.
    pub prior: Value,
    /// The configuration, null for a destruction.
    pub config: Value,
    /// The object's private state.
    pub private: Private,
    /// The private state of the plan that is being applied: core then plans again, and a value that
    /// was made at random can be made equal (Terraform 1.16).
    pub planned_private: Option<Private>,
    /// The object's identity, where the state has one.
    pub identity: Option<Value>,
    /// What the module says to the provider (`provider_meta`); null where it says nothing.
    pub meta: Value,
    /// Whether core will give [`Self::planned_private`] when it applies this.
    pub keeps_planned_private: bool,
    /// Whether the change may be deferred.
    pub deferral_allowed: bool,
}

/// The answer to `PlanResourceChange`.
#[derive(Debug)]
pub struct ResourcePlan {
    /// The plan.
    pub plan: Plan,
    /// The private state, for the apply.
    pub private: Private,
    /// The object's identity after the change: none where the resource has none, and none while any
    /// part of it is unknown, because Terraform since 1.12 cannot show such a plan. It follows from
    /// the plan, so what [`Resource::refine_plan`](super::Resource::refine_plan) writes here is ignored.
    pub identity: Option<Value>,
    /// Why the change is deferred, if it is. Only valid if deferral is allowed.
    pub deferred: Option<Deferred>,
}

/// The attributes that make an identity. They are primitives or lists, and flat.
#[derive(Clone, Debug, Default)]
pub struct IdentitySchema {
    /// Raised when old identities must be upgraded.
    pub version: i64,
    /// In the order in which docs show them.
    pub attributes: Vec<IdentityAttribute>,
    /// Whether an object's identity may change while the object stays the same. A stable identity
    /// is better.
    pub mutable: bool,
}

/// One attribute of an [`IdentitySchema`].
#[derive(Clone, Debug)]
pub struct IdentityAttribute {
    /// Its name: that of an attribute of the resource, whose value it has.
    pub name: String,
    /// Its type: text, a number, a bool or a list of these, as the attribute's.
    pub ty: Type,
    /// Whether an import must give it; otherwise it may, and the provider completes it.
    pub required: bool,
    /// What it is.
    pub description: String,
}

impl IdentitySchema {
    /// Returns the type of its identities.
    pub fn ty(&self) -> Type {
        Type::Object(
            self.attributes
                .iter()
                .map(|attribute| (attribute.name.clone(), attribute.ty.clone()))
                .collect(),
        )
    }
}
