//! Actions: operations without an object of their own (Terraform 1.14).

use async_trait::async_trait;

use super::refusal::refuse;
use super::{Deferred, Outcome, Provider, deferral};
use crate::engine::{Diagnostic, Schema, Value};

/// An action type.
#[async_trait]
pub trait Action: Send + Sync + 'static {
    /// Returns the whole name: `appservices_deploy`.
    fn type_name(&self) -> &str;

    /// Returns the schema of its configuration.
    fn schema(&self) -> &Schema;

    /// Validates at plan time what can be known then; the configuration may have unknown parts.
    ///
    /// # Errors
    /// Returns an error if it could not be invoked.
    async fn plan(&self, config: &Value, deferral_allowed: bool) -> Outcome<ActionPlan> {
        let _ = (config, deferral_allowed);
        Ok(ActionPlan::default())
    }

    /// Invokes the action, and reports its progress to `progress`.
    ///
    /// # Errors
    /// Returns an error if the action was not completed.
    async fn invoke(&self, config: &Value, progress: &mut dyn Progress)
    -> Outcome<Vec<Diagnostic>>;
}

/// What is known of an action at plan time.
#[derive(Debug, Default)]
pub struct ActionPlan {
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
    /// Why it is deferred, if it is. Only valid if deferral is allowed.
    pub deferred: Option<Deferred>,
}

/// Answers `PlanAction`.
///
/// # Errors
/// Returns an error if the configuration contradicts the schema, or if it could not be invoked.
pub async fn plan_action(
    provider: &dyn Provider,
    action: &dyn Action,
    config: &Value,
    deferral_allowed: bool,
) -> Outcome<ActionPlan> {
    refuse(&action.schema().block, &Value::Null, config)?;
    if let Some(deferred) = deferral::put_off(provider, deferral_allowed) {
        return Ok(ActionPlan {
            deferred: Some(deferred),
            ..ActionPlan::default()
        });
    }
    let mut plan = action.plan(config, deferral_allowed).await?;
    plan.deferred = deferral::checked(action.type_name(), plan.deferred, deferral_allowed)?;
    Ok(plan)
}

/// Answers `InvokeAction`. Gives warnings.
///
/// # Errors
/// Returns an error if the configuration contradicts the schema, or if it was not done.
pub async fn invoke_action(
    action: &dyn Action,
    config: &Value,
    progress: &mut dyn Progress,
) -> Outcome<Vec<Diagnostic>> {
    refuse(&action.schema().block, &Value::Null, config)?;
    action.invoke(config, progress).await
}

/// A sink for the progress of an action.
#[async_trait]
pub trait Progress: Send {
    /// Shows the user a line.
    async fn tell(&mut self, line: &str);
}
