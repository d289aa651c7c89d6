//! What a provider is, in the engine's words: traits to implement, and one function over them for each call of Terraform core.
//!
//! Nothing here knows how core's calls arrive; [`crate::plugin`] brings them. Every function takes values and gives values, so
//! that a provider can be driven in tests without a process.

mod action;
mod apply;
mod call;
mod config;
mod ephemeral;
mod function;
mod identity;
mod import;
mod list;
mod state;

use async_trait::async_trait;

pub use action::{Action, Progress};
pub use apply::{ApplyRequest, apply_resource};
pub use call::{check_schemas, find_action, find_data_source, find_ephemeral_resource, find_list_resource, find_resource};
pub use config::{PlanRequest, ResourcePlan, plan_resource, validate_data_source, validate_provider, validate_resource};
pub use ephemeral::{EphemeralResource, Opened, Renewed};
pub use function::{Function, FunctionError, Parameter, Signature, call_function};
pub use identity::{IdentityAttribute, IdentitySchema, identity_of, upgrade_identity};
pub use import::{generate_config, import_by_identity, import_resource};
pub use list::{Finds, ListRequest, ListResource, Listed};
pub use state::{read_data_source, read_resource, upgrade_resource_state};

use crate::engine::{Defaults, Diagnostic, Plan, Schema, Value};

/// A result whose failure is one or more errors, warnings among them.
pub type Outcome<T> = Result<T, Vec<Diagnostic>>;

/// A Terraform provider.
#[async_trait]
pub trait Provider: Send + Sync + 'static {
    /// The prefix of all its type names: `appservices`.
    fn name(&self) -> &str;

    /// The schema of its `provider` block.
    fn schema(&self) -> &Schema;

    /// Its resource types.
    fn resources(&self) -> &[Box<dyn Resource>];

    /// Its data source types.
    fn data_sources(&self) -> &[Box<dyn DataSource>] {
        &[]
    }

    /// Its functions.
    fn functions(&self) -> &[Box<dyn Function>] {
        &[]
    }

    /// Its ephemeral resource types.
    fn ephemeral_resources(&self) -> &[Box<dyn EphemeralResource>] {
        &[]
    }

    /// The resource types that it can list; each must have an identity.
    fn list_resources(&self) -> &[Box<dyn ListResource>] {
        &[]
    }

    /// Its action types.
    fn actions(&self) -> &[Box<dyn Action>] {
        &[]
    }

    /// Takes the provider block, which may have unknown parts while planning. Called again for each run of a process that
    /// serves several. Gives warnings.
    ///
    /// # Errors
    /// When nothing can work with this configuration.
    async fn configure(&self, config: &Value) -> Outcome<Vec<Diagnostic>>;

    /// What the configured provider gives to attributes that a resource's configuration leaves out, by attribute name.
    fn defaults(&self) -> Defaults {
        Defaults::new()
    }

    /// The user interrupted: finish the write that is under way and start no other. What runs still answers.
    fn stop(&self);
}

