//! Listing declared resources: what `terraform query` asks.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value as Json;

use crate::engine::{Attribute, Block, Schema, Value};
use crate::provider::{
    Finds, IdentityAttribute, IdentitySchema, ListRequest, ListResource, Listed, Outcome, Private,
};

use crate::declare::context::{Api, Context, Project};
use crate::declare::report::failed;
use crate::declare::serve::resource::observed;
use crate::declare::shape::judge::{Stage, judged};
use crate::declare::words::spec::{Default, Read, Sent, Spec};

/// What tells objects of the type apart: the ids in their path, and their own.
pub(crate) fn identity(spec: &Spec) -> IdentitySchema {
    let own_id = |name: &str| name == "id" && !matches!(spec.read, Read::WholeList(_));
    let parts = spec
        .attrs
        .iter()
        .filter(|attr| attr.sent == Sent::Path || own_id(attr.name));
    let attributes = parts.map(|attr| IdentityAttribute {
        name: attr.name.to_owned(),
        ty: crate::engine::Type::String,
        required: attr.default != Default::Project,
        description: attr.doc.to_owned(),
    });
    IdentitySchema {
        attributes: attributes.collect(),
        ..IdentitySchema::default()
    }
}

/// Returns what a list contains: `API keys`, `IP access list entries`, or the one `IP access list`.
pub(crate) fn in_a_list(spec: &Spec) -> String {
    let title = spec.title;
    match (spec.read, title.strip_suffix("ry")) {
        (Read::WholeList(_), _) => title.to_owned(),
        (_, Some(stem)) => format!("{stem}ries"),
        (_, None) => format!("{title}s"),
    }
}

pub(crate) struct DeclaredList {
    spec: &'static Spec,
    context: Arc<Context>,
    type_name: String,
    schema: Schema,
    /// The schema's block with every validator in full, for when the list is asked for.
    judged: Block,
}

impl DeclaredList {
    pub(crate) fn new(spec: &'static Spec, context: Arc<Context>) -> Self {
        let schema = Schema {
            version: 0,
            block: block(spec, Stage::Validate),
        };
        Self {
            spec,
            context,
            type_name: spec.type_name(),
            schema,
            judged: block(spec, Stage::Plan),
        }
    }
}

pub(crate) fn block(spec: &'static Spec, stage: Stage) -> Block {
    let places = spec
        .attrs
        .iter()
        .filter(|attr| attr.sent == Sent::Path)
        .map(|attr| crate::declare::shape::schema::attribute(attr, stage));
    // The provider fills in its project by itself; in a list nothing is computed.
    let attributes = places.map(|place| match place.is_computed() {
        true => Attribute {
            usage: crate::engine::Usage::Optional,
            ..place
        },
        false => place,
    });
    // A list replaces nothing.
    let attributes = attributes.map(|place| Attribute {
        description: place.description.replace(" Forces replacement.", ""),
        ..place
    });
    let description = format!(
        "Lists the {} of {}.",
        in_a_list(spec),
        if spec.attr("app_id").is_some() {
            "an app"
        } else {
            "a project"
        }
    );
    Block {
        attributes: attributes.collect(),
        description,
        ..Block::default()
    }
}

#[async_trait]
impl ListResource for DeclaredList {
    fn type_name(&self) -> &str {
        &self.type_name
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn list(&self, request: &ListRequest, found: &mut dyn Finds) -> Outcome<()> {
        self.context
            .learn(&self.schema.block, &[&request.config], &Private::default());
        judged(&self.judged, &request.config)?;
        let spec = self.spec;
        let api = self.context.api()?;
        let project = match (
            request.config.get("project_id").as_str(),
            self.context.project(),
        ) {
            (Some(project), _) => project.to_owned(),
            (None, Project::Known(project)) => project,
            (None, other) => return Err(vec![other.missing()]),
        };
        let place = Value::object([
            ("project_id", Value::string(project)),
            ("app_id", request.config.get("app_id").clone()),
        ]);
        let collection = spec.collection_path(&place)?;
        let action = format!("could not list the {}", in_a_list(spec));
        let refused = |error| vec![failed(&action, &error, Some((spec, &place)))];
        let documents = spec.list(&api.client, &collection).await.map_err(refused)?;
        if matches!(spec.read, Read::WholeList(_)) {
            found
                .take(
                    self.one(&api, &collection, &Json::Array(documents), &place, request)
                        .await?,
                )
                .await;
            return Ok(());
        }
        for document in documents.iter().take(request.limit) {
            if !found
                .take(
                    self.one(&api, &collection, document, &place, request)
                        .await?,
                )
                .await
            {
                break;
            }
        }
        Ok(())
    }
}

impl DeclaredList {
    async fn one(
        &self,
        api: &Api,
        collection: &str,
        document: &Json,
        place: &Value,
        request: &ListRequest,
    ) -> Outcome<Listed> {
        let id = document
            .get("_id")
            .and_then(Json::as_str)
            .unwrap_or_default();
        let state = match (request.include_state, self.spec.read) {
            (false, _) => None,
            // The list may leave out parts.
            (true, Read::ById) => {
                let whole = self.spec.fetch(&api.client, collection, id).await;
                let action = format!(
                    "could not read the {} {}",
                    self.spec.title,
                    api.client.secrets().shown(id)
                );
                let whole = whole
                    .map_err(|error| vec![failed(&action, &error, Some((self.spec, place)))])?;
                Some(
                    observed(self.spec, api, &whole, place)
                        .await
                        .map_err(|problem| vec![problem])?,
                )
            }
            (true, _) => Some(
                observed(self.spec, api, document, place)
                    .await
                    .map_err(|problem| vec![problem])?,
            ),
        };
        let identity = identity(self.spec)
            .attributes
            .into_iter()
            .map(|attribute| match attribute.name.as_str() {
                "id" => ("id".to_owned(), Value::string(id)),
                name => (name.to_owned(), place.get(name).clone()),
            });
        let name = || {
            document
                .get("name")
                .and_then(Json::as_str)
                .map(str::to_owned)
        };
        let display_name = self
            .spec
            .natural_key_in(document)
            .or_else(name)
            .unwrap_or_else(|| self.spec.title.to_owned());
        let display_name = api.client.secrets().shown(&display_name);
        Ok(Listed {
            identity: Value::Map(identity.collect()),
            display_name,
            state,
            warnings: Vec::new(),
        })
    }
}
