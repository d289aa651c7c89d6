//! The calls that read: stored states, objects, imports, data sources.

use std::sync::Arc;

use super::decoded::{decoded, meta};
use super::identity;
use crate::engine::Diagnostic;
use crate::plugin::convert;
use crate::plugin::proto::tfplugin6 as proto;
use crate::provider::{
    Current, Outcome, Private, Provider, Query, find_data_source, find_resource, identity_of,
    import_by_identity, import_resource, read_data_source, read_resource, upgrade_resource_state,
};

pub(super) async fn upgrade(
    provider: Arc<dyn Provider>,
    request: proto::upgrade_resource_state::Request,
) -> Outcome<proto::upgrade_resource_state::Response> {
    let resource = find_resource(provider.as_ref(), &request.type_name)?;
    let raw = request.raw_state.unwrap_or_default();
    if raw.json.is_empty() && !raw.flatmap.is_empty() {
        let detail = "Only Terraform before 0.12 wrote such states. Apply the configuration once with Terraform 0.13, then come back.";
        return Err(vec![Diagnostic::error(
            format!("State of {} is in an outdated form", request.type_name),
            detail,
        )]);
    }
    let json = serde_json::from_slice(&raw.json).map_err(|error| {
        vec![Diagnostic::error(
            format!("State of {} cannot be read", request.type_name),
            format!("It is not JSON: {error}."),
        )]
    })?;
    let state = upgrade_resource_state(resource, request.version, json)?;
    let upgraded_state = Some(convert::message(&state, &resource.schema().block));
    Ok(proto::upgrade_resource_state::Response {
        upgraded_state,
        ..Default::default()
    })
}

pub(super) async fn resource(
    provider: Arc<dyn Provider>,
    request: proto::read_resource::Request,
) -> Outcome<proto::read_resource::Response> {
    let resource = find_resource(provider.as_ref(), &request.type_name)?;
    let schema = resource.schema();
    let state = decoded(request.current_state.as_ref(), schema)?;
    let meta = meta(provider.as_ref(), request.provider_meta.as_ref())?;
    let private = Private(request.private);
    let current = Current {
        state: &state,
        private: &private,
        meta: &meta,
        deferral_allowed: convert::deferral_allowed(request.client_capabilities),
        connection: &super::call::connection(),
    };
    let before = identity::value(resource, request.current_identity.as_ref())?;
    let Some(found) = read_resource(provider.as_ref(), resource, &current, before.as_ref()).await?
    else {
        return Ok(proto::read_resource::Response::default());
    };
    Ok(proto::read_resource::Response {
        new_state: Some(convert::message(&found.state, &schema.block)),
        private: found.private.unwrap_or(private).0,
        diagnostics: convert::diagnostics(found.warnings),
        // A deferred read did not look at the object.
        new_identity: match found.deferred {
            Some(_) => request.current_identity,
            None => identity::message(resource, identity_of(resource, &found.state)),
        },
        deferred: convert::deferred(found.deferred),
    })
}

pub(super) async fn import(
    provider: Arc<dyn Provider>,
    request: proto::import_resource_state::Request,
) -> Outcome<proto::import_resource_state::Response> {
    let resource = find_resource(provider.as_ref(), &request.type_name)?;
    let deferral_allowed = convert::deferral_allowed(request.client_capabilities);
    let found = match identity::value(resource, request.identity.as_ref())? {
        Some(identity) => {
            import_by_identity(provider.as_ref(), resource, &identity, deferral_allowed).await?
        }
        None => import_resource(provider.as_ref(), resource, &request.id, deferral_allowed).await?,
    };
    let imported = proto::import_resource_state::ImportedResource {
        type_name: request.type_name.clone(),
        state: Some(convert::message(&found.state, &resource.schema().block)),
        private: found.private.unwrap_or_default().0,
        // The user may name the object by something that is not its identity. The read that follows
        // returns the identity.
        identity: request.identity,
    };
    Ok(proto::import_resource_state::Response {
        imported_resources: vec![imported],
        diagnostics: convert::diagnostics(found.warnings),
        deferred: convert::deferred(found.deferred),
    })
}

pub(super) async fn data_source(
    provider: Arc<dyn Provider>,
    request: proto::read_data_source::Request,
) -> Outcome<proto::read_data_source::Response> {
    let source = find_data_source(provider.as_ref(), &request.type_name)?;
    let schema = source.schema();
    let config = decoded(request.config.as_ref(), schema)?;
    let meta = meta(provider.as_ref(), request.provider_meta.as_ref())?;
    let query = Query {
        config: &config,
        meta: &meta,
        deferral_allowed: convert::deferral_allowed(request.client_capabilities),
    };
    let found = read_data_source(provider.as_ref(), source, &query).await?;
    Ok(proto::read_data_source::Response {
        state: Some(convert::message(&found.state, &schema.block)),
        diagnostics: convert::diagnostics(found.warnings),
        deferred: convert::deferred(found.deferred),
    })
}
