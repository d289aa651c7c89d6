//! The data sources of a declaration: one object, and all objects of a parent.

use async_trait::async_trait;
use serde_json::Value as Json;

use super::list::in_a_list;
use crate::declare::context::{Api, Context};
use crate::declare::object::{Address, Failure, Seen, observed};
use crate::declare::shape::judge::{Stage, judged};
use crate::declare::shape::listing::id_of;
use crate::declare::shape::schema::attribute;
use crate::declare::words::{Attr, Default, PROVIDER, Returned, Sent, Spec};
use crate::engine::wording::with_article;
use crate::engine::{
    Attribute, Block, Diagnostic, Nesting, Path, Replace, Rule, Schema, Shape, Usage, Value,
};
use crate::provider::{DataSource, Private, ReadDataSourceRequest, ReadDataSourceResponse, Result};

/// The data source of one object, by its ID or its natural key. What is one in its parent needs neither.
pub(crate) struct DeclaredData {
    spec: &'static Spec,
    type_name: String,
}

/// The data source of all objects of a parent.
pub(crate) struct DeclaredDataList {
    spec: &'static Spec,
    type_name: String,
    /// The attribute with the objects.
    plural: String,
}

impl DeclaredData {
    pub(crate) fn new(spec: &'static Spec) -> Self {
        Self {
            spec,
            type_name: spec.type_name(),
        }
    }
}

impl DeclaredDataList {
    pub(crate) fn new(spec: &'static Spec) -> Self {
        let plural = plural_name(spec);
        Self {
            spec,
            type_name: format!("{PROVIDER}_{plural}"),
            plural,
        }
    }
}

/// Returns the name of a data source of many objects, without the provider's prefix.
pub(crate) fn plural_name(spec: &Spec) -> String {
    match spec.name.strip_suffix("ry") {
        Some(stem) => format!("{stem}ries"),
        None => format!("{}s", spec.name),
    }
}

/// Returns the attributes that an answer has.
fn shown(spec: &'static Spec) -> impl Iterator<Item = &'static Attr> {
    let is_shown = |attr: &&Attr| {
        attr.sent != Sent::Path
            && matches!(attr.returned, Returned::Always | Returned::From(_))
            && !attr.write_only
    };
    spec.attrs.iter().filter(is_shown)
}

/// Returns an attribute as a data source shows it: computed, at any depth.
pub(super) fn read_only(attr: Attribute) -> Attribute {
    let shape = match attr.shape {
        Shape::Nested(nesting, inner) => {
            Shape::Nested(nesting, inner.into_iter().map(read_only).collect())
        }
        shape => shape,
    };
    let sentences = attr.description.replace(" Forces replacement.", "");
    let description = sentences.split(" Defaults to ").next().unwrap_or_default();
    Attribute {
        description: description.to_owned(),
        usage: Usage::Computed,
        default: None,
        replace: Replace::Never,
        validators: Vec::new(),
        shape,
        ..attr
    }
}

/// Returns the attributes that say where the objects are.
fn places(spec: &'static Spec, stage: Stage) -> Vec<Attribute> {
    let place = |attr: &'static Attr| {
        let place = attribute(attr, stage);
        let usage = match attr.default {
            Default::Provider => Usage::OptionalComputed,
            _ => Usage::Required,
        };
        Attribute {
            description: place.description.replace(" Forces replacement.", ""),
            replace: Replace::Never,
            usage,
            ..place
        }
    };
    spec.place().map(place).collect()
}

fn one(spec: &'static Spec, stage: Stage) -> Block {
    let keys = keys(spec);
    let mut attributes = places(spec, stage);
    for attr in shown(spec) {
        let mut shown = read_only(attribute(attr, stage));
        if keys.contains(&attr.name) {
            shown.usage = Usage::OptionalComputed;
        }
        attributes.push(shown);
    }
    let by = match keys.split_first() {
        None => String::new(),
        Some((id, key)) => format!(", by its `{id}` or its {}", quoted(key).join(" and ")),
    };
    Block {
        attributes,
        description: format!("Reads {}{by}.", with_article(spec.title)),
        deprecated: spec.ended.map(str::to_owned),
        rules: match keys.is_empty() {
            true => Vec::new(),
            false => vec![by_one_key(spec)],
        },
        ..Block::default()
    }
}

fn quoted(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("`{name}`")).collect()
}

/// Returns the attributes by which an object is found: its ID, and the parts of its natural key.
fn keys(spec: &'static Spec) -> Vec<&'static str> {
    match spec.lifecycle.is_single() {
        true => Vec::new(),
        false => [&["id"][..], spec.natural_key].concat(),
    }
}

/// Returns the rule that either the ID or the whole natural key is set.
fn by_one_key(spec: &'static Spec) -> Rule {
    Rule::new(move |config| {
        let is_set = |name: &&str| !config.attribute(name).is_null();
        let by_id = is_set(&"id");
        let parts = spec.natural_key.iter().filter(|name| is_set(name)).count();
        let is_right = match by_id {
            true => parts == 0,
            false => parts == spec.natural_key.len(),
        };
        (!is_right).then(|| {
            let key = quoted(spec.natural_key).join(" and ");
            Diagnostic::error(
                format!(
                    "Either id or {} must be set",
                    spec.natural_key.join(" and ")
                ),
                format!("Set `id`, or {key}. The other attributes are filled in."),
            )
            .at(Path::attribute(spec.natural_key[0]))
        })
    })
}

fn many(spec: &'static Spec, plural: &str, stage: Stage) -> Block {
    let mut attributes = places(spec, stage);
    let inner = shown(spec)
        .map(|attr| read_only(attribute(attr, stage)))
        .collect();
    let list = Attribute {
        shape: Shape::Nested(Nesting::List, inner),
        ..Attribute::string(plural).computed()
    };
    let title = in_a_list(spec);
    let parent = spec.parent.map_or("", |parent| parent.title);
    attributes.push(list.describe(format!(
        "The {title}, in the order in which the API returns them."
    )));
    Block {
        attributes,
        description: format!("Reads all {title} of {}.", with_article(parent)),
        deprecated: spec.ended.map(str::to_owned),
        ..Block::default()
    }
}

/// What a data source reads with.
struct Reading<'a> {
    spec: &'static Spec,
    api: Api,
    at: Address,
    place: &'a Value,
    doing: String,
}

