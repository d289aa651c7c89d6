//! The lists of the resources by hand, of which an app has one each.

use async_trait::async_trait;

use super::in_app::{imported, reach};
use crate::declare::context::Context;
use crate::declare::shape::judge::{Stage, judged};
use crate::declare::shape::schema::attribute;
use crate::engine::{Attribute, Block, Replace, Schema, Usage, Value};
use crate::provider::{
    ListRequest, ListResource, ListResult, ListResultSink, Private, ReadRequest, Resource, Result,
};
use crate::resources::common::{APP_ID, PROJECT_ID};

/// The list of a resource of which an app has one.
pub(super) struct InAppList<R> {
    pub(super) resource: R,
    /// One such resource, in a sentence.
    pub(super) title: &'static str,
}

impl<R: Resource<Context>> InAppList<R> {
    fn block(&self, stage: Stage) -> Block {
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
            description: format!("Lists the {} of an app.", self.title),
            ..Block::default()
        }
    }
}

#[async_trait]
impl<R: Resource<Context>> ListResource<Context> for InAppList<R> {
    fn type_name(&self) -> &str {
        self.resource.type_name()
    }

    fn schema(&self) -> Schema {
        self.block(Stage::Validate).into()
    }

    async fn list(
        &self,
        request: ListRequest<'_, Context>,
        results: &mut dyn ListResultSink,
    ) -> Result<()> {
        judged(&self.block(Stage::Plan), request.config)?;
        let given = |name: &str| request.config.attribute(name);
        let attributes = &request.resource_schema.block.attributes;
        let state = imported(
            request.data,
            attributes,
            given("project_id"),
            given("app_id"),
        );
        reach(request.data, &state, "read")?;
        let read = self
            .resource
            .read(ReadRequest {
                data: request.data,
                state: &state,
                identity: None,
                private: &Private::default(),
                schema: request.resource_schema,
                call: request.call,
            })
            .await?;
        // What is not there is in no list.
        let Some(read) = read else {
            return Ok(());
        };
        let of = |name: &'static str| (name, state.attribute(name).clone());
        let identity = Value::object([of("project_id"), of("app_id")]);
        let shown = request.include_resource.then_some(read.state);
        let result = ListResult::new(identity, self.title).with_state(shown);
        results.send(result).await;
        Ok(())
    }
}
