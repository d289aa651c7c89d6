//! A resource under test: its configuration, made from its declaration, and where its object is.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use appservices_provider::appservices::{AttributeInfo, ResourceInfo};
use appservices_provider::emulator::LOCAL_PROJECT;
use serde_json::Value as Json;

use super::reference::{Need, Place, map_references, needs, placed};

/// An object of a configuration: a subject of the story, or what subjects refer to.
#[derive(Clone)]
pub(crate) struct Subject {
    pub(crate) info: ResourceInfo,
    pub(crate) values: BTreeMap<&'static str, String>,
    label: String,
    place: Place,
}

impl Subject {
    /// Returns a subject that sets every attribute that has samples to its first, in a part of the ground of its own.
    pub(crate) fn new(info: ResourceInfo, lot: usize) -> Self {
        let mut subject = Self::bare(info, "subject".to_owned(), Place { lot, abroad: false });
        subject.set_samples(|_, attr| attr.agrees_with.is_none());
        subject
    }

    /// Returns an object that others refer to, with its required attributes alone. Its label makes its name unique.
    pub(crate) fn ground(info: ResourceInfo, need: &Need) -> Self {
        let mut object = Self::bare(info, need.label(), need.place);
        object.set_samples(|info, attr| attr.required || info.unique.contains(&attr.name));
        // A label such as `local` chooses the sample "LOCAL".
        let word = need.label().split('_').next().map(str::to_uppercase);
        let word = format!("{:?}", word.unwrap_or_default());
        let chosen = object
            .testable()
            .find(|attr| attr.samples.iter().flatten().any(|sample| *sample == word))
            .map(|attr| attr.name);
        if let Some(name) = chosen {
            object.values.insert(name, word);
        }
        if let Some(value) = object
            .info
            .unique
            .last()
            .and_then(|name| object.values.get_mut(name))
            && let Some(text) = value.strip_suffix('"')
        {
            *value = format!("{text}-{}\"", object.label);
        }
        object
    }

    /// Returns the subject with another label.
    pub(crate) fn labelled(self, label: String) -> Self {
        Self { label, ..self }
    }

    fn bare(info: ResourceInfo, label: String, place: Place) -> Self {
        Self {
            info,
            values: BTreeMap::new(),
            label,
            place,
        }
    }

    fn set_samples(&mut self, wanted: impl Fn(&ResourceInfo, &AttributeInfo) -> bool) {
        let values: Vec<_> = self
            .testable()
            .filter(|attr| wanted(&self.info, attr))
            .map(|attr| (attr.name, self.sample(attr, self.first_sample(attr))))
            .collect();
        self.values.extend(values);
    }

    /// Returns which sample puts the object where it is: the second only for the outermost parent of what is abroad.
    pub(crate) fn first_sample(&self, attr: &AttributeInfo) -> usize {
        usize::from(self.place.abroad && self.is_outermost(attr))
    }

    pub(crate) fn address(&self) -> String {
        format!("{}.{}", self.info.type_name, self.label)
    }

    pub(crate) fn testable(&self) -> impl Iterator<Item = &AttributeInfo> {
        self.info
            .attributes
            .iter()
            .filter(|attr| attr.configurable && !attr.local && attr.samples.is_some())
    }

    /// Returns the attributes that can be changed in place.
    pub(crate) fn updatable(&self) -> Vec<AttributeInfo> {
        self.testable()
            .filter(|attr| !attr.replaces && attr.has_two_samples())
            .cloned()
            .collect()
    }

    /// Returns a sample whose references lead to objects that are where this one is.
    pub(crate) fn sample(&self, attr: &AttributeInfo, which: usize) -> String {
        let place = self.place_of_samples(attr);
        attr.samples
            .as_ref()
            .map_or_else(String::new, |samples| placed(&samples[which], place))
    }

    /// Returns the objects that a sample refers to.
    pub(crate) fn needs(&self, attr: &AttributeInfo, which: usize) -> Vec<Need> {
        let place = self.place_of_samples(attr);
        attr.samples
            .as_ref()
            .map_or_else(Vec::new, |samples| needs(&samples[which], place))
    }

    /// The outermost parents themselves are neither at home nor abroad.
    fn place_of_samples(&self, attr: &AttributeInfo) -> Place {
        if self.is_outermost(attr) {
            self.place.at_home()
        } else {
            self.place
        }
    }

    /// Sets an attribute, and takes out what would have to agree with it.
    pub(crate) fn set(&mut self, attr: &AttributeInfo, which: usize) {
        let rivals = self
            .info
            .attributes
            .iter()
            .filter(|one| one.agrees_with == Some(attr.name))
            .map(|one| one.name)
            .chain(attr.agrees_with);
        for rival in rivals {
            self.values.remove(rival);
        }
        if self.is_outermost(attr) && which == 1 {
            self.move_abroad();
        }
        self.values.insert(attr.name, self.sample(attr, which));
    }

    /// Returns the subject in the other outermost parent.
    pub(crate) fn abroad(&self) -> Self {
        let mut subject = self.clone();
        subject.move_abroad();
        subject
    }

    /// Has every reference lead to the counterpart of its object in the other outermost parent.
    fn move_abroad(&mut self) {
        let home = self.place.suffix();
        self.place.abroad = true;
        let abroad = self.place.suffix();
        for value in self.values.values_mut() {
            *value = map_references(value, |type_name, label| {
                let label = label.strip_suffix(&home).unwrap_or(label);
                format!("{type_name}.{label}{abroad}")
            });
        }
    }

