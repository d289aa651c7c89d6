//! The calls about the provider itself and about configurations.

use std::sync::Arc;

use super::call::capabilities;
use super::decoded::decoded;
use super::function;
use crate::plugin::convert;
use crate::plugin::proto::tfplugin6 as proto;
use crate::provider::{ActionType, Result, Server};

/// The capabilities of every provider that is served from here. Core need not ask each process for
/// the schema again, and asks the provider before it plans a destruction.
const CAPABILITIES: proto::ServerCapabilities = proto::ServerCapabilities {
    plan_destroy: true,
    get_provider_schema_optional: true,
    move_resource_state: true,
    generate_resource_config: true,
};

pub(super) async fn metadata(
    server: Arc<Server>,
    _: proto::get_metadata::Request,
) -> Result<proto::get_metadata::Response> {
    use proto::get_metadata::{
        ActionMetadata, DataSourceMetadata, EphemeralMetadata, FunctionMetadata,
        ListResourceMetadata, ResourceMetadata, Response,
    };
    let resources = server.resources().iter().map(|resource| ResourceMetadata {
        type_name: resource.name().to_owned(),
    });
    let data_sources = server
        .data_sources()
        .iter()
        .map(|source| DataSourceMetadata {
            type_name: source.name().to_owned(),
        });
    Ok(Response {
        server_capabilities: Some(CAPABILITIES),
        resources: resources.collect(),
        data_sources: data_sources.collect(),
        functions: server
            .functions()
            .iter()
            .map(|function| FunctionMetadata {
                name: function.name().to_owned(),
            })
            .collect(),
        ephemeral_resources: server
            .ephemeral_resources()
            .iter()
            .map(|one| EphemeralMetadata {
                type_name: one.name().to_owned(),
            })
            .collect(),
        list_resources: server
            .list_resources()
            .iter()
            .map(|one| ListResourceMetadata {
                type_name: one.name().to_owned(),
            })
            .collect(),
        actions: server
            .actions()
            .iter()
            .map(|one| ActionMetadata {
                type_name: one.name().to_owned(),
            })
            .collect(),
        ..Response::default()
    })
}

pub(super) async fn provider_schema(
    server: Arc<Server>,
    _: proto::get_provider_schema::Request,
) -> Result<proto::get_provider_schema::Response> {
    let resources = server.resources().iter().map(|resource| {
        (
            resource.name().to_owned(),
            convert::schema(resource.schema()),
        )
    });
    let data_sources = server
        .data_sources()
        .iter()
        .map(|source| (source.name().to_owned(), convert::schema(source.schema())));
    Ok(proto::get_provider_schema::Response {
        provider: Some(convert::schema(server.schema())),
        provider_meta: server.meta_schema().map(convert::schema),
        resource_schemas: resources.collect(),
        data_source_schemas: data_sources.collect(),
        functions: function::described(&server),
        ephemeral_resource_schemas: server
            .ephemeral_resources()
            .iter()
            .map(|one| (one.name().to_owned(), convert::schema(one.schema())))
            .collect(),
        list_resource_schemas: server
            .list_resources()
            .iter()
            .map(|one| (one.name().to_owned(), convert::schema(one.schema())))
            .collect(),
        action_schemas: server
            .actions()
            .iter()
            .map(|one| (one.name().to_owned(), action(one)))
            .collect(),
        server_capabilities: Some(CAPABILITIES),
        diagnostics: convert::diagnostics(server.check_schemas()),
        ..Default::default()
    })
}

pub(super) async fn validate_provider(
    server: Arc<Server>,
    request: proto::validate_provider_config::Request,
) -> Result<proto::validate_provider_config::Response> {
    let config = decoded(request.config.as_ref(), server.schema())?;
    let diagnostics = convert::diagnostics(server.validate_provider(&config));
    Ok(proto::validate_provider_config::Response { diagnostics })
}

pub(super) async fn validate_resource(
    server: Arc<Server>,
    request: proto::validate_resource_config::Request,
) -> Result<proto::validate_resource_config::Response> {
    let resource = server.resource(&request.type_name)?;
    let config = decoded(request.config.as_ref(), resource.schema())?;
    let client = capabilities(request.client_capabilities);
    let diagnostics = server.validate_resource(resource, &config, client);
    Ok(proto::validate_resource_config::Response {
        diagnostics: convert::diagnostics(diagnostics),
    })
}

pub(super) async fn validate_data_source(
    server: Arc<Server>,
    request: proto::validate_data_resource_config::Request,
) -> Result<proto::validate_data_resource_config::Response> {
    let source = server.data_source(&request.type_name)?;
    let config = decoded(request.config.as_ref(), source.schema())?;
    Ok(proto::validate_data_resource_config::Response {
        diagnostics: convert::diagnostics(server.validate_data_source(source, &config)),
    })
}

fn action(action: &ActionType) -> proto::ActionSchema {
    proto::ActionSchema {
        schema: Some(convert::schema(action.schema())),
    }
}
