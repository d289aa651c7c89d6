//! Checks the house's rules that no compiler checks. Complaints have a compiler's format, so that
//! editors can jump to the place.

mod front;
mod imports;

use std::fs;
use std::path::{Path, PathBuf};

use imports::Imports;

/// Each room, and the rooms that it may name besides itself. A room inside a room has a line of its
/// own.
const ROOMS: &[(&str, &[&str])] = &[
    ("engine", &[]),
    ("provider", &["engine"]),
    ("plugin", &["provider", "engine"]),
    ("admin_api", &[]),
    ("declare", &["provider", "engine", "admin_api"]),
    ("declare::words", &["engine"]),
    (
        "declare::shape",
        &["declare::words", "provider", "engine", "admin_api"],
    ),
    ("declare::journal", &[]),
    ("declare::drafts", &["declare::words", "admin_api"]),
    (
        "declare::object",
        &[
            "declare::words",
            "declare::shape",
            "declare::context",
            "declare::memory",
            "declare::journal",
            "declare::drafts",
            "declare::report",
            "provider",
            "engine",
            "admin_api",
        ],
    ),
    (
        "declare::serve",
        &["declare", "provider", "engine", "admin_api"],
    ),
    ("resources", &["declare::words"]),
    (
        "appservices",
        &["resources", "declare", "provider", "engine", "admin_api"],
    ),
    ("emulator", &[]),
    ("emulator::model", &[]),
    ("emulator::store", &["emulator::model"]),
    (
        "emulator::families",
        &["emulator::model", "emulator::store"],
    ),
    (
        "emulator::public",
        &["emulator::model", "emulator::store", "emulator::families"],
    ),
    (
        "emulator::api",
        &[
            "emulator::model",
            "emulator::store",
            "emulator::families",
            "emulator::public",
        ],
    ),
    ("emulator::http", &["emulator::model", "emulator::api"]),
    (
        "cli",
        &[
            "engine",
            "provider",
            "plugin",
            "admin_api",
            "declare",
            "resources",
            "appservices",
            "emulator",
        ],
    ),
];

/// Libraries that only one room may use.
const LIBRARIES: &[(&str, &str)] = &[
    ("tonic", "plugin"),
    ("prost", "plugin"),
    ("tokio_rustls", "plugin"),
    ("p521", "plugin"),
    ("rcgen", "plugin"),
    ("reqwest", "admin_api"),
    ("hyper", "emulator::http"),
    ("matchit", "emulator"),
    ("rusqlite", "emulator::store"),
    ("flate2", "emulator::model"),
    ("tar", "emulator::model"),
    ("zip", "emulator::model"),
    ("clap", "cli"),
];

const LONGEST_FILE: usize = 400;

/// A resource is a declaration, and what does not fit is a word that is missing.
const LONGEST_RESOURCE: usize = 200;

#[test]
fn rooms_name_only_rooms_below() {
    let imports = imports();
    let mut complaints = Vec::new();
    for (module, named) in imports.written() {
        let Some((room, allowed)) = room_of(module) else {
            continue;
        };
        for other in named.iter().filter(|other| room_of(other).is_some()) {
            let may = is_in(other, room) || allowed.iter().any(|room| is_in(other, room));
            if !may {
                complaints.push(format!("{module} names {other}, which {room} may not"));
            }
        }
    }
    assert_clean(&complaints);
}

