//! Finds the imports of each file: `use` lines and paths in code. Follows braces, `super`, and
//! re-exports to the file that defines the item.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The maximum number of re-exports to follow.
const DEEPEST: usize = 6;

/// The modules of the crate, by path (`declare::object::look`), and the paths that each module
/// names.
pub(super) struct Imports {
    /// The re-exports of each module: the last name, and the path behind it.
    exports: BTreeMap<String, Vec<(String, String)>>,
    /// The names of what each module declares.
    items: BTreeMap<String, BTreeSet<String>>,
    /// The paths that each module names for its own use.
    uses: BTreeMap<String, Vec<String>>,
}

impl Imports {
    /// Reads the given files below `src`, except modules of tests, which may name any module.
    pub(super) fn read(src: &Path, files: &[std::path::PathBuf]) -> Self {
        let mut imports = Self {
            exports: BTreeMap::new(),
            uses: BTreeMap::new(),
            items: BTreeMap::new(),
        };
        for file in files {
            let inside = file.strip_prefix(src).expect("a source file");
            let mut parts: Vec<String> = inside
                .with_extension("")
                .iter()
                .map(|part| part.to_string_lossy().into_owned())
                .collect();
            if parts
                .last()
                .is_some_and(|last| last == "mod" || last == "lib")
            {
                parts.pop();
            }
            let is_test = parts.iter().any(|part| {
                ["tests", "testing", "house", "docs", "docs_schema"].contains(&part.as_str())
            });
            if !is_test {
                let text = fs::read_to_string(file).expect("source is readable");
                imports.add(parts.join("::"), &text);
            }
        }
        imports
    }

    fn add(&mut self, module: String, text: &str) {
        let own = text.split("\nmod tests {").next().unwrap_or_default();
        let is_code = |line: &&str| !line.trim_start().starts_with("//");
        let code: Vec<&str> = own.lines().filter(is_code).collect();
        let code = code.join("\n");
        let mut exports = Vec::new();
        let mut uses = Vec::new();
        for (is_export, tree) in use_trees(&code) {
            for path in branches(&tree) {
                let mut names = path.split(" as ").map(str::trim);
                let path = names.next().unwrap_or_default().to_owned();
                let own = path.rsplit("::").next().unwrap_or_default();
                let last = names.next().unwrap_or(own).to_owned();
                match is_export {
                    true => exports.push((last, path)),
                    false => uses.push(path),
                }
            }
        }
        uses.extend(paths_in(&code));
        self.items.insert(module.clone(), items(&code));
        self.exports.insert(module.clone(), exports);
        self.uses.insert(module, uses);
    }

    /// Returns the modules that define the items that each module names.
    pub(super) fn graph(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        self.named(0)
    }

    /// Returns the modules that each module names literally, without following re-exports.
    pub(super) fn written(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        self.named(DEEPEST)
    }

    fn named(&self, depth: usize) -> BTreeMap<&str, BTreeSet<&str>> {
        let named = |module: &str, uses: &[String]| {
            let found = uses
                .iter()
                .filter_map(|path| self.resolve(module, path, depth));
            found
                .filter(|other| *other != module && !other.is_empty())
                .collect()
        };
        let each = self.uses.iter();
        each.map(|(module, uses)| (module.as_str(), named(module, uses)))
            .collect()
    }

    /// Reports whether the module of a glob declares an item.
    fn declares(&self, module: &str, glob: &str, item: &str) -> bool {
        let child = glob.trim_end_matches("::*");
        let child = match module.is_empty() {
            true => child.to_owned(),
            false => format!("{module}::{child}"),
        };
        self.items
            .get(&child)
            .is_some_and(|items| items.contains(item))
    }

    /// Returns the module that defines the item of a path.
    fn resolve(&self, module: &str, path: &str, depth: usize) -> Option<&str> {
        let inside = |module: &str| -> Vec<String> {
            let parts = module.split("::").filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect()
        };
        let mut segments: Vec<&str> = path.split("::").map(str::trim).collect();
        let mut base = match segments.first() {
            Some(&"crate") => {
                segments.remove(0);
                Vec::new()
            }
            Some(&"super") => {
                let mut base = inside(module);
                while segments.first() == Some(&"super") {
                    segments.remove(0);
                    base.pop();
                }
                base
            }
            Some(&"self") => {
                segments.remove(0);
                inside(module)
            }
            Some(first) => {
                let mut child = inside(module);
                child.push((*first).to_owned());
                if !self.uses.contains_key(&child.join("::")) {
                    return None;
                }
                inside(module)
            }
            None => return None,
        };
        base.extend(segments.iter().map(|segment| (*segment).to_owned()));
        for count in (0..=base.len()).rev() {
            let Some((found, _)) = self.uses.get_key_value(&base[..count].join("::")) else {
                continue;
            };
            let exported = base.get(count).and_then(|item| {
                let exports = self.exports.get(found)?.iter();
                let is_it = |(name, path): &&(String, String)| match name.as_str() {
                    "*" => self.declares(found, path, item),
                    name => name == item,
                };
                let (_, path) = exports.clone().find(is_it)?;
                (depth < DEEPEST)
                    .then(|| self.resolve(found, path.trim_end_matches("::*"), depth + 1))
                    .flatten()
            });
            return Some(exported.unwrap_or(found));
        }
        None
    }

