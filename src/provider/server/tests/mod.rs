//! What a provider's author hears about mistakes: the resource, the attribute, and how to mend it.

use expect_test::{Expect, expect};
use futures_util::FutureExt as _;
use serde::Serialize;

mod answers;
mod configuring;
mod contradictions;
mod declarations;
mod ephemeral;
mod flow;
mod identities;
mod typed;
mod updates;

use super::*;
use crate::engine::tests::language::{schema, show, value};
use crate::engine::{Attribute, Diagnostic, Diagnostics, Type, Value, to_value, validators};
use crate::provider::*;

/// A resource whose author made a mistake.
#[derive(Clone)]
struct Mistaken {
    schema: Schema,
    identity: Option<IdentitySchema>,
    /// What creating, updating, reading and importing give.
    answer: fn() -> Value,
    modify: fn(&mut ModifyPlanResponse),
    deferred: Option<Deferred>,
    /// The identity that reading gives.
    given: Option<fn() -> Value>,
    /// Whether creating and updating fail.
    fails: bool,
}

impl Mistaken {
    fn new(schema_text: &str, answer: fn() -> Value) -> Self {
        Self {
            schema: schema(schema_text),
            identity: None,
            answer,
            modify: |_| {},
            deferred: None,
            given: None,
            fails: false,
        }
    }

    /// Returns a provider of it alone, configured.
    fn served(self) -> Server {
        let server = Server::new(Of {
            schema: Schema::default(),
            one: Some(self),
            unreached: None,
            functions: Vec::new,
        });
        let configured = server
            .configure(&Value::object([]), "1.14.0", &Call::default())
            .now_or_never()
            .expect("it does not wait");
        assert_eq!(configured.expect("a configured provider"), []);
        server
    }

    fn written(&self) -> Result<Value, ApplyError> {
        if self.fails {
            let error = ApplyError::new(Diagnostic::error("It failed", ""));
            return Err(error.with_state((self.answer)()));
        }
        Ok((self.answer)())
    }
}

#[async_trait]
impl Resource for Mistaken {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> Schema {
        self.schema.clone()
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        self.identity.clone()
    }

    fn modify_plan(
        &self,
        _: &ModifyPlanRequest<'_>,
        response: &mut ModifyPlanResponse,
    ) -> Result<()> {
        (self.modify)(response);
        Ok(())
    }

    async fn create(&self, _: CreateRequest<'_>) -> Result<CreateResponse, ApplyError> {
        let mut response = CreateResponse::new(self.written()?);
        response.identity = self.given.map(|given| given());
        Ok(response)
    }

    async fn read(&self, _: ReadRequest<'_>) -> Result<Option<ReadResponse>> {
        let mut response = ReadResponse::new((self.answer)()).deferred(self.deferred);
        response.identity = self.given.map(|given| given());
        Ok(Some(response))
    }

    async fn update(&self, _: UpdateRequest<'_>) -> Result<UpdateResponse, ApplyError> {
        Ok(self.written()?.into())
    }

    async fn delete(&self, _: DeleteRequest<'_>) -> Result<DeleteResponse> {
        // Whichever way an error is told.
        let error = Diagnostic::error("It is in use", "");
        if self.schema.version == 0 {
            Err(error.into())
        } else {
            Ok(DeleteResponse::new().warning(error))
        }
    }

    async fn import(&self, _: ImportRequest<'_>) -> Result<ImportResponse> {
        let mut response = ImportResponse::new((self.answer)()).deferred(self.deferred);
        response.identity = self.given.map(|given| given());
        Ok(response)
    }

    fn move_state(&self, _: &MoveStateRequest) -> Result<Option<MoveStateResponse>> {
        Ok(Some((self.answer)().into()))
    }
}

#[async_trait]
impl DataSource for Mistaken {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> Schema {
        self.schema.clone()
    }

    async fn read(&self, _: ReadDataSourceRequest<'_>) -> Result<ReadDataSourceResponse> {
        Ok(ReadDataSourceResponse::new((self.answer)()).deferred(self.deferred))
    }
}

#[async_trait]
impl EphemeralResource for Mistaken {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> Schema {
        self.schema.clone()
    }

    async fn open(&self, _: OpenRequest<'_>) -> Result<OpenResponse> {
        Ok(OpenResponse::new((self.answer)()).deferred(self.deferred))
    }

    async fn close(&self, _: CloseRequest<'_>) -> Result<CloseResponse> {
        Ok(CloseResponse::default().warning(Diagnostic::warning("Closed", "Closed.")))
    }
}

fn moved() -> MoveStateRequest {
    MoveStateRequest::new("", "", serde_json::Value::Null)
}

/// A provider of one type.
struct Of {
    schema: Schema,
    one: Option<Mistaken>,
    /// The schema of a list and an action that must not be reached.
    unreached: Option<Schema>,
    functions: fn() -> Vec<Box<dyn Function>>,
}

#[async_trait]
impl Provider for Of {
    type Data = ();

    fn name(&self) -> &str {
        "test"
    }

    fn schema(&self) -> Schema {
        self.schema.clone()
    }

    fn resources(&self) -> Vec<Box<dyn Resource>> {
        let one = self.one.clone();
        one.map(|one| Box::new(one) as Box<dyn Resource>)
            .into_iter()
            .collect()
    }

    fn data_sources(&self) -> Vec<Box<dyn DataSource>> {
        let one = self.one.clone();
        one.map(|one| Box::new(one) as Box<dyn DataSource>)
            .into_iter()
            .collect()
    }

    fn ephemeral_resources(&self) -> Vec<Box<dyn EphemeralResource>> {
        let one = self.one.clone();
        one.map(|one| Box::new(one) as Box<dyn EphemeralResource>)
            .into_iter()
            .collect()
    }

    fn list_resources(&self) -> Vec<Box<dyn ListResource>> {
        let schema = self.unreached.clone();
        schema
            .map(|schema| Box::new(contradictions::Unreached(schema)) as Box<dyn ListResource>)
            .into_iter()
            .collect()
    }

    fn actions(&self) -> Vec<Box<dyn Action>> {
        let schema = self.unreached.clone();
        schema
            .map(|schema| Box::new(contradictions::Unreached(schema)) as Box<dyn Action>)
            .into_iter()
            .collect()
    }

    fn functions(&self) -> Vec<Box<dyn Function>> {
        (self.functions)()
    }

    async fn configure(&self, _: ConfigureRequest<'_>) -> Result<ConfigureResponse<()>> {
        Ok(ConfigureResponse::new(()))
    }
}

const THING: &str = "id: string computed keeps; name: string required; size: number optional";

fn told(diagnostics: &[Diagnostic]) -> String {
    let report = "\nThis is a mistake in the provider, not in the configuration. Please report it to its developers with these lines.";
    diagnostics
        .iter()
        .map(|one| one.detail.replace(report, ""))
        .collect::<Vec<_>>()
        .join("\n")
}
