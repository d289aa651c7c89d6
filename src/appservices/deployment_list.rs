//! The list of `appservices_deployment`: the one of an app.

use async_trait::async_trait;

use super::deployment::{TYPE_NAME, Work, imported};
use crate::declare::context::Context;
use crate::declare::report::failed;
use crate::declare::shape::judge::{Stage, judged};
use crate::declare::shape::schema::attribute;
use crate::engine::{Attribute, Block, Replace, Schema, Usage, Value};
use crate::provider::{ListRequest, ListResource, ListResult, ListResultSink, Result};
use crate::resources::common::{APP_ID, PROJECT_ID};

/// The list.
pub(super) struct DeploymentList;

fn block(stage: Stage) -> Block {
    let place = |attr, usage| Attribute {
        usage,
        replace: Replace::Never,
        ..attribute(attr, stage)
    };
    Block {
        attributes: vec![
            place(&PROJECT_ID, Usage::Optional).describe(PROJECT_ID.doc),
            place(&APP_ID, Usage::Required).describe(APP_ID.doc),
        ],
        description: "Lists the deployment of an app.".to_owned(),
        ..Block::default()
    }
}

#[async_trait]
impl ListResource<Context> for DeploymentList {
    fn type_name(&self) -> &str {
        TYPE_NAME
    }

    fn schema(&self) -> Schema {
        block(Stage::Validate).into()
    }

    async fn list(
        &self,
        request: ListRequest<'_, Context>,
        results: &mut dyn ListResultSink,
    ) -> Result<()> {
        judged(&block(Stage::Plan), request.config)?;
        let context = request.data;
        let given = |name: &str| request.config.attribute(name);
        let state = imported(context, given("project_id"), given("app_id"));
        let work = Work::new(context, &state, "read")?;
        let newest = work.drafts().newest(&work.api.client, &work.app).await;
        let newest =
            newest.map_err(|error| failed("could not list the deployment", &error, None))?;
        let id = newest.map_or(Value::Null, |newest| Value::string(newest.id));
        let of = |name: &'static str| (name, state.attribute(name).clone());
        let identity = Value::object([of("project_id"), of("app_id")]);
        let shown = request
            .include_resource
            .then(|| work.state(id, Value::Null));
        let result = ListResult::new(identity, "deployment").with_state(shown);
        results.send(result).await;
        Ok(())
    }
}
