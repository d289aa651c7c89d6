//! Actions: things to do that make no object (Terraform 1.14).

use async_trait::async_trait;

use super::validate::refuse;
use super::{Deferred, Outcome, Provider, deferral};
use crate::engine::{Diagnostic, Schema, Value};

/// An action type.
#[async_trait]
pub trait Action: Send + Sync + 'static {
    /// The whole name: `appservices_deploy`.
    fn type_name(&self) -> &str;

    /// The schema of its configuration.
    fn schema(&self) -> &Schema;

    /// Says at plan time what can be known then; the configuration may have unknown parts.
    ///
    /// # Errors
    /// When it could not be invoked.
    async fn plan(&self, config: &Value, deferral_allowed: bool) -> Outcome<ActionPlan> {
        let _ = (config, deferral_allowed);
        Ok(ActionPlan::default())
    }

    /// Does it, telling `progress` how far it is.
    ///
    /// # Errors
    /// When it was not done.
    async fn invoke(&self, config: &Value, progress: &mut dyn Progress)
    -> Outcome<Vec<Diagnostic>>;
}

/// What can be said of an action at plan time.
#[derive(Debug, Default)]
pub struct ActionPlan {
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
    /// Why it is put off, when it is and may be.
    pub deferred: Option<Deferred>,
}

/// `PlanAction`.
///
/// # Errors
/// When the configuration contradicts the schema, and when it could not be invoked.
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

/// `InvokeAction`. Gives warnings.
///
/// # Errors
/// When the configuration contradicts the schema, and when it was not done.
pub async fn invoke_action(
    action: &dyn Action,
    config: &Value,
    progress: &mut dyn Progress,
) -> Outcome<Vec<Diagnostic>> {
    refuse(&action.schema().block, &Value::Null, config)?;
    action.invoke(config, progress).await
}

/// Takes words about how far an action is.
#[async_trait]
pub trait Progress: Send {
    /// Shows the user a line.
    async fn tell(&mut self, line: &str);
}
