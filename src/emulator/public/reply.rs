//! Answers as they are written: entities, pages of lists, envelopes, and error documents.

use serde_json::{Value as Json, json};

use super::call::Shown;
use super::errors;
use super::links::{Site, link};
use super::wishes::Wishes;
use crate::emulator::model::{Refusal, Response};

/// How a caller wants every answer written, refusals too.
#[derive(Clone, Copy, Default)]
pub(super) struct Manner {
    /// Whether the status is in the document.
    envelope: bool,
    pretty: bool,
}

impl Manner {
    /// Reads the manner from a query, in which other parameters may be wrong.
    pub(super) fn of(query: &str) -> Self {
        let mut manner = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "envelope" => manner.envelope = value == "true",
                "pretty" => manner.pretty = value == "true",
                _ => {}
            }
        }
        manner
    }

    /// Writes what a handler has returned, as the versioned media type that the caller wants.
    pub(super) fn written(
        self,
        shown: Shown,
        wishes: &Wishes,
        site: &Site,
        media: Option<String>,
    ) -> Response {
        let response = match shown {
            Shown::One(status, entity) => self.one(status, entity),
            Shown::Array(entities) => self.one(200, entities.into()),
            Shown::Pages(entities) => self.document(200, self.page(entities, wishes, site)),
            Shown::Nothing if self.envelope => self.one(204, json!({})),
            Shown::Nothing => Response::no_content(),
        };
        match media {
            Some(media) if response.body.is_some() => response.header("content-type", media),
            _ => response,
        }
    }

    /// Writes a refusal. Choice: an envelope is around error documents, too, except around those of
    /// status 401, which clients of HTTP Digest must see.
    pub(super) fn refused(self, refusal: &Refusal) -> Response {
        let document = errors::document(refusal);
        match refusal.status() {
            401 => self.document(401, document),
            status => self.one(status, document),
        }
    }

    fn one(self, status: u16, entity: Json) -> Response {
        match self.envelope {
            true => self.document(200, json!({ "status": status, "content": entity })),
            false => self.document(status, entity),
        }
    }

    /// Returns one page of a list. A page behind the last one is empty.
    fn page(self, entities: Vec<Json>, wishes: &Wishes, site: &Site) -> Json {
        let total = entities.len() as u64;
        let Wishes { page, items, .. } = *wishes;
        let before = (page - 1).saturating_mul(items);
        let mut links = vec![link("self", &wishes.url(page, site))];
        if page > 1 {
            links.push(link("previous", &wishes.url(page - 1, site)));
        }
        if before.saturating_add(items) < total {
            links.push(link("next", &wishes.url(page + 1, site)));
        }
        let there = entities.into_iter().zip(0..);
        let results = there.filter(|(_, at)| (before..before.saturating_add(items)).contains(at));
        let results: Vec<Json> = results.map(|(entity, _)| entity).collect();
        let mut document = json!({ "links": links, "results": results });
        if wishes.count {
            document["totalCount"] = total.into();
        }
        if self.envelope {
            document["status"] = 200.into();
        }
        document
    }

    fn document(self, status: u16, document: Json) -> Response {
        Response {
            pretty: self.pretty,
            ..Response::with(status, Some(document))
        }
    }
}

impl Wishes {
    /// Returns the URL of a page of the same list, with the other parameters of the query.
    fn url(&self, page: u64, site: &Site) -> String {
        let and = if self.others.is_empty() { "" } else { "&" };
        let Self { others, items, .. } = self;
        site.here(&format!("{others}{and}pageNum={page}&itemsPerPage={items}"))
    }
}
