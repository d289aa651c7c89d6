//! Checks what an author who uses the library meets first: the README, the front page, the traits.

use std::fs;

use super::{assert_clean, root, source_files};

/// The README's example is the one of the crate's front page, which `cargo test` compiles.
#[test]
fn the_readme_has_the_example_of_the_front_page() {
    let front = read("src/lib.rs");
    let front = between(&front, "//! ```no_run\n", "//! ```\n");
    let front: String = front
        .lines()
        .map(|line| {
            line.trim_start_matches("//!")
                .strip_prefix(' ')
                .unwrap_or_default()
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let readme = read("README.md");
    assert_eq!(between(&readme, "```rust\n", "```\n"), front);
}

/// An author meets the traits first.
#[test]
fn every_public_trait_has_an_example() {
    let mut complaints = Vec::new();
    for file in source_files() {
        let text = fs::read_to_string(&file).expect("a source file");
        for (at, line) in text
            .lines()
            .enumerate()
            .filter(|(_, line)| line.starts_with("pub trait "))
        {
            let lines: Vec<&str> = text.lines().take(at).collect();
            let docs = lines
                .iter()
                .rev()
                .take_while(|line| line.starts_with("///") || line.starts_with("#["));
            if !docs.into_iter().any(|line| line.starts_with("/// ```")) {
                complaints.push(format!(
                    "{}:{}: {line} has no example",
                    file.display(),
                    at + 1
                ));
            }
        }
    }
    assert_clean(&complaints);
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).expect(file)
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).expect(from);
    rest.split_once(to).expect(to).0
}
