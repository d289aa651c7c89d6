//! The resource type that a declaration defines.

use std::sync::OnceLock;

use async_trait::async_trait;

use super::import;
use super::list::identity;
use crate::declare::context::{Context, Project};
use crate::declare::object::{
    Cause, Change, Current, Failure, Found, Made, create, notices, refresh, remove, rivals, update,
};
use crate::declare::report::no_place;
use crate::declare::shape::decode;
use crate::declare::shape::judge::{Stage, refusals};
use crate::declare::shape::schema::{block, schema};
use crate::declare::shape::writes::refuse_without_value;
use crate::declare::words::Spec;
use crate::engine::{Block, Diagnostic, Path, Schema, Value};
use crate::provider::{
    ApplyError, CreateRequest, CreateResponse, DeleteRequest, DeleteResponse, IdentitySchema,
    ImportBy, ImportRequest, ImportResponse, ModifyPlanRequest, ModifyPlanResponse,
    MoveStateRequest, MoveStateResponse, ReadRequest, ReadResponse, Resource, Result,
    UpdateRequest, UpdateResponse,
};

/// The resource type of a declaration.
pub(crate) struct Declared {
    spec: &'static Spec,
    type_name: String,
    /// The schema's block with every validator, used by the plan.
    judged: OnceLock<Block>,
}

impl Declared {
    pub(crate) fn new(spec: &'static Spec) -> Self {
        Self {
            spec,
            type_name: spec.type_name(),
            judged: OnceLock::new(),
        }
    }
}

#[async_trait]
impl Resource<Context> for Declared {
    fn type_name(&self) -> &str {
        &self.type_name
    }

    fn schema(&self) -> Schema {
        schema(self.spec)
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        Some(identity(self.spec))
    }

    fn modify_plan(
        &self,
        request: &ModifyPlanRequest<'_, Context>,
        response: &mut ModifyPlanResponse,
    ) -> Result<()> {
        let ModifyPlanRequest { prior, config, .. } = *request;
        let plan = &mut response.plan;
        if let Some(context) = request.data {
            context.learn(&request.schema.block, &[prior, config], request.private);
            context.holds(self.spec, prior);
        }
        let judged = self.judged.get_or_init(|| block(self.spec, Stage::Plan));
        plan.diagnostics.extend(refusals(judged, config));
        plan.diagnostics
            .extend(refuse_without_value(self.spec, prior, config, plan));
        if plan.planned.is_null() || !plan.replaces.is_empty() {
            plan.diagnostics.extend(
                self.protected(prior, plan.replaces.first())
                    .map(|refusal| refusal.diagnostic()),
            );
        }
        let is_unplaced = self.spec.provided().is_some_and(|attr| {
            !config.is_null()
                && config.attribute(attr.name).is_null()
                && plan.planned.attribute(attr.name).is_unknown()
        });
        let has_project = request
            .data
            .is_none_or(|context| *context.project() != Project::None);
        if is_unplaced && !has_project {
            plan.diagnostics.push(no_place(self.spec, false));
        }
        Ok(())
    }

    fn move_state(&self, request: &MoveStateRequest) -> Result<Option<MoveStateResponse>> {
        let provider = request.provider.split_once('/').map(|(_, rest)| rest);
        let known =
            self.spec.moved.iter().find(|moved| {
                moved.type_name == request.type_name && provider == Some(moved.provider)
            });
        let Some(moved) = known.filter(|_| request.schema_version == 0) else {
            return Ok(None);
        };
        let document = (moved.document)(&request.state);
        let place = self.spec.place().map(|attr| {
            let text = request.state[attr.name].as_str();
            (attr.name, text.map_or(Value::Null, Value::string))
        });
        let state = decode::state(self.spec, &document, &Value::object(place)).map_err(|why| {
            let detail = format!(
                "The state of {} has another form: {why}.",
                request.type_name
            );
            Diagnostic::error("The state cannot be moved", detail)
        })?;
        Ok(Some(MoveStateResponse::new(state)))
    }