    /// Returns the groups of modules that import each other, directly or indirectly.
    pub(super) fn circles(&self) -> Vec<BTreeSet<&str>> {
        let graph = self.graph();
        let reach = |from: &str| {
            let mut seen: BTreeSet<&str> = BTreeSet::new();
            let mut next: Vec<&str> = graph.get(from).into_iter().flatten().copied().collect();
            while let Some(module) = next.pop() {
                if seen.insert(module) {
                    next.extend(graph.get(module).into_iter().flatten());
                }
            }
            seen
        };
        let reached: BTreeMap<&str, BTreeSet<&str>> = graph
            .keys()
            .map(|module| (*module, reach(module)))
            .collect();
        let mut circles: Vec<BTreeSet<&str>> = Vec::new();
        for (module, all) in &reached {
            let circle: BTreeSet<&str> = all
                .iter()
                .filter(|other| {
                    reached
                        .get(*other)
                        .is_some_and(|back| back.contains(module))
                })
                .copied()
                .collect();
            if circle.len() > 1 && !circles.contains(&circle) {
                circles.push(circle);
            }
        }
        circles
    }
}

/// Returns the names of the types, traits, functions and constants that code declares.
fn items(code: &str) -> BTreeSet<String> {
    let words: Vec<&str> = code.split_whitespace().collect();
    let kinds = ["struct", "enum", "trait", "fn", "const", "static", "type"];
    let pairs = words.windows(2).filter(|pair| kinds.contains(&pair[0]));
    let name = |text: &str| {
        let is_part = |character: &char| character.is_alphanumeric() || *character == '_';
        text.chars().take_while(is_part).collect::<String>()
    };
    pairs.map(|pair| name(pair[1])).collect()
}

/// Returns the trees of all `use` statements, and whether each is a re-export.
fn use_trees(code: &str) -> Vec<(bool, String)> {
    let mut trees = Vec::new();
    for (at, _) in code.match_indices("use ") {
        let before = code[..at].rsplit('\n').next().unwrap_or_default().trim();
        let is_statement =
            before.is_empty() || (before.starts_with("pub") && !before.contains('='));
        if is_statement && let Some(end) = code[at..].find(';') {
            trees.push((
                !before.is_empty(),
                code[at + 4..at + end].replace('\n', " "),
            ));
        }
    }
    trees
}

/// Returns every path of a `use` tree.
fn branches(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((before, inner)) = tree.split_once('{') else {
        return vec![tree.to_owned()];
    };
    let inner = inner.trim().strip_suffix('}').unwrap_or(inner);
    let mut depth = 0_i32;
    let mut parts = vec![String::new()];
    for character in inner.chars() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        match character {
            ',' if depth == 0 => parts.push(String::new()),
            _ => parts.last_mut().expect("a part").push(character),
        }
    }
    let parts = parts
        .iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty());
    parts
        .flat_map(branches)
        .map(|part| format!("{}{part}", before.trim()))
        .collect()
}

/// Returns the paths in code that begin with `crate` or `super`.
fn paths_in(code: &str) -> Vec<String> {
    let is_part =
        |character: char| character.is_alphanumeric() || character == '_' || character == ':';
    let words = code.split(|character: char| !is_part(character));
    let is_path = |word: &&str| word.starts_with("crate::") || word.starts_with("super::");
    words
        .filter(is_path)
        .map(|word| word.trim_end_matches(':').to_owned())
        .collect()
}

#[test]
fn imports_are_followed_to_the_file_that_has_them() {
    let mut imports = Imports {
        exports: BTreeMap::new(),
        uses: BTreeMap::new(),
        items: BTreeMap::new(),
    };
    for (module, text) in [
        ("", "pub mod a;\npub mod b;\npub mod c;"),
        ("c", "mod d;\nmod e;\npub use d::*;"),
        ("c::d", "pub struct D;"),
        ("c::e", "use super::D;"),
        ("a", "mod x;\nmod y;\npub use x::X;\n"),
        (
            "a::x",
            "use super::y::{Y, Z as W};\nuse crate::{b, a::{y::V}};\n",
        ),
        ("a::y", "fn f() { super::super::b::g() }\n"),
        (
            "b",
            "//! crate::a::y is no import.\nuse crate::a::X;\n#[cfg(test)]\nmod tests {\n    use crate::a::y;\n}",
        ),
    ] {
        imports.add(module.to_owned(), text);
    }
    let graph = imports.graph();
    assert_eq!(graph["a::x"], BTreeSet::from(["a::y", "b"]));
    assert_eq!(graph["a::y"], BTreeSet::from(["b"]));
    assert_eq!(graph["c::e"], BTreeSet::from(["c::d"]));
    assert_eq!(graph["b"], BTreeSet::from(["a::x"]));
    assert_eq!(imports.circles(), [BTreeSet::from(["a::x", "a::y", "b"])]);
}
