//! The data sources `appservices_app` and `appservices_apps`: finding apps that something else made.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value as Json;

use crate::admin_api::{Request, segment};
use crate::engine::{
    Attribute, Block, Diagnostic, Nesting, Path, Rule, Schema, Type, Usage, Validator, Value,
};
use crate::provider::{DataSource, Found, Outcome, Private, Query};

use crate::declare::context::{Context, Project};
use crate::declare::report::{failed, no_place, strange};
use crate::declare::shape::judge::{Stage, judged};
use crate::declare::shape::near::nearest;
use crate::declare::shape::{decode, schema};
use crate::declare::words::{Attr, Sent, Ty};
use crate::resources::app::SPEC;
use crate::resources::common::PROJECT_ID;

const PRODUCTS: &[&str] = &["standard", "atlas", "data-api", "device-sync"];
const KEYS: [&str; 3] = ["id", "client_app_id", "name"];

/// Returns the attributes of an app that the API returns.
fn shown() -> impl Iterator<Item = &'static Attr> {
    SPEC.attrs
        .iter()
        .filter(|attr| attr.is_always_returned() && attr.sent != Sent::Path)
}

/// Returns a description without its sentence about a default. A value that is only read has none.
fn without_default(doc: &str) -> String {
    doc.split_once(" Defaults to ")
        .map_or(doc, |(before, _)| before)
        .to_owned()
}

fn computed_attributes() -> Vec<Attribute> {
    shown()
        .map(|attr| {
            Attribute::new(
                attr.name,
                Type::String,
                Usage::Computed,
                &without_default(attr.doc),
            )
        })
        .collect()
}

fn project_attribute(stage: Stage) -> Attribute {
    let doc = "The ID of the Atlas project to search. Defaults to the provider's `project_id`.";
    let mut attribute = Attribute::new("project_id", Type::String, Usage::OptionalComputed, doc);
    attribute.validators = schema::attribute(&PROJECT_ID, stage).validators;
    attribute
}

/// The data source `appservices_app`: one app, by its ID, client app ID or name.
pub(crate) struct App {
    context: Arc<Context>,
    schema: Schema,
    /// The schema's block with every validator in full, for the read.
    judged: Block,
}

impl App {
    pub(crate) fn new(context: Arc<Context>) -> Self {
        let schema = Schema {
            version: 0,
            block: Self::block(Stage::Validate),
        };
        Self {
            context,
            schema,
            judged: Self::block(Stage::Plan),
        }
    }

    fn block(stage: Stage) -> Block {
        let mut attributes = computed_attributes();
        for attribute in attributes
            .iter_mut()
            .filter(|attribute| KEYS.contains(&attribute.name.as_str()))
        {
            attribute.usage = Usage::OptionalComputed;
        }
        attributes.insert(0, project_attribute(stage));
        let rule = Rule::new(|config| {
            let set = KEYS.iter().filter(|key| !config.get(key).is_null()).count();
            let unknown = KEYS.iter().any(|key| config.get(key).is_unknown());
            if set == 1 || unknown {
                return Vec::new();
            }
            let detail = "Set the one that you know; the others are filled in.";
            vec![
                Diagnostic::error("Exactly one of id, client_app_id, name must be set", detail)
                    .at(Path::attribute("name")),
            ]
        });
        let description =
            "Finds an app by its `name`, `client_app_id` or `id`, whatever its product.".to_owned();
        Block {
            attributes,
            description,
            rules: vec![rule],
            ..Block::default()
        }
    }
}

#[async_trait]
impl DataSource for App {
    fn type_name(&self) -> &str {
        "appservices_app"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn read(&self, query: &Query<'_>) -> Outcome<Found> {
        let config = query.config;
        let project = searched(&self.context, &self.judged, config)?;
        let apps = apps(&self.context, &project, PRODUCTS.join(",")).await?;
        let (key, wanted) = KEYS
            .iter()
            .find_map(|key| Some((*key, config.get(key).as_str()?)))
            .unwrap_or(("name", ""));
        let field = if key == "id" { "_id" } else { key };
        let found: Vec<&Json> = apps
            .iter()
            .filter(|app| app.get(field).and_then(Json::as_str) == Some(wanted))
            .collect();
        match found.as_slice() {
            [app] => Ok(Found::new(state(&self.context, app, &project)?)),
            [] => {
                let names: Vec<_> = apps
                    .iter()
                    .filter_map(|app| app.get(field)?.as_str())
                    .collect();
                let there = if names.is_empty() {
                    "It has no apps at all.".to_owned()
                } else {
                    format!("It has: {}.", self.context.secrets.shown(&names.join(", ")))
                };
                let detail =
                    format!("The project {project} has no app with {key} = {wanted:?}. {there}");
                Err(vec![
                    Diagnostic::error("No such app", detail).at(Path::attribute(key)),
                ])
            }
            several => {
                let ids: Vec<_> = several
                    .iter()
                    .filter_map(|app| app.get("client_app_id")?.as_str())
                    .collect();
                let detail = format!(
                    "The project {project} has {} apps with {key} = {wanted:?}: {}.\nUse client_app_id instead.",
                    several.len(),
                    self.context.secrets.shown(&ids.join(", "))
                );
                Err(vec![
                    Diagnostic::error("More than one app", detail).at(Path::attribute(key)),
                ])
            }
        }
    }
}

/// The data source `appservices_apps`: all apps of a project.
pub(crate) struct Apps {
    context: Arc<Context>,
    schema: Schema,
    /// The schema's block with every validator in full, for the read.
    judged: Block,
}

impl Apps {
    pub(crate) fn new(context: Arc<Context>) -> Self {
        let schema = Schema {
            version: 0,
            block: Self::block(Stage::Validate),
        };
        Self {
            context,
            schema,
            judged: Self::block(Stage::Plan),
        }
    }