/// Returns the innermost room that contains a module.
fn room_of(module: &str) -> Option<(&'static str, &'static [&'static str])> {
    let around = ROOMS.iter().filter(|(room, _)| is_in(module, room));
    around.max_by_key(|(room, _)| room.len()).copied()
}

fn is_in(module: &str, room: &str) -> bool {
    module
        .strip_prefix(room)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[test]
fn no_files_import_each_other() {
    let imports = imports();
    let circles = imports.circles();
    let complaints: Vec<String> = circles
        .iter()
        .map(|circle| format!("these import each other: {circle:?}"))
        .collect();
    assert_clean(&complaints);
}

fn imports() -> Imports {
    let src = root().join("src");
    Imports::read(&src, &rust_files(&src))
}

#[test]
fn libraries_have_one_home() {
    let src = root().join("src");
    let mut complaints = Vec::new();
    for (library, home) in LIBRARIES {
        let home = src.join(home.replace("::", "/"));
        let is_test = |path: &Path| path.iter().any(|part| part == "tests");
        let files = rust_files(&src);
        for path in files
            .iter()
            .filter(|path| !path.starts_with(&home) && !is_test(path))
        {
            for (place, line) in lines(path) {
                if line.contains(&format!("{library}::")) && !line.trim_start().starts_with("//") {
                    complaints.push(format!(
                        "{place} {library} is used in {} alone",
                        home.display()
                    ));
                }
            }
        }
    }
    assert_clean(&complaints);
}

#[test]
fn guides_open_as_the_registry_wants_and_the_readme_links_them() {
    let readme = fs::read_to_string(root().join("README.md")).expect("the README is readable");
    let mut complaints = Vec::new();
    for entry in fs::read_dir(root().join("docs/guides")).expect("the guides are a folder") {
        let path = entry.expect("the folder is readable").path();
        let text = fs::read_to_string(&path).expect("a guide is readable");
        let name = path
            .strip_prefix(root())
            .expect("it is ours")
            .display()
            .to_string();
        let front = text
            .strip_prefix("---\n")
            .and_then(|rest| rest.split_once("\n---\n"))
            .map_or("", |(front, _)| front);
        for wanted in ["page_title: \"", "subcategory: \"", "description: |-"] {
            if !front.lines().any(|line| line.starts_with(wanted)) {
                complaints.push(format!(
                    "{} the front matter has no {wanted}",
                    place(&path, 1)
                ));
            }
        }
        if !readme.contains(&format!("]({name})")) {
            complaints.push(format!("{} the README does not link it", place(&path, 1)));
        }
    }
    assert_clean(&complaints);
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut complaints = Vec::new();
    for path in source_files() {
        let text = fs::read_to_string(&path).expect("source is readable");
        let place = place(&path, 1);
        let count = text.lines().count();
        if !text.starts_with("//!") && !text.starts_with("#![doc") {
            complaints.push(format!("{place} the file must open with //!"));
        }
        let most = match path.starts_with(root().join("src/resources")) {
            true => LONGEST_RESOURCE,
            false => LONGEST_FILE,
        };
        if count > most {
            complaints.push(format!("{place} {count} lines, and {most} are the most"));
        }
    }
    assert_clean(&complaints);
}

#[test]
fn nothing_is_put_off() {
    let banned = [
        concat!("#[ig", "nore"),
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("#[should_", "panic"),
    ];
    let mut complaints = Vec::new();
    for (place, line) in source_files().iter().flat_map(|path| lines(path)) {
        complaints.extend(
            banned
                .iter()
                .filter(|word| line.contains(**word))
                .map(|word| format!("{place} {word}")),
        );
    }
    assert_clean(&complaints);
}

#[test]
#[cfg(feature = "client")]
fn every_resource_has_an_example_and_a_page() {
    let mut complaints = Vec::new();
    for info in crate::appservices::catalog() {
        let name = info.type_name.trim_start_matches("appservices_");
        for file in [
            format!("src/resources/{name}.rs"),
            format!("examples/resources/{}/resource.tf", info.type_name),
            format!("examples/resources/{}/import.sh", info.type_name),
            format!(
                "examples/resources/{}/import-by-string-id.tf",
                info.type_name
            ),
            format!(
                "examples/resources/{}/import-by-identity.tf",
                info.type_name
            ),
            format!(
                "examples/list-resources/{}/list-resource.tfquery.hcl",
                info.type_name
            ),
            format!("docs/resources/{name}.md"),
        ] {
            if !root().join(&file).is_file() {
                complaints.push(format!("{file}:1: is missing"));
            }
        }
        // The quickstart must produce no warnings, so it omits the resource that Atlas ended and
        // the entry beside the 0.0.0.0/0 of a new app. It also omits settings that few apps have.
        let omitted = [
            "endpoint",
            "ip_access_list_entry",
            "deployment_config",
            "allowed_request_origins",
            "refresh_token_expiration",
            "private_endpoint",
            "non_vpc_access",
        ];
        if omitted.contains(&name) {
            continue;
        }
        let quickstart = fs::read_to_string(root().join("examples/quickstart/main.tf"))
            .expect("the quickstart is readable");
        if !quickstart.contains(&format!("resource \"{}\"", info.type_name)) {
            complaints.push(format!(
                "examples/quickstart/main.tf:1: has no {}",
                info.type_name
            ));
        }
    }
    assert_clean(&complaints);
}

fn assert_clean(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

fn source_files() -> Vec<PathBuf> {
    [
        "src",
        "acceptance-tests",
        "benches",
        "examples",
        "fuzz/src",
        "fuzz/fuzz_targets",
    ]
    .iter()
    .flat_map(|folder| rust_files(&root().join(folder)))
    .collect()
}

fn lines(path: &Path) -> Vec<(String, String)> {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("source is readable");
        text.lines()
            .enumerate()
            .map(|(at, line)| (place(&path, at + 1), line.to_owned()))
            .collect::<Vec<_>>()
    };
    rust_files(path).into_iter().flat_map(read).collect()
}

fn rust_files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .map(|entry| entry.path());
    let mut files: Vec<_> = entries
        .flat_map(|path| rust_files(&path))
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect();
    files.sort();
    files
}

fn place(path: &Path, line: usize) -> String {
    format!(
        "{}:{line}:",
        path.strip_prefix(root()).unwrap_or(path).display()
    )
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
