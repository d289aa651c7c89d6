//! The resource type that a declaration defines.

use std::sync::Arc;

use async_trait::async_trait;

use super::import;
use super::list::identity;
use crate::declare::context::{Context, Project};
use crate::declare::object::{
    Cause, Failure, Made, Seen, create, notices, observed, remove, rivals, update,
};
use crate::declare::report::no_place;
use crate::declare::shape::judge::{Stage, refusals};
use crate::declare::shape::schema::{block, schema};
use crate::declare::shape::writes::refuse_without_value;
use crate::declare::words::Spec;
use crate::engine::{Block, Diagnostic, Path, Schema, Value};
use crate::provider::{
    Applied, Change, Current, Found, IdentitySchema, Outcome, PlanRequest, Resource, ResourcePlan,
};

/// The resource type of a declaration.
pub(crate) struct Declared {
    spec: &'static Spec,
    context: Arc<Context>,
    type_name: String,
    schema: Schema,
    /// The schema's block with every validator, used by the plan.
    judged: Block,
    identity: IdentitySchema,
}

impl Declared {
    pub(crate) fn new(spec: &'static Spec, context: Arc<Context>) -> Self {
        Self {
            spec,
            context,
            type_name: spec.type_name(),
            schema: schema(spec),
            judged: block(spec, Stage::Plan),
            identity: identity(spec),
        }
    }
}

#[async_trait]
impl Resource for Declared {
    fn type_name(&self) -> &str {
        &self.type_name
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn identity(&self) -> Option<&IdentitySchema> {
        Some(&self.identity)
    }

    fn refine_plan(&self, request: &PlanRequest, answer: &mut ResourcePlan) {
        let PlanRequest { prior, config, .. } = request;
        let plan = &mut answer.plan;
        self.context
            .learn(&self.schema.block, &[prior, config], &request.private);
        plan.diagnostics.extend(refusals(&self.judged, config));
        plan.diagnostics
            .extend(refuse_without_value(self.spec, request, plan));
        if plan.planned.is_null() || !plan.replaces.is_empty() {
            plan.diagnostics.extend(
                self.protected(prior, plan.replaces.first())
                    .map(|refusal| refusal.diagnostic()),
            );
        }
        let unplaced = self.spec.provided().is_some_and(|attr| {
            !config.is_null()
                && config.get(attr.name).is_null()
                && plan.planned.get(attr.name).is_unknown()
        });
        if unplaced && self.context.project() == Project::None {
            plan.diagnostics.push(no_place(self.spec, false));
        }
    }

    async fn create(&self, change: &Change<'_>) -> Applied {
        self.context.learn(
            &self.schema.block,
            &[change.config, change.planned],
            change.private,
        );
        let made = match self.context.api() {
            Ok(api) => create(self.spec, &self.schema.block, &api, change).await,
            Err(errors) => return Applied::failed(change, errors),
        };
        applied(made, &Value::Null)
    }

    async fn read(&self, current: &Current<'_>) -> Outcome<Option<Found>> {
        self.context
            .learn(&self.schema.block, &[current.state], current.private);
        let state = &*self.context.project().placed(self.spec, current.state);
        let api = self.context.api()?;
        let failure = |cause| {
            Failure::new(
                format!("read {}", self.spec.describe(state)),
                self.spec,
                state,
                cause,
            )
        };
        // Recorded even if the object turns out to be gone, so that a rival resource is warned.
        let rival = rivals::warn(self.spec, &api, state, current.connection);
        let at = self.spec.locate(state).map_err(failure)?;
        let document = match at.look(&api).await.map_err(|error| failure(error.into()))? {
            Seen::Present(document) => document,
            Seen::Absent => return Ok(None),
        };
        let mut warnings = notices(self.spec, &api, state).await;
        warnings.extend(rival);
        let state = observed(self.spec, &api, &document, state).await?;
        Ok(Some(Found {
            warnings,
            ..Found::new(state)
        }))
    }

    async fn update(&self, change: &Change<'_>) -> Applied {
        let known = [change.config, change.planned, change.prior];
        self.context
            .learn(&self.schema.block, &known, change.private);
        let prior = &*self.context.project().placed(self.spec, change.prior);
        let change = &Change { prior, ..*change };
        let made = match self.context.api() {
            Ok(api) => update(self.spec, &self.schema.block, &api, change).await,
            Err(errors) => return Applied::failed(change, errors),
        };
        applied(made, prior)
    }

    async fn delete(&self, current: &Current<'_>) -> Outcome<Vec<Diagnostic>> {
        self.context
            .learn(&self.schema.block, &[current.state], current.private);
        let state = &*self.context.project().placed(self.spec, current.state);
        if let Some(refusal) = self.protected(state, None) {
            return Err(refusal.into());
        }
        let api = self.context.api()?;
        Ok(remove(self.spec, &api, &Current { state, ..*current }).await?)
    }

    async fn import(&self, id: &str) -> Outcome<Found> {
        let api = self.context.api()?;
        import::import(self.spec, &api, &self.context.project(), id).await
    }

    async fn import_by_identity(&self, identity: &Value) -> Outcome<Found> {
        let api = self.context.api()?;
        import::by_identity(self.spec, &api, &self.context.project(), identity).await
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
        let is_protected = state.get(attr).as_bool() == Some(true);
        is_protected.then(|| Failure::new("let go".to_owned(), self.spec, state, cause))
    }
}

/// Converts the result of a create or update. `before` is the state after a failure that carries no
/// state.
fn applied(made: Result<Made, Failure>, before: &Value) -> Applied {
    match made {
        Ok(Made {
            state,
            warnings,
            private,
        }) => Applied {
            private,
            diagnostics: warnings,
            ..Applied::done(state)
        },
        Err(failure) => Applied {
            diagnostics: vec![failure.diagnostic()],
            ..Applied::done(failure.there.unwrap_or_else(|| before.clone()))
        },
    }
}
