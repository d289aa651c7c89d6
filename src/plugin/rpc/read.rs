//! The calls that read: stored states, objects, imports, data sources.

use std::sync::Arc;

use super::call::call;
use super::decoded::{decoded, meta};
use super::identity;
use crate::engine::{Diagnostic, Value};
use crate::plugin::convert;
use crate::plugin::proto::tfplugin6 as proto;
use crate::provider::{ImportBy, Private, ReadResourceRequest, Result, Server};

pub(super) async fn upgrade(
    server: Arc<Server>,
    request: proto::upgrade_resource_state::Request,
) -> Result<proto::upgrade_resource_state::Response> {
    let resource = server.resource(&request.type_name)?;
    let raw = request.raw_state.unwrap_or_default();
    if raw.json.is_empty() && !raw.flatmap.is_empty() {
        let detail = "Only Terraform before 0.12 wrote such states. Apply the configuration once with Terraform 0.13, then come back.";
        let summary = format!("State of {} is in an outdated form", request.type_name);
        return Err(Diagnostic::error(summary, detail).into());
    }
    let json = serde_json::from_slice(&raw.json).map_err(|error| {
        Diagnostic::error(
            format!("State of {} cannot be read", request.type_name),
            format!("It is not JSON: {error}."),
        )
    })?;
    let (state, warnings) = server.upgrade_resource_state(resource, request.version, json)?;
    let upgraded_state = Some(convert::message(&state, &resource.schema().block));
    Ok(proto::upgrade_resource_state::Response {
        upgraded_state,
        diagnostics: convert::diagnostics(warnings),
    })
}

pub(super) async fn resource(
    server: Arc<Server>,
    request: proto::read_resource::Request,
) -> Result<proto::read_resource::Response> {
    let resource = server.resource(&request.type_name)?;
    let schema = resource.schema();
    let meta = meta(&server, request.provider_meta.as_ref())?;
    let call = call(&server, request.client_capabilities, meta);
    let current = ReadResourceRequest {
        state: decoded(request.current_state.as_ref(), schema)?,
        private: Private(request.private),
        identity: identity::value(resource, request.current_identity.as_ref())?,
    };
    let found = server.read_resource(resource, current, &call).await?;
    Ok(proto::read_resource::Response {
        new_state: found
            .state
            .map(|state| convert::message(&state, &schema.block)),
        private: found.private.0,
        diagnostics: convert::diagnostics(found.warnings),
        new_identity: identity::message(resource, found.identity),
        deferred: convert::deferred(found.deferred),
    })
}

pub(super) async fn import(
    server: Arc<Server>,
    request: proto::import_resource_state::Request,
) -> Result<proto::import_resource_state::Response> {
    let resource = server.resource(&request.type_name)?;
    let call = call(&server, request.client_capabilities, Value::Null);
    let identity = identity::value(resource, request.identity.as_ref())?;
    let by = identity
        .as_ref()
        .map_or(ImportBy::Id(&request.id), ImportBy::Identity);
    let found = server.import_resource(resource, by, &call).await?;
    let imported = proto::import_resource_state::ImportedResource {
        type_name: request.type_name.clone(),
        state: Some(convert::message(&found.state, &resource.schema().block)),
        private: found.private.unwrap_or_default().0,
        identity: identity::message(resource, found.identity),
    };
    Ok(proto::import_resource_state::Response {
        imported_resources: vec![imported],
        diagnostics: convert::diagnostics(found.warnings),
        deferred: convert::deferred(found.deferred),
    })
}

pub(super) async fn data_source(
    server: Arc<Server>,
    request: proto::read_data_source::Request,
) -> Result<proto::read_data_source::Response> {
    let source = server.data_source(&request.type_name)?;
    let schema = source.schema();
    let config = decoded(request.config.as_ref(), schema)?;
    let meta = meta(&server, request.provider_meta.as_ref())?;
    let call = call(&server, request.client_capabilities, meta);
    let found = server.read_data_source(source, &config, &call).await?;
    Ok(proto::read_data_source::Response {
        state: Some(convert::message(&found.state, &schema.block)),
        diagnostics: convert::diagnostics(found.warnings),
        deferred: convert::deferred(found.deferred),
    })
}
