//! The calls about ephemeral resources.

use std::sync::Arc;

use super::decoded::decoded;
use crate::plugin::convert;
use crate::plugin::proto::tfplugin6 as proto;
use crate::provider::{
    Outcome, Private, Provider, find_ephemeral_resource, open_ephemeral, renew_ephemeral,
    validate_ephemeral,
};

pub(super) async fn validate_config(
    provider: Arc<dyn Provider>,
    request: proto::validate_ephemeral_resource_config::Request,
) -> Outcome<proto::validate_ephemeral_resource_config::Response> {
    let resource = find_ephemeral_resource(provider.as_ref(), &request.type_name)?;
    let config = decoded(request.config.as_ref(), resource.schema())?;
    let diagnostics = convert::diagnostics(validate_ephemeral(resource, &config));
    Ok(proto::validate_ephemeral_resource_config::Response { diagnostics })
}

pub(super) async fn open(
    provider: Arc<dyn Provider>,
    request: proto::open_ephemeral_resource::Request,
) -> Outcome<proto::open_ephemeral_resource::Response> {
    let resource = find_ephemeral_resource(provider.as_ref(), &request.type_name)?;
    let config = decoded(request.config.as_ref(), resource.schema())?;
    let deferral_allowed = convert::deferral_allowed(request.client_capabilities);
    let opened = open_ephemeral(provider.as_ref(), resource, &config, deferral_allowed).await?;
    Ok(proto::open_ephemeral_resource::Response {
        result: Some(convert::message(&opened.result, &resource.schema().block)),
        private: Some(opened.private.0),
        renew_at: opened.renew_at.map(Into::into),
        diagnostics: convert::diagnostics(opened.warnings),
        deferred: convert::deferred(opened.deferred),
    })
}

pub(super) async fn renew(
    provider: Arc<dyn Provider>,
    request: proto::renew_ephemeral_resource::Request,
) -> Outcome<proto::renew_ephemeral_resource::Response> {
    let resource = find_ephemeral_resource(provider.as_ref(), &request.type_name)?;
    let renewed = renew_ephemeral(resource, &Private(request.private.unwrap_or_default())).await?;
    Ok(proto::renew_ephemeral_resource::Response {
        private: Some(renewed.private.0),
        renew_at: renewed.renew_at.map(Into::into),
        diagnostics: convert::diagnostics(renewed.warnings),
    })
}

pub(super) async fn close(
    provider: Arc<dyn Provider>,
    request: proto::close_ephemeral_resource::Request,
) -> Outcome<proto::close_ephemeral_resource::Response> {
    let resource = find_ephemeral_resource(provider.as_ref(), &request.type_name)?;
    let warnings = resource
        .close(&Private(request.private.unwrap_or_default()))
        .await?;
    Ok(proto::close_ephemeral_resource::Response {
        diagnostics: convert::diagnostics(warnings),
    })
}
