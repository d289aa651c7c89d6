//! What runs every declared resource, from the words of its declaration: reading and deleting here, `create.rs` and `update.rs`
//! for the rest.

use async_trait::async_trait;
use serde_json::Value as Json;

use crate::admin_api::{ApiError, Request};
use crate::engine::{Block, Diagnostic, Path, Schema, Value};
use crate::provider::{
    Applied, Change, Current, Found, IdentitySchema, Outcome, PlanRequest, Private, Resource,
    ResourcePlan,
};

use super::context::{Api, Context, Project, no_project};
use super::create::create;
use super::derived::{derive, warn};
use super::judge::{Stage, refusals};
use super::list::identity;
use super::look::{Located, Seen};
use super::proof::{Answered, confirm, shows, write};
use super::report::{failed, strange};
use super::rivals;
use super::spec::{Read, Returned, Spec};
use super::update::update;
use super::writes::refuse_without_value;
use super::{convert, import, whole_list};

/// A resource type made from its declaration.
pub(super) struct Declared {
    pub(super) spec: &'static Spec,
    pub(super) context: std::sync::Arc<Context>,
    type_name: String,
    schema: Schema,
    /// The schema's block with every validator in full, for the plan.
    judged: Block,
    identity: IdentitySchema,
}

/// What a change came to.
pub(super) type Done = Result<Made, Undone>;

/// A change that was made.
pub(super) struct Made {
    pub(super) state: Value,
    pub(super) warnings: Vec<Diagnostic>,
    /// The new private state; `None` leaves that of the plan.
    pub(super) private: Option<Private>,
}

/// A change that failed, at least in part.
pub(super) struct Undone {
    /// What is really there, as far as that is known; null for nothing.
    pub(super) state: Value,
    pub(super) errors: Vec<Diagnostic>,
}

impl Declared {
    pub(super) fn new(spec: &'static Spec, context: std::sync::Arc<Context>) -> Self {
        Self {
            spec,
            context,
            type_name: spec.type_name(),
            schema: super::schema::schema(spec),
            judged: super::schema::block(spec, Stage::Plan),
            identity: identity(spec),
        }
    }

