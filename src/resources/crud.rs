//! What runs every declared resource: create, read, update and delete, from the words of its declaration.

use async_trait::async_trait;
use serde_json::{Map, Value as Json};

use crate::admin_api::{ApiError, Client, Method, Request};
use crate::engine::{Block, Diagnostic, Path, Schema, Severity, Value};
use crate::provider::{Applied, Change, Current, Found, IdentitySchema, Outcome, PlanRequest, Resource, ResourcePlan};

use super::context::{Api, Context, Project, no_project};
use super::convert;
use super::derived::{derive, warn};
use super::import;
use super::judge::{Stage, refusals};
use super::list::identity;
use super::object::Seen;
use super::report::{exists_already, failed, outcome_unknown, strange};
use super::spec::{Attr, Read, Returned, Sent, Spec, Update};
use super::whole_list;
use super::writes::{has_its_value, refuse_without_value};

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

/// What a change came to: the new state and warnings, or errors and what is really there.
pub(super) type Done = Result<(Value, Vec<Diagnostic>), (Value, Vec<Diagnostic>)>;

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
        import::by_identity(self.spec, &self.context.api()?, &self.context.project(), identity).await
    }

    fn refine_plan(&self, request: &PlanRequest, answer: &mut ResourcePlan) {
        let (PlanRequest { prior, config, .. }, plan) = (request, &mut answer.plan);
        self.context.learn(&self.schema.block, &[prior, config], &request.private);
        plan.diagnostics.extend(refusals(&self.judged, config));
        plan.diagnostics.extend(refuse_without_value(self.spec, request, plan));
        if (plan.planned.is_null() || !plan.replaces.is_empty())
            && let Some(refusal) = protected(prior, plan.replaces.first())
        {
            plan.diagnostics.push(refusal);
        }
        let unplaced = !config.is_null() && config.get("project_id").is_null() && plan.planned.get("project_id").is_unknown();
        if unplaced && self.context.project() == Project::None {
            plan.diagnostics.push(no_project(&Value::Null));
        }
    }

    async fn create(&self, change: &Change<'_>) -> Applied {
        self.context.learn(&self.schema.block, &[change.config, change.planned], change.private);
        let done = match self.context.api() {
            Ok(api) if matches!(self.spec.read, Read::WholeList(_)) => whole_list::write(self.spec, &api, change).await,
            Ok(api) => create(self.spec, &api.client, change).await,
            Err(errors) => Err((Value::Null, errors)),
        };
        applied(done)
    }

    async fn read(&self, current: &Current<'_>) -> Outcome<Option<Found>> {
        self.context.learn(&self.schema.block, &[current.state], current.private);
        let state = &*self.context.project().placed(current.state);
        let api = self.context.api()?;
        let action = format!("could not read {}", self.spec.describe(state));
        let document = match self.spec.look(&api, state).await?.map_err(|error| vec![failed(&action, &error, Some((self.spec, state)))])? {
            Seen::Present(document) => document,
            Seen::Absent => return Ok(None),
        };
        let warnings = warn(self.spec, &api.client, state).await;
        let state = observed(self.spec, &api.client, &document, state).await.map_err(|problem| vec![problem])?;
        Ok(Some(Found { warnings, ..Found::new(state) }))
    }

    async fn update(&self, change: &Change<'_>) -> Applied {
        self.context.learn(&self.schema.block, &[change.config, change.planned, change.prior], change.private);
        let change = &Change { prior: &self.context.project().placed(change.prior), ..*change };
        let done = match self.context.api() {
            Ok(api) if matches!(self.spec.read, Read::WholeList(_)) => whole_list::write(self.spec, &api, change).await,
            Ok(api) => update(self.spec, &api, change).await,
            Err(errors) => Err((change.prior.clone(), errors)),
        };
        applied(done)
    }

    async fn delete(&self, current: &Current<'_>) -> Outcome<Vec<Diagnostic>> {
        self.context.learn(&self.schema.block, &[current.state], current.private);
        let state = &*self.context.project().placed(current.state);
        if let Some(refusal) = protected(state, None) {
            return Err(vec![refusal]);
        }
        let api = self.context.api()?;
        if matches!(self.spec.read, Read::WholeList(_)) {
            return whole_list::clear(self.spec, &api, state).await;
        }
        let request = Request::new(Method::Delete, self.spec.object_path(state)?);
        let action = format!("could not delete {}", self.spec.describe(state));
        let refused = |error| Err(vec![failed(&action, &error, Some((self.spec, state)))]);
        match api.client.send(&request).await {
            Ok(_) => Ok(Vec::new()),
            // Somebody else may have removed it, or its app; that is for a look to say.
            Err(error) if error.says_not_found() => match self.spec.look(&api, state).await? {
                Ok(Seen::Absent) => Ok(Vec::new()),
                Ok(Seen::Present(_)) => refused(error),
                Err(blind) => refused(blind),
            },
            Err(error) => refused(error),
        }
    }

    async fn import(&self, id: &str) -> Outcome<Found> {
        let api = self.context.api()?;
        import::import(self.spec, &api.client, &self.context.project(), id).await
    }
}

