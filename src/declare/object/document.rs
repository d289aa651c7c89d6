//! Documents of the API: the objects that they are, and the objects' names.

use std::borrow::Cow;

use serde_json::Value as Json;

use crate::admin_api::segment;
use crate::declare::shape::listing::id_of;
use crate::declare::words::Spec;
use crate::engine::Value;

/// Returns the path of a member of the collection, or `None` if the document has no ID.
pub(crate) fn path_in(collection: &str, document: &Json) -> Option<String> {
    id_of(document).map(|id| format!("{collection}/{}", segment(id)))
}

/// Returns the document `base`, overlaid with the fields of `answer`.
pub(crate) fn overlaid(base: Json, answer: &Json) -> Json {
    match (base, answer) {
        (Json::Object(mut base), Json::Object(answer)) => {
            base.extend(answer.clone());
            Json::Object(base)
        }
        (base, _) => base,
    }
}

/// Sets an attribute of a state.
pub(crate) fn set(state: &mut Value, name: &str, value: &Value) {
    if let Value::Map(values) = state {
        values.insert(name.to_owned(), value.clone());
    }
}

impl Spec {
    /// Returns a description of the object, such as `the secret "apiKey"`.
    pub(crate) fn describe(&self, values: &Value) -> String {
        let name = || values.attribute("name").as_str().map(str::to_owned);
        let called = self.natural_key_of(values).or_else(name);
        match called.filter(|_| !self.lifecycle.is_single()) {
            Some(called) => format!("the {} {called:?}", self.title),
            None => format!("the {}", self.title),
        }
    }

    /// Returns the natural key as users write it: its attributes, separated by spaces.
    pub(crate) fn natural_key_of(&self, values: &Value) -> Option<String> {
        let parts = self.natural_key.iter();
        let parts = parts.map(|name| values.attribute(name).as_str());
        joined(parts.collect())
    }

    /// Returns the natural key of a document of the API.
    pub(crate) fn natural_key_in(&self, document: &Json) -> Option<String> {
        let parts = self.natural_key.iter();
        let parts = parts.map(|name| document.get(*name)?.as_str());
        joined(parts.collect())
    }

    /// Reports whether `document` has the natural key that a user wrote.
    pub(crate) fn has_natural_key(&self, document: &Json, written: &str) -> bool {
        let Some(key) = self.natural_key_in(document) else {
            return false;
        };
        match self.natural_key {
            [name] => self.says_the_same(name, Some(&key), Some(written)),
            _ => key == written,
        }
    }

    /// Returns the values that no two objects share, as one text. Addresses that mean the same have the
    /// same text.
    pub(crate) fn unique_name(&self, values: &Value) -> String {
        let parts = self.unique.iter().map(|name| {
            let text = values.attribute(name).as_str().unwrap_or_default();
            self.canonical(name, text)
        });
        parts.collect::<Vec<_>>().join("\n")
    }

    /// Returns the document that has the same unique attributes as `values`.
    pub(crate) fn find_same<'a>(
        &self,
        documents: impl IntoIterator<Item = &'a Json>,
        values: &Value,
    ) -> Option<&'a Json> {
        let same = |document: &&Json| {
            self.unique.iter().all(|name| {
                let theirs = document.get(*name).and_then(Json::as_str);
                self.says_the_same(name, theirs, values.attribute(name).as_str())
            })
        };
        let mut documents = documents.into_iter();
        documents.find(same).filter(|_| !self.unique.is_empty())
    }

    /// Returns the document with the same natural key as `values`.
    pub(crate) fn find_by_key<'a>(
        &self,
        documents: &'a [Json],
        values: &Value,
    ) -> Option<&'a Json> {
        let wanted = self.natural_key_of(values)?;
        let same = |document: &&Json| self.has_natural_key(document, &wanted);
        documents.iter().find(same)
    }

    /// Reports whether two texts of the attribute are equivalent.
    fn says_the_same(&self, name: &str, theirs: Option<&str>, ours: Option<&str>) -> bool {
        let (Some(theirs), Some(ours)) = (theirs, ours) else {
            return false;
        };
        self.canonical(name, theirs) == self.canonical(name, ours)
    }

    /// Returns the one spelling of all texts of the attribute that mean the same.
    fn canonical<'a>(&self, name: &str, text: &'a str) -> Cow<'a, str> {
        self.attr(name)
            .map_or(Cow::Borrowed(text), |attr| attr.canonical(text))
    }
}

fn joined(parts: Option<Vec<&str>>) -> Option<String> {
    parts
        .filter(|parts| !parts.is_empty())
        .map(|parts| parts.join(" "))
}
