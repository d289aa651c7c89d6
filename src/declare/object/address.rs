//! The address of an object, and its form in paths and import IDs.

use super::failure::Cause;
use crate::admin_api::{Request, segment};
use crate::declare::context::Api;
use crate::declare::shape::listing::id_of;
use crate::declare::words::{Attr, Default, Sent, Spec};
use crate::engine::Value;
use serde_json::Value as Json;

/// The address of an existing or a planned object: its collection, its own ID, and its parent's
/// address.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    pub(crate) spec: &'static Spec,
    /// The path of the object's collection. For an object of which its parent has only one, the
    /// path of the object itself.
    pub(crate) collection: String,
    /// `None` for an object that does not exist yet, and for an object without an ID of its own.
    pub(crate) id: Option<String>,
    /// The parent's address, if the parent is an object that the API lists.
    pub(crate) parent: Option<Box<Self>>,
}

impl Spec {
    /// Returns the address of the object with this state.
    ///
    /// # Errors
    /// If a part of the object's path or its ID is missing.
    pub(crate) fn locate(&'static self, state: &Value) -> Result<Address, Cause> {
        let address = self.locate_new(state)?;
        match address.id.is_none() && !self.lifecycle.is_single() {
            true => Err(Cause::Bug("the state has no id".to_owned())),
            false => Ok(address),
        }
    }

    /// Returns the address for an object that has no ID yet.
    ///
    /// # Errors
    /// If a part of the object's path is missing.
    pub(crate) fn locate_new(&'static self, values: &Value) -> Result<Address, Cause> {
        let own_id = values.attribute("id").as_str().filter(|id| !id.is_empty());
        Ok(Address {
            spec: self,
            collection: self.collection_path(values)?,
            id: own_id
                .filter(|_| !self.lifecycle.is_single())
                .map(str::to_owned),
            parent: match self.managed_parent() {
                Some(parent) => Some(Box::new(parent.locate(&self.values_of_parent(values))?)),
                None => None,
            },
        })
    }

    /// Returns the parent if it is an object that the API lists.
    pub(crate) fn managed_parent(&self) -> Option<&'static Self> {
        self.parent.filter(|parent| parent.parent.is_some())
    }

    /// Returns the parent's values, as far as the values of an object give them: its path and its
    /// ID.
    fn values_of_parent(&self, values: &Value) -> Value {
        let parent = self.parent.into_iter().flat_map(Self::place);
        let place = parent.map(|attr| (attr.name, values.attribute(attr.name).clone()));
        Value::object(place.chain([("id", self.parent_id(values).clone())]))
    }

    /// Returns the path of the collection for the IDs in `values`.
    pub(crate) fn collection_path(&self, values: &Value) -> Result<String, Cause> {
        let mut path = self.collection.to_owned();
        for attr in self.place() {
            let value = values.attribute(attr.name);
            match value.as_str() {
                Some(id) => path = path.replace(&format!("{{{}}}", attr.name), &segment(id)),
                None if attr.default == Default::Provider => {
                    return Err(Cause::NoPlace {
                        is_unknown: value.is_unknown(),
                    });
                }
                None => return Err(Cause::Bug(format!("the state has no {}", attr.name))),
            }
        }
        Ok(path)
    }

    /// Returns the request that lists the collection.
    pub(crate) fn list_request(&self, collection: &str) -> Request {
        let request = Request::get(collection).revealing(self.secret_fields(false));
        match self.list_query {
            Some((name, value)) => request.with_query(name, value),
            None => request,
        }
    }

    /// Returns the import ID of a planned or a found object: by its ID if it has one, otherwise by
    /// its natural key.
    pub(crate) fn import_id(&self, values: &Value, found: Option<&Json>) -> String {
        let text = |name: &str| {
            values
                .attribute(name)
                .as_str()
                .unwrap_or("<unknown>")
                .to_owned()
        };
        let mut parts: Vec<String> = self.place().map(|attr| text(attr.name)).collect();
        if !self.lifecycle.is_single() {
            let id = found.and_then(id_of).map(str::to_owned);
            let key = || self.natural_key_of(values);
            parts.push(id.or_else(key).unwrap_or_else(|| self.placeholder()));
        }
        parts.join("/")
    }

    /// Returns the placeholder for an unknown object ID in an import ID.
    pub(crate) fn placeholder(&self) -> String {
        format!("<{} id>", self.title)
    }

    /// Returns the form of the type's import IDs, for messages and docs.
    pub(crate) fn import_form(&self) -> String {
        // An ID alone, or an ID or a key.
        let part = |ancestor: &Self| match ancestor.key_form {
            Some(_) => format!("<{}>", ancestor.title),
            None => format!("<{}_id>", ancestor.name),
        };
        let mut parts: Vec<_> = self.ancestors().map(part).collect();
        parts.reverse();
        if !self.lifecycle.is_single() {
            parts.push(match self.key_form {
                Some(_) => format!("<{}>", self.title),
                None if self.natural_key.is_empty() => self.placeholder(),
                None => format!("<{} id or {}>", self.title, self.natural_key.join(" ")),
            });
        }
        parts.join("/")
    }

    /// Returns the attributes that identify an object of the type: the IDs in its path, and its
    /// own.
    pub(crate) fn identifying(&self) -> impl Iterator<Item = &'static Attr> {
        let single = self.lifecycle.is_single();
        self.attrs
            .iter()
            .filter(move |attr| attr.sent == Sent::Path || (attr.name == "id" && !single))
    }
}

impl Address {
    /// Makes sure that a write waits in a draft, or that no draft holds it back, if objects of the type are
    /// drafted.
    ///
    /// # Errors
    /// If a draft is open that is not known to be of this configuration, or the API cannot tell.
    pub(super) async fn before_write(&self, api: &Api) -> Result<(), Cause> {
        if !self.spec.is_drafted {
            return Ok(());
        }
        let parent = self.parent.as_ref().map(|parent| parent.path());
        let app = parent.unwrap_or_default();
        Ok(api.drafts.before_write(&api.client, &app).await?)
    }

    /// Returns the address of the object in the collection that a document describes.
    pub(super) fn with_id(&self, document: &Json) -> Self {
        Self {
            id: id_of(document).map(str::to_owned),
            ..self.clone()
        }
    }

    /// Returns the object's own path.
    pub(crate) fn path(&self) -> String {
        match &self.id {
            Some(id) => format!("{}/{}", self.collection, segment(id)),
            None => self.collection.clone(),
        }
    }

    /// Returns the IDs of the object and of its ancestors.
    pub(crate) fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.id.as_deref().into_iter().collect();
        ids.extend(self.parent.iter().flat_map(|parent| parent.ids()));
        ids
    }
}
