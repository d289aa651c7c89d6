//! Generated configurations for the provider that uses everything: no plan is refused, and every second plan is empty.

mod generated;

use std::fs;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value as Json;

use super::library::require;
use crate::hcl::hcl;
use crate::program::Feature;
use crate::terraform::{Program, Workspace};

/// Returns what every configuration begins with. The provider learns in which module it is.
fn required() -> String {
    hcl!("torture/required.tf")
}

/// Each batch is one Terraform configuration with this many generated resources.
const RESOURCES: u64 = 50;
const BATCHES: u64 = 4;

pub(super) fn torture(program: &Program) -> Result<()> {
    require("terraform-provider-torture")?;
    let batches = if program.is_brief() { 1 } else { BATCHES };
    for batch in 0..batches {
        let workspace = program.workspace()?;
        // The configurations are the same in every run, so that a failure can be looked at again.
        for round in 0..3 {
            write(program, &workspace, batch, round)?;
            let what = || format!("batch {batch}, round {round}");
            workspace.apply().with_context(what)?;
            workspace.expect_empty_plan(&format!("after {}", what()))?;
        }
        check_state(&workspace.show(&[])?)?;
        workspace.succeed(&["destroy", "-auto-approve", "-no-color"])?;
    }
    Ok(())
}

fn write(program: &Program, workspace: &Workspace<'_>, batch: u64, round: u64) -> Result<()> {
    let mut text = required();
    text += &hcl!("torture/others.tf", ROUND = round);
    if program.has(Feature::EphemeralResources) {
        text += &hcl!("torture/ticket.tf");
    }
    for at in 0..RESOURCES {
        // A third of the resources does not change from round to round.
        let round = if at % 3 == 0 { 0 } else { round };
        text += &generated::resource(at, batch * 1000 + at + round * 100_000);
    }
    if !program.has(Feature::LargeIntegers) {
        text = text.replace(generated::LARGE_INTEGER, "4294967296");
    }
    Ok(fs::write(workspace.path().join("main.tf"), text)?)
}

/// Every resource knows its module, and the data source got what the configuration gave it.
fn check_state(state: &Json) -> Result<()> {
    let resources = state["values"]["root_module"]["resources"]
        .as_array()
        .context("resources")?;
    let of_type = |wanted: &str| {
        resources
            .iter()
            .filter(move |one| one["type"] == wanted)
            .map(|one| &one["values"])
            .collect::<Vec<_>>()
    };
    let things = of_type("torture_thing");
    ensure!(
        things.len() as u64 == RESOURCES && things.iter().all(|thing| thing["module"] == "root"),
        "of {} resources, not all know their module",
        things.len()
    );
    let heard = of_type("torture_echo");
    ensure!(
        heard.len() == 1 && heard[0]["module"] == "root" && heard[0]["said"][1] == 0.1,
        "the data source got {heard:?}"
    );
    Ok(())
}

/// Modifiers, meanings inside collections, and violations of rules and validators.
pub(super) fn words(program: &Program) -> Result<()> {
    require("terraform-provider-torture")?;
    let workspace = program.workspace()?;
    let write = |body: &[&str]| {
        let thing = hcl!("torture/thing.tf", BODY = body.join("\n  "));
        fs::write(workspace.path().join("main.tf"), required() + &thing)
    };
    let step = |body: &[&str], wanted: &str| -> Result<()> {
        write(body)?;
        let planned = workspace.apply()?;
        let action = planned.action("torture_thing.t");
        ensure!(
            action == wanted,
            "{body:?} is a {action:?}, not a {wanted:?}"
        );
        Ok(())
    };
    let state = |name: &str| -> Result<Json> {
        Ok(workspace.show(&[])?["values"]["root_module"]["resources"][0]["values"][name].clone())
    };
    let mac = r#"mac = "00:00:5e:00:53:01""#;
    let spelled = r#"mac = "0000.5E00.5301""#;
    step(&["size = 3", r#"jsons = ["[1]", "{}"]"#, mac], "create")?;
    ensure!(
        state("length")? == 3,
        "a modifier's value is {}",
        state("length")?
    );
    // The whole list has the same meaning, so nothing happens. With one other element, the list is written as a whole.
    step(&["size = 3", r#"jsons = ["[ 1 ]", "{ }"]"#, spelled], "")?;
    step(
        &["size = 3", r#"jsons = ["[ 1 ]", "[]"]"#, spelled],
        "update",
    )?;
    ensure!(
        state("jsons")?[0] == "[ 1 ]" && state("mac")? == "00:00:5e:00:53:01",
        "the spelling is {}",
        state("jsons")?
    );
    step(&["size = 4"], "update")?;
    step(&["size = 2"], "replace")?;
    refused(&workspace, write)
}

/// A violation of a rule or a validator is refused with these words.
fn refused(
    workspace: &Workspace<'_>,
    write: impl Fn(&[&str]) -> std::io::Result<()>,
) -> Result<()> {
    let cases = [
        (
            &["low = 1", "lower = 1"][..],
            "At most one of low, lower may be set",
        ),
        (
            &["low = 7", "high = 6.9"],
            "high must be at least the sum of low, lower",
        ),
        (
            &["low = 1.5"],
            "It must be a whole number of at most 64 bits.",
        ),
        (&[r#"mac = "here""#], "It must be a MAC address"),
        (
            &[r#"timeouts = { create = "soon" }"#],
            "It must be a duration",
        ),
        (
            &[r#"timeouts = { create = "-1h" }"#],
            "It must be a duration that is not negative",
        ),
    ];
    for (body, wanted) in cases {
        write(body)?;
        // Terraform's frame breaks the lines of a message.
        let text = workspace.fail(&["plan", "-no-color"])?;
        let text = text
            .split(|c: char| c.is_whitespace() || c == '\u{2502}')
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        ensure!(text.contains(wanted), "{body:?} says:\n{text}");
    }
    Ok(())
}

/// Variadic arguments, nulls among them, unknown values, and errors that name their argument.
pub(super) fn functions(program: &Program) -> Result<()> {
    require("terraform-provider-torture")?;
    let workspace = program.workspace()?;
    let write = |arguments: &str| {
        let text = required() + &hcl!("torture/join.tf", ARGUMENTS = arguments);
        fs::write(workspace.path().join("main.tf"), text)
    };
    write(r#""-", "a", null, "b", terraform_data.later.output"#)?;
    workspace.apply()?;
    let state = workspace.show(&[])?;
    ensure!(
        state["values"]["outputs"]["joined"]["value"] == "a-b-c",
        "it joined {}",
        state["values"]["outputs"]["joined"]["value"]
    );
    for (call, said) in [
        (r#""-""#, "there is nothing to join"),
        (r#""long one", "a""#, "at most 3 are allowed"),
    ] {
        write(call)?;
        let text = workspace
            .fail(&["plan", "-no-color"])?
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        ensure!(text.contains(said), "{call} says:\n{text}");
    }
    Ok(())
}
