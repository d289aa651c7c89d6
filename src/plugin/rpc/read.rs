//! Reading what is there: stored states, objects, imports, data sources.

use std::sync::Arc;

use super::describe::decoded;
use super::{convert, identity, proto};
use crate::engine::Diagnostic;
use crate::provider::{
    Outcome, Private, Provider, find_data_source, find_resource, identity_of, import_by_identity, import_resource, read_data_source,
    read_resource, upgrade_resource_state,
};

pub(super) async fn upgrade(
    provider: Arc<dyn Provider>,
    request: proto::upgrade_resource_state::Request,
) -> Outcome<proto::upgrade_resource_state::Response> {
    let resource = find_resource(provider.as_ref(), &request.type_name)?;
    let raw = request.raw_state.unwrap_or_default();
    if raw.json.is_empty() && !raw.flatmap.is_empty() {
        let detail = "Only Terraform before 0.12 wrote such states. Apply the configuration once with Terraform 0.13, then come back.";
        return Err(vec![Diagnostic::error(format!("State of {} is in an outdated form", request.type_name), detail)]);
    }
    let json = serde_json::from_slice(&raw.json).map_err(|error| {
        vec![Diagnostic::error(format!("State of {} cannot be read", request.type_name), format!("It is no JSON: {error}."))]
    })?;
    let state = upgrade_resource_state(resource, request.version, json)?;
    let upgraded_state = Some(convert::message(&state, &resource.schema().block));
    Ok(proto::upgrade_resource_state::Response { upgraded_state, ..Default::default() })
}

pub(super) async fn resource(
    provider: Arc<dyn Provider>,
    request: proto::read_resource::Request,
) -> Outcome<proto::read_resource::Response> {
    let resource = find_resource(provider.as_ref(), &request.type_name)?;
    let schema = resource.schema();
    let state = decoded(request.current_state.as_ref(), schema)?;
    let Some(found) = read_resource(resource, &state, &Private(request.private)).await? else {
        return Ok(proto::read_resource::Response::default());
    };
    Ok(proto::read_resource::Response {
        new_state: Some(convert::message(&found.state, &schema.block)),
        private: found.private.0,
        diagnostics: convert::diagnostics(found.warnings),
        new_identity: identity::message(resource, identity_of(resource, &found.state)),
        ..Default::default()
    })
}

pub(super) async fn import(
    provider: Arc<dyn Provider>,
    request: proto::import_resource_state::Request,
) -> Outcome<proto::import_resource_state::Response> {
    let resource = find_resource(provider.as_ref(), &request.type_name)?;
    let found = match identity::value(resource, request.identity.as_ref())? {
        Some(identity) => import_by_identity(resource, &identity).await?,
        None => import_resource(resource, &request.id).await?,
    };
    let imported = proto::import_resource_state::ImportedResource {
        type_name: request.type_name.clone(),
        state: Some(convert::message(&found.state, &resource.schema().block)),
        private: found.private.0,
        identity: identity::message(resource, identity_of(resource, &found.state)),
    };
    Ok(proto::import_resource_state::Response {
        imported_resources: vec![imported],
        diagnostics: convert::diagnostics(found.warnings),
        ..Default::default()
    })
}

pub(super) async fn data_source(
    provider: Arc<dyn Provider>,
    request: proto::read_data_source::Request,
) -> Outcome<proto::read_data_source::Response> {
    let source = find_data_source(provider.as_ref(), &request.type_name)?;
    let schema = source.schema();
    let config = decoded(request.config.as_ref(), schema)?;
    let found = read_data_source(source, &config).await?;
    Ok(proto::read_data_source::Response {
        state: Some(convert::message(&found.state, &schema.block)),
        diagnostics: convert::diagnostics(found.warnings),
        ..Default::default()
    })
}
