//! Families of the API as texts: requests, and what they are answered.
//!
//! A line that begins with `>` is a request: method, path, and a body. `~` is the path of an app
//! that is there from the start, `<project>` and `<app>` are its ids, and `<nobody>` is an id that
//! no object has. A file that is answered is shown as its content type and its name. Other ids are numbered in the order in which answers show them, and requests
//! refer to them by these numbers. `?` stands for random characters. `UPDATE_EXPECT=1 cargo test`
//! writes the answers.

use std::fmt::Write as _;
use std::path::Path;

use expect_test::expect_file;
use serde_json::Value as Json;

use super::labels::Labels;
use super::{Api, made_up};
use crate::emulator::LOCAL_PROJECT;
use crate::emulator::api::{BASE, served_operations};
use crate::emulator::families::{FAMILIES, Family};
use crate::emulator::model::Method;

/// An id that no object has.
const NOBODY: &str = "65a0b1c2d3e4f5a6b7c8d9e0";

/// The longest document that stays on one line.
const LINE: usize = 92;

macro_rules! fixtures {
    ($($name:ident: $families:expr;)*) => {
        $(
            #[test]
            fn $name() {
                let path = concat!("fixtures/", stringify!($name), ".txt");
                let text = read(path);
                let file = expect_file![concat!("fixtures/", stringify!($name), ".txt")];
                file.assert_eq(&Session::new($families).answered(&text));
            }
        )*

        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

fixtures! {
    access_list: FAMILIES;
    api_keys: FAMILIES;
    apps: FAMILIES;
    bodies: FAMILIES;
    data_sources: FAMILIES;
    deployments: FAMILIES;
    endpoints: FAMILIES;
    environment_values: FAMILIES;
    functions: FAMILIES;
    log_forwarders: FAMILIES;
    made_up: made_up::FAMILIES;
    migration: FAMILIES;
    names: FAMILIES;
    places: FAMILIES;
    private_endpoints: FAMILIES;
    reading: FAMILIES;
    secrets: FAMILIES;
    sessions: FAMILIES;
    settings: FAMILIES;
    triggers: FAMILIES;
    values: FAMILIES;
    whole: FAMILIES;
}

fn read(path: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/emulator/tests");
    std::fs::read_to_string(folder.join(path)).expect("a fixture")
}

/// An API with an app, and the IDs that were seen so far.
struct Session {
    api: Api,
    app: String,
    ids: Labels,
}

impl Session {
    fn new(families: &'static [&'static Family]) -> Self {
        let api = Api::with(families);
        let app = api.app("app");
        let (_, id) = app.rsplit_once('/').expect("a path");
        let ids = Labels::new([
            (LOCAL_PROJECT, "<project>"),
            (id, "<app>"),
            (NOBODY, "<nobody>"),
        ]);
        Self { api, app, ids }
    }

    /// The fixture with the answers that its requests get now.
    fn answered(&mut self, fixture: &str) -> String {
        let mut answered = String::new();
        for line in fixture.lines() {
            if let Some(request) = line.strip_prefix("> ") {
                answered.push_str(&format!("{line}\n{}\n", self.answer(request)));
            } else if line.is_empty() || line.starts_with('#') {
                answered.push_str(&format!("{line}\n"));
            }
        }
        answered
    }

    fn answer(&mut self, request: &str) -> String {
        let (method, path, body) = self.parts(request);
        let (token, body) = match body.split_once(' ') {
            Some(("no-session", body)) => ("", body),
            _ if body == "no-session" => ("", ""),
            _ => (&*self.api.token, &*body),
        };
        let path = format!("{BASE}{path}");
        let response = self.api.answer(&method, &path, token, body.as_bytes());
        let mut shown = response.status.to_string();
        if let Some(file) = &response.file {
            write!(shown, " {} {}", file.0, file.1.name).expect("text");
        }
        let document = response.body.unwrap_or_default();
        if document != Json::Null {
            let text = written(&masked(document));
            write!(shown, " {}", self.ids.labelled(&text)).expect("text");
        }
        shown
    }

    /// Method, path and body of a request, with IDs for their labels.
    fn parts(&self, request: &str) -> (String, String, String) {
        let (method, path, body) = self.ids.parts(request);
        let path = match path.strip_prefix('~') {
            Some(rest) => format!("{}{rest}", self.app),
            None => path,
        };
        (method, path, body)
    }
}

/// The document on one line where that is short enough or an error, otherwise with a line for each
/// element.
fn written(document: &Json) -> String {
    let compact = document.to_string();
    let (brackets, lines): (_, Vec<String>) = match document {
        _ if compact.len() <= LINE || document["error"].is_string() => return compact,
        Json::Array(list) => ("[]", list.iter().map(ToString::to_string).collect()),
        Json::Object(fields) => {
            let lines = fields
                .iter()
                .map(|(name, value)| format!("{name:?}: {value}"));
            ("{}", lines.collect())
        }
        _ => return compact,
    };
    let (open, close) = brackets.split_at(1);
    format!("{open}\n  {}\n{close}", lines.join(",\n  "))
}

/// The document without what is random in it.
fn masked(mut document: Json) -> Json {
    match &mut document {
        Json::Array(list) => list.iter_mut().for_each(|one| *one = masked(one.take())),
        Json::Object(fields) => {
            for (name, value) in fields {
                *value = match (name.as_str(), value.as_str()) {
                    ("client_app_id", Some(text)) => {
                        let (start, ending) = text.rsplit_once('-').expect("an ending");
                        format!("{start}-{}", "?".repeat(ending.len())).into()
                    }
                    ("url", Some(text)) if text.ends_with("/graphql") => {
                        let (start, _) = text.rsplit_once('-').expect("an ending");
                        format!("{start}-?????/graphql").into()
                    }
                    ("key", Some(text)) => "?".repeat(text.len()).into(),
                    ("access_token" | "refresh_token", Some(_)) => "?".into(),
                    _ => masked(value.take()),
                };
            }
        }
        _ => {}
    }
    document
}

/// Whether a path of a fixture is one of this operation.
fn is_of(path: &str, operation: &str) -> bool {
    let operation = operation.replacen("/groups/{group}/apps/{app}", "~", 1);
    let path = path.split('?').next().unwrap_or_default();
    let path = path.replacen("/groups/<project>/apps/<app>", "~", 1);
    let parts = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
    let path = parts(&path);
    let operation = parts(&operation);
    path.len() == operation.len()
        && path
            .iter()
            .zip(&operation)
            .all(|(part, name)| part == name || name.starts_with('{'))
}

#[test]
fn every_operation_that_is_served_is_in_a_fixture() {
    let texts: Vec<String> = NAMES
        .iter()
        .map(|name| read(&format!("fixtures/{name}.txt")))
        .collect();
    let requests: Vec<(Method, &str)> = texts
        .iter()
        .flat_map(|text| text.lines())
        .filter_map(|line| {
            let mut words = line.strip_prefix("> ")?.split(' ');
            Some((Method::named(words.next()?), words.next()?))
        })
        .collect();
    for operation in served_operations() {
        assert!(
            requests
                .iter()
                .any(|(method, path)| *method == operation.method && is_of(path, &operation.path)),
            "{operation:?}"
        );
    }
}

#[test]
fn every_fixture_is_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/emulator/tests/fixtures");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            let name = entry.expect("an entry").file_name();
            name.to_string_lossy().replace(".txt", "")
        })
        .collect();
    files.sort();
    assert_eq!(files, NAMES);
}
