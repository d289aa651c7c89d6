//! Data sources of what the API tells and nobody manages: logs, metrics, deployments.

use std::collections::HashSet;

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::data::read_only;
use crate::admin_api::{ApiError, Client, Request};
use crate::declare::context::Context;
use crate::declare::report::{failed, strange};
use crate::declare::shape::decode;
use crate::declare::shape::judge::{Stage, judged};
use crate::declare::shape::schema::attribute;
use crate::declare::words::{Attr, Default, Reading, Sent, Tells, Usage as Declared};
use crate::engine::{Attribute, Block, Replace, Schema, Usage, Value, timeouts};
use crate::provider::{DataSource, Private, ReadDataSourceRequest, ReadDataSourceResponse, Result};

/// The data source of a reading.
pub(crate) struct DeclaredReading {
    reading: &'static Reading,
    type_name: String,
}

impl DeclaredReading {
    pub(crate) fn new(reading: &'static Reading) -> Self {
        Self {
            reading,
            type_name: reading.spec.type_name(),
        }
    }

    fn block(&self, stage: Stage) -> Block {
        let spec = &self.reading.spec;
        let of = |attr: &'static Attr| {
            let own = attribute(attr, stage);
            let usage = match (attr.sent, attr.usage, attr.default) {
                (Sent::Path, _, Default::Provider) => Usage::OptionalComputed,
                (Sent::Path, ..) | (Sent::CreateQuery, Declared::Required, _) => Usage::Required,
                (Sent::CreateQuery, ..) => Usage::Optional,
                _ => return read_only(own),
            };
            Attribute {
                description: attr.doc.to_owned(),
                replace: Replace::Never,
                usage,
                ..own
            }
        };
        Block {
            attributes: spec.attrs.iter().map(of).collect(),
            description: spec.doc.to_owned(),
            ..Block::default()
        }
    }
}

#[async_trait]
impl DataSource<Context> for DeclaredReading {
    fn type_name(&self) -> &str {
        &self.type_name
    }

    fn schema(&self) -> Schema {
        self.block(Stage::Validate).into()
    }

    async fn read(
        &self,
        request: ReadDataSourceRequest<'_, Context>,
    ) -> Result<ReadDataSourceResponse> {
        let (spec, context) = (&self.reading.spec, request.data);
        let place = context.project().placed(spec, request.config);
        let block = self.block(Stage::Plan);
        context.learn(&block, &[&place], &Private::default());
        judged(&block, &place)?;
        let what = format!("could not read the {}", spec.title);
        let path = spec.collection_path(&place);
        let path = path.map_err(|_| crate::declare::report::no_place(spec, false))?;
        let asked = |attr: &&Attr| attr.sent == Sent::CreateQuery;
        let request = spec
            .attrs
            .iter()
            .filter(asked)
            .fold(Request::get(path), |request, attr| {
                match place.attribute(attr.name) {
                    Value::String(text) => request.with_query(attr.name, text.as_str()),
                    Value::Bool(true) => request.with_query(attr.name, "true"),
                    _ => request,
                }
            });
        let client = context.api()?.client.fresh();
        let limit = place.attribute("limit").as_i64();
        let answer = answer(&client, request, self.reading.tells, limit).await;
        let answer = answer.map_err(|error| failed(&what, &error, None))?;
        let state = decode::state(spec, &answer, &place)
            .map_err(|why| strange(&what, &context.secrets().shown(&why)))?;
        let Value::Map(mut values) = state else {
            return Ok(state.into());
        };
        values.remove(timeouts::NAME);
        Ok(Value::Map(values).into())
    }
}

/// Returns what the API tells, as one document.
async fn answer(
    client: &Client,
    request: Request,
    tells: Tells,
    limit: Option<i64>,
) -> Result<Json, ApiError> {
    match tells {
        Tells::Document => Ok(client.send(&request).await?.body.unwrap_or_default()),
        Tells::Whole(attr) => Ok(json!({ attr: client.send(&request).await?.body })),
        Tells::List(attr) => match client.send(&request).await?.body {
            Some(Json::Array(all)) => Ok(json!({ attr: all })),
            _ => Err(ApiError::unreadable(
                &request,
                "it is not the list that was asked for",
            )),
        },
        Tells::Pages(attr) => pages(client, request, attr, limit).await,
    }
}

/// Returns the elements of all pages, or the first ones.
async fn pages(
    client: &Client,
    first: Request,
    attr: &'static str,
    limit: Option<i64>,
) -> Result<Json, ApiError> {
    let most = limit.and_then(|limit| usize::try_from(limit).ok());
    let mut request = first.clone();
    let mut all = Vec::new();
    let mut seen = HashSet::new();
    loop {
        let page = client.send(&request).await?.body.unwrap_or_default();
        let Some(elements) = page[attr].as_array() else {
            return Err(ApiError::unreadable(
                &request,
                "it is not the page that was asked for",
            ));
        };
        all.extend(elements.iter().cloned());
        let is_enough = most.is_some_and(|most| all.len() >= most);
        let (end, skip) = (&page["nextEndDate"], &page["nextSkip"]);
        if is_enough || elements.is_empty() || (end.is_null() && skip.is_null()) {
            break;
        }
        let mut next = first.clone();
        if let Some(end) = end.as_str() {
            next = next.with_query("end_date", end);
        }
        if let Some(skip) = skip.as_u64() {
            next = next.with_query("skip", skip.to_string());
        }
        let is_told = end.is_string() || skip.is_u64();
        if !is_told || !seen.insert((end.to_string(), skip.to_string())) {
            return Err(ApiError::unreadable(
                &request,
                "it does not tell where the next page begins",
            ));
        }
        request = next;
    }
    all.truncate(most.unwrap_or(all.len()));
    Ok(json!({ attr: all }))
}
