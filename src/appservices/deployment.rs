//! `appservices_deployment`: deploys the open draft of an app.
//!
//! The resource is not declared, because it stands for an act and not for an object: with
//! `draft = true`, whatever it depends on is written into the app's draft, which it then deploys.

use async_trait::async_trait;

use super::in_app::{self, identity, parts_of, reach, times};
use crate::admin_api::ApiError;
use crate::declare::context::{Api, Context};
use crate::declare::drafts::{Deployment, Drafts, Ended, Foreign, Open, is_app_gone};
use crate::declare::report::{failed, foreign_draft};
use crate::declare::shape::judge::{Stage, refusals};
use crate::declare::shape::schema::attribute;
use crate::engine::{Attribute, Block, Diagnostic, Diagnostics, Recompute, Schema, Type, Value};
use crate::provider::{
    ApplyError, CreateRequest, CreateResponse, DeleteRequest, DeleteResponse, IdentitySchema,
    ImportRequest, ImportResponse, ModifyPlanRequest, ModifyPlanResponse, Private, ReadRequest,
    ReadResponse, Resource, Result, UpdateRequest, UpdateResponse,
};
use crate::resources::common::{APP_ID, PROJECT_ID};

/// The resource type.
pub(super) struct DeploymentResource;

pub(super) const TYPE_NAME: &str = "appservices_deployment";

const DOC: &str = "Deploys the open draft of an app, and waits until the deployment has succeeded.\n\nWith `draft = true` in the provider block, functions, triggers, values, and other objects of the app are written into a draft. Make the deployment depend on all of them, so that it comes last: their changes are then one deployment instead of one each. A deployment that fails leaves the draft open for the next run.\n\nA draft that is open and known to be of this configuration is drift, and the next apply deploys it. Another open draft is a warning, and is never deployed.\n\nDestroying the deployment, which Terraform does before everything that it depends on, discards the open draft of this configuration, unless this run has written into it. Later changes of the run go live at once.\n\nWithout `draft = true`, the deployment waits for the newest deployment of the app.";

fn block(stage: Stage) -> Block {
    let computed = |name: &str, doc: &str| Attribute::string(name).computed().describe(doc);
    let triggers = Attribute::of("triggers", Type::map(Type::String)).optional().describe(
        "Any texts. A change of one deploys again, for example the hash of a function's source.",
    );
    let deployment = Attribute {
        recompute: Recompute::OnChangeOf(vec!["triggers".to_owned()]),
        ..computed(
            "deployment_id",
            "The ID of the newest deployment. Null if the app has none.",
        )
    };
    Block {
        attributes: vec![
            attribute(&PROJECT_ID, stage),
            attribute(&APP_ID, stage),
            computed(
                "id",
                "The ID of the app, because an app has one such resource.",
            ),
            triggers,
            deployment,
            computed(
                "draft_id",
                "The ID of the open draft of this configuration, which the next apply deploys. Null if there is none.",
            ),
            times(),
        ],
        description: DOC.to_owned(),
        ..Block::default()
    }
}

/// What an operation works with.
pub(super) struct Work<'a> {
    pub(super) api: Api,
    /// The path of the app.
    pub(super) app: String,
    values: &'a Value,
}

impl<'a> Work<'a> {
    pub(super) fn new(context: &Context, values: &'a Value, operation: &str) -> Result<Self> {
        let (api, app) = reach(context, values, operation)?;
        Ok(Self { api, app, values })
    }

    pub(super) fn drafts(&self) -> &Drafts {
        &self.api.drafts
    }

    async fn open(&self) -> Result<Option<Open>, ApiError> {
        self.drafts().open(&self.api.client, &self.app).await
    }

    /// Deploys the open draft if it is of this configuration. Returns the state afterwards.
    async fn deployed(&self) -> Result<(Value, Diagnostics)> {
        let (client, drafts) = (&self.api.client, self.drafts());
        let what = "could not deploy the draft";
        let refused = |error: ApiError| failed(what, &error, None);
        let mut warnings = Diagnostics::new();
        let open = self.open().await.map_err(refused)?;
        let deployment = match open {
            Some(draft) if draft.is_ours => {
                let made = drafts.deploy(client, &self.app, &draft.id).await;
                Some(made.map_err(refused)?)
            }
            open => {
                warnings.extend(open.map(|draft| not_deployed(&draft)));
                let newest = drafts.newest(client, &self.app).await.map_err(refused)?;
                match newest {
                    None => None,
                    Some(newest) if newest.is_going_on() => {
                        let ended = drafts.wait(client, &self.app, newest).await;
                        Some(ended.map_err(refused)?)
                    }
                    // How an earlier deployment ended is not of this run.
                    Some(newest) => {
                        let id = Value::string(newest.id);
                        return Ok((self.state(id, Value::Null), warnings));
                    }
                }
            }
        };
        if let Some(failed) = deployment.as_ref().filter(|one| one.status == "failed") {
            return Err(problem(self, failed).into());
        }
        let id = deployment.map_or(Value::Null, |deployment| Value::string(deployment.id));
        Ok((self.state(id, Value::Null), warnings))
    }

    pub(super) fn state(&self, deployment: Value, draft: Value) -> Value {
        let Value::Map(mut values) = self.values.clone() else {
            return Value::Null;
        };
        let app = values.get("app_id").cloned().filter(|app| !app.is_null());
        let app = app.unwrap_or_else(|| self.values.attribute("id").clone());
        values.insert("app_id".to_owned(), app.clone());
        values.insert("id".to_owned(), app);
        values.insert("deployment_id".to_owned(), deployment);
        values.insert("draft_id".to_owned(), draft);
        Value::Map(values)
    }
}

