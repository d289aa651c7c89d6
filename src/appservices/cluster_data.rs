//! The data sources `appservices_cluster` and `appservices_clusters`: the clusters that an app can be linked
//! to by name.

use async_trait::async_trait;
use serde_json::Value as Json;

use super::atlas::{choice, failed};
use super::search::{project_attribute, searched};
use crate::declare::context::Context;
use crate::declare::shape::judge::Stage;
use crate::engine::{Attribute, Block, Diagnostic, Path, Schema, Usage, Value};
use crate::provider::{DataSource, ReadDataSourceRequest, ReadDataSourceResponse, Result};

/// What is shown of a cluster, besides its project.
fn shown() -> [Attribute; 5] {
    [
        Attribute::string("name").describe(
            "The name of the cluster, by which an `appservices_linked_data_source` links it.",
        ),
        Attribute::string("id").describe("The ID of the cluster: 24 hexadecimal digits."),
        Attribute::string("state_name").describe(
            "What the cluster is doing: `IDLE` when it is ready, or `CREATING`, `UPDATING`, `DELETING`, `REPAIRING`.",
        ),
        Attribute::string("cluster_type")
            .describe("The kind of the cluster: `REPLICASET`, `SHARDED` or `GEOSHARDED`."),
        Attribute::string("mongo_db_version")
            .describe("The version of MongoDB that the cluster runs."),
    ]
    .map(Attribute::computed)
}

/// What is said of the argument that names the project.
const PROJECT: &str = "The ID of the Atlas project that contains the cluster. Defaults to the provider's `project_id`.";

/// Returns the values of a cluster, besides its project.
fn values(cluster: &Json) -> Vec<(&'static str, Value)> {
    let fields = [
        ("name", "name"),
        ("id", "id"),
        ("state_name", "stateName"),
        ("cluster_type", "clusterType"),
        ("mongo_db_version", "mongoDBVersion"),
    ];
    let value = |(name, field): (&'static str, &str)| {
        let text = cluster.get(field).and_then(Json::as_str);
        (name, text.map_or(Value::Null, Value::string))
    };
    fields.into_iter().map(value).collect()
}

/// The data source `appservices_cluster`: one cluster, by its name.
pub(crate) struct Cluster;

impl Cluster {
    fn block(stage: Stage) -> Block {
        let mut attributes = shown().to_vec();
        attributes[0].usage = Usage::Required;
        attributes.insert(0, project_attribute(stage, PROJECT));
        Block {
            attributes,
            description:
                "Finds a cluster of an Atlas project by its `name`, through the public Atlas API."
                    .to_owned(),
            ..Block::default()
        }
    }
}

#[async_trait]
impl DataSource<Context> for Cluster {
    fn type_name(&self) -> &str {
        "appservices_cluster"
    }

    fn schema(&self) -> Schema {
        Self::block(Stage::Validate).into()
    }

    async fn read(
        &self,
        request: ReadDataSourceRequest<'_, Context>,
    ) -> Result<ReadDataSourceResponse> {
        let config = request.config;
        let project = searched(request.data, &Self::block(Stage::Plan), config)?;
        let name = config.attribute("name").as_str().unwrap_or_default();
        let atlas = &request.data.api()?.atlas;
        let doing = "could not find the cluster";
        let cluster = match atlas.cluster(&project, name).await {
            Ok(cluster) => cluster,
            Err(error) if error.status() == Some(404) => {
                // The project itself may be what is not there.
                let all = atlas.clusters(&project).await;
                let all = all.map_err(|error| failed(doing, &error))?;
                let there = all.iter().filter_map(|one| one.get("name")?.as_str());
                let detail = format!(
                    "The project {project} has no cluster with the name {name:?}. {}",
                    choice(atlas, name, there)
                );
                let missing = Diagnostic::error("No such cluster", detail);
                return Err(missing.at(Path::attribute("name")).into());
            }
            Err(error) => return Err(failed(doing, &error).into()),
        };
        let mut found = values(&cluster);
        found.push(("project_id", Value::string(project)));
        Ok(Value::object(found).into())
    }
}

/// The data source `appservices_clusters`: all clusters of a project.
pub(crate) struct Clusters;

impl Clusters {
    fn block(stage: Stage) -> Block {
        let clusters = Attribute::list_nested("clusters", shown())
            .computed()
            .describe("The clusters, in the order in which the API returns them.");
        Block {
            attributes: vec![project_attribute(stage, PROJECT), clusters],
            description: "Lists the clusters of an Atlas project, through the public Atlas API."
                .to_owned(),
            ..Block::default()
        }
    }
}

#[async_trait]
impl DataSource<Context> for Clusters {
    fn type_name(&self) -> &str {
        "appservices_clusters"
    }

    fn schema(&self) -> Schema {
        Self::block(Stage::Validate).into()
    }

    async fn read(
        &self,
        request: ReadDataSourceRequest<'_, Context>,
    ) -> Result<ReadDataSourceResponse> {
        let project = searched(request.data, &Self::block(Stage::Plan), request.config)?;
        let all = request.data.api()?.atlas.clusters(&project).await;
        let all = all.map_err(|error| failed("could not list the clusters", &error))?;
        let all = all.iter().map(|one| Value::object(values(one))).collect();
        Ok(Value::object([
            ("project_id", Value::string(project)),
            ("clusters", Value::List(all)),
        ])
        .into())
    }
}
