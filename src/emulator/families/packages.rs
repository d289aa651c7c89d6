//! The packages that an app's functions import, as files describe them, and how two lists of them differ.

use std::collections::BTreeMap;
use std::io::Read as _;

use serde_json::{Map, Value as Json, json};

use crate::emulator::model::archive::{self, Format, Limits};
use crate::emulator::model::{File, Refusal};
use crate::emulator::store::Stored;

/// The collection in which the packages of an app are kept.
pub(super) const COLLECTION: &str = "dependencies";

/// Choice: how large an archive may be. Large folders of packages have some ten thousand files.
const LIMITS: Limits = Limits {
    entries: 50_000,
    bytes: 256 << 20,
};

/// The largest `package.json` in an archive that is read.
const LARGEST_DESCRIPTION: u64 = 4 << 20;

/// The folder of packages in an archive.
const FOLDER: &str = "node_modules";

/// What a file of packages comes to.
pub(super) struct Packages {
    /// Names and versions, by name.
    pub(super) list: Vec<Json>,
    /// The `package.json` that names them.
    pub(super) description: String,
    /// The folder of packages as a zip, if the file is an archive.
    pub(super) archive: Option<Vec<u8>>,
}

impl Packages {
    /// Reads a `package.json`, or an archive of a folder `node_modules`.
    pub(super) fn of(file: &File) -> Result<Self, Refusal> {
        match Format::of(&file.name) {
            Some(format) => Self::of_archive(file, format),
            None if file.name.ends_with(".json") => Ok(Self {
                list: described(&file.bytes)?,
                description: String::from_utf8_lossy(&file.bytes).into_owned(),
                archive: None,
            }),
            None => Err(Refusal::invalid(format!(
                "the file must be a package.json, or node_modules as .zip, .tar, .tgz or .tar.gz, not {:?}",
                file.name
            ))),
        }
    }

    fn of_archive(file: &File, format: Format) -> Result<Self, Refusal> {
        let mut versions = Map::new();
        let mut files = Vec::new();
        archive::visit(file, format, LIMITS, &mut |path, content| {
            if let Some(name) = described_by(path) {
                let mut bytes = Vec::new();
                let mut bounded = content.take(LARGEST_DESCRIPTION);
                read_whole(&mut bounded, &mut bytes)?;
                let version = version(&bytes).map_err(|refusal| refusal.inside(path))?;
                versions.insert(name.to_owned(), version.into());
                files.push((path.to_owned(), bytes));
            } else if format != Format::Zip {
                let mut bytes = Vec::new();
                read_whole(content, &mut bytes)?;
                files.push((path.to_owned(), bytes));
            }
            Ok(())
        })?;
        if versions.is_empty() {
            return Err(Refusal::invalid(format!(
                "the archive has no package: there is no {FOLDER}/<name>/package.json in it"
            )));
        }
        let zipped = match format {
            Format::Zip => file.bytes.clone(),
            Format::Tar | Format::TarGz => archive::zip(&files)?,
        };
        let description = format!("{:#}\n", json!({ "dependencies": versions }));
        Ok(Self {
            list: described(description.as_bytes())?,
            description,
            archive: Some(zipped),
        })
    }
}

/// Returns a zip with the `package.json` of each package of a list. Choice: this server installs no
/// packages, so there is nothing else to give for those that a `package.json` names.
pub(super) fn archive_of(list: &Json) -> Result<Vec<u8>, Refusal> {
    let packages = list.as_array().into_iter().flatten();
    let files = packages.map(|package| {
        let name = package["name"].as_str().unwrap_or_default();
        let text = format!("{package:#}\n");
        (format!("{FOLDER}/{name}/package.json"), text.into_bytes())
    });
    archive::zip(&files.collect::<Vec<_>>())
}

/// Returns the name of the package that the file at this path describes. Packages inside of packages
/// are not the app's.
fn described_by(path: &str) -> Option<&str> {
    let inside = match path.strip_prefix(FOLDER) {
        Some(rest) => rest.strip_prefix('/')?,
        None => path.split_once(&format!("/{FOLDER}/"))?.1,
    };
    let name = inside.strip_suffix("/package.json")?;
    let parts = name.split('/').count();
    let is_name = parts == if name.starts_with('@') { 2 } else { 1 };
    is_name.then_some(name)
}

