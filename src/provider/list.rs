//! Listing what is there (`terraform query`, Terraform 1.14).

use async_trait::async_trait;

use super::Outcome;
use crate::engine::{Diagnostic, Schema, Value};

/// Lists the objects of a resource type that has an identity.
#[async_trait]
pub trait ListResource: Send + Sync + 'static {
    /// The resource's type name.
    fn type_name(&self) -> &str;

    /// The schema of the `list` block's configuration.
    fn schema(&self) -> &Schema;

    /// Gives each object to `found` until that wants no more.
    ///
    /// # Errors
    /// When the list cannot be had, or breaks off.
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