    /// Returns the attributes that say which object this one lives in, outermost first.
    pub(crate) fn parents(&self) -> Vec<&'static str> {
        self.testable_parents().map(|attr| attr.name).collect()
    }

    fn testable_parents(&self) -> impl Iterator<Item = &AttributeInfo> {
        let in_path = self.info.collection.split('/').filter_map(|segment| {
            segment
                .strip_prefix('{')
                .and_then(|name| name.strip_suffix('}'))
        });
        in_path.filter_map(|name| self.testable().find(|attr| attr.name == name))
    }

    fn is_outermost(&self, attr: &AttributeInfo) -> bool {
        self.testable_parents()
            .next()
            .is_some_and(|outermost| outermost.name == attr.name)
    }

    pub(crate) fn block(&self) -> String {
        let lines: String = self
            .values
            .iter()
            .map(|(name, value)| format!("  {name} = {value}\n"))
            .collect();
        format!(
            "\nresource {:?} {:?} {{\n{lines}}}\n",
            self.info.type_name, self.label
        )
    }

    /// Returns a configuration of each data source that finds the object, and the expression of the ID that it
    /// finds.
    pub(crate) fn data_sources(&self) -> Vec<(String, String)> {
        let (of, address) = (&self.info.type_name, self.address());
        let place: String = self
            .parents()
            .into_iter()
            .map(|name| format!("  {name} = {address}.{name}\n"))
            .collect();
        let data = |of: &str, label: &str, keys: &str| {
            format!("data {of:?} {label:?} {{\n{place}{keys}  depends_on = [{address}]\n}}\n")
        };
        if self.is_whole_collection() {
            let id = format!("data.{of}.found.id");
            return vec![(data(of, "found", ""), id)];
        }
        let key: String = self
            .info
            .natural_key
            .iter()
            .map(|name| format!("  {name} = {address}.{name}\n"))
            .collect();
        let by_id = format!("  id = {address}.id\n");
        let (plural, many) = (
            &self.info.plural,
            format!("appservices_{}", self.info.plural),
        );
        let among = format!(
            "one([for one in data.{many}.found.{plural} : one.id if one.id == {address}.id])"
        );
        vec![
            (data(of, "by_id", &by_id), format!("data.{of}.by_id.id")),
            (data(of, "by_key", &key), format!("data.{of}.by_key.id")),
            (data(&many, "found", ""), among),
        ]
    }

    /// Returns the object with all that the state has of it.
    pub(crate) fn resource<'a>(&self, state: &'a Json) -> Result<&'a Json> {
        let resources = state
            .pointer("/values/root_module/resources")
            .and_then(Json::as_array)
            .context("the state is empty")?;
        let found = resources
            .iter()
            .find(|resource| resource["address"] == self.address().as_str());
        found.with_context(|| format!("{} is not in the state", self.address()))
    }

    pub(crate) fn state<'a>(&self, state: &'a Json) -> Result<&'a Json> {
        self.resource(state).map(|resource| &resource["values"])
    }

    /// Whether the object is all that its parent has of its kind, and so has neither a name nor an id of its own.
    fn is_whole_collection(&self) -> bool {
        self.info.natural_key.is_empty()
    }

    pub(crate) fn import_id(&self, state: &Json) -> Result<String> {
        let mut parts = vec![LOCAL_PROJECT];
        let values = self.state(state)?;
        parts.extend(texts(values, &self.parents()));
        if !self.is_whole_collection() {
            parts.extend(texts(values, &["id"]));
        }
        Ok(parts.join("/"))
    }

    /// Returns the import id by natural key, without the project.
    pub(crate) fn import_key(&self, state: &Json) -> Result<String> {
        let values = self.state(state)?;
        let key = texts(values, self.info.natural_key).join(" ");
        let mut parts = texts(values, &self.parents());
        if !self.is_whole_collection() {
            parts.push(&key);
        }
        Ok(parts.join("/"))
    }

    /// Returns the identity as HCL, without the project, which the provider knows.
    pub(crate) fn import_identity(&self, state: &Json) -> Result<String> {
        let values = self.state(state)?;
        let own = (!self.is_whole_collection()).then_some("id");
        let parts: Vec<String> = self
            .parents()
            .into_iter()
            .chain(own)
            .map(|name| format!("{name} = {}", values[name]))
            .collect();
        Ok(format!("{{ {} }}", parts.join(", ")))
    }

    /// Returns the path of the object on the server. A whole collection is there for as long as its parent is.
    pub(crate) fn path(&self, state: &Json) -> Result<String> {
        let values = self.state(state)?;
        let mut path = self.info.collection.to_owned();
        if self.is_whole_collection() {
            path.truncate(path.rfind('}').map_or(path.len(), |end| end + 1));
        } else {
            path += "/{id}";
        }
        path = path.replace("{project_id}", LOCAL_PROJECT);
        for name in self.parents().into_iter().chain(["id"]) {
            let value = values[name].as_str().unwrap_or_default();
            path = path.replace(&format!("{{{name}}}"), value);
        }
        Ok(path)
    }
}

fn texts<'a>(values: &'a Json, names: &[&str]) -> Vec<&'a str> {
    names
        .iter()
        .map(|name| values[*name].as_str().unwrap_or_default())
        .collect()
}
