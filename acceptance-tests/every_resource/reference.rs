//! References in samples, such as `appservices_app.parent.id`: the objects that they need, and where those are.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use appservices_provider::appservices::{AttributeInfo, ResourceInfo};
use expect_test::expect;

use super::subject::Subject;
use crate::program::Program;

/// A part of the ground.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    /// Subjects that would meet in one collection have a lot each.
    pub(crate) lot: usize,
    /// Whether the outermost parent is the other one.
    pub(crate) abroad: bool,
}

impl Place {
    pub(crate) fn at_home(self) -> Self {
        Self {
            abroad: false,
            ..self
        }
    }

    /// Returns what the labels of objects at the place end with.
    pub(crate) fn suffix(self) -> String {
        let abroad = if self.abroad { "_abroad" } else { "" };
        match self.lot {
            0 => abroad.to_owned(),
            lot => format!("{abroad}_{lot}"),
        }
    }
}

/// An object that a sample refers to.
#[derive(Clone, Debug)]
pub(crate) struct Need {
    type_name: String,
    label: String,
    pub(crate) place: Place,
}

impl Need {
    pub(crate) fn label(&self) -> String {
        format!("{}{}", self.label, self.place.suffix())
    }

    fn address(&self) -> String {
        format!("{}.{}", self.type_name, self.label())
    }
}

/// Returns the objects that the subjects refer to at home or abroad, and what those refer to in turn.
pub(crate) fn ground(catalog: &[ResourceInfo], subjects: &[Subject]) -> Result<Vec<Subject>> {
    let mut open = Vec::new();
    for subject in subjects {
        for one in [subject.clone(), subject.abroad()] {
            for attr in one.testable() {
                open.extend(one.needs(attr, 0));
                open.extend(one.needs(attr, 1));
            }
        }
    }
    let mut ground = BTreeMap::new();
    while let Some(need) = open.pop() {
        if ground.contains_key(&need.address()) {
            continue;
        }
        let info = catalog
            .iter()
            .find(|info| info.type_name == need.type_name)
            .with_context(|| format!("a sample refers to {need:?}, of which there is no type"))?;
        let object = Subject::ground(info.clone(), &need);
        for attr in object.testable() {
            if object.values.contains_key(attr.name) {
                open.extend(object.needs(attr, object.first_sample(attr)));
            }
        }
        ground.insert(need.address(), object);
    }
    Ok(ground.into_values().collect())
}

/// Returns a sample with each reference leading to the object at the place.
pub(crate) fn placed(sample: &str, place: Place) -> String {
    map_references(sample, |type_name, label| {
        format!("{type_name}.{label}{}", place.suffix())
    })
}

pub(crate) fn is_reference(value: &str) -> bool {
    !needs(value, Place::default()).is_empty()
}

/// Returns the objects at the place that a value refers to.
pub(crate) fn needs(value: &str, place: Place) -> Vec<Need> {
    let mut found = Vec::new();
    map_references(value, |type_name, label| {
        found.push(Need {
            type_name: type_name.to_owned(),
            label: label.to_owned(),
            place,
        });
        String::new()
    });
    found
}

/// Returns the value with the type and label of each reference replaced.
pub(crate) fn map_references(value: &str, mut replace: impl FnMut(&str, &str) -> String) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let mut mapped = String::new();
    for piece in value.split_inclusive(|c| !word(c)) {
        let core = piece.trim_end_matches(|c| !word(c));
        match core.split('.').collect::<Vec<_>>().as_slice() {
            [type_name, label, attribute] if type_name.starts_with("appservices_") => {
                mapped += &format!("{}.{attribute}", replace(type_name, label));
            }
            _ => mapped += core,
        }
        mapped += &piece[core.len()..];
    }
    mapped
}

/// Checks the ground of a made-up registry, as a story because there is no other test in this program.
pub(crate) fn closure(_: &Program) -> Result<()> {
    let catalog = [
        made_up("appservices_app", "/groups/{project_id}/apps", &[]),
        made_up(
            "appservices_user",
            "/groups/{project_id}/apps/{app_id}/users",
            &[("app_id", "appservices_app")],
        ),
        made_up(
            "appservices_token",
            "/groups/{project_id}/apps/{app_id}/users/{user_id}/tokens",
            &[
                ("app_id", "appservices_app"),
                ("user_id", "appservices_user"),
            ],
        ),
    ];
    let token = Subject::new(catalog[2].clone(), 1);
    let blocks: String = ground(&catalog, &[token])?
        .iter()
        .map(Subject::block)
        .collect();
    expect![[r#"

        resource "appservices_app" "other_1" {
          name = "sample-other_1"
        }

        resource "appservices_app" "parent_1" {
          name = "sample-parent_1"
        }

        resource "appservices_user" "other_1" {
          app_id = appservices_app.parent_1.id
          name = "sample-other_1"
        }

        resource "appservices_user" "other_abroad_1" {
          app_id = appservices_app.other_1.id
          name = "sample-other_abroad_1"
        }

        resource "appservices_user" "parent_1" {
          app_id = appservices_app.parent_1.id
          name = "sample-parent_1"
        }

        resource "appservices_user" "parent_abroad_1" {
          app_id = appservices_app.other_1.id
          name = "sample-parent_abroad_1"
        }
    "#]]
    .assert_eq(&blocks);
    Ok(())
}

/// Returns a type with a name, and with attributes that refer to objects of other types.
fn made_up(
    type_name: &str,
    collection: &'static str,
    references: &[(&'static str, &str)],
) -> ResourceInfo {
    let attribute = |name, samples| AttributeInfo {
        name,
        required: true,
        configurable: true,
        replaces: false,
        returned: true,
        kept_when_left_out: false,
        local: false,
        write_only: false,
        goes_with: Vec::new(),
        agrees_with: None,
        set_with: None,
        prefix: "",
        secrets: Vec::new(),
        alternatives: Vec::new(),
        samples: Some(samples),
    };
    let refers = |(name, to): &(&'static str, &str)| {
        attribute(
            *name,
            ["parent", "other"].map(|label| format!("{to}.{label}.id")),
        )
    };
    let own = ["sample", "change"].map(|text| format!("{text:?}"));
    ResourceInfo {
        type_name: type_name.to_owned(),
        title: "object",
        import_form: String::new(),
        collection,
        natural_key: &["name"],
        unique: &["name"],
        plural: String::new(),
        is_read: true,
        attributes: references
            .iter()
            .map(refers)
            .chain([attribute("name", own)])
            .collect(),
    }
}