    const fn is_whole_list(&self) -> bool {
        matches!(self.spec.read, Read::WholeList(_))
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

    async fn import_by_identity(&self, identity: &Value) -> Outcome<Found> {
        import::by_identity(
            self.spec,
            &self.context.api()?,
            &self.context.project(),
            identity,
        )
        .await
    }

    fn refine_plan(&self, request: &PlanRequest, answer: &mut ResourcePlan) {
        let (PlanRequest { prior, config, .. }, plan) = (request, &mut answer.plan);
        self.context
            .learn(&self.schema.block, &[prior, config], &request.private);
        plan.diagnostics.extend(refusals(&self.judged, config));
        plan.diagnostics
            .extend(refuse_without_value(self.spec, request, plan));
        if (plan.planned.is_null() || !plan.replaces.is_empty())
            && let Some(refusal) = protected(prior, plan.replaces.first())
        {
            plan.diagnostics.push(refusal);
        }
        let unplaced = !config.is_null()
            && config.get("project_id").is_null()
            && plan.planned.get("project_id").is_unknown();
        if unplaced && self.context.project() == Project::None {
            plan.diagnostics.push(no_project(&Value::Null));
        }
    }

    async fn create(&self, change: &Change<'_>) -> Applied {
        self.context.learn(
            &self.schema.block,
            &[change.config, change.planned],
            change.private,
        );
        let done = match self.context.api() {
            Ok(api) if self.is_whole_list() => whole_list::write(self.spec, &api, change).await,
            Ok(api) => create(self.spec, &self.schema.block, &api, change).await,
            Err(errors) => Err(Undone {
                state: Value::Null,
                errors,
            }),
        };
        applied(done)
    }

    async fn read(&self, current: &Current<'_>) -> Outcome<Option<Found>> {
        self.context
            .learn(&self.schema.block, &[current.state], current.private);
        let state = &*self.context.project().placed(current.state);
        let api = self.context.api()?;
        let action = format!("could not read {}", self.spec.describe(state));
        // Also where the object turns out to be gone, so that its rival hears of it.
        let rival = rivals::warn(self.spec, &api, state, current.connection);
        let seen = self.spec.locate(state)?.look(&api).await;
        let document =
            match seen.map_err(|error| vec![failed(&action, &error, Some((self.spec, state)))])? {
                Seen::Present(document) => document,
                Seen::Absent => return Ok(None),
            };
        let mut warnings = warn(self.spec, &api.client, state).await;
        warnings.extend(rival);
        let state = observed(self.spec, &api, &document, state)
            .await
            .map_err(|problem| vec![problem])?;
        Ok(Some(Found {
            warnings,
            ..Found::new(state)
        }))
    }

    async fn update(&self, change: &Change<'_>) -> Applied {
        self.context.learn(
            &self.schema.block,
            &[change.config, change.planned, change.prior],
            change.private,
        );
        let change = &Change {
            prior: &self.context.project().placed(change.prior),
            ..*change
        };
        let done = match self.context.api() {
            Ok(api) if self.is_whole_list() => whole_list::write(self.spec, &api, change).await,
            Ok(api) => update(self.spec, &self.schema.block, &api, change).await,
            Err(errors) => Err(Undone {
                state: change.prior.clone(),
                errors,
            }),
        };
        applied(done)
    }

    async fn delete(&self, current: &Current<'_>) -> Outcome<Vec<Diagnostic>> {
        self.context
            .learn(&self.schema.block, &[current.state], current.private);
        let state = &*self.context.project().placed(current.state);
        if let Some(refusal) = protected(state, None) {
            return Err(vec![refusal]);
        }
        let api = self.context.api()?;
        if self.is_whole_list() {
            return whole_list::clear(self.spec, &api, &Current { state, ..*current }).await;
        }
        let located = self.spec.locate(state)?;
        let action = format!("could not delete {}", self.spec.describe(state));
        let refused = |error: ApiError| vec![failed(&action, &error, Some((self.spec, state)))];
        let _writing = rivals::member(self.spec, &api, &located.collection)
            .await
            .map_err(refused)?;
        if let Some(written) = api
            .memory
            .last_write(&located.collection, current.connection)
        {
            return rivals::left_to_the_list(self.spec, state, &located.path(), &written);
        }
        let leaving = api.memory.leaving(located.path());
        remove(&api, &located, state.get("id").as_str().unwrap_or_default())
            .await
            .map_err(refused)?;
        leaving.deleted();
        Ok(Vec::new())
    }

    async fn import(&self, id: &str) -> Outcome<Found> {
        let api = self.context.api()?;
        import::import(self.spec, &api, &self.context.project(), id).await
    }
}

/// Deletes an object. One that somebody else has removed meanwhile, with its app perhaps, is deleted too.
async fn remove(api: &Api, located: &Located, id: &str) -> Result<(), ApiError> {
    let request = Request::delete(located.path());
    let error = match write(&api.client, &request, id).await {
        Ok(Answered::Done) => return Ok(()),
        Ok(Answered::With(_) | Answered::Unproven) => None,
        Err(error) if error.is_404() || error.may_have_worked() => Some(error),
        Err(error) => return Err(error),
    };
    let is_gone = |seen: &Seen| *seen == Seen::Absent;
    let Some(error) = error else {
        return confirm(api, located, &request, is_gone).await;
    };
    match shows(api, located, is_gone).await {
        Ok(true) => Ok(()),
        // A 404 says nothing where nobody can tell whether the object is gone.
        Err(blind) if error.is_404() => Err(blind),
        Ok(false) | Err(_) => Err(error),
    }
}

fn applied(done: Done) -> Applied {
    match done {
        Ok(Made {
            state,
            warnings,
            private,
        }) => Applied {
            private,
            diagnostics: warnings,
            ..Applied::done(state)
        },
        Err(Undone { state, errors }) => Applied {
            diagnostics: errors,
            ..Applied::done(state)
        },
    }
}

/// An app that must not go.
fn protected(prior: &Value, replaced: Option<&Path>) -> Option<Diagnostic> {
    (prior.get("deletion_protection").as_bool() == Some(true)).then(|| {
        let name = prior.get("name").as_str().unwrap_or_default();
        let why = replaced.map_or_else(String::new, |path| format!(" A change of {path} would replace it."));
        let detail = format!("deletion_protection is true in the state, and with the app {name:?} everything in it would go.{why}\nTo let it go, set deletion_protection = false and apply that first.");
        Diagnostic::error(format!("The app {name:?} is protected from deletion"), detail).at(replaced.cloned().unwrap_or_else(|| Path::attribute("deletion_protection")))
    })
}

/// The state that a document describes, with what must be computed from other answers.
pub(super) async fn observed(
    spec: &'static Spec,
    api: &Api,
    document: &Json,
    reference: &Value,
) -> Result<Value, Diagnostic> {
    let action = format!("could not understand {}", spec.describe(reference));
    if matches!(spec.read, Read::WholeList(_)) {
        return whole_list::state(spec, document, reference)
            .map_err(|why| strange(&action, &api.client.secrets().shown(&why)));
    }
    let state = convert::state(spec, document, reference)
        .map_err(|why| strange(&action, &api.client.secrets().shown(&why)))?;
    derive(spec, api, state, reference)
        .await
        .map_err(|error| failed(&action, &error, Some((spec, reference))))
}

/// Sets an attribute of a state.
pub(super) fn set(state: &mut Value, name: &str, value: &Value) {
    if let Value::Map(values) = state {
        values.insert(name.to_owned(), value.clone());
    }
}

/// The document `base` with the fields of `answer` put over it.
pub(super) fn overlaid(base: Json, answer: &Json) -> Json {
    match (base, answer) {
        (Json::Object(mut base), Json::Object(answer)) => {
            base.extend(answer.clone());
            Json::Object(base)
        }
        (base, _) => base,
    }
}

/// Derived attributes that could not be computed are null: the next refresh computes them.
pub(super) fn without_derived(spec: &Spec, mut state: Value) -> Value {
    let derived = spec
        .attrs
        .iter()
        .filter(|attr| matches!(attr.returned, Returned::Derived(_)));
    for attr in derived {
        if state.get(attr.name).is_unknown() {
            set(&mut state, attr.name, &Value::Null);
        }
    }
    state
}
