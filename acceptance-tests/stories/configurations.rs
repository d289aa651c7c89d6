//! The whole configurations in `examples/configurations`: applied, changed, imported, and destroyed.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use appservices_provider::emulator::LOCAL_PROJECT;
use serde_json::Value as Json;

use crate::terraform::{Program, Workspace};

/// Each configuration, a text in it, and what the text is changed to.
const CHANGES: &[(&str, &str, &str)] = &[
    ("triggers", "0 2 * * *", "0 3 * * *"),
    (
        "environments",
        "https://qa.example.com",
        "https://qa2.example.com",
    ),
    ("release", "\"hello\"", "\"good morning\""),
    ("log-forwarding", "\"batch\"", "\"single\""),
];

pub(super) fn all(program: &Program) -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/configurations");
    let there = fs::read_dir(&folder)?.count();
    ensure!(there == CHANGES.len(), "a configuration is not tried");
    for (name, from, to) in CHANGES {
        let text = fs::read_to_string(folder.join(name).join("main.tf"))?;
        life(program, &text, from, to).with_context(|| (*name).to_owned())?;
    }
    Ok(())
}

fn life(program: &Program, text: &str, from: &str, to: &str) -> Result<()> {
    let mut workspace = program.workspace()?;
    let data = workspace.path().join("data").display().to_string();
    workspace.set("APPSERVICES_LOCAL_PATH", data);
    let file = workspace.path().join("main.tf");
    fs::write(&file, text)?;
    workspace.apply()?;
    workspace.expect_empty_plan("after it was applied")?;
    ensure!(text.contains(from), "{from} is not in it");
    fs::write(&file, text.replace(from, to))?;
    let planned = workspace.apply()?;
    ensure!(
        planned.addresses().count() > 0,
        "the change changes nothing"
    );
    workspace.expect_empty_plan("after it was changed")?;
    imported(&workspace)?;
    workspace.succeed(&["destroy", "-auto-approve", "-input=false"])?;
    Ok(())
}

/// Forgets every object, and imports it again.
fn imported(workspace: &Workspace<'_>) -> Result<()> {
    let state = workspace.show(&[])?;
    let resources = state.pointer("/values/root_module/resources");
    for resource in resources.and_then(Json::as_array).context("resources")? {
        let address = resource["address"].as_str().unwrap_or_default();
        let text = |name: &str| resource["values"][name].as_str().unwrap_or_default();
        let id = match resource["type"].as_str() {
            Some("appservices_app" | "appservices_deployment") => {
                format!("{LOCAL_PROJECT}/{}", text("id"))
            }
            _ => format!("{LOCAL_PROJECT}/{}/{}", text("app_id"), text("id")),
        };
        workspace.succeed(&["state", "rm", address])?;
        workspace.succeed(&["import", "-input=false", address, &id])?;
    }
    // What the API never returns, and what is in the state alone, is null after an import.
    workspace.apply()?;
    workspace.expect_empty_plan("after everything was imported")
}
