//! Listing what is there (`terraform query`, Terraform 1.14).

use async_trait::async_trait;

use super::answer::known;
use super::refusal::refuse;
use super::{Outcome, Resource};
use crate::engine::{Diagnostic, Schema, Value, settle};

/// Lists the objects of a resource type that has an identity.
#[async_trait]
pub trait ListResource: Send + Sync + 'static {
    /// Returns the resource's type name.
    fn type_name(&self) -> &str;

    /// Returns the schema of the `list` block's configuration.
    fn schema(&self) -> &Schema;

    /// Gives each object to `found` until that wants no more.
    ///
    /// # Errors
    /// Returns an error if the list cannot be read to its end.
    async fn list(&self, request: &ListRequest, found: &mut dyn Finds) -> Outcome<()>;
}

/// What is wanted of a list.
#[derive(Debug)]
pub struct ListRequest {
    /// The `list` block's configuration, wholly known.
    pub config: Value,
    /// Whether each object's state is wanted, too.
    pub include_state: bool,
    /// How many are wanted at the most.
    pub limit: usize,
}

/// Takes what a list finds.
#[async_trait]
pub trait Finds: Send {
    /// Takes one; `false` when no more is wanted.
    async fn take(&mut self, found: Listed) -> bool;
}

/// One object of a list.
#[derive(Debug)]
pub struct Listed {
    /// Its identity.
    pub identity: Value,
    /// What people call it.
    pub display_name: String,
    /// Its state, where it was wanted.
    pub state: Option<Value>,
    /// Warnings about it.
    pub warnings: Vec<Diagnostic>,
}

/// Answers `ListResource`: gives each object to `found` until that wants no more.
///
/// # Errors
/// Returns an error if the configuration contradicts the schema, or if the list cannot be read to
/// its end.
pub async fn list_objects(
    list: &dyn ListResource,
    request: &ListRequest,
    found: &mut dyn Finds,
) -> Outcome<()> {
    refuse(&list.schema().block, &Value::Null, &request.config)?;
    list.list(request, found).await
}

/// Reports whether core can read what a list found: its identity is wholly known, and its state is
/// one of the resource.
///
/// # Errors
/// The author's mistake.
pub fn check_listed(resource: &dyn Resource, mut found: Listed) -> Outcome<Listed> {
    let type_name = resource.type_name();
    let right = |schema: &super::IdentitySchema| {
        found.identity.fits(&schema.ty()) && found.identity.is_wholly_known()
    };
    if found.identity.is_null() || !resource.identity().is_some_and(right) {
        return Err(vec![Diagnostic::bug(format!(
            "The list of {type_name} found an object whose identity is not of its identity schema"
        ))]);
    }
    if let Some(state) = found.state.take() {
        let block = &resource.schema().block;
        let state = known(type_name, "ListResource", block, state)?;
        found.state = Some(settle(block, &state, &state));
    }
    Ok(found)
}
