//! The calls about identities, moves between types and generated configurations.

use std::sync::Arc;

use super::decoded::{decoded, undecoded};
use crate::engine::{Diagnostic, Value};
use crate::plugin::convert;
use crate::plugin::proto::tfplugin6 as proto;
use crate::provider::{
    IdentitySchema, MoveSource, Outcome, Private, Provider, Resource, find_resource,
    generate_config, move_resource, upgrade_identity,
};

pub(super) async fn schemas(
    provider: Arc<dyn Provider>,
    _: proto::get_resource_identity_schemas::Request,
) -> Outcome<proto::get_resource_identity_schemas::Response> {
    let schemas = provider.resources().iter().filter_map(|resource| {
        Some((
            resource.type_name().to_owned(),
            schema(resource.identity()?),
        ))
    });
    Ok(proto::get_resource_identity_schemas::Response {
        identity_schemas: schemas.collect(),
        diagnostics: Vec::new(),
    })
}

pub(super) async fn upgrade(
    provider: Arc<dyn Provider>,
    request: proto::upgrade_resource_identity::Request,
) -> Outcome<proto::upgrade_resource_identity::Response> {
    let resource = find_resource(provider.as_ref(), &request.type_name)?;
    let raw = stored(&request.raw_identity.unwrap_or_default().json, "identity")?;
    let identity = upgrade_identity(resource, request.version, &raw)?;
    Ok(proto::upgrade_resource_identity::Response {
        upgraded_identity: message(resource, Some(identity)),
        ..Default::default()
    })
}

/// Moves a state. OpenTofu makes this call whatever the provider's capabilities.
pub(super) async fn move_state(
    provider: Arc<dyn Provider>,
    request: proto::move_resource_state::Request,
) -> Outcome<proto::move_resource_state::Response> {
    let resource = find_resource(provider.as_ref(), &request.target_type_name)?;
    let source = MoveSource {
        provider: request.source_provider_address,
        type_name: request.source_type_name,
        schema_version: request.source_schema_version,
        state: stored(&request.source_state.unwrap_or_default().json, "state")?,
        identity: optional(request.source_identity.as_ref(), "identity")?,
        private: Private(request.source_private),
    };
    let found = move_resource(resource, &source)?;
    Ok(proto::move_resource_state::Response {
        target_state: Some(convert::message(&found.state, &resource.schema().block)),
        target_private: found.private.unwrap_or_default().0,
        // The read that follows returns the identity.
        target_identity: None,
        diagnostics: convert::diagnostics(found.warnings),
    })
}

pub(super) async fn generate(
    provider: Arc<dyn Provider>,
    request: proto::generate_resource_config::Request,
) -> Outcome<proto::generate_resource_config::Response> {
    let resource = find_resource(provider.as_ref(), &request.type_name)?;
    let state = decoded(request.state.as_ref(), resource.schema())?;
    let config = generate_config(resource, &state);
    Ok(proto::generate_resource_config::Response {
        config: Some(convert::message(&config, &resource.schema().block)),
        diagnostics: Vec::new(),
    })
}

/// Returns the message of a resource's identity.
pub(super) fn message(
    resource: &dyn Resource,
    identity: Option<Value>,
) -> Option<proto::ResourceIdentityData> {
    let (identity, schema) = identity.zip(resource.identity())?;
    Some(proto::ResourceIdentityData {
        identity_data: Some(convert::typed_message(&identity, &schema.ty())),
    })
}

/// Returns the identity that core sent, if it sent one.
pub(super) fn value(
    resource: &dyn Resource,
    message: Option<&proto::ResourceIdentityData>,
) -> Outcome<Option<Value>> {
    let Some((data, schema)) = message
        .and_then(|message| message.identity_data.as_ref())
        .zip(resource.identity())
    else {
        return Ok(None);
    };
    let value = convert::typed_value(Some(data), &schema.ty());
    let value = value.map_err(|error| {
        vec![undecoded(
            "an identity",
            &format!("{} in the identity", error.path()),
            &error,
        )]
    })?;
    Ok(Some(value).filter(|value| !value.is_null()))
}

fn schema(schema: &IdentitySchema) -> proto::ResourceIdentitySchema {
    let attribute = |attribute: &crate::provider::IdentityAttribute| {
        proto::resource_identity_schema::IdentityAttribute {
            name: attribute.name.clone(),
            r#type: attribute.ty.to_json().to_string().into_bytes(),
            required_for_import: attribute.required,
            optional_for_import: !attribute.required,
            description: attribute.description.clone(),
        }
    };
    proto::ResourceIdentitySchema {
        version: schema.version,
        identity_attributes: schema.attributes.iter().map(attribute).collect(),
    }
}

fn stored(json: &[u8], what: &str) -> Outcome<serde_json::Value> {
    serde_json::from_slice(json).map_err(|error| {
        vec![Diagnostic::error(
            format!("The stored {what} cannot be read"),
            format!("It is not JSON: {error}."),
        )]
    })
}

/// Reads a field that older cores do not send; null where it is absent.
fn optional(raw: Option<&proto::RawState>, what: &str) -> Outcome<serde_json::Value> {
    raw.filter(|raw| !raw.json.is_empty())
        .map_or(Ok(serde_json::Value::Null), |raw| stored(&raw.json, what))
}
