//! Configuring, planning and applying.

use std::sync::Arc;

use super::describe::decoded;
use super::{convert, proto};
use crate::provider::{ApplyRequest, Outcome, PlanRequest, Provider, apply_resource, find_resource, plan_resource};

pub(super) async fn configure(
    provider: Arc<dyn Provider>,
    request: proto::configure_provider::Request,
) -> Outcome<proto::configure_provider::Response> {
    let config = decoded(request.config.as_ref(), provider.schema())?;
    tracing::debug!(terraform_version = request.terraform_version, "configured by");
    let warnings = provider.configure(&config).await?;
    Ok(proto::configure_provider::Response { diagnostics: convert::diagnostics(warnings) })
}

pub(super) async fn plan(
    provider: Arc<dyn Provider>,
    request: proto::plan_resource_change::Request,
) -> Outcome<proto::plan_resource_change::Response> {
    let resource = find_resource(provider.as_ref(), &request.type_name)?;
    let schema = resource.schema();
    let request = PlanRequest {
        prior: decoded(request.prior_state.as_ref(), schema)?,
        config: decoded(request.config.as_ref(), schema)?,
        private: request.prior_private,
    };
    let answer = plan_resource(provider.as_ref(), resource, request);
    Ok(proto::plan_resource_change::Response {
        planned_state: Some(convert::message(&answer.plan.planned, &schema.block.ty())),
        requires_replace: answer.plan.replaces.iter().map(convert::path).collect(),
        planned_private: answer.private,
        diagnostics: convert::diagnostics(answer.plan.diagnostics),
        ..Default::default()
    })
}

pub(super) async fn apply(
    provider: Arc<dyn Provider>,
    request: proto::apply_resource_change::Request,
) -> Outcome<proto::apply_resource_change::Response> {
    let resource = find_resource(provider.as_ref(), &request.type_name)?;
    let schema = resource.schema();
    let request = ApplyRequest {
        prior: decoded(request.prior_state.as_ref(), schema)?,
        planned: decoded(request.planned_state.as_ref(), schema)?,
        config: decoded(request.config.as_ref(), schema)?,
        private: request.planned_private,
    };
    let applied = apply_resource(resource, request).await;
    Ok(proto::apply_resource_change::Response {
        new_state: Some(convert::message(&applied.state, &schema.block.ty())),
        private: applied.private,
        diagnostics: convert::diagnostics(applied.diagnostics),
        ..Default::default()
    })
}