    async fn create(
        &self,
        request: CreateRequest<'_, Context>,
    ) -> Result<CreateResponse, ApplyError> {
        let context = request.data;
        let block = &request.schema.block;
        context.learn(block, &[request.config, request.planned], request.private);
        let api = &context
            .api()?
            .within(self.spec, request.planned, "create")
            .fresh();
        let Made {
            state,
            warnings,
            private,
        } = create(self.spec, block, api, &Change::creation(&request)).await?;
        Ok(CreateResponse {
            private,
            warnings,
            ..CreateResponse::new(state)
        })
    }

    async fn read(&self, request: ReadRequest<'_, Context>) -> Result<Option<ReadResponse>> {
        let context = request.data;
        context.learn(&request.schema.block, &[request.state], request.private);
        context.holds(self.spec, request.state);
        let state = &*context.project().placed(self.spec, request.state);
        let api = &context.api()?.within(self.spec, state, "read");
        let failure = |cause| {
            Failure::new(
                format!("read {}", self.spec.describe(state)),
                self.spec,
                state,
                cause,
            )
        };
        // Recorded even if the object turns out to be gone, so that a rival resource is warned.
        let rival = rivals::warn(self.spec, api, state, &request.call.connection);
        let at = self.spec.locate(state).map_err(failure)?;
        let Found::Present(read, private) = refresh(api, &at, state, request.private).await? else {
            return Ok(None);
        };
        let mut warnings = notices(self.spec, api, &read).await;
        warnings.extend(rival);
        Ok(Some(ReadResponse {
            private,
            warnings,
            ..ReadResponse::new(read)
        }))
    }

    async fn update(
        &self,
        request: UpdateRequest<'_, Context>,
    ) -> Result<UpdateResponse, ApplyError> {
        let context = request.data;
        let block = &request.schema.block;
        let known = [request.config, request.planned, request.prior];
        context.learn(block, &known, request.private);
        context.holds(self.spec, request.prior);
        let prior = &*context.project().placed(self.spec, request.prior);
        let api = context.api();
        let api = api.map_err(|errors| ApplyError::new(errors).with_state(prior.clone()))?;
        let api = &api.within(self.spec, request.planned, "update").fresh();
        let made = update(self.spec, block, api, &Change::update(&request, prior)).await;
        let made = made.map_err(|failure| {
            let there = failure.there.clone().unwrap_or_else(|| prior.clone());
            ApplyError::from(failure).with_state(there)
        })?;
        let Made {
            state,
            warnings,
            private,
        } = made;
        Ok(UpdateResponse {
            private,
            warnings,
            ..UpdateResponse::new(state)
        })
    }

    async fn delete(&self, request: DeleteRequest<'_, Context>) -> Result<DeleteResponse> {
        let context = request.data;
        context.learn(&request.schema.block, &[request.state], request.private);
        context.holds(self.spec, request.state);
        let state = &*context.project().placed(self.spec, request.state);
        if let Some(refusal) = self.protected(state, None) {
            return Err(refusal.into());
        }
        let api = &context.api()?.within(self.spec, state, "delete").fresh();
        let mut response = DeleteResponse::new();
        response.warnings = remove(self.spec, api, &Current::deletion(&request, state)).await?;
        Ok(response)
    }

    async fn import(&self, request: ImportRequest<'_, Context>) -> Result<ImportResponse> {
        let context = request.data;
        let api = context.api()?;
        match request.by {
            ImportBy::Id(id) => import::import(self.spec, api, context.project(), id).await,
            ImportBy::Identity(identity) => {
                import::by_identity(self.spec, api, context.project(), identity).await
            }
        }
    }
}

impl Declared {
    /// Returns the failure that refuses to destroy or replace an object that its state protects.
    /// `replaced` is the attribute that forces the replacement.
    fn protected(&self, state: &Value, replaced: Option<&Path>) -> Option<Failure> {
        let attr = self.spec.protection?;
        let cause = Cause::Protected {
            replaced: replaced.cloned(),
        };
        let is_protected = state.attribute(attr).as_bool() == Some(true);
        is_protected.then(|| Failure::new("let go".to_owned(), self.spec, state, cause))
    }
}

impl From<Failure> for ApplyError {
    fn from(failure: Failure) -> Self {
        let diagnostic = failure.diagnostic();
        let error = Self::new(diagnostic);
        match failure.there {
            Some(there) => error.with_state(there),
            None => error,
        }
    }
}
