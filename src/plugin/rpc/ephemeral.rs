//! The calls about ephemeral resources.

use std::sync::Arc;

use super::call::call;
use super::decoded::decoded;
use crate::engine::Value;
use crate::plugin::convert;
use crate::plugin::proto::tfplugin6 as proto;
use crate::provider::{Private, Result, Server};

pub(super) async fn validate_config(
    server: Arc<Server>,
    request: proto::validate_ephemeral_resource_config::Request,
) -> Result<proto::validate_ephemeral_resource_config::Response> {
    let resource = server.ephemeral_resource(&request.type_name)?;
    let config = decoded(request.config.as_ref(), resource.schema())?;
    let diagnostics = convert::diagnostics(server.validate_ephemeral(resource, &config));
    Ok(proto::validate_ephemeral_resource_config::Response { diagnostics })
}

pub(super) async fn open(
    server: Arc<Server>,
    request: proto::open_ephemeral_resource::Request,
) -> Result<proto::open_ephemeral_resource::Response> {
    let resource = server.ephemeral_resource(&request.type_name)?;
    let config = decoded(request.config.as_ref(), resource.schema())?;
    let call = call(&server, request.client_capabilities, Value::Null);
    let opened = server.open_ephemeral(resource, &config, &call).await?;
    Ok(proto::open_ephemeral_resource::Response {
        result: Some(convert::message(&opened.result, &resource.schema().block)),
        private: Some(opened.private.0),
        renew_at: opened.renew_at.map(Into::into),
        diagnostics: convert::diagnostics(opened.warnings),
        deferred: convert::deferred(opened.deferred),
    })
}

pub(super) async fn renew(
    server: Arc<Server>,
    request: proto::renew_ephemeral_resource::Request,
) -> Result<proto::renew_ephemeral_resource::Response> {
    let resource = server.ephemeral_resource(&request.type_name)?;
    let private = Private(request.private.unwrap_or_default());
    let call = call(&server, None, Value::Null);
    let renewed = server.renew_ephemeral(resource, &private, &call).await?;
    Ok(proto::renew_ephemeral_resource::Response {
        private: Some(renewed.private.0),
        renew_at: renewed.renew_at.map(Into::into),
        diagnostics: convert::diagnostics(renewed.warnings),
    })
}

pub(super) async fn close(
    server: Arc<Server>,
    request: proto::close_ephemeral_resource::Request,
) -> Result<proto::close_ephemeral_resource::Response> {
    let resource = server.ephemeral_resource(&request.type_name)?;
    let private = Private(request.private.unwrap_or_default());
    let call = call(&server, None, Value::Null);
    let closed = server.close_ephemeral(resource, &private, &call).await?;
    Ok(proto::close_ephemeral_resource::Response {
        diagnostics: convert::diagnostics(closed.warnings),
    })
}