/// A resource type.
#[async_trait]
pub trait Resource: Send + Sync + 'static {
    /// The whole name: `appservices_secret`.
    fn type_name(&self) -> &str;

    /// Its schema.
    fn schema(&self) -> &Schema;

    /// Says more about a plan than the schema can: refuses, warns, replaces, makes values known. It must depend on its
    /// arguments alone. Also called for a destruction (`plan.planned` is null then).
    fn refine_plan(&self, prior: &Value, config: &Value, plan: &mut Plan) {
        let _ = (prior, config, plan);
    }

    /// Makes the object that `change.planned` describes.
    async fn create(&self, change: &Change<'_>) -> Applied;

    /// What the object is now; `None` when it is certainly gone.
    ///
    /// # Errors
    /// When that cannot be told.
    async fn read(&self, state: &Value, private: &Private) -> Outcome<Option<Found>>;

    /// Turns `change.prior` into `change.planned`.
    async fn update(&self, change: &Change<'_>) -> Applied;

    /// Removes the object. One that is gone already is no error.
    ///
    /// # Errors
    /// When it may still be there; the state is kept.
    async fn delete(&self, state: &Value, private: &Private) -> Outcome<Vec<Diagnostic>>;

    /// The state of the object that the user calls `id`. Terraform reads it again afterwards.
    ///
    /// # Errors
    /// When there is none, or `id` is not in the resource's form.
    async fn import(&self, id: &str) -> Outcome<Found>;

    /// What tells its objects apart; none by default. The attributes' values are those of the state's attributes of the same names.
    fn identity(&self) -> Option<&IdentitySchema> {
        None
    }

    /// The state of the object with this identity, in which what an import need not give may be null.
    ///
    /// # Errors
    /// When there is none.
    async fn import_by_identity(&self, identity: &Value) -> Outcome<Found> {
        let _ = identity;
        Err(vec![Diagnostic::error("Import by identity is not supported", format!("{} is imported by id.", self.type_name()))])
    }

    /// Brings an identity that an older version wrote into the current form.
    ///
    /// # Errors
    /// When that version was never released.
    fn upgrade_identity(&self, version: i64, identity: serde_json::Value) -> Outcome<serde_json::Value> {
        let _ = identity;
        Err(vec![Diagnostic::bug(format!("{} has no upgrade from identity version {version}", self.type_name()))])
    }

    /// The state of this type that an object of another type becomes (`moved` across types); `None` when it cannot.
    ///
    /// # Errors
    /// When it could, but this one's state cannot be read.
    fn move_from(&self, source: &MoveSource) -> Outcome<Option<Found>> {
        let _ = source;
        Ok(None)
    }

    /// Brings a state that an older version of the schema wrote into the current form.
    ///
    /// # Errors
    /// When that version was never released.
    fn upgrade(&self, version: i64, state: serde_json::Value) -> Outcome<serde_json::Value> {
        let _ = state;
        Err(vec![Diagnostic::bug(format!("{} has no upgrade from state version {version}", self.type_name()))])
    }
}

/// A data source type.
#[async_trait]
pub trait DataSource: Send + Sync + 'static {
    /// The whole name: `appservices_app`.
    fn type_name(&self) -> &str;

    /// Its schema.
    fn schema(&self) -> &Schema;

    /// Fills in what `config` leaves to the provider.
    ///
    /// # Errors
    /// When nothing, or more than one thing, is found.
    async fn read(&self, config: &Value) -> Outcome<Found>;
}

/// A provider's own notes about an object, which Terraform keeps and never looks into. They may hold anything, so `Debug` tells
/// their size alone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Private(pub Vec<u8>);

impl std::fmt::Debug for Private {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

/// What is to be made or changed.
#[derive(Debug)]
pub struct Change<'a> {
    /// The state before; null for a creation.
    pub prior: &'a Value,
    /// The plan; unknown where the provider is free.
    pub planned: &'a Value,
    /// The configuration, wholly known: the only place of write-only values.
    pub config: &'a Value,
    /// The provider's own notes about the object, from the plan.
    pub private: &'a Private,
}

/// An object of another type, perhaps of another provider, that shall become one of this type.
#[derive(Debug)]
pub struct MoveSource {
    /// The other provider: `registry.terraform.io/hashicorp/null`.
    pub provider: String,
    /// The other type's name.
    pub type_name: String,
    /// The version of the other type's schema.
    pub schema_version: i64,
    /// Its state, as stored.
    pub state: serde_json::Value,
    /// The other provider's notes about it.
    pub private: Private,
}

/// What a creation or change came to. With errors among the diagnostics, the state is what is really there.
#[derive(Debug)]
pub struct Applied {
    /// The new state; null when a creation made nothing.
    pub state: Value,
    /// The provider's own notes about the object.
    pub private: Private,
    /// What went wrong or deserves attention.
    pub diagnostics: Vec<Diagnostic>,
}

impl Applied {
    /// It worked, and this is the new state.
    pub fn done(state: Value) -> Self {
        Self { state, private: Private::default(), diagnostics: Vec::new() }
    }

    /// Nothing was done: a creation made nothing, a change changed nothing.
    pub fn failed(change: &Change<'_>, errors: Vec<Diagnostic>) -> Self {
        Self { state: change.prior.clone(), private: change.private.clone(), diagnostics: errors }
    }
}

/// An object as it was found.
#[derive(Debug)]
pub struct Found {
    /// Its state.
    pub state: Value,
    /// The provider's own notes about the object.
    pub private: Private,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
}

impl Found {
    /// A state, without notes or warnings.
    pub const fn new(state: Value) -> Self {
        Self { state, private: Private(Vec::new()), warnings: Vec::new() }
    }
}