    fn block(stage: Stage) -> Block {
        let mut product = Attribute::new(
            "product",
            Type::String,
            Usage::Optional,
            "Only apps of this product: `standard`, `atlas`, `data-api` or `device-sync`. All when left out.",
        );
        product.validators.push(Validator::new(move |value, path| {
            let known = value
                .as_str()
                .is_none_or(|word| PRODUCTS.contains(&word) || !stage.judges(word));
            let guess = value
                .as_str()
                .and_then(|word| nearest(PRODUCTS, word))
                .map_or_else(String::new, |meant| format!(" Did you mean {meant:?}?"));
            let complaint = || {
                Diagnostic::error(
                    "Unknown product",
                    format!("It must be one of {}.{guess}", PRODUCTS.join(", ")),
                )
                .at(path.clone())
            };
            (!known).then(complaint).into_iter().collect()
        }));
        let mut inner = computed_attributes();
        inner.push(Attribute::new(
            "project_id",
            Type::String,
            Usage::Computed,
            "The ID of the Atlas project that contains the app.",
        ));
        let apps = Attribute::nested(
            "apps",
            Nesting::List,
            inner,
            Usage::Computed,
            "The apps, in the order in which the API returns them.",
        );
        let description = "Lists the apps of a project.".to_owned();
        Block {
            attributes: vec![project_attribute(stage), product, apps],
            description,
            ..Block::default()
        }
    }
}

#[async_trait]
impl DataSource for Apps {
    fn type_name(&self) -> &str {
        "appservices_apps"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn read(&self, query: &Query<'_>) -> Outcome<Found> {
        let config = query.config;
        let project = searched(&self.context, &self.judged, config)?;
        let products = config
            .get("product")
            .as_str()
            .map_or_else(|| PRODUCTS.join(","), str::to_owned);
        let apps = apps(&self.context, &project, products).await?;
        let apps = apps
            .iter()
            .map(|app| state(&self.context, app, &project))
            .collect::<Outcome<_>>()?;
        Ok(Found::new(Value::object([
            ("project_id", Value::string(project)),
            ("product", config.get("product").clone()),
            ("apps", Value::List(apps)),
        ])))
    }
}

/// Checks the configuration of a data source, and returns the project to search.
fn searched(context: &Context, judged_by: &Block, config: &Value) -> Outcome<String> {
    context.learn(judged_by, &[config], &Private::default());
    judged(judged_by, config)?;
    match (config.get("project_id").as_str(), context.project()) {
        (Some(project), _) => Ok(project.to_owned()),
        (None, Project::Known(project)) => Ok(project),
        // The error of the client reports whether more than the project is unknown.
        (None, other) => Err(context
            .api()
            .err()
            .unwrap_or_else(|| vec![no_place(&SPEC, other == Project::Unknown)])),
    }
}

async fn apps(context: &Context, project: &str, products: String) -> Outcome<Vec<Json>> {
    let request =
        Request::get(format!("/groups/{}/apps", segment(project))).with_query("product", products);
    let refused = |error| {
        vec![failed(
            "could not list the apps",
            &error,
            Some((&SPEC, &Value::Null)),
        )]
    };
    let reply = context
        .api()?
        .client
        .send(&request)
        .await
        .map_err(refused)?;
    SPEC.listed(&request, reply.body.unwrap_or_default())
        .map_err(refused)
}

fn state(context: &Context, app: &Json, project: &str) -> Outcome<Value> {
    let reference = Value::object([("project_id", Value::string(project))]);
    let state = decode::state(&SPEC, app, &reference).map_err(|why| {
        vec![strange(
            "could not understand an app",
            &context.secrets.shown(&why),
        )]
    })?;
    let mut values: Vec<(&str, Value)> = shown()
        .map(|attr| (attr.name, state.get(attr.name).clone()))
        .collect();
    debug_assert!(
        shown().all(|attr| matches!(attr.ty, Ty::Text | Ty::Word(_))),
        "the data sources show text alone"
    );
    values.push(("project_id", Value::string(project)));
    Ok(Value::object(values))
}
