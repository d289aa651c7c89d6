//! The calls that configure, plan and apply.

use std::sync::Arc;

use super::decoded::{decoded, meta};
use super::{agreement, identity};
use crate::engine::path_to_wire;
use crate::plugin::convert;
use crate::plugin::proto::tfplugin6 as proto;
use crate::provider::{
    ApplyRequest, Configuration, Outcome, PlanRequest, Private, Provider, apply_resource,
    configure_provider, find_resource, identity_of, plan_resource,
};

pub(super) async fn configure(
    provider: Arc<dyn Provider>,
    request: proto::configure_provider::Request,
) -> Outcome<proto::configure_provider::Response> {
    let config = decoded(request.config.as_ref(), provider.schema())?;
    tracing::debug!(
        terraform_version = request.terraform_version,
        "configured by"
    );
    let deferral_allowed = convert::deferral_allowed(request.client_capabilities);
    let configuration = Configuration {
        config,
        terraform_version: request.terraform_version,
        deferral_allowed,
    };
    let warnings = configure_provider(provider.as_ref(), &configuration).await?;
    Ok(proto::configure_provider::Response {
        diagnostics: convert::diagnostics(warnings),
    })
}

pub(super) async fn plan(
    provider: Arc<dyn Provider>,
    request: proto::plan_resource_change::Request,
) -> Outcome<proto::plan_resource_change::Response> {
    let resource = find_resource(provider.as_ref(), &request.type_name)?;
    let schema = resource.schema();
    let proposed = decoded(request.proposed_new_state.as_ref(), schema)?;
    let client = request.client_capabilities.unwrap_or_default();
    let request = PlanRequest {
        prior: decoded(request.prior_state.as_ref(), schema)?,
        config: decoded(request.config.as_ref(), schema)?,
        private: Private(request.prior_private),
        planned_private: Some(request.planned_private)
            .filter(|private| !private.is_empty())
            .map(Private),
        identity: identity::value(resource, request.prior_identity.as_ref())?,
        meta: meta(provider.as_ref(), request.provider_meta.as_ref())?,
        keeps_planned_private: client.store_planned_private,
        deferral_allowed: client.deferral_allowed,
    };
    agreement::on_proposal(&schema.block, &request.prior, &request.config, &proposed);
    let answer = plan_resource(provider.as_ref(), resource, &request)?;
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
        identity: identity::value(resource, request.planned_identity.as_ref())?,
        meta: meta(provider.as_ref(), request.provider_meta.as_ref())?,
        connection: super::call::connection(),
    };
    let applied = apply_resource(resource, request).await;
    Ok(proto::apply_resource_change::Response {
        new_state: Some(convert::message(&applied.state, &schema.block)),
        private: applied.private.unwrap_or_default().0,
        diagnostics: convert::diagnostics(applied.diagnostics),
        new_identity: identity::message(resource, identity_of(resource, &applied.state)),
        ..Default::default()
    })
}
