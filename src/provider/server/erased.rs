//! Resources and their like, whatever the provider gives them: each under one type.
//!
//! The provider's data has a type of the author's. Without it, the server and the wire are compiled
//! once, with the library, and not again with every provider.

use std::any::Any;
use std::sync::Arc;

use async_trait::async_trait;

use crate::engine::{Diagnostic, PathError, Schema};
use crate::provider::{
    Action, ApplyError, CloseRequest, CloseResponse, CreateRequest, CreateResponse, DataSource,
    DeleteRequest, DeleteResponse, EphemeralResource, IdentitySchema, ImportRequest,
    ImportResponse, InvokeRequest, InvokeResponse, ListRequest, ListResource, ListResultSink,
    ModifyPlanRequest, ModifyPlanResponse, MoveStateRequest, MoveStateResponse, OpenRequest,
    OpenResponse, PlanActionRequest, PlanActionResponse, Progress, ReadDataSourceRequest,
    ReadDataSourceResponse, ReadRequest, ReadResponse, RenewRequest, RenewResponse, Resource,
    Result, UpdateRequest, UpdateResponse, UpgradeRequest, UpgradeResponse,
};

/// The provider's data, whatever its type.
#[derive(Clone)]
pub(super) struct AnyData(Arc<dyn Any + Send + Sync>);

impl AnyData {
    pub(super) fn new<D: Send + Sync + 'static>(data: D) -> Self {
        Self(Arc::new(data))
    }

    /// Returns the data. All of a provider's types have the provider's data type, so the cast does
    /// not fail.
    fn of<D: 'static>(&self) -> Result<&D> {
        self.0.downcast_ref().ok_or_else(|| {
            Diagnostic::bug("the provider's data are of another type than its resources").into()
        })
    }
}

/// Something whose data has the type `D`.
pub(super) struct Erased<T: ?Sized>(pub(super) Box<T>);

#[async_trait]
impl<D: Send + Sync + 'static> Resource<AnyData> for Erased<dyn Resource<D>> {
    fn type_name(&self) -> &str {
        self.0.type_name()
    }

    fn schema(&self) -> Schema {
        self.0.schema()
    }

    fn modify_plan(
        &self,
        request: &ModifyPlanRequest<'_, AnyData>,
        response: &mut ModifyPlanResponse,
    ) -> Result<()> {
        let request = ModifyPlanRequest {
            data: request.data.map(AnyData::of).transpose()?,
            prior: request.prior,
            config: request.config,
            private: request.private,
            planned_private: request.planned_private,
            identity: request.identity,
            schema: request.schema,
            call: request.call,
        };
        self.0.modify_plan(&request, response)
    }

    async fn create(
        &self,
        request: CreateRequest<'_, AnyData>,
    ) -> Result<CreateResponse, ApplyError> {
        let request = CreateRequest {
            data: request.data.of()?,
            planned: request.planned,
            config: request.config,
            private: request.private,
            schema: request.schema,
            call: request.call,
        };
        self.0.create(request).await
    }

    async fn read(&self, request: ReadRequest<'_, AnyData>) -> Result<Option<ReadResponse>> {
        let request = ReadRequest {
            data: request.data.of()?,
            state: request.state,
            identity: request.identity,
            private: request.private,
            schema: request.schema,
            call: request.call,
        };
        self.0.read(request).await
    }

    async fn update(
        &self,
        request: UpdateRequest<'_, AnyData>,
    ) -> Result<UpdateResponse, ApplyError> {
        let request = UpdateRequest {
            data: request.data.of()?,
            prior: request.prior,
            planned: request.planned,
            config: request.config,
            identity: request.identity,
            private: request.private,
            schema: request.schema,
            call: request.call,
        };
        self.0.update(request).await
    }

    async fn delete(&self, request: DeleteRequest<'_, AnyData>) -> Result<DeleteResponse> {
        let request = DeleteRequest {
            data: request.data.of()?,
            state: request.state,
            identity: request.identity,
            private: request.private,
            schema: request.schema,
            call: request.call,
        };
        self.0.delete(request).await
    }

    async fn import(&self, request: ImportRequest<'_, AnyData>) -> Result<ImportResponse> {
        let request = ImportRequest {
            data: request.data.of()?,
            by: request.by,
            schema: request.schema,
            call: request.call,
        };
        self.0.import(request).await
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        self.0.identity_schema()
    }

    fn upgrade_identity(&self, request: UpgradeRequest) -> Result<UpgradeResponse> {
        self.0.upgrade_identity(request)
    }

    fn move_state(&self, request: &MoveStateRequest) -> Result<Option<MoveStateResponse>> {
        self.0.move_state(request)
    }

    fn upgrade_state(&self, request: UpgradeRequest) -> Result<UpgradeResponse> {
        self.0.upgrade_state(request)
    }

    fn misfits(&self, schema: &Schema) -> Vec<PathError> {
        self.0.misfits(schema)
    }
}

