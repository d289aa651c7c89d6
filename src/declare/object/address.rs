//! One object of the API: where it is, and what it is called.

use serde_json::Value as Json;

use crate::admin_api::{Request, segment};
use crate::engine::{Diagnostic, Value};

use crate::declare::context::no_project;
use crate::declare::words::spec::{Sent, Spec, Ty};
use crate::engine::network;

impl Spec {
    /// The collection's path for the ids in `values`.
    pub(crate) fn collection_path(&self, values: &Value) -> Result<String, Vec<Diagnostic>> {
        let mut path = self.collection.to_owned();
        for attr in self.attrs.iter().filter(|attr| attr.sent == Sent::Path) {
            match values.get(attr.name).as_str() {
                Some(id) => path = path.replace(&format!("{{{}}}", attr.name), &segment(id)),
                None if attr.name == "project_id" => {
                    return Err(vec![no_project(values.get(attr.name))]);
                }
                None => {
                    return Err(vec![Diagnostic::bug(format!(
                        "{} has no {}",
                        self.type_name(),
                        attr.name
                    ))]);
                }
            }
        }
        Ok(path)
    }

    /// The object in words: `the secret "apiKey"`.
    pub(crate) fn describe(&self, values: &Value) -> String {
        match self.natural_key_of(values) {
            Some(key) => format!("the {} {key:?}", self.title),
            None => match (self.attr("name"), values.get("name").as_str()) {
                (Some(_), Some(name)) => format!("the {} {name:?}", self.title),
                _ => format!("the {}", self.title),
            },
        }
    }

    /// The natural key as users write it: its attributes, separated by a space.
    pub(crate) fn natural_key_of(&self, values: &Value) -> Option<String> {
        let parts: Vec<&str> = self
            .natural_key
            .iter()
            .map(|name| values.get(name).as_str())
            .collect::<Option<_>>()?;
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// The same of a document of the API.
    pub(crate) fn natural_key_in(&self, document: &Json) -> Option<String> {
        let parts: Vec<&str> = self
            .natural_key
            .iter()
            .map(|name| document.get(*name)?.as_str())
            .collect::<Option<_>>()?;
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// Whether `document` has the natural key that a user wrote.
    pub(crate) fn has_natural_key(&self, document: &Json, written: &str) -> bool {
        let Some(key) = self.natural_key_in(document) else {
            return false;
        };
        let by_network = matches!(self.natural_key, [name] if self.attr(name).is_some_and(|attr| matches!(attr.ty, Ty::Address)));
        key == written
            || (by_network && network(&key).is_some() && network(&key) == network(written))
    }

    /// What no two objects share, in one text.
    pub(crate) fn unique_name(&self, values: &Value) -> String {
        self.unique
            .iter()
            .map(|name| values.get(name).as_str().unwrap_or_default())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The object among `documents` that has, in every unique attribute, what `values` has.
    pub(crate) fn find_same<'a>(&self, documents: &'a [Json], values: &Value) -> Option<&'a Json> {
        documents.iter().find(|document| {
            !self.unique.is_empty()
                && self.unique.iter().all(|name| {
                    let (theirs, ours) = (
                        document.get(*name).and_then(Json::as_str),
                        values.get(name).as_str(),
                    );
                    let covered = |text: Option<&str>| text.and_then(network);
                    let by_network = self
                        .attr(name)
                        .is_some_and(|attr| matches!(attr.ty, Ty::Address));
                    theirs.is_some()
                        && (theirs == ours
                            || (by_network
                                && covered(theirs).is_some()
                                && covered(theirs) == covered(ours)))
                })
        })
    }

    /// The request that lists the collection.
    pub(crate) fn list_request(&self, collection: &str) -> Request {
        let request = Request::get(collection).revealing(self.secret_fields(false));
        match self.list_query {
            Some((name, value)) => request.with_query(name, value),
            None => request,
        }
    }
}