fn problem(work: &Work<'_>, deployment: &Deployment) -> Diagnostic {
    let why = work.api.client.secrets().shown(&deployment.problem);
    let detail = format!(
        "App Services says: {why:?}\nGET {}/deployments/{}\nThe draft that was deployed stays open. Correct the configuration and apply again.",
        work.app, deployment.id
    );
    Diagnostic::error("The deployment failed", detail)
}

fn not_deployed(draft: &Open) -> Diagnostic {
    let detail = format!(
        "A draft of the app is open that this configuration is not known to have opened: {}. It is not deployed.",
        draft.id
    );
    Diagnostic::warning("Another draft is open", detail)
}

/// Returns the state of the deployment of an app of which nothing else is known.
pub(super) fn imported(context: &Context, project: &Value, app: &Value) -> Value {
    in_app::imported(context, &block(Stage::Plan).attributes, project, app)
}

#[async_trait]
impl Resource<Context> for DeploymentResource {
    fn type_name(&self) -> &str {
        TYPE_NAME
    }

    fn schema(&self) -> Schema {
        block(Stage::Validate).into()
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        Some(identity())
    }

    fn modify_plan(
        &self,
        request: &ModifyPlanRequest<'_, Context>,
        response: &mut ModifyPlanResponse,
    ) -> Result<()> {
        let plan = &mut response.plan;
        let refused = refusals(&block(Stage::Plan), request.config);
        plan.diagnostics.extend(refused);
        let waits = !request.prior.attribute("draft_id").is_null();
        if let Value::Map(planned) = &mut plan.planned
            && waits
        {
            planned.insert("draft_id".to_owned(), Value::Null);
            planned.insert("deployment_id".to_owned(), Value::UNKNOWN);
        }
        Ok(())
    }

    async fn create(
        &self,
        request: CreateRequest<'_, Context>,
    ) -> Result<CreateResponse, ApplyError> {
        let context = request.data;
        context.learn(&request.schema.block, &[request.config], request.private);
        let work = Work::new(context, request.planned, "create")?;
        let (state, warnings) = work.deployed().await?;
        Ok(CreateResponse {
            warnings,
            ..CreateResponse::new(state)
        })
    }

    async fn read(&self, request: ReadRequest<'_, Context>) -> Result<Option<ReadResponse>> {
        let work = Work::new(request.data, request.state, "read")?;
        let (client, drafts) = (&work.api.client, work.drafts());
        let refused = |error: ApiError| failed("could not read the deployment", &error, None);
        let open = match work.open().await {
            Ok(open) => open,
            Err(error) if is_app_gone(&error) => return Ok(None),
            Err(error) => return Err(refused(error).into()),
        };
        let mut warnings = Diagnostics::new();
        let mut waiting = Value::Null;
        if let Some(draft) = open {
            let has_changes = drafts.has_changes(client, &work.app, &draft.id).await;
            match draft.is_ours {
                true if has_changes.map_err(refused)? => waiting = Value::string(&draft.id),
                true => {}
                false => warnings.push(not_deployed(&draft)),
            }
        }
        let deployment = match request.state.attribute("deployment_id") {
            // An import knows the app alone.
            Value::Null => {
                let newest = drafts.newest(client, &work.app).await.map_err(refused)?;
                newest.map_or(Value::Null, |newest| Value::string(newest.id))
            }
            known => known.clone(),
        };
        Ok(Some(ReadResponse {
            warnings,
            ..ReadResponse::new(work.state(deployment, waiting))
        }))
    }

    async fn update(
        &self,
        request: UpdateRequest<'_, Context>,
    ) -> Result<UpdateResponse, ApplyError> {
        let context = request.data;
        context.learn(&request.schema.block, &[request.config], request.private);
        let work = Work::new(context, request.planned, "update")?;
        let kept = request.planned.attribute("deployment_id");
        if !kept.is_unknown() {
            // The timeouts alone have changed.
            let kept = kept.clone();
            return Ok(UpdateResponse::new(work.state(kept, Value::Null)));
        }
        let prior = request.prior.clone();
        let deployed = work.deployed().await;
        let (state, warnings) =
            deployed.map_err(|errors| ApplyError::new(errors).with_state(prior))?;
        Ok(UpdateResponse {
            warnings,
            ..UpdateResponse::new(state)
        })
    }

    async fn delete(&self, request: DeleteRequest<'_, Context>) -> Result<DeleteResponse> {
        let work = Work::new(request.data, request.state, "delete")?;
        let (client, drafts) = (&work.api.client, work.drafts());
        let what = "could not end the open draft";
        let refused = |error: ApiError| failed(what, &error, None);
        match drafts.end(client, &work.app).await {
            Ok(Ended::Gone) => Ok(DeleteResponse::new()),
            Ok(Ended::Failed(deployment)) => Err(problem(&work, &deployment).into()),
            Ok(Ended::Foreign(id)) => {
                let foreign = Foreign {
                    id,
                    age: None,
                    is_wanted: true,
                };
                Err(foreign_draft(what, &foreign).into())
            }
            Err(error) if is_app_gone(&error) => Ok(DeleteResponse::new()),
            Err(error) => Err(refused(error).into()),
        }
    }

    async fn import(&self, request: ImportRequest<'_, Context>) -> Result<ImportResponse> {
        let context = request.data;
        let (project, app) = parts_of(&request.by);
        let block = block(Stage::Plan);
        let state = imported(context, &project, &app);
        // A configuration does not set the ID.
        let mut config = state.clone();
        if let Value::Map(values) = &mut config {
            values.insert("id".to_owned(), Value::Null);
        }
        let refused = refusals(&block, &config);
        if refused.is_empty() {
            context.learn(&block, &[&state], &Private::default());
            Ok(ImportResponse::new(state))
        } else {
            Err(refused)
        }
    }
}
