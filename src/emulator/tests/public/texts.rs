//! The public API as texts: requests, and what they are answered.
//!
//! A line that begins with `>` is a request to the public API by its key: method, path, and a body;
//! `~` is the base of v2. One that begins with `>>` is a request to the Admin API, below its base.
//! `<local>` is the project that the key belongs to, `<org>` its organization, `<nobody>` an id that
//! nothing has. Other ids are numbered in the order in which answers show them. A line that begins with `@` lets so many
//! seconds pass. `UPDATE_EXPECT=1 cargo test` writes the answers.

use std::path::Path;

use expect_test::expect_file;
use serde_json::Value as Json;

use super::super::labels::Labels;
use super::{Api, V2, server, with};
use crate::emulator::LOCAL_PROJECT;
use crate::emulator::model::Projects;

/// An id that nothing has.
const NOBODY: &str = "65a0b1c2d3e4f5a6b7c8d9e0";

/// The organization of the project that the key belongs to.
const ORGANIZATION: &str = "000000000000000000000004";

macro_rules! texts {
    ($($name:ident: $server:expr;)*) => {
        $(
            #[test]
            fn $name() {
                let name = concat!("fixtures/", stringify!($name), ".txt");
                let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
                let folder = folder.join("src/emulator/tests/public");
                let text = std::fs::read_to_string(folder.join(name)).expect("a text");
                let file = expect_file![concat!("fixtures/", stringify!($name), ".txt")];
                file.assert_eq(&Talk::with($server).answered(&text));
            }
        )*
    };
}

texts! {
    bases: server();
    bodies: server();
    clusters: server();
    federation: server();
    groups: server();
    lists: server();
    one_project: with(Projects::Only(LOCAL_PROJECT.to_owned()));
}

/// A server, and the ids that were seen so far.
struct Talk {
    api: Api,
    ids: Labels,
}

impl Talk {
    fn with(api: Api) -> Self {
        let ids = Labels::new([
            (LOCAL_PROJECT, "<local>"),
            (ORGANIZATION, "<org>"),
            (NOBODY, "<nobody>"),
        ]);
        Self { api, ids }
    }

    /// The text with the answers that its requests get now.
    fn answered(&mut self, text: &str) -> String {
        let mut answered = String::new();
        for line in text.lines() {
            let mut add = |line: &str| answered.push_str(&format!("{line}\n"));
            if let Some(seconds) = line.strip_prefix("@ ") {
                self.api.pass(seconds.parse().expect("seconds"));
                add(line);
            } else if let Some(request) = line.strip_prefix(">> ") {
                let (method, path, body) = self.ids.parts(request);
                let token = self.api.token.clone();
                let (status, _) = self.seen(self.api.send(&method, &path, &token, &body));
                add(&format!("{line}\n{status}"));
            } else if let Some(request) = line.strip_prefix("> ") {
                let (method, path, body) = self.ids.parts(request);
                let path = path.replacen('~', V2, 1);
                let answer = self.api.ask(&method, &path, &body);
                let allow = super::header(&answer, "allow").map(|allow| format!(" {allow}"));
                let (status, text) = self.seen((answer.status, answer.body.unwrap_or_default()));
                add(&format!(
                    "{line}\n{status}{}{text}",
                    allow.unwrap_or_default()
                ));
            } else if line.is_empty() || line.starts_with('#') {
                add(line);
            }
        }
        answered
    }

    /// The status, and the document with labels for ids and `~` for the base of v2.
    fn seen(&mut self, (status, document): (u16, Json)) -> (u16, String) {
        if document == Json::Null {
            return (status, String::new());
        }
        let text = self.ids.labelled(&written(&document));
        let text = text.replace(&format!("http://atlas.test:8080{V2}"), "~");
        (status, format!(" {text}"))
    }
}

/// The document on one line, or with a line for each element of its list.
fn written(document: &Json) -> String {
    match document["results"].as_array() {
        Some(results) if !results.is_empty() => {
            let mut around = document.clone();
            around["results"] = "*".into();
            let lines: Vec<String> = results.iter().map(|one| format!("\n  {one}")).collect();
            let list = format!("[{}\n]", lines.join(","));
            around.to_string().replacen("\"*\"", &list, 1)
        }
        _ => document.to_string(),
    }
}
