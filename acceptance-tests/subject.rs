//! A resource under test: its configuration, made from its declaration.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use appservices_provider::appservices::{AttributeInfo, ResourceInfo};
use appservices_provider::emulator::LOCAL_PROJECT;
use serde_json::Value as Json;

/// One resource under test and its configuration.
#[derive(Clone)]
pub(crate) struct Subject {
    pub(crate) info: ResourceInfo,
    pub(crate) values: BTreeMap<&'static str, String>,
}

impl Subject {
    /// With every attribute that has samples set to its first.
    pub(crate) fn new(info: ResourceInfo) -> Self {
        let mut subject = Self {
            info,
            values: BTreeMap::new(),
        };
        let set: Vec<_> = subject
            .testable()
            .filter(|attr| !subject.stands_aside(attr))
            .map(|attr| (attr.name, subject.sample(attr, 0)))
            .collect();
        subject.values.extend(set);
        subject
    }

    pub(crate) fn address(&self) -> String {
        format!("{}.subject", self.info.type_name)
    }

    pub(crate) fn testable(&self) -> impl Iterator<Item = &AttributeInfo> {
        self.info
            .attributes
            .iter()
            .filter(|attr| attr.configurable && !attr.local && attr.samples.is_some())
    }

    /// An app's location follows from its region, and the two cannot be changed apart.
    pub(crate) fn stands_aside(&self, attr: &AttributeInfo) -> bool {
        self.info.type_name == "appservices_app" && attr.name == "location"
    }

    /// The sample, in terms of the app that this resource lives in.
    pub(crate) fn sample(&self, attr: &AttributeInfo, which: usize) -> String {
        let sample = attr
            .samples
            .as_ref()
            .map_or_else(String::new, |samples| samples[which].clone());
        if attr.name == "app_id" {
            let (home, abroad) = self.homes();
            return format!(
                "appservices_app.{}.id",
                if which == 0 { home } else { abroad }
            );
        }
        sample
    }

    pub(crate) fn homes(&self) -> (&'static str, &'static str) {
        if self.info.type_name == "appservices_ip_access_list" {
            ("listed", "listed_abroad")
        } else {
            ("parent", "abroad")
        }
    }

    pub(crate) fn block(&self) -> String {
        let lines: String = self
            .values
            .iter()
            .map(|(name, value)| format!("  {name} = {value}\n"))
            .collect();
        format!(
            "\nresource {:?} \"subject\" {{\n{lines}}}\n",
            self.info.type_name
        )
    }

    /// The attributes that can be changed in place.
    pub(crate) fn updatable(&self) -> Vec<AttributeInfo> {
        self.testable()
            .filter(|attr| !attr.replaces)
            .cloned()
            .collect()
    }

    /// The object with all that the state says of it.
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

    pub(crate) fn import_id(&self, state: &Json) -> Result<String> {
        let values = self.state(state)?;
        let text = |name: &str| values[name].as_str().unwrap_or_default();
        Ok(
            match (
                self.info.collection.contains("{app_id}"),
                self.info.natural_key.is_empty(),
            ) {
                (false, _) => format!("{LOCAL_PROJECT}/{}", text("id")),
                (true, true) => format!("{LOCAL_PROJECT}/{}", text("app_id")),
                (true, false) => format!("{LOCAL_PROJECT}/{}/{}", text("app_id"), text("id")),
            },
        )
    }

    /// By natural key, with the app by its client app id where that is the key, and without the project.
    pub(crate) fn import_key(&self, state: &Json) -> Result<String> {
        let values = self.state(state)?;
        let key: Vec<_> = self
            .info
            .natural_key
            .iter()
            .map(|name| values[*name].as_str().unwrap_or_default())
            .collect();
        let app = values["app_id"].as_str().unwrap_or_default();
        Ok(
            match (self.info.collection.contains("{app_id}"), key.is_empty()) {
                (false, _) => key.join(" "),
                (true, true) => app.to_owned(),
                (true, false) => format!("{app}/{}", key.join(" ")),
            },
        )
    }

    /// The identity, as HCL and without the project, which the provider knows.
    pub(crate) fn import_identity(&self, state: &Json) -> Result<String> {
        let values = self.state(state)?;
        let in_app = self
            .info
            .collection
            .contains("{app_id}")
            .then_some("app_id");
        // A whole list is known by its app alone.
        let own = (!self.info.natural_key.is_empty()).then_some("id");
        let parts = in_app
            .into_iter()
            .chain(own)
            .map(|name| format!("{name} = {}", values[name]));
        Ok(format!("{{ {} }}", parts.collect::<Vec<_>>().join(", ")))
    }

    /// Where the object is on the server.
    pub(crate) fn path(&self, state: &Json) -> Result<String> {
        let values = self.state(state)?;
        let text = |name: &str| values[name].as_str().unwrap_or_default();
        let collection = self
            .info
            .collection
            .replace("{project_id}", LOCAL_PROJECT)
            .replace("{app_id}", text("app_id"));
        Ok(if self.info.natural_key.is_empty() {
            // A whole list is there for as long as its app is.
            format!("/groups/{LOCAL_PROJECT}/apps/{}", text("app_id"))
        } else {
            format!("{collection}/{}", text("id"))
        })
    }
}
