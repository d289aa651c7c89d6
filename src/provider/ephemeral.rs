//! Ephemeral resources: values that exist while Terraform runs and are in no plan or state (Terraform 1.10, OpenTofu 1.11).

use std::time::SystemTime;

use async_trait::async_trait;

use super::{Outcome, Private};
use crate::engine::{Diagnostic, Schema, Value};

/// An ephemeral resource type.
#[async_trait]
pub trait EphemeralResource: Send + Sync + 'static {
    /// The whole name: `appservices_access_token`.
    fn type_name(&self) -> &str;

    /// Its schema.
    fn schema(&self) -> &Schema;

    /// Makes it, for plan and apply each. The configuration is wholly known.
    ///
    /// # Errors
    /// When it cannot be made.
    async fn open(&self, config: &Value) -> Outcome<Opened>;

    /// Prolongs it, at about the time that [`Opened::renew_at`] said.
    ///
    /// # Errors
    /// When it cannot be prolonged.
    async fn renew(&self, private: &Private) -> Outcome<Renewed> {
        Ok(Renewed { private: private.clone(), renew_at: None, warnings: Vec::new() })
    }

    /// Ends it. Called once for each that was opened.
    ///
    /// # Errors
    /// When it lives on.
    async fn close(&self, private: &Private) -> Outcome<Vec<Diagnostic>> {
        let _ = private;
        Ok(Vec::new())
    }
}

/// An ephemeral resource that was opened.
#[derive(Debug)]
pub struct Opened {
    /// The configuration with what the provider adds.
    pub result: Value,
    /// Notes for renewing and closing.
    pub private: Private,
    /// When it should be renewed.
    pub renew_at: Option<SystemTime>,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
}

/// An ephemeral resource that was renewed.
#[derive(Debug)]
pub struct Renewed {
    /// Notes for renewing and closing.
    pub private: Private,
    /// When it should be renewed again.
    pub renew_at: Option<SystemTime>,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
}
