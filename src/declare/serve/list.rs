//! Lists declared resources for `terraform query`.

use std::sync::OnceLock;

use async_trait::async_trait;
use serde_json::Value as Json;

use crate::admin_api::{ApiError, Client};
use crate::declare::context::{Api, Context};
use crate::declare::object::{Address, Failure, Seen, observed};
use crate::declare::shape::judge::{Stage, judged};
use crate::declare::shape::listing::id_of;
use crate::declare::shape::schema::attribute;
use crate::declare::words::{Default, Spec};
use crate::engine::wording::with_article;
use crate::engine::{Attribute, Block, Schema, Usage, Value};
use crate::provider::{
    IdentityAttribute, IdentitySchema, ListRequest, ListResource, ListResult, ListResultSink,
    Private, Result,
};

/// Returns the identity schema of the type: the IDs in the object's path, and its own.
pub(crate) fn identity(spec: &Spec) -> IdentitySchema {
    IdentitySchema::new(spec.identifying().map(|attr| {
        let attribute = IdentityAttribute::string(attr.name).describe(attr.doc);
        match attr.default {
            Default::Provider => attribute,
            _ => attribute.required_for_import(),
        }
    }))
}

/// Returns the noun for the content of a list: `API keys`, `IP access list entries`, or the only
/// `IP access list`.
pub(crate) fn in_a_list(spec: &Spec) -> String {
    match spec.lifecycle.is_single() {
        true => spec.title.to_owned(),
        false => spec.plural(),
    }
}

/// The list resource type of a declaration.
pub(crate) struct DeclaredList {
    spec: &'static Spec,
    type_name: String,
    /// The schema's block with every validator, used when the list is read.
    judged: OnceLock<Block>,
}

impl DeclaredList {
    pub(crate) fn new(spec: &'static Spec) -> Self {
        Self {
            spec,
            type_name: spec.type_name(),
            judged: OnceLock::new(),
        }
    }
}

pub(crate) fn block(spec: &'static Spec, stage: Stage) -> Block {
    // A list's configuration has no computed attributes. The provider supplies its default by
    // itself.
    let as_asked = |place: Attribute| match place.is_computed() {
        true => Attribute {
            usage: Usage::Optional,
            ..place
        },
        false => place,
    };
    // A list block replaces nothing.
    let without_replacement = |place: Attribute| Attribute {
        description: place.description.replace(" Forces replacement.", ""),
        ..place
    };
    let places = spec.place().map(|attr| attribute(attr, stage));
    let parent = spec.parent.map_or("", |parent| parent.title);
    Block {
        attributes: places.map(as_asked).map(without_replacement).collect(),
        description: format!("Lists the {} of {}.", in_a_list(spec), with_article(parent)),
        ..Block::default()
    }
}

#[async_trait]
impl ListResource<Context> for DeclaredList {
    fn type_name(&self) -> &str {
        &self.type_name
    }

    fn schema(&self) -> Schema {
        block(self.spec, Stage::Validate).into()
    }

    async fn list(
        &self,
        request: ListRequest<'_, Context>,
        results: &mut dyn ListResultSink,
    ) -> Result<()> {
        let context = request.data;
        context.learn(
            &request.schema.block,
            &[request.config],
            &Private::default(),
        );
        let spec = self.spec;
        judged(
            self.judged.get_or_init(|| block(spec, Stage::Plan)),
            request.config,
        )?;
        let api = context.api()?;
        let place = &*context.project().placed(spec, request.config);
        let failure =
            |cause| Failure::new(format!("list the {}", in_a_list(spec)), spec, place, cause);
        let at = spec.locate_new(place).map_err(failure)?;
        let documents = all(&at, &api.client).await;
        let documents = documents.map_err(|error| failure(error.into()))?;
        for document in documents.iter().take(request.limit) {
            let one = self.one(
                api,
                &at.collection,
                document,
                place,
                request.include_resource,
            );
            if !results.send(one.await?).await {
                break;
            }
        }
        Ok(())
    }
}

/// Returns the documents of the objects in the place: those that the API lists, or the only one.
async fn all(at: &Address, client: &Client) -> Result<Vec<Json>, ApiError> {
    if !at.spec.lifecycle.is_single() {
        return Ok(at.spec.list(client, &at.collection).await?.to_vec());
    }
    Ok(match at.look_now(client).await? {
        Seen::Present(document) => vec![document],
        Seen::Absent => Vec::new(),
    })
}

impl DeclaredList {
    async fn one(
        &self,
        api: &Api,
        collection: &str,
        document: &Json,
        place: &Value,
        include_resource: bool,
    ) -> Result<ListResult> {
        let spec = self.spec;
        let shown = |text: &str| api.client.secrets().shown(text);
        let id = id_of(document).unwrap_or_default();
        let state = match include_resource {
            false => None,
            true => {
                let whole = spec.whole(&api.client, collection, document.clone());
                let doing = || format!("read the {} {}", spec.title, shown(id));
                let whole = whole
                    .await
                    .map_err(|error| Failure::new(doing(), spec, place, error))?;
                Some(observed(spec, api, &whole, place).await?)
            }
        };
        let identity = spec.identifying().map(|attr| match attr.name {
            "id" => ("id", Value::string(id)),
            name => (name, place.attribute(name).clone()),
        });
        let name = || {
            document
                .get("name")
                .and_then(Json::as_str)
                .map(str::to_owned)
        };
        let display_name = spec.natural_key_in(document).or_else(name);
        let name = shown(display_name.as_deref().unwrap_or(spec.title));
        Ok(ListResult::new(Value::object(identity), name).with_state(state))
    }
}
