//! The data sources `appservices_app` and `appservices_apps`: finding apps that something else made.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value as Json;

use crate::admin_api::{Request, segment};
use crate::engine::{Attribute, Block, Diagnostic, Path, Schema, Usage, Validator, Value};
use crate::provider::{DataSource, ReadDataSourceRequest, ReadDataSourceResponse, Result};

use super::search::{only_one_key, project_attribute, searched};
use crate::declare::context::Context;
use crate::declare::report::{failed, strange};
use crate::declare::shape::decode;
use crate::declare::shape::judge::Stage;
use crate::declare::shape::listing::Listing;
use crate::declare::shape::near::nearest;
use crate::declare::words::{Attr, Sent, Ty};
use crate::resources::app::SPEC;

const PRODUCTS: &[&str] = &["standard", "atlas", "data-api", "device-sync"];
static KEYS: [&str; 3] = ["id", "client_app_id", "name"];

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
            Attribute::string(attr.name)
                .computed()
                .describe(without_default(attr.doc))
        })
        .collect()
}

/// What is said of the argument that names the project.
const PROJECT: &str =
    "The ID of the Atlas project to search. Defaults to the provider's `project_id`.";

/// The data source `appservices_app`: one app, by its ID, client app ID or name.
pub(crate) struct App;

impl App {
    fn block(stage: Stage) -> Block {
        let mut attributes = computed_attributes();
        for attribute in attributes
            .iter_mut()
            .filter(|attribute| KEYS.contains(&attribute.name.as_str()))
        {
            attribute.usage = Usage::OptionalComputed;
        }
        attributes.insert(0, project_attribute(stage, PROJECT));
        let description =
            "Finds an app by its `name`, `client_app_id` or `id`, whatever its product.".to_owned();
        Block {
            attributes,
            description,
            rules: vec![only_one_key(
                &KEYS,
                "Exactly one of id, client_app_id, name must be set",
                "Set the one that you know; the others are filled in.",
            )],
            ..Block::default()
        }
    }
}

#[async_trait]
impl DataSource<Context> for App {
    fn type_name(&self) -> &str {
        "appservices_app"
    }

    fn schema(&self) -> Schema {
        Self::block(Stage::Validate).into()
    }

    async fn read(
        &self,
        request: ReadDataSourceRequest<'_, Context>,
    ) -> Result<ReadDataSourceResponse> {
        let config = request.config;
        let context = request.data;
        let project = searched(context, &Self::block(Stage::Plan), config)?;
        let apps = apps(context, &project, PRODUCTS.join(",")).await?;
        let (key, wanted) = KEYS
            .iter()
            .find_map(|key| Some((*key, config.attribute(key).as_str()?)))
            .unwrap_or(("name", ""));
        let field = if key == "id" { "_id" } else { key };
        let found: Vec<&Json> = apps
            .iter()
            .filter(|app| app.get(field).and_then(Json::as_str) == Some(wanted))
            .collect();
        match found.as_slice() {
            [app] => Ok(state(context, app, &project)?.into()),
            [] => {
                let names: Vec<_> = apps
                    .iter()
                    .filter_map(|app| app.get(field)?.as_str())
                    .collect();
                let there = if names.is_empty() {
                    "It has no apps at all.".to_owned()
                } else {
                    format!("It has: {}.", context.secrets().shown(&names.join(", ")))
                };
                let detail =
                    format!("The project {project} has no app with {key} = {wanted:?}. {there}");
                Err(Diagnostic::error("No such app", detail)
                    .at(Path::attribute(key))
                    .into())
            }
            several => {
                let ids: Vec<_> = several
                    .iter()
                    .filter_map(|app| app.get("client_app_id")?.as_str())
                    .collect();
                let detail = format!(
                    "The project {project} has {} apps with {key} = {wanted:?}: {}.\nUse client_app_id instead.",
                    several.len(),
                    context.secrets().shown(&ids.join(", "))
                );
                Err(Diagnostic::error("More than one app", detail)
                    .at(Path::attribute(key))
                    .into())
            }
        }
    }
}

/// The data source `appservices_apps`: all apps of a project.
pub(crate) struct Apps;

impl Apps {
    fn block(stage: Stage) -> Block {
        let known = Validator::new(move |value, path| {
            let word = value.as_str()?;
            if PRODUCTS.contains(&word) || !stage.judges(word) {
                return None;
            }
            let guess = nearest(PRODUCTS, word)
                .map_or_else(String::new, |meant| format!(" Did you mean {meant:?}?"));
            let detail = format!("It must be one of {}.{guess}", PRODUCTS.join(", "));
            Some(Diagnostic::error("Unknown product", detail).at(path.clone()))
        });
        let product = Attribute::string("product").validate(known).describe(
            "Only apps of this product: `standard`, `atlas`, `data-api` or `device-sync`. All when left out.",
        );
        let project = Attribute::string("project_id")
            .computed()
            .describe("The ID of the Atlas project that contains the app.");
        let inner = computed_attributes().into_iter().chain([project]);
        let apps = Attribute::list_nested("apps", inner)
            .computed()
            .describe("The apps, in the order in which the API returns them.");
        let description = "Lists the apps of a project.".to_owned();
        Block {
            attributes: vec![project_attribute(stage, PROJECT), product, apps],
            description,
            ..Block::default()
        }
    }
}

#[async_trait]
impl DataSource<Context> for Apps {
    fn type_name(&self) -> &str {
        "appservices_apps"
    }

    fn schema(&self) -> Schema {
        Self::block(Stage::Validate).into()
    }

    async fn read(
        &self,
        request: ReadDataSourceRequest<'_, Context>,
    ) -> Result<ReadDataSourceResponse> {
        let config = request.config;
        let context = request.data;
        let project = searched(context, &Self::block(Stage::Plan), config)?;
        let products = config
            .attribute("product")
            .as_str()
            .map_or_else(|| PRODUCTS.join(","), str::to_owned);
        let apps = apps(context, &project, products).await?;
        let apps = apps
            .iter()
            .map(|app| state(context, app, &project))
            .collect::<Result<_>>()?;
        let found = Value::object([
            ("project_id", Value::string(project)),
            ("product", config.attribute("product").clone()),
            ("apps", Value::List(apps)),
        ]);
        Ok(found.into())
    }
}

async fn apps(context: &Context, project: &str, products: String) -> Result<Arc<Listing>> {
    let request =
        Request::get(format!("/groups/{}/apps", segment(project))).with_query("product", products);
    let refused = |error| {
        failed(
            "could not list the apps",
            &error,
            Some((&SPEC, &Value::Null)),
        )
    };
    let understand = |request: &Request, reply| Listing::of(&SPEC, request, reply);
    // Something outside of this process may have made an app since another data source was read.
    let client = context.api()?.client.fresh();
    let listed = client
        .read(&request, &Listing::form(&SPEC), understand)
        .await;
    Ok(listed.map_err(refused)?)
}

fn state(context: &Context, app: &Json, project: &str) -> Result<Value> {
    let reference = Value::object([("project_id", Value::string(project))]);
    let state = decode::state(&SPEC, app, &reference).map_err(|why| {
        strange(
            "could not understand an app",
            &context.secrets().shown(&why),
        )
    })?;
    let mut values: Vec<(&str, Value)> = shown()
        .map(|attr| (attr.name, state.attribute(attr.name).clone()))
        .collect();
    debug_assert!(
        shown().all(|attr| matches!(attr.ty, Ty::Text | Ty::Word(_))),
        "the data sources show text alone"
    );
    values.push(("project_id", Value::string(project)));
    Ok(Value::object(values))
}
