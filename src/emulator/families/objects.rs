//! The objects of a family in the store.

use serde_json::Value as Json;

use super::call::Call;
use super::family::{Family, Kind};
use crate::emulator::model::{Document, Refusal};
use crate::emulator::store::{Place, Tx};

/// The parameter that names the app in every path of an app.
const APP: &str = "app";

impl Family {
    /// Returns the place of the call's objects: the one that the last parameter of the family's
    /// path names.
    pub(super) fn place<'a>(&self, call: &'a Call<'_>) -> Result<Place<'a>, Refusal> {
        let Some(path) = self.path.strip_prefix('~') else {
            let parent = last_parameter(self.path).ok_or_else(Refusal::mistake)?;
            return Ok(Place::in_project(
                call.parameters.need(parent)?,
                self.collection,
            ));
        };
        let app = call.parameters.need(APP)?;
        let place = match last_parameter(path) {
            None => Place::in_app(app, self.collection),
            Some(parent) => Place::in_object(app, call.parameters.need(parent)?, self.collection),
        };
        Ok(match self.drafted {
            true => place.seen_in(call.view()),
            false => place,
        })
    }

    /// Refuses a path that leads through an object that does not exist.
    pub(super) fn check_parent(&self, call: &Call<'_>) -> Result<(), Refusal> {
        let Some(parent) = self.parent else {
            return Ok(());
        };
        parent.check_parent(call)?;
        let name = last_parameter(self.path).ok_or_else(Refusal::mistake)?;
        let id = call.parameters.need(name)?;
        match parent.look_up(call, id)? {
            Some(_) => Ok(()),
            None => Err(parent.missing(id)),
        }
    }

    /// Returns the object that the call's path names.
    pub(crate) fn find(&self, call: &Call<'_>) -> Result<Document, Refusal> {
        let id = self.id(call)?;
        self.look_up(call, id)?.ok_or_else(|| self.missing(id))
    }

    /// Returns the object with this id, to which a field of another object refers.
    pub(super) fn look_up(&self, call: &Call<'_>, id: &str) -> Result<Option<Document>, Refusal> {
        Ok(call.tx.find(self.place(call)?.key(id))?)
    }

    /// Returns the id of the object with this name.
    pub(super) fn named(&self, call: &Call<'_>, name: &str) -> Result<Option<String>, Refusal> {
        Ok(call.tx.holder(self.place(call)?, name)?)
    }

    /// Returns all objects, oldest first.
    pub(super) fn all(&self, call: &Call<'_>) -> Result<Vec<Document>, Refusal> {
        Ok(call.tx.list(self.place(call)?)?)
    }

    /// Adds an object. Refuses one whose name another object has.
    pub(super) fn insert(
        &self,
        tx: &Tx<'_>,
        place: Place<'_>,
        body: Json,
    ) -> Result<Document, Refusal> {
        let name = self.free_name(tx, place, None, &body)?;
        Ok(tx.insert(place, name.as_deref(), body)?)
    }

    /// Replaces an object by another body. Refuses a body whose name another object has.
    pub(super) fn replace(
        &self,
        call: &Call<'_>,
        id: &str,
        mut body: Json,
    ) -> Result<Document, Refusal> {
        let place = self.place(call)?;
        body["_id"] = id.into();
        let name = self.free_name(call.tx, place, Some(id), &body)?;
        call.tx.put(place.key(id), name.as_deref(), &body)?;
        Ok(Document::new(id.to_owned(), body))
    }

    /// Replaces an object by a changed one.
    pub(super) fn save(&self, call: &Call<'_>, object: Document) -> Result<Document, Refusal> {
        let id = object.id().to_owned();
        self.replace(call, &id, object.into_json())
    }

    /// Removes the object that the call's path names.
    pub(super) fn remove(&self, call: &Call<'_>) -> Result<(), Refusal> {
        let object = self.find(call)?;
        Ok(call.tx.remove(self.place(call)?.key(object.id()))?)
    }

    /// Returns what the object is known by in its place, if no other object is.
    fn free_name(
        &self,
        tx: &Tx<'_>,
        place: Place<'_>,
        own_id: Option<&str>,
        body: &Json,
    ) -> Result<Option<String>, Refusal> {
        let Some(name) = self.name_of(body) else {
            return Ok(None);
        };
        match tx.holder(place, &name)? {
            Some(holder) if own_id != Some(&*holder) => {
                let what = match self.kind {
                    Kind::Many {
                        unique: ["name"], ..
                    } => format!("{} name '{name}'", self.noun),
                    _ => format!("{} '{name}'", self.noun),
                };
                Err(Refusal::duplicate(self.codes.duplicate, &what))
            }
            _ => Ok(Some(name)),
        }
    }

    /// Returns what an object with this body is known by in its place.
    pub(super) fn name_of(&self, body: &Json) -> Option<String> {
        match self.kind {
            Kind::Many { unique, .. } if !unique.is_empty() => {
                let fields = unique.iter().filter_map(|field| body[field].as_str());
                Some(fields.collect::<Vec<_>>().join(" "))
            }
            _ => None,
        }
    }

    fn id<'a>(&self, call: &'a Call<'_>) -> Result<&'a str, Refusal> {
        match self.kind {
            Kind::Many { id, .. } => call.parameters.need(id),
            _ => Err(Refusal::mistake()),
        }
    }

    /// Returns the refusal of an ID that no object has.
    pub(super) fn missing(&self, id: &str) -> Refusal {
        Refusal::not_found(
            self.codes.not_found,
            format!("{} not found: {id:?}", self.noun),
        )
    }
}

/// Returns the name of the last parameter of a path.
fn last_parameter(path: &str) -> Option<&str> {
    let (_, rest) = path.rsplit_once('{')?;
    rest.split_once('}').map(|(name, _)| name)
}
