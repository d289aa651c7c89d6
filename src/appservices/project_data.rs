//! The data sources `appservices_project` and `appservices_projects`: the Atlas projects in which apps are
//! made.

use async_trait::async_trait;
use serde_json::Value as Json;

use super::atlas::{failed, project_named};
use super::search::only_one_key;
use crate::declare::context::Context;
use crate::declare::shape::judge::{Stage, judged};
use crate::declare::shape::schema;
use crate::engine::{Attribute, Block, Path, Schema, Usage, Value};
use crate::provider::{DataSource, ReadDataSourceRequest, ReadDataSourceResponse, Result};
use crate::resources::common::PROJECT_ID;

/// What is shown of a project.
fn shown() -> [Attribute; 5] {
    [
        Attribute::string("id").describe("The ID of the project: 24 hexadecimal digits."),
        Attribute::string("name").describe("The name of the project."),
        Attribute::string("org_id")
            .describe("The ID of the organization that contains the project."),
        Attribute::number("cluster_count").describe("The number of clusters in the project."),
        Attribute::string("created").describe("The time of creation, in RFC 3339 and UTC."),
    ]
    .map(Attribute::computed)
}

/// Returns the state of a project.
fn state(project: &Json) -> Value {
    let text = |name: &str| {
        let text = project.get(name).and_then(Json::as_str);
        text.map_or(Value::Null, Value::string)
    };
    let count = project.get("clusterCount").and_then(Json::as_i64);
    Value::object([
        ("id", text("id")),
        ("name", text("name")),
        ("org_id", text("orgId")),
        ("cluster_count", count.map_or(Value::Null, Value::from)),
        ("created", text("created")),
    ])
}

/// The data source `appservices_project`: one project, by its name or its ID.
pub(crate) struct Project;

impl Project {
    fn block(stage: Stage) -> Block {
        let mut attributes = shown().to_vec();
        attributes[0].usage = Usage::OptionalComputed;
        attributes[0].validators = schema::attribute(&PROJECT_ID, stage).validators;
        attributes[1].usage = Usage::OptionalComputed;
        Block {
            attributes,
            description:
                "Finds an Atlas project by its `name` or its `id`, through the public Atlas API."
                    .to_owned(),
            rules: vec![only_one_key(
                &["id", "name"],
                "Exactly one of id and name must be set",
                "Set the one that you know; the other is filled in.",
            )],
            ..Block::default()
        }
    }
}

#[async_trait]
impl DataSource<Context> for Project {
    fn type_name(&self) -> &str {
        "appservices_project"
    }

    fn schema(&self) -> Schema {
        Self::block(Stage::Validate).into()
    }

    async fn read(
        &self,
        request: ReadDataSourceRequest<'_, Context>,
    ) -> Result<ReadDataSourceResponse> {
        let config = request.config;
        judged(&Self::block(Stage::Plan), config)?;
        let atlas = &request.data.api()?.atlas;
        let project = match config.attribute("id").as_str() {
            Some(id) => atlas.project(id).await.map_err(|error| {
                failed("could not read the project", &error).at(Path::attribute("id"))
            })?,
            None => {
                let name = config.attribute("name").as_str().unwrap_or_default();
                project_named(atlas, name, "name").await?
            }
        };
        Ok(state(&project).into())
    }
}

/// The data source `appservices_projects`: all projects that the key can read.
pub(crate) struct Projects;

#[async_trait]
impl DataSource<Context> for Projects {
    fn type_name(&self) -> &str {
        "appservices_projects"
    }

    fn schema(&self) -> Schema {
        let projects = Attribute::list_nested("projects", shown())
            .computed()
            .describe("The projects, in the order in which the API returns them.");
        Schema::new([projects]).describe(
            "Lists the Atlas projects that the API key can read, through the public Atlas API.",
        )
    }

    async fn read(
        &self,
        request: ReadDataSourceRequest<'_, Context>,
    ) -> Result<ReadDataSourceResponse> {
        let all = request.data.api()?.atlas.projects().await;
        let all = all.map_err(|error| failed("could not list the projects", &error))?;
        let all = all.iter().map(state).collect();
        Ok(Value::object([("projects", Value::List(all))]).into())
    }
}