#[async_trait]
impl<D: Send + Sync + 'static> DataSource<AnyData> for Erased<dyn DataSource<D>> {
    fn type_name(&self) -> &str {
        self.0.type_name()
    }

    fn schema(&self) -> Schema {
        self.0.schema()
    }

    async fn read(
        &self,
        request: ReadDataSourceRequest<'_, AnyData>,
    ) -> Result<ReadDataSourceResponse> {
        let request = ReadDataSourceRequest {
            data: request.data.of()?,
            config: request.config,
            schema: request.schema,
            call: request.call,
        };
        self.0.read(request).await
    }

    fn misfits(&self, schema: &Schema) -> Vec<PathError> {
        self.0.misfits(schema)
    }
}

#[async_trait]
impl<D: Send + Sync + 'static> EphemeralResource<AnyData> for Erased<dyn EphemeralResource<D>> {
    fn type_name(&self) -> &str {
        self.0.type_name()
    }

    fn schema(&self) -> Schema {
        self.0.schema()
    }

    async fn open(&self, request: OpenRequest<'_, AnyData>) -> Result<OpenResponse> {
        let request = OpenRequest {
            data: request.data.of()?,
            config: request.config,
            schema: request.schema,
            call: request.call,
        };
        self.0.open(request).await
    }

    async fn renew(&self, request: RenewRequest<'_, AnyData>) -> Result<RenewResponse> {
        let request = RenewRequest {
            data: request.data.of()?,
            private: request.private,
            call: request.call,
        };
        self.0.renew(request).await
    }

    async fn close(&self, request: CloseRequest<'_, AnyData>) -> Result<CloseResponse> {
        let request = CloseRequest {
            data: request.data.of()?,
            private: request.private,
            schema: request.schema,
            call: request.call,
        };
        self.0.close(request).await
    }

    fn misfits(&self, schema: &Schema) -> Vec<PathError> {
        self.0.misfits(schema)
    }
}

#[async_trait]
impl<D: Send + Sync + 'static> ListResource<AnyData> for Erased<dyn ListResource<D>> {
    fn type_name(&self) -> &str {
        self.0.type_name()
    }

    fn schema(&self) -> Schema {
        self.0.schema()
    }

    async fn list(
        &self,
        request: ListRequest<'_, AnyData>,
        results: &mut dyn ListResultSink,
    ) -> Result<()> {
        let request = ListRequest {
            data: request.data.of()?,
            config: request.config,
            include_resource: request.include_resource,
            limit: request.limit,
            schema: request.schema,
            resource_schema: request.resource_schema,
            identity_schema: request.identity_schema,
            call: request.call,
        };
        self.0.list(request, results).await
    }
}

#[async_trait]
impl<D: Send + Sync + 'static> Action<AnyData> for Erased<dyn Action<D>> {
    fn type_name(&self) -> &str {
        self.0.type_name()
    }

    fn schema(&self) -> Schema {
        self.0.schema()
    }

    async fn plan(&self, request: PlanActionRequest<'_, AnyData>) -> Result<PlanActionResponse> {
        let request = PlanActionRequest {
            data: request.data.map(AnyData::of).transpose()?,
            config: request.config,
            schema: request.schema,
            call: request.call,
        };
        self.0.plan(request).await
    }

    async fn invoke(
        &self,
        request: InvokeRequest<'_, AnyData>,
        progress: &mut dyn Progress,
    ) -> Result<InvokeResponse> {
        let request = InvokeRequest {
            data: request.data.of()?,
            config: request.config,
            schema: request.schema,
            call: request.call,
        };
        self.0.invoke(request, progress).await
    }

    fn misfits(&self, schema: &Schema) -> Vec<PathError> {
        self.0.misfits(schema)
    }
}
