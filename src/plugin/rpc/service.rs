//! The service's calls, each handed to the function that answers it.

use std::sync::Arc;

use tonic::{Request, Response, Status, Streaming};

use super::call::Rpc;
use super::streams::Stream;
use super::{describe, ephemeral, function, identity, manage, read, streams};
use crate::plugin::proto::tfplugin6 as proto;
use crate::plugin::proto::tfplugin6::provider_server::Provider as Service;

type Answered<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl Service for Rpc {
    async fn get_metadata(
        &self,
        request: Request<proto::get_metadata::Request>,
    ) -> Answered<proto::get_metadata::Response> {
        self.answer("GetMetadata", request, describe::metadata)
            .await
    }

    async fn get_provider_schema(
        &self,
        request: Request<proto::get_provider_schema::Request>,
    ) -> Answered<proto::get_provider_schema::Response> {
        self.answer("GetProviderSchema", request, describe::provider_schema)
            .await
    }

    async fn get_resource_identity_schemas(
        &self,
        request: Request<proto::get_resource_identity_schemas::Request>,
    ) -> Answered<proto::get_resource_identity_schemas::Response> {
        self.answer("GetResourceIdentitySchemas", request, identity::schemas)
            .await
    }

    async fn validate_provider_config(
        &self,
        request: Request<proto::validate_provider_config::Request>,
    ) -> Answered<proto::validate_provider_config::Response> {
        self.answer(
            "ValidateProviderConfig",
            request,
            describe::validate_provider,
        )
        .await
    }

    async fn validate_resource_config(
        &self,
        request: Request<proto::validate_resource_config::Request>,
    ) -> Answered<proto::validate_resource_config::Response> {
        self.answer(
            "ValidateResourceConfig",
            request,
            describe::validate_resource,
        )
        .await
    }

    async fn validate_data_resource_config(
        &self,
        request: Request<proto::validate_data_resource_config::Request>,
    ) -> Answered<proto::validate_data_resource_config::Response> {
        self.answer(
            "ValidateDataResourceConfig",
            request,
            describe::validate_data_source,
        )
        .await
    }

    async fn configure_provider(
        &self,
        request: Request<proto::configure_provider::Request>,
    ) -> Answered<proto::configure_provider::Response> {
        self.answer("ConfigureProvider", request, manage::configure)
            .await
    }

    async fn upgrade_resource_state(
        &self,
        request: Request<proto::upgrade_resource_state::Request>,
    ) -> Answered<proto::upgrade_resource_state::Response> {
        self.answer("UpgradeResourceState", request, read::upgrade)
            .await
    }

    async fn read_resource(
        &self,
        request: Request<proto::read_resource::Request>,
    ) -> Answered<proto::read_resource::Response> {
        self.answer("ReadResource", request, read::resource).await
    }

    async fn plan_resource_change(
        &self,
        request: Request<proto::plan_resource_change::Request>,
    ) -> Answered<proto::plan_resource_change::Response> {
        self.answer("PlanResourceChange", request, manage::plan)
            .await
    }

    async fn apply_resource_change(
        &self,
        request: Request<proto::apply_resource_change::Request>,
    ) -> Answered<proto::apply_resource_change::Response> {
        self.answer("ApplyResourceChange", request, manage::apply)
            .await
    }

    async fn import_resource_state(
        &self,
        request: Request<proto::import_resource_state::Request>,
    ) -> Answered<proto::import_resource_state::Response> {
        self.answer("ImportResourceState", request, read::import)
            .await
    }

    async fn read_data_source(
        &self,
        request: Request<proto::read_data_source::Request>,
    ) -> Answered<proto::read_data_source::Response> {
        self.answer("ReadDataSource", request, read::data_source)
            .await
    }

    async fn stop_provider(
        &self,
        _: Request<proto::stop_provider::Request>,
    ) -> Answered<proto::stop_provider::Response> {
        self.server().stop();
        Ok(Response::new(proto::stop_provider::Response::default()))
    }

    async fn upgrade_resource_identity(
        &self,
        request: Request<proto::upgrade_resource_identity::Request>,
    ) -> Answered<proto::upgrade_resource_identity::Response> {
        self.answer("UpgradeResourceIdentity", request, identity::upgrade)
            .await
    }

    async fn move_resource_state(
        &self,
        request: Request<proto::move_resource_state::Request>,
    ) -> Answered<proto::move_resource_state::Response> {
        self.answer("MoveResourceState", request, identity::move_state)
            .await
    }

    async fn generate_resource_config(
        &self,
        request: Request<proto::generate_resource_config::Request>,
    ) -> Answered<proto::generate_resource_config::Response> {
        self.answer("GenerateResourceConfig", request, identity::generate)
            .await
    }

    async fn validate_ephemeral_resource_config(
        &self,
        request: Request<proto::validate_ephemeral_resource_config::Request>,
    ) -> Answered<proto::validate_ephemeral_resource_config::Response> {
        self.answer(
            "ValidateEphemeralResourceConfig",
            request,
            ephemeral::validate_config,
        )
        .await
    }

    async fn open_ephemeral_resource(
        &self,
        request: Request<proto::open_ephemeral_resource::Request>,
    ) -> Answered<proto::open_ephemeral_resource::Response> {
        self.answer("OpenEphemeralResource", request, ephemeral::open)
            .await
    }

    async fn renew_ephemeral_resource(
        &self,
        request: Request<proto::renew_ephemeral_resource::Request>,
    ) -> Answered<proto::renew_ephemeral_resource::Response> {
        self.answer("RenewEphemeralResource", request, ephemeral::renew)
            .await
    }

    async fn close_ephemeral_resource(
        &self,
        request: Request<proto::close_ephemeral_resource::Request>,
    ) -> Answered<proto::close_ephemeral_resource::Response> {
        self.answer("CloseEphemeralResource", request, ephemeral::close)
            .await
    }

    async fn validate_list_resource_config(
        &self,
        request: Request<proto::validate_list_resource_config::Request>,
    ) -> Answered<proto::validate_list_resource_config::Response> {
        self.answer(
            "ValidateListResourceConfig",
            request,
            streams::validate_list,
        )
        .await
    }

    async fn get_functions(
        &self,
        request: Request<proto::get_functions::Request>,
    ) -> Answered<proto::get_functions::Response> {
        self.answer("GetFunctions", request, function::functions)
            .await
    }

    async fn call_function(
        &self,
        request: Request<proto::call_function::Request>,
    ) -> Answered<proto::call_function::Response> {
        self.answer("CallFunction", request, function::call).await
    }

    async fn lock_state(
        &self,
        _: Request<proto::lock_state::Request>,
    ) -> Answered<proto::lock_state::Response> {
        unserved("LockState")
    }

    async fn unlock_state(
        &self,
        _: Request<proto::unlock_state::Request>,
    ) -> Answered<proto::unlock_state::Response> {
        unserved("UnlockState")
    }

    async fn get_states(
        &self,
        _: Request<proto::get_states::Request>,
    ) -> Answered<proto::get_states::Response> {
        unserved("GetStates")
    }

    async fn delete_state(
        &self,
        _: Request<proto::delete_state::Request>,
    ) -> Answered<proto::delete_state::Response> {
        unserved("DeleteState")
    }

    async fn plan_action(
        &self,
        request: Request<proto::plan_action::Request>,
    ) -> Answered<proto::plan_action::Response> {
        self.answer("PlanAction", request, streams::plan_action)
            .await
    }

    async fn validate_action_config(
        &self,
        request: Request<proto::validate_action_config::Request>,
    ) -> Answered<proto::validate_action_config::Response> {
        self.answer("ValidateActionConfig", request, streams::validate_action)
            .await
    }

    type ListResourceStream = Stream<proto::list_resource::Event>;

    async fn list_resource(
        &self,
        request: Request<proto::list_resource::Request>,
    ) -> Answered<Self::ListResourceStream> {
        Ok(streams::list(
            Arc::clone(self.server()),
            self.running(),
            request,
        ))
    }

    type InvokeActionStream = Stream<proto::invoke_action::Event>;

    async fn invoke_action(
        &self,
        request: Request<proto::invoke_action::Request>,
    ) -> Answered<Self::InvokeActionStream> {
        Ok(streams::invoke(
            Arc::clone(self.server()),
            self.running(),
            request,
        ))
    }

    async fn validate_state_store_config(
        &self,
        _: Request<proto::validate_state_store::Request>,
    ) -> Answered<proto::validate_state_store::Response> {
        unserved("ValidateStateStoreConfig")
    }

    async fn configure_state_store(
        &self,
        _: Request<proto::configure_state_store::Request>,
    ) -> Answered<proto::configure_state_store::Response> {
        unserved("ConfigureStateStore")
    }

    type ReadStateBytesStream = Stream<proto::read_state_bytes::Response>;

    async fn read_state_bytes(
        &self,
        _: Request<proto::read_state_bytes::Request>,
    ) -> Answered<Self::ReadStateBytesStream> {
        unserved("ReadStateBytes")
    }

    async fn write_state_bytes(
        &self,
        _: Request<Streaming<proto::write_state_bytes::RequestChunk>>,
    ) -> Answered<proto::write_state_bytes::Response> {
        unserved("WriteStateBytes")
    }
}

/// Returns the answer to a call that is not served. Core knows it from providers that are older
/// than the call.
fn unserved<T>(name: &str) -> Result<T, Status> {
    Err(Status::unimplemented(format!(
        "{name} is not served by this provider"
    )))
}
