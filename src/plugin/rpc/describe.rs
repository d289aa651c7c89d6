//! The calls about the provider itself and about configurations.

use std::sync::Arc;

use super::decoded::decoded;
use super::function;
use crate::plugin::convert;
use crate::plugin::proto::tfplugin6 as proto;
use crate::provider::{self, Action, Outcome, Provider, find_data_source, find_resource};

/// The capabilities of every provider that is served from here. Core need not ask each process for
/// the schema again, and asks the provider before it plans a destruction.
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
        functions: function::described(provider.as_ref()),
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
    let diagnostics = provider::validate_resource(
        resource,
        &config,
        client.write_only_attributes_allowed,
        client.computed_blocks_allowed,
    );
    Ok(proto::validate_resource_config::Response {
        diagnostics: convert::diagnostics(diagnostics),
    })
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

fn action(action: &dyn Action) -> proto::ActionSchema {
    proto::ActionSchema {
        schema: Some(convert::schema(action.schema())),
    }
}
