//! Bad input: what it prints, to the letter, and that nothing is lost or half made.
//!
//! `UPDATE_EXPECT=1 cargo test --test acceptance bad` records the texts again; read them as a new user would.

mod attributes;
mod contradictions;
mod files;
mod servers;

use anyhow::{Result, ensure};
use appservices_provider::cli::SOURCE;
use appservices_provider::emulator::LOCAL_PROJECT;
use expect_test::Expect;
use serde_json::Value as Json;

use crate::Story;
use crate::hcl::hcl;
use crate::program::Feature::WriteOnlyAttributes;
use crate::terraform::{Workspace, diagnostic_text};

pub(crate) const STORIES: &[Story] = &[
    Story::new("bad input: attributes", attributes::attributes)
        .needs(&[WriteOnlyAttributes])
        .by_version(),
    Story::new("bad input: forms, which the plan judges", attributes::forms),
    Story::new(
        "bad input: what core lets pass",
        contradictions::contradictions,
    ),
    Story::new("bad input: the provider block", attributes::provider_block).by_version(),
    Story::new("bad input: the server", servers::servers),
    Story::new("bad input: what the API refuses", servers::refusals),
    Story::new("bad input: import ids", files::imports).by_version(),
    Story::new("bad input: state and files", files::files).by_version(),
];

fn app() -> String {
    hcl!("shared/app.tf")
}

/// Runs a command that must fail, and compares the diagnostics that it prints.
fn check(workspace: &Workspace<'_>, arguments: &[&str], expect: Expect) -> Result<()> {
    expect.assert_eq(&refused(workspace, arguments)?);
    Ok(())
}

/// Runs a command that must fail, and returns the diagnostics that it prints.
fn refused(workspace: &Workspace<'_>, arguments: &[&str]) -> Result<String> {
    let output = workspace.run(arguments)?;
    ensure!(
        !output.status.success(),
        "`terraform {}` should have failed",
        arguments.join(" ")
    );
    let text = String::from_utf8_lossy(&output.stdout);
    let whole = serde_json::from_str::<Json>(&text).ok();
    let mut diagnostics: Vec<String> = match whole {
        Some(document) if document["diagnostics"].is_array() => document["diagnostics"]
            .as_array()
            .into_iter()
            .flatten()
            .map(diagnostic_text)
            .collect(),
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
    // Each of its walks prints the same warnings again.
    diagnostics.dedup();
    Ok(settled(workspace, &diagnostics.join("\n")))
}

/// Returns the line without how often and how long a request was tried, if it says so.
fn without_tries(line: &str) -> String {
    match line.rsplit_once(" times in ") {
        Some((before, time)) if time.trim_end().ends_with(" s") => {
            let (place, _) = before.rsplit_once(", ").unwrap_or((before, ""));
            format!("{place}, N times in T s")
        }
        _ => line.to_owned(),
    }
}

/// The text without what differs from run to run: ids, ports, folders, times.
fn settled(workspace: &Workspace<'_>, text: &str) -> String {
    let text = text.replace(&workspace.path().display().to_string(), "FOLDER");
    let text = in_terraforms_words(&text);
    let text: Vec<String> = text.split('\n').map(without_tries).collect();
    let text = text.join("\n");
    let mut settled = String::new();
    for (at, word) in text
        .split_inclusive(|c: char| !c.is_ascii_alphanumeric())
        .enumerate()
    {
        let core = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let rest = &word[core.len()..];
        let hex = |length: usize| {
            core.len() == length && core.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        let varies = (hex(24)
            && core != LOCAL_PROJECT
            && !core.starts_with("5f")
            && !core.starts_with("64f0"))
        .then_some("ID");
        let varies = varies.or_else(|| hex(16).then_some("REQUEST"));
        let port = at > 0 && settled.ends_with("127.0.0.1:") && core != "9";
        settled += varies.unwrap_or(if port { "PORT" } else { core });
        settled += rest;
    }
    settled
}

/// The text as Terraform prints it: OpenTofu writes out the registry in which it looks for the provider, also where Terraform gives
/// the short name.
fn in_terraforms_words(text: &str) -> String {
    let [terraform, opentofu] =
        ["registry.terraform.io", "registry.opentofu.org"].map(|host| format!("{host}/{SOURCE}"));
    let quoted = |name: &str| format!("[{name:?}]");
    text.replace(&quoted(&opentofu), &quoted(&terraform))
        .replace(&opentofu, "appservices")
}
