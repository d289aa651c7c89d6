//! What [`Resource::modify_plan`](super::Resource::modify_plan) is given, and what it may change.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Call, Deferred, Private, Result};
use crate::engine::{
    Diagnostic, PathError, Plan, Schema, Step, Type, Value, filled, from_value, to_value,
};

/// What [`Resource::modify_plan`](super::Resource::modify_plan) is given.
#[non_exhaustive]
pub struct ModifyPlanRequest<'a, D = ()> {
    /// What the configured provider gives; `None` while the provider's configuration is not known.
    pub data: Option<&'a D>,
    /// The state, null for a creation.
    pub prior: &'a Value,
    /// The configuration, null for a destruction.
    pub config: &'a Value,
    /// The object's private state.
    pub private: &'a Private,
    /// The private state of the plan that is being applied: core then plans again, and a value that
    /// was made at random can be made equal (Terraform 1.16).
    pub planned_private: Option<&'a Private>,
    /// The object's identity, where the state has one.
    pub identity: Option<&'a Value>,
    /// The resource's schema.
    pub schema: &'a Schema,
    /// What every call carries.
    pub call: &'a Call,
}

impl<D> ModifyPlanRequest<'_, D> {
    /// Returns the configuration as a Rust struct, which may leave out attributes; `None` for a
    /// destruction. Fields of attributes that can be unknown are [`Field`](crate::engine::Field)s.
    ///
    /// # Errors
    /// Returns an error where the struct does not fit the configuration.
    pub fn config_as<T: DeserializeOwned>(&self) -> Result<Option<T>> {
        if self.config.is_null() {
            return Ok(None);
        }
        Ok(Some(from_value(self.config)?))
    }

    /// Returns the prior state as a Rust struct, which may leave out attributes; `None` for a
    /// creation. Attributes that are null and have a default have that.
    ///
    /// # Errors
    /// Returns an error where the struct does not fit the state.
    pub fn prior_as<T: DeserializeOwned>(&self) -> Result<Option<T>> {
        if self.prior.is_null() {
            return Ok(None);
        }
        Ok(Some(from_value(&filled(&self.schema.block, self.prior))?))
    }

    /// Reports whether the object is new.
    #[doc(alias = "State.Raw.IsNull")]
    pub fn is_creation(&self) -> bool {
        self.prior.is_null()
    }

    /// Reports whether the object is to be destroyed. There is nothing planned then.
    #[doc(alias = "Plan.Raw.IsNull")]
    pub fn is_destruction(&self) -> bool {
        self.config.is_null()
    }
}

/// The plan that [`Resource::modify_plan`](super::Resource::modify_plan) may change.
#[derive(Debug)]
#[non_exhaustive]
pub struct ModifyPlanResponse {
    /// The plan by the schema alone: the planned state, what forces replacement, and diagnostics.
    pub plan: Plan,
    /// The private state, for the apply.
    pub private: Private,
    /// Why the change is deferred, if it is. Only valid if the host allows it.
    pub deferred: Option<Deferred>,
    /// The type of the resource's states.
    pub(super) ty: Type,
}

impl ModifyPlanResponse {
    pub(super) const fn new(plan: Plan, private: Private, ty: Type) -> Self {
        Self {
            plan,
            private,
            deferred: None,
            ty,
        }
    }

    /// Returns the planned value of an attribute as a Rust value. What can be unknown is read into a
    /// [`Field`](crate::engine::Field).
    ///
    /// # Errors
    /// Returns an error if the resource has no such attribute, or if the value does not fit the Rust
    /// type.
    #[doc(alias = "GetAttribute")]
    pub fn get<T: DeserializeOwned>(&self, attribute: &str) -> Result<T> {
        self.type_of(attribute)?;
        from_value(self.plan.planned.attribute(attribute))
            .map_err(|misfit| within(misfit, attribute).into())
    }

    /// Plans a value for an attribute. Core refuses a plan in which a configured value is another
    /// one than configured or than before.
    ///
    /// # Errors
    /// Returns an error if the resource has no such attribute, if the Rust value does not fit its
    /// type, or if the object is to be destroyed.
    #[doc(alias = "SetAttribute")]
    pub fn set<T: Serialize + ?Sized>(&mut self, attribute: &str, value: &T) -> Result<()> {
        let planned = to_value(value, self.type_of(attribute)?);
        let planned = planned.map_err(|misfit| within(misfit, attribute))?;
        let Value::Map(values) = &mut self.plan.planned else {
            return Err(Diagnostic::bug(format!(
                "{attribute} was planned for an object that is to be destroyed"
            ))
            .into());
        };
        values.insert(attribute.to_owned(), planned);
        Ok(())
    }

    fn type_of(&self, attribute: &str) -> Result<&Type> {
        let found = match &self.ty {
            Type::Object(types) => types.get(attribute),
            _ => None,
        };
        found.ok_or_else(|| {
            Diagnostic::bug(format!("the resource has no attribute {attribute:?}")).into()
        })
    }
}

/// Returns the misfit of an attribute's value, with the attribute in its path.
fn within(mut misfit: PathError, attribute: &str) -> PathError {
    misfit
        .path
        .0
        .insert(0, Step::Attribute(attribute.to_owned()));
    misfit
}