impl<'a> Reading<'a> {
    /// Checks the configuration of a data source, and finds out where it reads.
    fn new(
        spec: &'static Spec,
        context: &Context,
        block: &Block,
        place: &'a Value,
    ) -> Result<Self> {
        context.learn(block, &[place], &Private::default());
        judged(block, place)?;
        let doing = format!("read the {}", in_a_list(spec));
        // Something outside of this process may have changed objects since another one was read.
        let api = context.api()?.fresh();
        let at = spec
            .locate_new(place)
            .map_err(|cause| Failure::new(doing.clone(), spec, place, cause))?;
        Ok(Self {
            spec,
            api,
            at,
            place,
            doing,
        })
    }

    fn failed(&self, error: crate::admin_api::ApiError) -> Failure {
        Failure::new(self.doing.clone(), self.spec, self.place, error)
    }

    /// Returns what every object of the collection shows in its list.
    async fn listed(&self) -> Result<Vec<Json>> {
        let list = self.spec.list(&self.api.client, &self.at.collection).await;
        Ok(list.map_err(|error| self.failed(error))?.to_vec())
    }

    /// Returns the attributes of an object that a list shows.
    async fn of_listed(&self, listed: &Json) -> Result<Vec<(&'static str, Value)>> {
        let whole = self
            .spec
            .whole(&self.api.client, &self.at.collection, listed.clone())
            .await;
        self.of(&whole.map_err(|error| self.failed(error))?).await
    }

    async fn of(&self, document: &Json) -> Result<Vec<(&'static str, Value)>> {
        let state = observed(self.spec, &self.api, document, self.place).await?;
        let values = shown(self.spec).map(|attr| (attr.name, state.attribute(attr.name).clone()));
        Ok(values.collect())
    }

    /// Returns the place, with the values that are to be shown in it.
    fn placed(&self, shown: Vec<(&'static str, Value)>) -> Value {
        let places = self.spec.place();
        let places = places.map(|attr| (attr.name, self.place.attribute(attr.name).clone()));
        Value::object(places.chain(shown))
    }
}

#[async_trait]
impl DataSource<Context> for DeclaredData {
    fn type_name(&self) -> &str {
        &self.type_name
    }

    fn schema(&self) -> Schema {
        one(self.spec, Stage::Validate).into()
    }

    async fn read(
        &self,
        request: ReadDataSourceRequest<'_, Context>,
    ) -> Result<ReadDataSourceResponse> {
        let (spec, context) = (self.spec, request.data);
        let place = context.project().placed(spec, request.config);
        let reading = Reading::new(spec, context, &one(spec, Stage::Plan), &place)?;
        if spec.lifecycle.is_single() {
            let seen = reading.at.look_now(&reading.api.client).await;
            let Seen::Present(document) = seen.map_err(|error| reading.failed(error))? else {
                return Err(absent(spec, "There is none."));
            };
            let shown = reading.of(&document).await?;
            return Ok(reading.placed(shown).into());
        }
        let listed = reading.listed().await?;
        let id = place.attribute("id").as_str();
        let found = match id {
            Some(id) => listed.iter().find(|one| id_of(one) == Some(id)),
            None => spec.find_by_key(&listed, &place),
        };
        let Some(found) = found else {
            let names: Vec<_> = listed
                .iter()
                .filter_map(|one| spec.natural_key_in(one))
                .collect();
            let there = match names.is_empty() {
                true => "There is none at all.".to_owned(),
                false => {
                    let names = context.secrets().shown(&names.join(", "));
                    format!("There are: {names}.")
                }
            };
            return Err(absent(spec, &there));
        };
        let shown = reading.of_listed(found).await?;
        Ok(reading.placed(shown).into())
    }
}

fn absent(spec: &'static Spec, there: &str) -> crate::engine::Diagnostics {
    let at = spec.natural_key.first().unwrap_or(&"app_id");
    Diagnostic::error(format!("No such {}", spec.title), there)
        .at(Path::attribute(at))
        .into()
}

#[async_trait]
impl DataSource<Context> for DeclaredDataList {
    fn type_name(&self) -> &str {
        &self.type_name
    }

    fn schema(&self) -> Schema {
        many(self.spec, &self.plural, Stage::Validate).into()
    }

    async fn read(
        &self,
        request: ReadDataSourceRequest<'_, Context>,
    ) -> Result<ReadDataSourceResponse> {
        let (spec, context) = (self.spec, request.data);
        let place = context.project().placed(spec, request.config);
        let block = many(spec, &self.plural, Stage::Plan);
        let reading = Reading::new(spec, context, &block, &place)?;
        let mut all = Vec::new();
        for listed in reading.listed().await? {
            all.push(Value::object(reading.of_listed(&listed).await?));
        }
        let mut state = reading.placed(Vec::new());
        if let Value::Map(values) = &mut state {
            values.insert(self.plural.clone(), Value::List(all));
        }
        Ok(state.into())
    }
}
