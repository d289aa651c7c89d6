//! The calls that configure, plan and apply.

use std::sync::Arc;

use super::call::call;
use super::decoded::{decoded, meta};
use super::{agreement, identity};
use crate::engine::{Value, path_to_wire};
use crate::plugin::convert;
use crate::plugin::proto::tfplugin6 as proto;
use crate::provider::{ApplyRequest, PlanRequest, Private, Result, Server};

pub(super) async fn configure(
    server: Arc<Server>,
    request: proto::configure_provider::Request,
) -> Result<proto::configure_provider::Response> {
    let config = decoded(request.config.as_ref(), server.schema())?;
    let version = request.terraform_version;
    tracing::debug!(terraform_version = version, "configured by");
    let call = call(&server, request.client_capabilities, Value::Null);
    let warnings = server.configure(&config, &version, &call).await?;
    Ok(proto::configure_provider::Response {
        diagnostics: convert::diagnostics(warnings),
    })
}

pub(super) async fn plan(
    server: Arc<Server>,
    request: proto::plan_resource_change::Request,
) -> Result<proto::plan_resource_change::Response> {
    let resource = server.resource(&request.type_name)?;
    let schema = resource.schema();
    let proposed = decoded(request.proposed_new_state.as_ref(), schema)?;
    let meta = meta(&server, request.provider_meta.as_ref())?;
    let call = call(&server, request.client_capabilities, meta);
    let request = PlanRequest {
        prior: decoded(request.prior_state.as_ref(), schema)?,
        config: decoded(request.config.as_ref(), schema)?,
        private: Private(request.prior_private),
        planned_private: Some(request.planned_private)
            .filter(|private| !private.is_empty())
            .map(Private),
        identity: identity::value(resource, request.prior_identity.as_ref())?,
    };
    agreement::on_proposal(&schema.block, &request.prior, &request.config, &proposed);
    let answer = server.plan_resource(resource, &request, &call)?;
    Ok(proto::plan_resource_change::Response {
        planned_state: Some(convert::message(&answer.plan.planned, &schema.block)),
        requires_replace: answer
            .plan
            .replaces
            .iter()
            .map(|path| convert::path(&path_to_wire(&schema.block, path)))
            .collect(),
        planned_private: answer.private.0,
        diagnostics: convert::diagnostics(answer.plan.diagnostics),
        planned_identity: identity::message(resource, answer.identity),
        deferred: convert::deferred(answer.deferred),
        ..Default::default()
    })
}

pub(super) async fn apply(
    server: Arc<Server>,
    request: proto::apply_resource_change::Request,
) -> Result<proto::apply_resource_change::Response> {
    let resource = server.resource(&request.type_name)?;
    let schema = resource.schema();
    let meta = meta(&server, request.provider_meta.as_ref())?;
    let call = call(&server, None, meta);
    let request = ApplyRequest {
        prior: decoded(request.prior_state.as_ref(), schema)?,
        planned: decoded(request.planned_state.as_ref(), schema)?,
        config: decoded(request.config.as_ref(), schema)?,
        private: Private(request.planned_private),
        identity: identity::value(resource, request.planned_identity.as_ref())?,
    };
    let applied = server.apply_resource(resource, request, &call).await;
    Ok(proto::apply_resource_change::Response {
        new_state: Some(convert::message(&applied.state, &schema.block)),
        private: applied.private.0,
        diagnostics: convert::diagnostics(applied.diagnostics),
        new_identity: identity::message(resource, applied.identity),
        ..Default::default()
    })
}
