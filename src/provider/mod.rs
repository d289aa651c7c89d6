//! What a provider is, in the engine's words: traits to implement, and one function over them for
//! each call of Terraform core.
//!
//! Nothing here knows how core's calls arrive; [`crate::plugin`] brings them. Every function takes
//! values and gives values, so that a provider can be driven in tests without a process.

#![warn(clippy::too_many_lines)]

mod action;
mod answer;
mod apply;
mod call;
mod check;
mod configure;
mod data_source;
mod deferral;
mod ephemeral;
mod function;
mod host_connection;
mod identity;
mod import;
mod list;
mod plan;
mod private;
mod refusal;
mod requests;
mod resource;
mod state;
#[cfg(test)]
#[expect(clippy::too_many_lines, reason = "tables of cases")]
mod tests;
mod validate;

use async_trait::async_trait;

pub use action::{Action, ActionPlan, Progress, invoke_action, plan_action};
pub use apply::{ApplyRequest, apply_resource};
pub use call::{
    find_action, find_data_source, find_ephemeral_resource, find_list_resource, find_resource,
};
pub use check::check_schemas;
pub use configure::configure_provider;
pub use data_source::{DataSource, Query, read_data_source};
pub use deferral::Deferred;
pub use ephemeral::{EphemeralResource, Opened, Renewed, open_ephemeral, renew_ephemeral};
pub use function::{Function, FunctionError, Parameter, Signature, call_function};
pub use host_connection::{ConnectionMark, HostConnection};
pub use identity::{identity_of, upgrade_identity};
pub use import::{generate_config, import_by_identity, import_resource};
pub use list::{Finds, ListRequest, ListResource, Listed, check_listed, list_objects};
pub use plan::plan_resource;
pub use private::Private;
pub use requests::{IdentityAttribute, IdentitySchema, PlanRequest, ResourcePlan};
pub use resource::{Applied, Change, Current, Found, MoveSource, Resource};
pub use state::{move_resource, read_resource, upgrade_resource_state};
pub use validate::{
    validate_action, validate_data_source, validate_ephemeral, validate_list, validate_provider,
    validate_resource,
};

use crate::engine::{Defaults, Diagnostic, Schema, Value};

/// A result whose failure is one or more errors, warnings among them.
pub type Outcome<T> = Result<T, Vec<Diagnostic>>;

/// A Terraform provider.
#[async_trait]
pub trait Provider: Send + Sync + 'static {
    /// Returns the prefix of all its type names: `appservices`.
    fn name(&self) -> &str;

    /// Returns the schema of its `provider` block.
    fn schema(&self) -> &Schema;

    /// Returns its resource types.
    fn resources(&self) -> &[Box<dyn Resource>];

    /// Returns its data source types.
    fn data_sources(&self) -> &[Box<dyn DataSource>] {
        &[]
    }

    /// Returns its functions.
    fn functions(&self) -> &[Box<dyn Function>] {
        &[]
    }

    /// Returns its ephemeral resource types.
    fn ephemeral_resources(&self) -> &[Box<dyn EphemeralResource>] {
        &[]
    }

    /// Returns the resource types that it can list; each must have an identity.
    fn list_resources(&self) -> &[Box<dyn ListResource>] {
        &[]
    }

    /// Returns its action types.
    fn actions(&self) -> &[Box<dyn Action>] {
        &[]
    }

    /// Returns the schema of what a module may say to the provider (`provider_meta`); none by
    /// default.
    fn meta_schema(&self) -> Option<&Schema> {
        None
    }

    /// Takes the provider block, which may have unknown parts while planning. Called again for each
    /// run of a process that serves several. Gives warnings.
    ///
    /// # Errors
    /// Returns an error if nothing can work with this configuration.
    async fn configure(&self, configuration: &Configuration) -> Outcome<Vec<Diagnostic>>;

    /// Returns why the configured provider cannot do anything yet, or `None` if it can. If core
    /// allows deferral, every call that needs the provider is then deferred without a call to the
    /// resource. Otherwise resources are called as usual.
    fn deferred(&self) -> Option<Deferred> {
        None
    }

    /// Returns what the configured provider gives to attributes that a resource's configuration
    /// leaves out, by attribute name.
    fn defaults(&self) -> Defaults {
        Defaults::new()
    }

    /// Reports that the user interrupted the run: finish the write that is under way, and start no
    /// other. Calls that are running still answer.
    fn stop(&self);
}

/// What a provider is configured with.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// The provider block; null attributes where it says nothing.
    pub config: Value,
    /// The version of the Terraform or OpenTofu that runs.
    pub terraform_version: String,
    /// Whether [`Provider::deferred`] will be heeded.
    pub deferral_allowed: bool,
}
