//! How two states of an app differ, in texts that people read.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::packages::PackageDiff;
use super::secrets::SECRETS;
use crate::emulator::store::Stored;

/// How two states of an app differ.
#[derive(Default)]
pub(super) struct Differences {
    /// A text for each object, as lines that were taken out (`-`) and put in (`+`).
    pub(super) texts: Vec<String>,
    pub(super) packages: PackageDiff,
}

impl Differences {
    pub(super) fn between(before: Vec<Stored>, after: Vec<Stored>) -> Self {
        let by_identity = |all: Vec<Stored>| -> BTreeMap<_, Stored> {
            let all = all.into_iter();
            all.map(|one| (one.identity(), one)).collect()
        };
        let mut after = by_identity(after);
        let mut differences = Self::default();
        for (identity, before) in by_identity(before) {
            let after = after.remove(&identity);
            if after.as_ref() != Some(&before) {
                differences.add(Some(&before), after.as_ref());
            }
        }
        for after in after.values() {
            differences.add(None, Some(after));
        }
        differences
    }

    fn add(&mut self, before: Option<&Stored>, after: Option<&Stored>) {
        self.packages.add(before, after);
        self.texts.push(text_of(before, after));
    }
}

fn text_of(before: Option<&Stored>, after: Option<&Stored>) -> String {
    let title = |one: Option<&Stored>| match one {
        Some(one) => format!(
            "{}/{}",
            one.collection,
            one.name.as_deref().unwrap_or(&one.id)
        ),
        None => "/dev/null".to_owned(),
    };
    let lines = |one: Option<&Stored>| -> Vec<String> {
        let body = one.map(shown);
        let text = body.and_then(|body| serde_json::to_string_pretty(&body).ok());
        text.map_or_else(Vec::new, |text| text.lines().map(str::to_owned).collect())
    };
    let (old, new) = (lines(before), lines(after));
    let mut text = format!("--- {}\n+++ {}", title(before), title(after));
    for (sign, lines, others) in [('-', &old, &new), ('+', &new, &old)] {
        for line in lines.iter().filter(|line| !others.contains(line)) {
            text += &format!("\n{sign}{line}");
        }
    }
    text
}

/// Returns an object without times and uploaded files, and without what is secret: values of secrets, and
/// addresses of servers, which hold passwords.
fn shown(object: &Stored) -> Json {
    let Some(fields) = object.body.as_object() else {
        return object.body.clone();
    };
    let hidden = ["last_modified", "started", "takes", "file"];
    let is_secret = object.collection == SECRETS.collection;
    let kept = fields.iter();
    let kept = kept.filter(|(name, _)| !hidden.contains(&name.as_str()));
    let kept = kept.filter(|(name, _)| !(is_secret && *name == "value"));
    let kept = kept.map(|(name, value)| (name.clone(), value.clone()));
    let mut shown: Map<_, _> = kept.collect();
    if let Some(Json::Object(config)) = shown.get_mut("config") {
        config.remove("uri");
    }
    Json::Object(shown)
}
