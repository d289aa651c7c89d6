//! Actions (Terraform 1.14): calls of the API that change nothing that a configuration describes.

use async_trait::async_trait;

use super::in_app::path_of;
use crate::admin_api::{Repeat, Request, segment};
use crate::declare::context::Context;
use crate::declare::report::{failed, not_written};
use crate::declare::shape::judge::{Stage, judged};
use crate::declare::shape::schema::attribute;
use crate::declare::words::{Attr, Check, text};
use crate::engine::{Attribute, Block, Schema, Usage, Value};
use crate::provider::{
    Action, InvokeRequest, InvokeResponse, PlanActionRequest, PlanActionResponse, Private,
    Progress, Result,
};
use crate::resources::common::{APP_ID, PROJECT_ID};

/// Returns every action of the provider.
pub(super) fn actions() -> Vec<Box<dyn Action<Context>>> {
    vec![
        Box::new(ResumeTrigger),
        Box::new(Redeploy),
        Box::new(DiscardDraft),
    ]
}

/// Resumes a suspended trigger.
struct ResumeTrigger;

/// Deploys an earlier version of an app again.
struct Redeploy;

/// Discards the open draft of an app.
struct DiscardDraft;

/// Returns the configuration of an action on something in an app.
fn block(stage: Stage, object: &'static Attr, more: Option<Attribute>) -> Block {
    let place = |attr: &'static Attr, usage| Attribute {
        description: attr.doc.to_owned(),
        usage,
        replace: crate::engine::Replace::Never,
        ..attribute(attr, stage)
    };
    let places = [
        place(&PROJECT_ID, Usage::Optional),
        place(&APP_ID, Usage::Required),
        place(object, Usage::Required),
    ];
    Block {
        attributes: places.into_iter().chain(more).collect(),
        ..Block::default()
    }
}

const TRIGGER_ID: Attr =
    text("trigger_id")
        .doc("The `id` of the trigger.")
        .checks(&[Check::ObjectId(
            "it is the trigger's `id`, as in `appservices_trigger.example.id`, and not its name",
        )]);

const DEPLOYMENT_ID: Attr = text("deployment_id")
    .doc("The ID of one of the app's latest 25 deployments.")
    .checks(&[Check::ObjectId(
        "it is the deployment's `id`, as `data.appservices_deployments` lists it",
    )]);

const DRAFT_ID: Attr = text("draft_id")
    .doc("The ID of the draft.")
    .checks(&[Check::ObjectId(
        "it is the draft's `id`, as `data.appservices_drafts` lists it",
    )]);

/// Returns the path of the app that a configuration names.
fn app_path(context: &Context, block: &Block, config: &Value) -> Result<String> {
    context.learn(block, &[config], &Private::default());
    judged(block, config)?;
    path_of(context, config)
}

/// Refuses a wrong configuration before anything is done.
fn planned(block: &Block, config: &Value) -> Result<PlanActionResponse> {
    judged(block, config)?;
    Ok(PlanActionResponse::default())
}

async fn send(context: &Context, what: &str, request: Request) -> Result<()> {
    let sent = context.api()?.client.send(&request).await;
    sent.map_err(|error| failed(what, &error, None))?;
    Ok(())
}

impl ResumeTrigger {
    fn block(stage: Stage) -> Block {
        let disable_token = Attribute::bool("disable_token").describe(
            "Whether the trigger goes on with new events, without those that it missed. Otherwise it resumes where it stopped.",
        );
        Block {
            description: "Resumes a suspended database trigger.".to_owned(),
            ..block(stage, &TRIGGER_ID, Some(disable_token))
        }
    }
}

#[async_trait]
impl Action<Context> for ResumeTrigger {
    fn type_name(&self) -> &str {
        "appservices_resume_trigger"
    }

    fn schema(&self) -> Schema {
        Self::block(Stage::Validate).into()
    }

    async fn plan(&self, request: PlanActionRequest<'_, Context>) -> Result<PlanActionResponse> {
        planned(&Self::block(Stage::Plan), request.config)
    }

    async fn invoke(
        &self,
        request: InvokeRequest<'_, Context>,
        _: &mut dyn Progress,
    ) -> Result<InvokeResponse> {
        let config = request.config;
        let app = app_path(request.data, &Self::block(Stage::Plan), config)?;
        let trigger = config.attribute("trigger_id").as_str().unwrap_or_default();
        let skips = config.attribute("disable_token").as_bool().unwrap_or(false);
        let path = format!("{app}/triggers/{}/resume", segment(trigger));
        let body = serde_json::json!({ "disable_token": skips });
        let resume = Request::put(path).with_body(body);
        let (what, api) = ("could not resume the trigger", request.data.api()?);
        let ready = api.drafts.before_write(&api.client, &app).await;
        ready.map_err(|why| not_written(what, &why))?;
        send(request.data, what, resume).await?;
        Ok(InvokeResponse::default())
    }
}

impl Redeploy {
    fn block(stage: Stage) -> Block {
        Block {
            description: "Deploys an earlier version of an app again.".to_owned(),
            ..block(stage, &DEPLOYMENT_ID, None)
        }
    }
}

#[async_trait]
impl Action<Context> for Redeploy {
    fn type_name(&self) -> &str {
        "appservices_redeploy"
    }

    fn schema(&self) -> Schema {
        Self::block(Stage::Validate).into()
    }

    async fn plan(&self, request: PlanActionRequest<'_, Context>) -> Result<PlanActionResponse> {
        planned(&Self::block(Stage::Plan), request.config)
    }

    async fn invoke(
        &self,
        request: InvokeRequest<'_, Context>,
        _: &mut dyn Progress,
    ) -> Result<InvokeResponse> {
        let config = request.config;
        let app = app_path(request.data, &Self::block(Stage::Plan), config)?;
        let deployment = config
            .attribute("deployment_id")
            .as_str()
            .unwrap_or_default();
        let path = format!("{app}/deployments/{}/redeploy", segment(deployment));
        // What is deployed twice is there once.
        let redeploy = Request::post(path).repeated(Repeat::Freely);
        send(request.data, "could not deploy the version again", redeploy).await?;
        Ok(InvokeResponse::default())
    }
}

impl DiscardDraft {
    fn block(stage: Stage) -> Block {
        Block {
            description: "Discards the open draft of an app, with all changes in it.".to_owned(),
            ..block(stage, &DRAFT_ID, None)
        }
    }
}

#[async_trait]
impl Action<Context> for DiscardDraft {
    fn type_name(&self) -> &str {
        "appservices_discard_draft"
    }

    fn schema(&self) -> Schema {
        Self::block(Stage::Validate).into()
    }

    async fn plan(&self, request: PlanActionRequest<'_, Context>) -> Result<PlanActionResponse> {
        planned(&Self::block(Stage::Plan), request.config)
    }

    async fn invoke(
        &self,
        request: InvokeRequest<'_, Context>,
        _: &mut dyn Progress,
    ) -> Result<InvokeResponse> {
        let config = request.config;
        let app = app_path(request.data, &Self::block(Stage::Plan), config)?;
        let draft = config.attribute("draft_id").as_str().unwrap_or_default();
        let api = request.data.api()?;
        let discarded = api.drafts.discard(&api.client, &app, draft).await;
        discarded.map_err(|error| failed("could not discard the draft", &error, None))?;
        Ok(InvokeResponse::default())
    }
}
