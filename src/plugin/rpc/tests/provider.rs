//! A provider with one type of each kind, all of the same schema.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::FutureExt as _;

use crate::engine::{Attribute, NestedBlock, Schema, Type, Value, validators};
use crate::provider::{
    Action, ApplyError, Call, CallFunctionRequest, ConfigureRequest, ConfigureResponse,
    CreateRequest, CreateResponse, DataSource, DeleteRequest, DeleteResponse, EphemeralResource,
    Function, FunctionError, IdentityAttribute, IdentitySchema, ImportBy, ImportRequest,
    ImportResponse, InvokeRequest, InvokeResponse, ListRequest, ListResource, ListResult,
    ListResultSink, MoveStateRequest, MoveStateResponse, OpenRequest, OpenResponse, Parameter,
    Private, Progress, Provider, ReadDataSourceRequest, ReadDataSourceResponse, ReadRequest,
    ReadResponse, RenewRequest, RenewResponse, Resource, Result, Server, Signature, UpdateRequest,
    UpdateResponse, UpgradeRequest, UpgradeResponse,
};

pub(super) struct Test;

impl Test {
    /// Returns the server of the provider, configured.
    pub(super) fn served() -> Arc<Server> {
        let server = Server::new(Self);
        let nothing = Value::object([]);
        let call = Call::default();
        // Its schema has no required attribute, and no value is read.
        let configured = server.configure(&nothing, "1.14.0", &call).now_or_never();
        assert!(configured.is_some_and(|configured| configured.is_ok()));
        Arc::new(server)
    }
}

fn schema() -> Schema {
    let inner = [Attribute::bool("on"), Attribute::string("made").computed()];
    let kind = Attribute::string("kind").requires_replace();
    Schema::new([
        Attribute::string("id").optional_computed(),
        Attribute::string("text").validate(validators::json()),
        Attribute::number("number"),
        Attribute::list_nested("list", inner),
        Attribute::dynamic("any"),
    ])
    .block(NestedBlock::list("lines", [Attribute::dynamic("any")]))
    .block(NestedBlock::map("named", [Attribute::dynamic("any"), kind]))
    .version(1)
}

pub(super) fn config() -> Value {
    object(Value::Null, Value::UNKNOWN)
}

pub(super) fn state() -> Value {
    object("1".into(), "x".into())
}

fn object(id: Value, made: Value) -> Value {
    let line = Value::object([("any", Value::Dynamic(Box::new((Type::Number, 1.into()))))]);
    Value::object([
        ("id", id),
        ("text", "[1]".into()),
        ("number", Value::Null),
        (
            "list",
            Value::List(vec![Value::object([
                ("on", true.into()),
                ("made", if made.is_unknown() { Value::Null } else { made }),
            ])]),
        ),
        (
            "any",
            Value::Dynamic(Box::new((
                Type::list(Type::String),
                Value::List(vec!["x".into()]),
            ))),
        ),
        ("lines", Value::List(vec![line])),
        ("named", Value::object([("k", named("a"))])),
    ])
}

/// Returns a block whose `kind` forces replacement.
pub(super) fn named(kind: &str) -> Value {
    Value::object([
        ("any", Value::Dynamic(Box::new((Type::Bool, true.into())))),
        ("kind", kind.into()),
    ])
}

#[async_trait]
impl Provider for Test {
    type Data = ();

    fn name(&self) -> &str {
        "test"
    }

    fn schema(&self) -> Schema {
        schema()
    }

    fn meta_schema(&self) -> Option<Schema> {
        Some(schema())
    }

    fn resources(&self) -> Vec<Box<dyn Resource>> {
        vec![Box::new(Thing)]
    }

    fn data_sources(&self) -> Vec<Box<dyn DataSource>> {
        vec![Box::new(Thing)]
    }

    fn functions(&self) -> Vec<Box<dyn Function>> {
        vec![Box::new(Twice)]
    }

    fn ephemeral_resources(&self) -> Vec<Box<dyn EphemeralResource>> {
        vec![Box::new(Thing)]
    }

    fn list_resources(&self) -> Vec<Box<dyn ListResource>> {
        vec![Box::new(Thing)]
    }

    fn actions(&self) -> Vec<Box<dyn Action>> {
        vec![Box::new(Thing)]
    }

