//! Plans that match what an apply does.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value as Json, json};

use super::one_of_each;
use crate::hcl::{hcl, quoted};
use crate::terraform::{Planned, Program};

/// Ids that are known after apply are unknown in the plan, and known values are applied as planned.
pub(super) fn unknown_values(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(&hcl!("planning/unknown_values.tf"))?;
    let plan = workspace.plan()?;
    let change = change(&plan, "appservices_endpoint.e")?;
    for name in ["id", "app_id", "function_id", "function_name", "url"] {
        ensure!(
            change["after_unknown"][name] == true,
            "{name} should be unknown in {change}"
        );
    }
    ensure!(
        change["after"]["return_type"] == "JSON" && change["after"]["disabled"] == false,
        "defaults are not planned: {change}"
    );
    workspace.succeed(&["apply", "-input=false", "plan.tfplan"])?;
    workspace.expect_empty_plan("after apply")
}

/// A provider whose settings depend on another resource can plan, as long as nothing must be read.
pub(super) fn unknown_provider(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(&hcl!("planning/unknown_provider.tf"))?;
    let plan = workspace.plan()?;
    let change = change(&plan, "appservices_app.a")?;
    ensure!(
        change["actions"] == json!(["create"]) && change["after_unknown"]["project_id"] == true,
        "the app should be created in a project that is unknown: {change}"
    );
    workspace.succeed(&["apply", "-input=false", "plan.tfplan"])?;
    workspace.expect_empty_plan("after apply")
}

/// Reading, planning and destroying use the provider's project if the state has none.
pub(super) fn unplaced_states(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(&format!("{}\n{}", hcl!("shared/local.tf"), one_of_each()))?;
    workspace.apply()?;
    let file = workspace.path().join("terraform.tfstate");
    let strip = || -> Result<()> {
        let mut state: Json = serde_json::from_slice(&std::fs::read(&file)?)?;
        let resources = state["resources"]
            .as_array_mut()
            .map_or(&mut [][..], Vec::as_mut_slice);
        ensure!(
            resources.len() == 8,
            "the state has {} resources",
            resources.len()
        );
        for resource in resources {
            let attributes = resource["instances"][0]["attributes"].as_object_mut();
            ensure!(
                attributes.is_some_and(|attributes| attributes.remove("project_id").is_some()),
                "{resource} has no project"
            );
        }
        Ok(std::fs::write(&file, state.to_string())?)
    };
    strip()?;
    workspace.expect_empty_plan("over states without a project")?;
    let planned = workspace.succeed(&["plan", "-refresh=false", "-no-color"])?;
    ensure!(
        planned.contains("0 to add, 8 to change, 0 to destroy"),
        "without a refresh:\n{planned}"
    );
    workspace.succeed(&["apply", "-refresh=false", "-auto-approve", "-no-color"])?;
    strip()?;
    workspace.succeed(&["destroy", "-refresh=false", "-auto-approve", "-no-color"])?;
    Ok(())
}

/// While the state has `deletion_protection = true`, every plan that destroys or replaces the app fails.
pub(super) fn deletion_protection(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    let app = |protected: bool, name: &str| {
        hcl!("planning/protected.tf", NAME = name, PROTECTED = protected)
    };
    workspace.write(&app(true, "a"))?;
    workspace.apply()?;
    for attempt in [
        &["plan", "-destroy", "-no-color"][..],
        &["destroy", "-auto-approve", "-no-color"],
    ] {
        let text = workspace.fail(attempt)?;
        ensure!(
            text.contains("The app \"a\" is protected from deletion"),
            "{attempt:?} says:\n{text}"
        );
    }
    workspace.write(&app(true, "b"))?;
    let text = workspace.fail(&["plan", "-no-color"])?;
    ensure!(
        text.contains("A change of name would"),
        "a replacement says:\n{text}"
    );
    workspace.write(&app(true, "a"))?;
    let text = workspace.fail(&[
        "apply",
        "-auto-approve",
        "-no-color",
        "-replace=appservices_app.a",
    ])?;
    ensure!(
        text.contains("protected from deletion"),
        "a forced replacement says:\n{text}"
    );
    workspace.write(&app(false, "a"))?;
    ensure!(
        workspace.apply()?.action("appservices_app.a") == "update",
        "protection is not lifted in place"
    );
    workspace.succeed(&["destroy", "-auto-approve", "-no-color"])?;
    Ok(())
}

