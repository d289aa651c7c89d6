//! Bad input: what it prints, to the letter, and that nothing is lost or half made.
//!
//! `UPDATE_EXPECT=1 cargo test --test acceptance bad` writes the texts anew; read them as a new user would.

mod attributes;
mod files;
mod servers;

use anyhow::{Result, ensure};
use appservices_provider::emulator::LOCAL_PROJECT;
use expect_test::Expect;
use serde_json::Value as Json;

use crate::Story;
use crate::terraform::{Workspace, diagnostic_text};

pub(crate) const STORIES: &[Story] = &[
    Story { name: "bad input: attributes", needs: (1, 11), run: attributes::attributes },
    Story { name: "bad input: forms, which the plan judges", needs: (1, 5), run: attributes::forms },
    Story { name: "bad input: the provider block", needs: (1, 5), run: attributes::provider_block },
    Story { name: "bad input: the server", needs: (1, 5), run: servers::servers },
    Story { name: "bad input: what the API refuses", needs: (1, 5), run: servers::refusals },
    Story { name: "bad input: import ids", needs: (1, 5), run: files::imports },
    Story { name: "bad input: state and files", needs: (1, 5), run: files::files },
];

const APP: &str = "resource \"appservices_app\" \"a\" {\n  name = \"a\"\n}\n";

/// Runs a command that must fail, and compares the diagnostics that it prints.
fn check(workspace: &Workspace<'_>, arguments: &[&str], expect: Expect) -> Result<()> {
    let output = workspace.run(arguments)?;
    ensure!(!output.status.success(), "`terraform {}` should have failed", arguments.join(" "));
    let text = String::from_utf8_lossy(&output.stdout);
    let whole = serde_json::from_str::<Json>(&text).ok();
    let mut diagnostics: Vec<String> = match whole {
        Some(document) if document["diagnostics"].is_array() => {
            document["diagnostics"].as_array().into_iter().flatten().map(diagnostic_text).collect()
        }
        _ => text
            .lines()
            .filter_map(|line| serde_json::from_str::<Json>(line).ok())
            .filter(|event| event["type"] == "diagnostic")
            .map(|event| diagnostic_text(&event["diagnostic"]))
            .collect(),
    };
    diagnostics.retain(|text| !text.contains("development overrides"));
    // Terraform walks resources in any order.
    diagnostics.sort();
    expect.assert_eq(&settled(workspace, &diagnostics.join("\n")));
    Ok(())
}

/// The text without what differs from run to run: ids, ports, folders.
fn settled(workspace: &Workspace<'_>, text: &str) -> String {
    let text = text.replace(&workspace.path().display().to_string(), "FOLDER");
    let mut settled = String::new();
    for (at, word) in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()).enumerate() {
        let core = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let rest = &word[core.len()..];
        let hex = |length: usize| core.len() == length && core.bytes().all(|byte| byte.is_ascii_hexdigit());
        let varies = (hex(24) && core != LOCAL_PROJECT && !core.starts_with("5f") && !core.starts_with("64f0")).then_some("ID");
        let varies = varies.or_else(|| hex(16).then_some("REQUEST"));
        let port = at > 0 && settled.ends_with("127.0.0.1:") && core != "9";
        settled += varies.unwrap_or(if port { "PORT" } else { core });
        settled += rest;
    }
    settled
}
