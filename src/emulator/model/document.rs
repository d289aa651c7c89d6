//! An object of a collection, as it is stored.

use std::ops::Index;

use serde_json::Value as Json;

/// A stored object: its id, and a JSON document. Documents of collections carry the id as `_id`;
/// those of singletons have none.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    id: String,
    json: Json,
}

impl Document {
    /// Makes a document from an id and the JSON that belongs to it.
    pub(crate) const fn new(id: String, json: Json) -> Self {
        Self { id, json }
    }

    /// Returns the id under which the document is stored.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Returns a field that is a string, or `None` if it is absent or of another type.
    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        self.json[field].as_str()
    }

    /// Sets a field.
    pub(crate) fn set(&mut self, field: &str, value: impl Into<Json>) {
        self.json[field] = value.into();
    }

    /// Returns the document reduced to some of its fields.
    pub(crate) fn only(&self, fields: &[&str]) -> Json {
        let present = fields.iter().filter_map(|field| {
            let value = self.json.get(field)?;
            Some(((*field).to_owned(), value.clone()))
        });
        present.collect()
    }

    /// Returns the whole document.
    pub(crate) const fn json(&self) -> &Json {
        &self.json
    }

    /// Returns the whole document, by value.
    pub(crate) fn into_json(self) -> Json {
        self.json
    }
}

impl Index<&str> for Document {
    type Output = Json;

    fn index(&self, field: &str) -> &Json {
        &self.json[field]
    }
}