fn applied(done: Done) -> Applied {
    let (state, diagnostics) = done.unwrap_or_else(|failure| failure);
    Applied { diagnostics, ..Applied::done(state) }
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
pub(super) async fn observed(spec: &'static Spec, client: &Client, document: &Json, reference: &Value) -> Result<Value, Diagnostic> {
    let action = format!("could not understand {}", spec.describe(reference));
    if matches!(spec.read, Read::WholeList(_)) {
        return whole_list::state(spec, document, reference).map_err(|why| strange(&action, &client.secrets().mask(&why)));
    }
    let state = convert::state(spec, document, reference).map_err(|why| strange(&action, &client.secrets().mask(&why)))?;
    derive(spec, client, state, reference).await.map_err(|error| failed(&action, &error, Some((spec, reference))))
}

async fn create(spec: &'static Spec, client: &Client, change: &Change<'_>) -> Done {
    let planned = change.planned;
    let nothing = |errors| (Value::Null, errors);
    let collection = spec.collection_path(planned).map_err(nothing)?;
    let what = spec.describe(planned);
    let action = format!("could not create {what}");
    refuse_taken(spec, client, &collection, planned, &what).await.map_err(|error| nothing(vec![error]))?;

    let sent = |attr: &Attr| matches!(attr.sent, Sent::Body | Sent::CreateBody | Sent::Part(_));
    let body = convert::body(spec, planned, change.config, sent, false);
    let mut request = Request::new(Method::Post, &*collection).with_body(Json::Object(body.clone())).revealing(spec.secret_fields(true));
    for attr in spec.attrs.iter().filter(|attr| attr.sent == Sent::CreateQuery) {
        if let Some(value) = planned.get(attr.name).as_str() {
            request = request.with_query(attr.name, value);
        }
    }
    let answer = match client.send(&request).await {
        Ok(reply) => reply.body,
        Err(error) if error.may_have_worked() => {
            let import = import::id_of(spec, planned, None);
            return Err(nothing(vec![outcome_unknown(spec, &what, &error, &import)]));
        }
        Err(error) => return Err(nothing(vec![failed(&action, &error, Some((spec, planned)))])),
    };
    // The answer of some collections is a summary; the rest is what was sent.
    let document = overlaid(Json::Object(body), &answer);
    if !document.get("_id").is_some_and(Json::is_string) {
        let error = ApiError::unreadable(&request, "it has no _id");
        return Err(nothing(vec![outcome_unknown(spec, &what, &error, &import::id_of(spec, planned, None))]));
    }
    // The object exists from here on, so whatever else goes wrong, the state has it.
    let made = match convert::state(spec, &document, planned) {
        Ok(made) => made,
        Err(why) => return Err((as_planned(spec, planned, &answer), vec![strange(&action, &client.secrets().mask(&why))])),
    };
    let (made, mut warnings) = match derive(spec, client, made.clone(), planned).await {
        Ok(made) => (made, Vec::new()),
        // The next refresh computes it; nothing of the object itself is missing.
        Err(error) => (
            without_derived(spec, made),
            vec![Diagnostic { severity: Severity::Warning, ..failed(&format!("could not complete {what}"), &error, None) }],
        ),
    };
    let state = finish(spec, client, &made, planned).await?;
    warnings.extend(warn(spec, client, &state).await);
    Ok((state, warnings))
}

/// What was planned, with what a strange answer tells for certain: the id, and secrets that are told only once.
fn as_planned(spec: &Spec, planned: &Value, answer: &Json) -> Value {
    let mut state = planned.clone();
    for attr in spec.attrs.iter().filter(|attr| attr.name == "id" || attr.returned == Returned::AtCreate) {
        if let Some(text) = answer.get(convert::field_name(attr)).and_then(Json::as_str) {
            set(&mut state, attr.name, &Value::string(text));
        }
    }
    state
}

fn without_derived(spec: &Spec, mut state: Value) -> Value {
    for attr in spec.attrs.iter().filter(|attr| matches!(attr.returned, Returned::Derived(_))) {
        if state.get(attr.name).is_unknown() {
            set(&mut state, attr.name, &Value::Null);
        }
    }
    state
}

/// An object that has the name already is never adopted: somebody else may depend on it.
async fn refuse_taken(spec: &'static Spec, client: &Client, collection: &str, planned: &Value, what: &str) -> Result<(), Diagnostic> {
    let request = spec.list_request(collection);
    let list = client.send(&request).await;
    let action = format!("could not create {what}");
    let list = list.map_err(|error| failed(&action, &error, Some((spec, planned))))?;
    let documents = spec.listed(&request, &list).map_err(|error| failed(&action, &error, Some((spec, planned))))?;
    match spec.find_same(documents, planned) {
        None => Ok(()),
        Some(other) => {
            let (attr, import) = (spec.unique.last().copied().unwrap_or("name"), import::id_of(spec, planned, Some(other)));
            Err(exists_already(spec, what, attr, &client.secrets().mask(&import), client.base_url()))
        }
    }
}

/// Brings a new object to what was planned where creating could not: what is switched, and parts with calls of their own.
async fn finish(spec: &'static Spec, client: &Client, made: &Value, planned: &Value) -> Result<Value, (Value, Vec<Diagnostic>)> {
    let mut state = made.clone();
    for attr in spec.attrs {
        let wanted = planned.get(attr.name);
        if wanted.is_unknown() || state.get(attr.name) == wanted {
            continue;
        }
        if matches!(attr.sent, Sent::Part(_) | Sent::Switch) {
            call_for(spec, client, attr, &state, wanted).await.map_err(|error| (state.clone(), vec![error]))?;
            set(&mut state, attr.name, wanted);
        }
    }
    Ok(state)
}

async fn update(spec: &'static Spec, api: &Api, change: &Change<'_>) -> Done {
    let client = &api.client;
    let Change { prior, planned, config, .. } = *change;
    let mut state = prior.clone();
    let changed = |attr: &&Attr| !planned.get(attr.name).is_unknown() && planned.get(attr.name) != prior.get(attr.name);
    let outcome = async {
        for attr in spec.attrs.iter().filter(changed) {
            if matches!(attr.sent, Sent::Part(_) | Sent::Switch) {
                call_for(spec, client, attr, prior, planned.get(attr.name)).await?;
                set(&mut state, attr.name, planned.get(attr.name));
            }
        }
        let body_changes = spec.attrs.iter().filter(changed).any(|attr| matches!(attr.sent, Sent::Body | Sent::Trigger));
        if !body_changes || !has_its_value(spec, config) {
            // Nothing else reaches the API: what was planned is what is there.
            return Ok(planned.clone());
        }
        write_body(spec, api, prior, planned, config).await
    };
    match outcome.await {
        Ok(state) => Ok((state, Vec::new())),
        Err(error) => {
            // What is really there: part of the change may have been done.
            let there = match spec.look(api, prior).await {
                Ok(Ok(Seen::Present(document))) => observed(spec, client, &document, &state).await.ok(),
                _ => None,
            };
            Err((there.unwrap_or(state), vec![error]))
        }
    }
}

async fn write_body(spec: &'static Spec, api: &Api, prior: &Value, planned: &Value, config: &Value) -> Result<Value, Diagnostic> {
    let action = format!("could not change {}", spec.describe(prior));
    let first = |mut errors: Vec<Diagnostic>| errors.remove(0);
    let path = spec.object_path(prior).map_err(first)?;
    let in_body = |attr: &Attr| attr.sent == Sent::Body;
    let (method, body) = match spec.update {
        Update::Never => return Err(Diagnostic::bug(format!("{} cannot be changed, and yet a change was planned", spec.type_name()))),
        Update::Patch => (Method::Patch, convert::body(spec, planned, config, in_body, true)),
        Update::Put => {
            // The call replaces the whole object, so fields that this version does not know go back as they are.
            let seen = spec.look(api, prior).await.map_err(first)?.map_err(|error| failed(&action, &error, Some((spec, planned))))?;
            let Seen::Present(old) = seen else {
                return Err(Diagnostic::error(
                    format!("{} is gone", spec.describe(prior)),
                    format!("{path}\nIt was removed meanwhile. Plan again to make a new one."),
                ));
            };
            let mut body = unknown_fields(spec, old);
            body.extend(convert::body(spec, planned, config, in_body, false));
            (Method::Put, body)
        }
    };
    let request = Request::new(method, path).with_body(Json::Object(body.clone()));
    let answer = api.client.send(&request).await.map_err(|error| failed(&action, &error, Some((spec, planned))))?.body;
    let mut document = overlaid(Json::Object(body), &answer);
    document["_id"] = prior.get("id").as_str().into();
    let mut state = observed(spec, &api.client, &document, planned).await?;
    // The body carries nothing else, so where the plan knows the other attributes they are what it says.
    for attr in spec.attrs.iter().filter(|attr| attr.sent != Sent::Body && !planned.get(attr.name).is_unknown()) {
        set(&mut state, attr.name, planned.get(attr.name));
    }
    Ok(state)
}

/// Everything in the document that is no attribute of ours and does not change by itself.
fn unknown_fields(spec: &Spec, document: Json) -> Map<String, Json> {
    let Json::Object(mut fields) = document else { return Map::new() };
    fields.retain(|name, _| name == "_id" || (name != "last_modified" && !spec.attrs.iter().any(|attr| convert::field_name(attr) == name)));
    fields
}

/// The call of its own that changes one attribute.
async fn call_for(spec: &'static Spec, client: &Client, attr: &Attr, state: &Value, wanted: &Value) -> Result<(), Diagnostic> {
    let path = spec.object_path(state).map_err(|mut errors| errors.remove(0))?;
    let request = match (attr.sent, wanted.as_bool()) {
        (Sent::Switch, disabled) => {
            Request::new(Method::Put, format!("{path}/{}", if disabled == Some(true) { "disable" } else { "enable" }))
        }
        (Sent::Part(part), _) => {
            let value = convert::body(spec, &Value::object([(attr.name, wanted.clone())]), &Value::Null, |one| one.name == attr.name, true);
            Request::new(Method::Put, format!("{path}/{part}")).with_body(Json::Object(value))
        }
        _ => return Ok(()),
    };
    let action = format!("could not set {} of {}", attr.name, spec.describe(state));
    client.send(&request).await.map(drop).map_err(|error| failed(&action, &error, Some((spec, state))))
}

fn overlaid(base: Json, answer: &Json) -> Json {
    match (base, answer) {
        (Json::Object(mut base), Json::Object(answer)) => {
            base.extend(answer.clone());
            Json::Object(base)
        }
        (base, _) => base,
    }
}

fn set(state: &mut Value, name: &str, value: &Value) {
    if let Value::Map(values) = state {
        values.insert(name.to_owned(), value.clone());
    }
}
