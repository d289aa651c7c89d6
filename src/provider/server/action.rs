//! The calls about actions.

use super::refusal::accepted;
use super::{ActionType, Server, deferral};
use crate::engine::Value;
use crate::provider::{
    Call, InvokeRequest, InvokeResponse, PlanActionRequest, PlanActionResponse, Progress, Result,
};

impl Server {
    /// Answers `PlanAction`.
    ///
    /// # Errors
    /// Returns an error if the configuration contradicts the schema, or if it could not be invoked.
    pub async fn plan_action(
        &self,
        action: &ActionType,
        config: &Value,
        call: &Call,
    ) -> Result<PlanActionResponse> {
        let config = &*accepted(&action.schema().block, config)?;
        let configured = self.configured();
        if let Some(deferred) = configured.deferral(call) {
            return Ok(PlanActionResponse::default().deferred(deferred));
        }
        let request = PlanActionRequest {
            data: configured.data(),
            config,
            schema: action.schema(),
            call,
        };
        let plan = action.item.plan(request).await;
        let mut plan =
            plan.map_err(|errors| errors.of_failure(format_args!("planning {}", action.name())))?;
        plan.deferred = deferral::checked(action.name(), plan.deferred, call)?;
        Ok(plan)
    }

    /// Answers `InvokeAction`.
    ///
    /// # Errors
    /// Returns an error if the configuration contradicts the schema, or if it was not done.
    pub async fn invoke_action(
        &self,
        action: &ActionType,
        config: &Value,
        progress: &mut dyn Progress,
        call: &Call,
    ) -> Result<InvokeResponse> {
        let config = &*accepted(&action.schema().block, config)?;
        let configured = self.configured();
        let request = InvokeRequest {
            data: configured.needed()?,
            config,
            schema: action.schema(),
            call,
        };
        let invoked = action.item.invoke(request, progress).await;
        invoked.map_err(|errors| errors.of_failure(format_args!("invoking {}", action.name())))
    }
}