fn version(description: &[u8]) -> Result<String, Refusal> {
    let version = parsed(description)?["version"].as_str().map(str::to_owned);
    version.ok_or_else(|| Refusal::invalid("'version' must be a string"))
}

fn read_whole(content: &mut dyn std::io::Read, bytes: &mut Vec<u8>) -> Result<(), Refusal> {
    let read = content.read_to_end(bytes);
    read.map(|_| ())
        .map_err(|error| Refusal::invalid(format!("the archive cannot be read: {error}")))
}

/// Returns the packages that a `package.json` names. Choice: the version of a range is its text without
/// the sign.
fn described(bytes: &[u8]) -> Result<Vec<Json>, Refusal> {
    let document = parsed(bytes)?;
    let none = Map::new();
    let named = match &document["dependencies"] {
        Json::Null => &none,
        Json::Object(named) => named,
        _ => {
            return Err(Refusal::invalid(
                "'dependencies' of package.json must be an object",
            ));
        }
    };
    let package = |(name, version): (&String, &Json)| match version.as_str() {
        Some(version) => {
            let version = version.trim_start_matches(['^', '~', '=', 'v']);
            Ok(json!({ "name": name, "version": version }))
        }
        None => Err(Refusal::invalid(format!(
            "the version of '{name}' must be a string"
        ))),
    };
    let mut packages = named.iter().map(package).collect::<Result<Vec<_>, _>>()?;
    packages.sort_by(|a, b| a["name"].as_str().cmp(&b["name"].as_str()));
    Ok(packages)
}

fn parsed(bytes: &[u8]) -> Result<Json, Refusal> {
    serde_json::from_slice(bytes)
        .map_err(|error| Refusal::invalid(format!("package.json is not JSON: {error}")))
}

/// How the packages of two versions of an app differ.
#[derive(Default)]
pub(super) struct PackageDiff {
    added: Vec<Json>,
    deleted: Vec<Json>,
    modified: Vec<Json>,
}

impl PackageDiff {
    /// Adds what differs between two objects, if they are packages.
    pub(super) fn add(&mut self, before: Option<&Stored>, after: Option<&Stored>) {
        let is_ours = |one: &&Stored| one.collection == COLLECTION;
        let list = |one: Option<&Stored>| {
            let one = one.filter(is_ours);
            one.map_or(Json::Null, |one| one.body["dependencies_list"].clone())
        };
        self.compare(&list(before), &list(after));
    }

    /// Adds what differs between two lists.
    pub(super) fn compare(&mut self, old: &Json, new: &Json) {
        let (mut old, new) = (by_name(old), by_name(new));
        for (name, package) in new {
            match old.remove(name) {
                None => self.added.push(package.clone()),
                Some(before) if before["version"] != package["version"] => {
                    let mut changed = package.clone();
                    changed["previous_version"] = before["version"].clone();
                    self.modified.push(changed);
                }
                Some(_) => {}
            }
        }
        self.deleted.extend(old.into_values().cloned());
    }

    /// Returns the difference as the API shows it.
    pub(super) fn shown(&self) -> Json {
        json!({ "added": self.added, "deleted": self.deleted, "modified": self.modified })
    }
}

/// Returns the packages of a list by their names.
fn by_name(list: &Json) -> BTreeMap<&str, &Json> {
    let all = list.as_array().into_iter().flatten();
    all.filter_map(|one| Some((one["name"].as_str()?, one)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_found_by_its_description() {
        for (path, name) in [
            ("node_modules/twilio/package.json", Some("twilio")),
            ("node_modules/@aws/s3/package.json", Some("@aws/s3")),
            ("functions/node_modules/debug/package.json", Some("debug")),
            ("node_modules/twilio/lib/package.json", None),
            ("node_modules/twilio/node_modules/ms/package.json", None),
            ("node_modules/@aws/package.json", None),
            ("node_modules/package.json", None),
            ("node_modulesque/a/package.json", None),
            ("package.json", None),
        ] {
            assert_eq!(described_by(path), name, "{path}");
        }
    }
}
