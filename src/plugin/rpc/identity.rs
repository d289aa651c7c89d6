//! The calls about identities, moves between types and generated configurations.

use std::sync::Arc;

use super::decoded::{decoded, undecoded};
use crate::engine::{Diagnostic, Value};
use crate::plugin::convert;
use crate::plugin::proto::tfplugin6 as proto;
use crate::provider::{
    IdentityAttribute, IdentitySchema, MoveStateRequest, Private, ResourceType, Result, Server,
};

pub(super) async fn schemas(
    server: Arc<Server>,
    _: proto::get_resource_identity_schemas::Request,
) -> Result<proto::get_resource_identity_schemas::Response> {
    let schemas = server.resources().iter().filter_map(|resource| {
        let identity = resource.identity_schema()?;
        Some((resource.name().to_owned(), schema(identity)))
    });
    Ok(proto::get_resource_identity_schemas::Response {
        identity_schemas: schemas.collect(),
        diagnostics: Vec::new(),
    })
}

pub(super) async fn upgrade(
    server: Arc<Server>,
    request: proto::upgrade_resource_identity::Request,
) -> Result<proto::upgrade_resource_identity::Response> {
    let resource = server.resource(&request.type_name)?;
    let raw = stored(&request.raw_identity.unwrap_or_default().json, "identity")?;
    let (identity, warnings) = server.upgrade_identity(resource, request.version, &raw)?;
    Ok(proto::upgrade_resource_identity::Response {
        upgraded_identity: message(resource, Some(identity)),
        diagnostics: convert::diagnostics(warnings),
    })
}

/// Moves a state. OpenTofu makes this call whatever the provider's capabilities.
pub(super) async fn move_state(
    server: Arc<Server>,
    request: proto::move_resource_state::Request,
) -> Result<proto::move_resource_state::Response> {
    let resource = server.resource(&request.target_type_name)?;
    let source = MoveStateRequest {
        provider: request.source_provider_address,
        type_name: request.source_type_name,
        schema_version: request.source_schema_version,
        state: stored(&request.source_state.unwrap_or_default().json, "state")?,
        identity: optional(request.source_identity.as_ref(), "identity")?,
        private: Private(request.source_private),
    };
    let found = server.move_resource(resource, &source)?;
    Ok(proto::move_resource_state::Response {
        target_state: Some(convert::message(&found.state, &resource.schema().block)),
        target_private: found.private.unwrap_or_default().0,
        // The read that follows returns the identity.
        target_identity: None,
        diagnostics: convert::diagnostics(found.warnings),
    })
}

pub(super) async fn generate(
    server: Arc<Server>,
    request: proto::generate_resource_config::Request,
) -> Result<proto::generate_resource_config::Response> {
    let resource = server.resource(&request.type_name)?;
    let state = decoded(request.state.as_ref(), resource.schema())?;
    let config = server.generate_config(resource, &state);
    Ok(proto::generate_resource_config::Response {
        config: Some(convert::message(&config, &resource.schema().block)),
        diagnostics: Vec::new(),
    })
}

/// Returns the message of a resource's identity.
pub(super) fn message(
    resource: &ResourceType,
    identity: Option<Value>,
) -> Option<proto::ResourceIdentityData> {
    let (identity, schema) = identity.zip(resource.identity_schema())?;
    Some(proto::ResourceIdentityData {
        identity_data: Some(convert::typed_message(&identity, &schema.ty())),
    })
}

/// Returns the identity that core sent, if it sent one.
pub(super) fn value(
    resource: &ResourceType,
    message: Option<&proto::ResourceIdentityData>,
) -> Result<Option<Value>> {
    let Some((data, schema)) = message
        .and_then(|message| message.identity_data.as_ref())
        .zip(resource.identity_schema())
    else {
        return Ok(None);
    };
    let value = convert::typed_value(Some(data), &schema.ty());
    let value = value.map_err(|error| {
        undecoded(
            "an identity",
            &format!("{} in the identity", error.path()),
            &error,
        )
    })?;
    Ok(Some(value).filter(|value| !value.is_null()))
}

fn schema(schema: &IdentitySchema) -> proto::ResourceIdentitySchema {
    let attribute =
        |attribute: &IdentityAttribute| proto::resource_identity_schema::IdentityAttribute {
            name: attribute.name.clone(),
            r#type: attribute.ty.to_json().to_string().into_bytes(),
            required_for_import: attribute.required,
            optional_for_import: !attribute.required,
            description: attribute.description.clone(),
        };
    proto::ResourceIdentitySchema {
        version: schema.version,
        identity_attributes: schema.attributes.iter().map(attribute).collect(),
    }
}

fn stored(json: &[u8], what: &str) -> Result<serde_json::Value> {
    serde_json::from_slice(json).map_err(|error| {
        Diagnostic::error(
            format!("The stored {what} cannot be read"),
            format!("It is not JSON: {error}."),
        )
        .into()
    })
}

/// Reads a field that older cores do not send; null where it is absent.
fn optional(raw: Option<&proto::RawState>, what: &str) -> Result<serde_json::Value> {
    raw.filter(|raw| !raw.json.is_empty())
        .map_or(Ok(serde_json::Value::Null), |raw| stored(&raw.json, what))
}