    async fn configure(&self, _: ConfigureRequest<'_>) -> Result<ConfigureResponse<()>> {
        Ok(ConfigureResponse::new(()))
    }
}

/// A type of every kind.
struct Thing;

#[async_trait]
impl Resource for Thing {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> Schema {
        schema()
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        let id = IdentityAttribute::string("id").required_for_import();
        Some(IdentitySchema::new([
            id,
            IdentityAttribute::number("number"),
        ]))
    }

    async fn create(&self, request: CreateRequest<'_>) -> Result<CreateResponse, ApplyError> {
        Ok(request.planned.clone().into())
    }

    async fn read(&self, request: ReadRequest<'_>) -> Result<Option<ReadResponse>> {
        Ok((!request.state.is_null()).then(|| request.state.clone().into()))
    }

    async fn update(&self, request: UpdateRequest<'_>) -> Result<UpdateResponse, ApplyError> {
        Ok(request.planned.clone().into())
    }

    async fn delete(&self, _: DeleteRequest<'_>) -> Result<DeleteResponse> {
        Ok(DeleteResponse::new())
    }

    async fn import(&self, request: ImportRequest<'_>) -> Result<ImportResponse> {
        let id = match request.by {
            ImportBy::Id(id) => id,
            ImportBy::Identity(identity) => identity["id"].as_str().unwrap_or_default(),
        };
        assert!(id != "panic", "somebody's mistake");
        Ok(ImportResponse::passthrough(request.schema, "id", id))
    }

    fn upgrade_state(&self, request: UpgradeRequest) -> Result<UpgradeResponse> {
        Ok(request.stored.into())
    }

    fn move_state(&self, request: &MoveStateRequest) -> Result<Option<MoveStateResponse>> {
        let Some(id) = request.state["id"].as_str() else {
            return Ok(None);
        };
        let imported = ImportResponse::passthrough(&schema(), "id", id);
        Ok(Some(imported.state.into()))
    }
}

#[async_trait]
impl DataSource for Thing {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> Schema {
        schema()
    }

    async fn read(&self, request: ReadDataSourceRequest<'_>) -> Result<ReadDataSourceResponse> {
        Ok(request.config.clone().into())
    }
}

#[async_trait]
impl EphemeralResource for Thing {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> Schema {
        schema()
    }

    async fn open(&self, request: OpenRequest<'_>) -> Result<OpenResponse> {
        let mut private = Private::default();
        private.set("opened", &true)?;
        Ok(OpenResponse::new(request.config.clone()).with_private(private))
    }

    async fn renew(&self, request: RenewRequest<'_>) -> Result<RenewResponse> {
        assert!(request.private.0 != b"panic", "somebody's mistake");
        Ok(RenewResponse::new(request.private.clone()))
    }
}

#[async_trait]
impl ListResource for Thing {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> Schema {
        schema()
    }

    async fn list(&self, request: ListRequest<'_>, results: &mut dyn ListResultSink) -> Result<()> {
        let identity = Value::object([("id", "1".into()), ("number", Value::Null)]);
        let state = request.include_resource.then(state);
        let result = || ListResult::new(identity.clone(), "").with_state(state.clone());
        while results.send(result()).await {
            if request.limit > 100 {
                return Ok(());
            }
        }
        Ok(())
    }
}

#[async_trait]
impl Action for Thing {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> Schema {
        schema()
    }

    async fn invoke(
        &self,
        _: InvokeRequest<'_>,
        progress: &mut dyn Progress,
    ) -> Result<InvokeResponse> {
        progress.send("under way").await;
        Ok(InvokeResponse::default())
    }
}

struct Twice;

impl Function for Twice {
    fn name(&self) -> &str {
        "twice"
    }

    fn signature(&self) -> Signature {
        let more = Parameter::of("more", Type::Dynamic).allow_null();
        Signature::new([Parameter::string("text")], Type::String).variadic(more)
    }

    fn call(&self, request: CallFunctionRequest<'_>) -> Result<Value, FunctionError> {
        let text = request
            .arguments
            .first()
            .and_then(Value::as_str)
            .ok_or_else(|| FunctionError::argument(0, "it is no text"))?;
        Ok(Value::string([text, text].concat()))
    }
}
