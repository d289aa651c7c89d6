//! What a resource type is, and what its calls take and give.

use async_trait::async_trait;

use super::{
    Deferred, HostConnection, IdentitySchema, Outcome, PlanRequest, Private, ResourcePlan,
};
use crate::engine::{Diagnostic, Schema, Value};

/// A resource type.
#[async_trait]
pub trait Resource: Send + Sync + 'static {
    /// Returns the whole name: `appservices_secret`.
    fn type_name(&self) -> &str;

    /// Returns its schema.
    fn schema(&self) -> &Schema;

    /// Modifies a plan where the schema cannot: refuses, warns, replaces, makes values known,
    /// writes private state, or defers. The result must depend on the arguments alone, because core
    /// plans twice and refuses a different plan. Also called for a destruction (`plan.plan.planned`
    /// is null then).
    fn refine_plan(&self, request: &PlanRequest, plan: &mut ResourcePlan) {
        let _ = (request, plan);
    }

    /// Makes the object that `change.planned` describes.
    async fn create(&self, change: &Change<'_>) -> Applied;

    /// Returns the object's state, or `None` if it is certainly gone.
    ///
    /// # Errors
    /// Returns an error if that cannot be determined.
    async fn read(&self, current: &Current<'_>) -> Outcome<Option<Found>>;

    /// Turns `change.prior` into `change.planned`.
    async fn update(&self, change: &Change<'_>) -> Applied;

    /// Deletes the object. It is no error if the object is gone already.
    ///
    /// # Errors
    /// Returns an error if it may still be there; the state is kept.
    async fn delete(&self, current: &Current<'_>) -> Outcome<Vec<Diagnostic>>;

    /// Returns the state of the object that the user calls `id`. Terraform reads it again
    /// afterwards, so attributes that only a read can fill may be null. [`Found::passthrough`] is
    /// enough where `id` is an attribute.
    ///
    /// # Errors
    /// Returns an error if there is none, or `id` is not in the resource's form.
    async fn import(&self, id: &str) -> Outcome<Found>;

    /// Returns the schema of its identities; none by default. Each identity attribute has the value
    /// of the state's attribute of the same name.
    fn identity(&self) -> Option<&IdentitySchema> {
        None
    }

    /// Returns the state of the object with this identity, in which what an import need not give
    /// may be null.
    ///
    /// # Errors
    /// Returns an error if there is none.
    async fn import_by_identity(&self, identity: &Value) -> Outcome<Found> {
        let _ = identity;
        Err(vec![Diagnostic::error(
            "Import by identity is not supported",
            format!("{} is imported by id.", self.type_name()),
        )])
    }

    /// Brings an identity that an older version wrote into the current form.
    ///
    /// # Errors
    /// Returns an error if that version was never released.
    fn upgrade_identity(
        &self,
        version: i64,
        identity: serde_json::Value,
    ) -> Outcome<serde_json::Value> {
        let _ = identity;
        Err(vec![Diagnostic::bug(format!(
            "{} has no upgrade from identity version {version}",
            self.type_name()
        ))])
    }

    /// Returns the state of this type that an object of another type becomes (`moved` across
    /// types); `None` when it cannot.
    ///
    /// # Errors
    /// Returns an error if it could, but this one's state cannot be read.
    fn move_from(&self, source: &MoveSource) -> Outcome<Option<Found>> {
        let _ = source;
        Ok(None)
    }

    /// Brings a state that an older version of the schema wrote into the current form, in one step.
    ///
    /// # Errors
    /// Returns an error if that version was never released.
    fn upgrade(&self, version: i64, state: serde_json::Value) -> Outcome<serde_json::Value> {
        let _ = state;
        Err(vec![Diagnostic::bug(format!(
            "{} has no upgrade from state version {version}",
            self.type_name()
        ))])
    }
}

/// An object as the state has it.
#[derive(Clone, Copy, Debug)]
pub struct Current<'a> {
    /// Its state.
    pub state: &'a Value,
    /// The object's private state.
    pub private: &'a Private,
    /// What the module says to the provider (`provider_meta`); null where it says nothing.
    pub meta: &'a Value,
    /// Whether an answer may be deferred.
    pub deferral_allowed: bool,
    /// The connection over which the call came.
    pub connection: &'a HostConnection,
}

/// What is to be made or changed.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The state before; null for a creation.
    pub prior: &'a Value,
    /// The plan; unknown where the provider is free.
    pub planned: &'a Value,
    /// The configuration, wholly known: the only place of write-only values.
    pub config: &'a Value,
    /// The object's private state, from the plan.
    pub private: &'a Private,
    /// What the module says to the provider (`provider_meta`); null where it says nothing.
    pub meta: &'a Value,
    /// The connection over which the call came.
    pub connection: &'a HostConnection,
}

/// An object of another type, perhaps of another provider, that shall become one of this type.
pub struct MoveSource {
    /// The other provider: `registry.terraform.io/hashicorp/null`.
    pub provider: String,
    /// The other type's name.
    pub type_name: String,
    /// The version of the other type's schema.
    pub schema_version: i64,
    /// Its state, as stored.
    pub state: serde_json::Value,
    /// Its identity, as stored; null where there is none.
    pub identity: serde_json::Value,
    /// The object's private state as the other provider wrote it.
    pub private: Private,
}

/// The other type's state may hold anything, so none of it is shown.
impl std::fmt::Debug for MoveSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} of {}, version {}",
            self.type_name, self.provider, self.schema_version
        )
    }
}

/// What a creation or change came to. With errors among the diagnostics, the state is what is
/// really there.
#[derive(Debug)]
pub struct Applied {
    /// The new state; null when a creation made nothing. Beside errors it may leave out, or leave
    /// unknown, what is as it was before.
    pub state: Value,
    /// The object's private state; `None` keeps that of the plan.
    pub private: Option<Private>,
    /// What went wrong or deserves attention.
    pub diagnostics: Vec<Diagnostic>,
}

impl Applied {
    /// Reports success with the new state. The private state stays that of the plan.
    pub const fn done(state: Value) -> Self {
        Self {
            state,
            private: None,
            diagnostics: Vec::new(),
        }
    }

    /// Reports that nothing was done: a creation created no object, an update changed nothing.
    pub fn failed(change: &Change<'_>, errors: Vec<Diagnostic>) -> Self {
        Self {
            state: change.prior.clone(),
            private: None,
            diagnostics: errors,
        }
    }
}

/// An object as it was found.
#[derive(Debug)]
pub struct Found {
    /// Its state.
    pub state: Value,
    /// The object's private state; `None` keeps the current one. An imported or moved object has
    /// none yet.
    pub private: Option<Private>,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
    /// Why the answer is deferred, if it is. Only valid if deferral is allowed.
    pub deferred: Option<Deferred>,
}

impl Found {
    /// Returns a state without warnings. The private state stays as it is.
    pub const fn new(state: Value) -> Self {
        Self {
            state,
            private: None,
            warnings: Vec::new(),
            deferred: None,
        }
    }

    /// Returns the state that an import starts with: one string attribute is set to what the user
    /// called the object, and every other attribute is null. The read that follows fills it.
    pub fn passthrough(schema: &Schema, attribute: &str, id: &str) -> Self {
        let mut state = crate::engine::propose(&schema.block, &Value::Null, &Value::object([]));
        if let Value::Map(values) = &mut state {
            values.insert(attribute.to_owned(), Value::string(id));
        }
        Self::new(state)
    }
}
