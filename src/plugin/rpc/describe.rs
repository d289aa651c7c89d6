//! What the provider is, and whether a configuration is right.

use std::sync::Arc;

use super::agreement;
use super::convert;
use super::proto;
use crate::engine::codec::CodecError;
use crate::engine::{Diagnostic, Schema, Value};
use crate::provider::{self, Action, Outcome, Provider, find_data_source, find_resource};

/// All of these are true of every provider served from here: core need not ask for the schema of each process again, and asks
/// the provider before a destruction.
const CAPABILITIES: proto::ServerCapabilities = proto::ServerCapabilities {
    plan_destroy: true,
    get_provider_schema_optional: true,
    move_resource_state: true,
    generate_resource_config: true,
};

pub(super) async fn metadata(
    provider: Arc<dyn Provider>,
    _: proto::get_metadata::Request,
) -> Outcome<proto::get_metadata::Response> {
    use proto::get_metadata::{
        ActionMetadata, DataSourceMetadata, EphemeralMetadata, FunctionMetadata,
        ListResourceMetadata, ResourceMetadata, Response,
    };
    let resources = provider
        .resources()
        .iter()
        .map(|resource| ResourceMetadata {
            type_name: resource.type_name().to_owned(),
        });
    let data_sources = provider
        .data_sources()
        .iter()
        .map(|source| DataSourceMetadata {
            type_name: source.type_name().to_owned(),
        });
    Ok(Response {
        server_capabilities: Some(CAPABILITIES),
        resources: resources.collect(),
        data_sources: data_sources.collect(),
        functions: provider
            .functions()
            .iter()
            .map(|function| FunctionMetadata {
                name: function.name().to_owned(),
            })
            .collect(),
        ephemeral_resources: provider
            .ephemeral_resources()
            .iter()
            .map(|one| EphemeralMetadata {
                type_name: one.type_name().to_owned(),
            })
            .collect(),
        list_resources: provider
            .list_resources()
            .iter()
            .map(|one| ListResourceMetadata {
                type_name: one.type_name().to_owned(),
            })
            .collect(),
        actions: provider
            .actions()
            .iter()
            .map(|one| ActionMetadata {
                type_name: one.type_name().to_owned(),
            })
            .collect(),
        ..Response::default()
    })
}

pub(super) async fn provider_schema(
    provider: Arc<dyn Provider>,
    _: proto::get_provider_schema::Request,
) -> Outcome<proto::get_provider_schema::Response> {
    let resources = provider.resources().iter().map(|resource| {
        (
            resource.type_name().to_owned(),
            convert::schema(resource.schema()),
        )
    });
    let data_sources = provider.data_sources().iter().map(|source| {
        (
            source.type_name().to_owned(),
            convert::schema(source.schema()),
        )
    });
    Ok(proto::get_provider_schema::Response {
        provider: Some(convert::schema(provider.schema())),
        provider_meta: provider.meta_schema().map(convert::schema),
        resource_schemas: resources.collect(),
        data_source_schemas: data_sources.collect(),
        functions: super::function::described(provider.as_ref()),
        ephemeral_resource_schemas: provider
            .ephemeral_resources()
            .iter()
            .map(|one| (one.type_name().to_owned(), convert::schema(one.schema())))
            .collect(),
        list_resource_schemas: provider
            .list_resources()
            .iter()
            .map(|one| (one.type_name().to_owned(), convert::schema(one.schema())))
            .collect(),
        action_schemas: provider
            .actions()
            .iter()
            .map(|one| (one.type_name().to_owned(), action(one.as_ref())))
            .collect(),
        server_capabilities: Some(CAPABILITIES),
        diagnostics: convert::diagnostics(provider::check_schemas(provider.as_ref())),
        ..Default::default()
    })
}

pub(super) async fn validate_provider(
    provider: Arc<dyn Provider>,
    request: proto::validate_provider_config::Request,
) -> Outcome<proto::validate_provider_config::Response> {
    let config = decoded(request.config.as_ref(), provider.schema())?;
    let diagnostics = convert::diagnostics(provider::validate_provider(provider.as_ref(), &config));
    Ok(proto::validate_provider_config::Response { diagnostics })
}

pub(super) async fn validate_resource(
    provider: Arc<dyn Provider>,
    request: proto::validate_resource_config::Request,
) -> Outcome<proto::validate_resource_config::Response> {
    let resource = find_resource(provider.as_ref(), &request.type_name)?;
    let config = decoded(request.config.as_ref(), resource.schema())?;
    let client = request.client_capabilities.unwrap_or_default();
    let (write_only, computed_blocks) = (
        client.write_only_attributes_allowed,
        client.computed_blocks_allowed,
    );
    let diagnostics = convert::diagnostics(provider::validate_resource(
        resource,
        &config,
        write_only,
        computed_blocks,
    ));
    Ok(proto::validate_resource_config::Response { diagnostics })
}

pub(super) async fn validate_data_source(
    provider: Arc<dyn Provider>,
    request: proto::validate_data_resource_config::Request,
) -> Outcome<proto::validate_data_resource_config::Response> {
    let source = find_data_source(provider.as_ref(), &request.type_name)?;
    let config = decoded(request.config.as_ref(), source.schema())?;
    Ok(proto::validate_data_resource_config::Response {
        diagnostics: convert::diagnostics(provider::validate_data_source(source, &config)),
    })
}

/// A value that core sent, of a configuration or state. One that is not of the schema's type is a mistake of core or of this provider,
/// and an infinite number one of the user, at its attribute.
pub(super) fn decoded(message: Option<&proto::DynamicValue>, schema: &Schema) -> Outcome<Value> {
    let value = convert::value(message, &schema.block).map_err(|error| {
        let path = error.path.clone();
        let diagnostic = undecoded("a value", &path.to_string(), &error);
        vec![if error.infinite {
            diagnostic.at(path)
        } else {
            diagnostic
        }]
    })?;
    agreement::on_bytes(message, &value, schema);
    Ok(value)
}

/// Why `what` could not be read; `place` names where the user wrote it.
pub(super) fn undecoded(what: &str, place: &str, error: &CodecError) -> Diagnostic {
    if error.infinite {
        return Diagnostic::error(format!("{place} is infinite"), TOO_LARGE);
    }
    Diagnostic::bug(format!(
        "Terraform sent {what} that is not of the schema's type: {error}"
    ))
}

/// Why an infinite number is refused, and what to do.
pub(super) const TOO_LARGE: &str = "The number is too large for Terraform itself, as pow(10, 400) is, and no object can have it.\nMake the number smaller.";

/// What the module says to the provider; null where it says nothing. Core looks for paths in the block of the resource, where this is
/// not, so a mistake in it has none.
pub(super) fn meta(
    provider: &dyn Provider,
    message: Option<&proto::DynamicValue>,
) -> Outcome<Value> {
    let Some(schema) = provider.meta_schema() else {
        return Ok(Value::Null);
    };
    let value = convert::value(message, &schema.block);
    let value = value.map_err(|error| {
        vec![undecoded(
            "a provider_meta",
            &format!("{} in provider_meta", error.path),
            &error,
        )]
    })?;
    agreement::on_bytes(message, &value, schema);
    Ok(value)
}

fn action(action: &dyn Action) -> proto::ActionSchema {
    proto::ActionSchema {
        schema: Some(convert::schema(action.schema())),
    }
}