/// Applies every example of the documentation at once. Functions and resources agree about the endpoint's URL.
pub(super) fn examples(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    let examples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut configuration = hcl!("shared/local.tf");
    for folder in [
        "resources",
        "data-sources",
        "functions",
        "ephemeral-resources",
    ] {
        for example in std::fs::read_dir(examples.join(folder))? {
            let example = example?.path();
            let file = [
                "resource.tf",
                "data-source.tf",
                "function.tf",
                "ephemeral-resource.tf",
            ]
            .iter()
            .map(|file| example.join(file))
            .find(|file| file.is_file());
            configuration += &std::fs::read_to_string(file.unwrap_or(example))?;
        }
    }
    workspace.write(&configuration)?;
    workspace.apply()?;
    workspace.expect_empty_plan("of the examples")?;
    let outputs = &workspace.show(&[])?["values"]["outputs"];
    let output = |name: &str| {
        outputs[name]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    ensure!(
        output("function_endpoint_url") == output("hello_url"),
        "the function gives {:?}, the endpoint {:?}",
        output("function_endpoint_url"),
        output("hello_url")
    );
    ensure!(
        output("function_endpoint_signature")
            == "sha256=d4f0537db4e230d7a6028a6f7c3bb1b57c9d16f39176d78697e559ac333e0b36",
        "the signature is another"
    );
    workspace.succeed(&["destroy", "-auto-approve", "-no-color"])?;
    Ok(())
}

/// Another spelling of the same value plans nothing.
pub(super) fn other_spellings(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    let configuration = |json: &str, address: &str, entries: &str| {
        hcl!(
            "planning/spellings.tf",
            JSON = quoted(json),
            ADDRESS = address,
            ENTRIES = entries,
        )
    };
    workspace.write(&configuration(
        r#"{"a":1,"b":[true]}"#,
        "10.0.0.1",
        r#"{ address = "10.0.0.2" }, { address = "10.1.0.0/16", comment = "" }"#,
    ))?;
    workspace.apply()?;
    workspace.expect_empty_plan("after apply")?;
    workspace.write(&configuration(
        "{ \"b\" : [ true ],\n\"a\" : 1.0 }",
        "10.0.0.1/32",
        r#"{ address = "10.1.0.0/16", comment = "" }, { address = "10.0.0.2/32" }"#,
    ))?;
    workspace.expect_empty_plan("in other words")?;
    // One entry in another spelling beside one that really changes.
    workspace.write(&configuration(
        "{}",
        "10.0.0.1",
        r#"{ address = "10.0.0.2/32" }, { address = "10.2.0.0/16" }"#,
    ))?;
    let planned: Planned = workspace.apply()?;
    let actions = [
        "appservices_function.f",
        "appservices_ip_access_list.l",
        "appservices_ip_access_list_entry.e",
    ]
    .map(|address| planned.action(address));
    ensure!(
        actions == ["update", "update", ""],
        "a real change plans {actions:?}"
    );
    workspace.expect_empty_plan("after a real change")?;
    // The API's own word for "none" may be written out. It is kept, without a warning.
    workspace.write(&hcl!("planning/empty_environment.tf"))?;
    let text = workspace.succeed(&["apply", "-auto-approve", "-no-color"])?;
    ensure!(
        !text.contains("Unknown environment"),
        "an empty environment gives a warning:\n{text}"
    );
    workspace.expect_empty_plan("with an empty environment")
}

pub(super) fn data_sources(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    let apps = hcl!("planning/apps.tf");
    workspace.write(&apps)?;
    workspace.apply()?;
    workspace.write(&format!("{apps}\n{}", hcl!("planning/data_sources.tf")))?;
    workspace.apply()?;
    let state = workspace.show(&[])?;
    let found = &state["values"]["outputs"]["found"]["value"];
    ensure!(
        *found == json!(["atlas", "a", "a", 2, ["Triggers"]]),
        "the data sources found {found}"
    );
    Ok(())
}

pub(super) fn open_list(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(&hcl!("planning/open_list.tf"))?;
    let applied = workspace.succeed(&["apply", "-auto-approve", "-no-color"])?;
    let planned = workspace.succeed(&["plan", "-no-color"])?;
    ensure!(
        [&applied, &planned]
            .iter()
            .all(|text| text.contains("The app is open to every address")),
        "nothing warns:\n{applied}\n{planned}"
    );
    Ok(())
}

/// Returns what a plan does with a resource, which must be in the plan.
fn change<'a>(plan: &'a Json, address: &str) -> Result<&'a Json> {
    plan["resource_changes"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|change| change["address"] == address)
        .map(|change| &change["change"])
        .with_context(|| format!("{address} is not in the plan"))
}
