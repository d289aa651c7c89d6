//! Packages that functions import: `~/dependencies`.
//!
//! The description has the GET alone; the other calls are those of the API's command line.

use serde_json::{Map, Value as Json, json};

use super::call::Call;
use super::family::{Codes, Family, Kind, Odd};
use super::job;
use crate::emulator::model::{Answer, Document, File, Method, Refusal, Response, USER_ID};
use crate::emulator::store::Stored;

pub(super) static DEPENDENCIES: Family = Family {
    path: "~/dependencies",
    parent: None,
    collection: "dependencies",
    noun: "dependency",
    codes: Codes {
        not_found: "DependencyNotFound",
        duplicate: "InvalidParameter",
    },
    kind: Kind::One {
        default: || json!({ "dependencies_list": [] }),
        accept: |_, _| Err(Refusal::mistake()),
    },
    drafted: true,
    verbs: &[],
    more: &[
        Odd(Method::Get, "", get),
        Odd(Method::Put, "", upload),
        Odd(Method::Get, "/status", status),
        Odd(Method::Post, "/diff", diff),
        Odd(Method::Get, "/export", export),
    ],
}
.checked();

/// The ID under which the packages of an app are kept.
const ONLY: &str = "only";

fn kept(call: &Call<'_>) -> Result<Option<Document>, Refusal> {
    DEPENDENCIES.look_up(call, ONLY)
}

/// The packages of an app to which none were uploaded are an empty list.
fn get(call: &Call<'_>) -> Answer {
    let Some(kept) = kept(call)? else {
        return Ok(Response::ok(json!({ "dependencies_list": [] })));
    };
    let fields = ["location", "user_id", "last_modified", "dependencies_list"];
    let mut shown = kept.only(&fields);
    shown["_id"] = kept["id"].clone();
    Ok(Response::ok(shown))
}

fn upload(call: &Call<'_>) -> Answer {
    let file = File::of_form(call.raw, "file")?;
    let packages = packages(&file)?;
    let place = DEPENDENCIES.place(call)?;
    let body = json!({
        "id": crate::emulator::model::object_id::new(call.now()),
        "location": "US-VA",
        "user_id": USER_ID,
        "last_modified": call.now(),
        "dependencies_list": packages,
        "started": call.tx.now_milliseconds(),
        "takes": call.job_time,
        "file": String::from_utf8_lossy(&file.bytes),
    });
    call.tx.put(place.key(ONLY), None, &body)?;
    Ok(Response::no_content())
}

/// The words are those that the command line waits for.
fn status(call: &Call<'_>) -> Answer {
    let is_done = match kept(call)? {
        Some(kept) => job::progress(call, &kept) == job::Progress::Done,
        None => true,
    };
    let (status, message) = match is_done {
        true => ("successful", ""),
        false => ("created", "processing request"),
    };
    Ok(Response::ok(
        json!({ "status": status, "status_message": message }),
    ))
}

fn diff(call: &Call<'_>) -> Answer {
    let file = File::of_form(call.raw, "file")?;
    let new = Json::from(packages(&file)?);
    let kept = kept(call)?;
    let old = kept.map_or(Json::Null, |kept| kept["dependencies_list"].clone());
    let mut diff = PackageDiff::default();
    diff.compare(&old, &new);
    Ok(Response::ok(diff.shown()))
}

/// Returns the file that was uploaded last.
fn export(call: &Call<'_>) -> Answer {
    let kept = kept(call)?;
    let text = kept.as_ref().and_then(|kept| kept.text("file"));
    let file = File {
        name: "package.json".to_owned(),
        bytes: text.unwrap_or("{}").as_bytes().to_vec(),
    };
    Ok(Response::file("application/json", file))
}

/// Returns the packages that a `package.json` names. Choice: the version of a range is its text without
/// the sign.
fn packages(file: &File) -> Result<Vec<Json>, Refusal> {
    if !file.name.ends_with(".json") {
        return Err(Refusal::new(
            501,
            "this server takes a package.json, and no archive yet",
        ));
    }
    let document: Json = serde_json::from_slice(&file.bytes)
        .map_err(|error| Refusal::invalid(format!("package.json is not JSON: {error}")))?;
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
        let is_ours = |one: &&Stored| one.collection == DEPENDENCIES.collection;
        let list = |one: Option<&Stored>| {
            let one = one.filter(is_ours);
            one.map_or(Json::Null, |one| one.body["dependencies_list"].clone())
        };
        self.compare(&list(before), &list(after));
    }

    fn compare(&mut self, old: &Json, new: &Json) {
        let all = |list: &Json| list.as_array().cloned().unwrap_or_default();
        for package in all(new) {
            let before = all(old)
                .into_iter()
                .find(|one| one["name"] == package["name"]);
            match before {
                None => self.added.push(package),
                Some(before) if before["version"] != package["version"] => {
                    let mut changed = package;
                    changed["previous_version"] = before["version"].clone();
                    self.modified.push(changed);
                }
                Some(_) => {}
            }
        }
        let gone = all(old).into_iter();
        let gone = gone.filter(|one| !all(new).iter().any(|other| other["name"] == one["name"]));
        self.deleted.extend(gone);
    }

    /// Returns the difference as the API shows it.
    pub(super) fn shown(&self) -> Json {
        json!({ "added": self.added, "deleted": self.deleted, "modified": self.modified })
    }
}
