//! Configuring, planning and applying.

use std::sync::Arc;

use super::describe::decoded;
use super::{convert, proto};
use crate::engine::{Diagnostic, propose};
use crate::provider::{ApplyRequest, Outcome, PlanRequest, Private, Provider, apply_resource, find_resource, plan_resource};

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
    let proposed = decoded(request.proposed_new_state.as_ref(), schema)?;
    let request = PlanRequest {
        prior: decoded(request.prior_state.as_ref(), schema)?,
        config: decoded(request.config.as_ref(), schema)?,
        private: Private(request.prior_private),
    };
    if cfg!(debug_assertions) && !request.config.is_null() && propose(&schema.block, &request.prior, &request.config) != proposed {
        return Err(vec![Diagnostic::bug(format!("core's proposal for {} is not the engine's", resource.type_name()))]);
    }
    let answer = plan_resource(provider.as_ref(), resource, request);
    Ok(proto::plan_resource_change::Response {
        planned_state: Some(convert::message(&answer.plan.planned, &schema.block)),
        requires_replace: answer.plan.replaces.iter().map(convert::path).collect(),
        planned_private: answer.private.0,
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
        private: Private(request.planned_private),
    };
    let applied = apply_resource(resource, request).await;
    Ok(proto::apply_resource_change::Response {
        new_state: Some(convert::message(&applied.state, &schema.block)),
        private: applied.private.0,
        diagnostics: convert::diagnostics(applied.diagnostics),
        ..Default::default()
    })
}

pub(super) async fn refuse_move(
    _: Arc<dyn Provider>,
    request: proto::move_resource_state::Request,
) -> Outcome<proto::move_resource_state::Response> {
    let detail = format!(
        "{} of {} cannot become {}: this provider moves nothing between types.\nImport the object instead, and remove the old one from the state.",
        request.source_type_name, request.source_provider_address, request.target_type_name
    );
    Err(vec![Diagnostic::error("Unsupported move", detail)])
}
