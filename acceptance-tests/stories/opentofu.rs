//! Features that only OpenTofu has. Without a `tofu`, these stories are skipped.

use std::fs;

use anyhow::{Context as _, Result, ensure};

use crate::hcl::hcl;
use crate::server::Server;
use crate::terraform::Program;

/// One provider block is several providers, one for each key: each keeps its own project apart.
pub(super) fn provider_for_each(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    let configuration = |apps: &str| hcl!("opentofu/provider_for_each.tf", APPS = apps);
    workspace.write(&configuration(r#"["one", "two"]"#))?;
    workspace.apply()?;
    workspace.expect_empty_plan("with a provider for each project")?;
    let state = workspace.show(&[])?;
    let projects = &state["values"]["outputs"]["projects"]["value"];
    ensure!(
        projects["one"] == "5f0000000000000000000001"
            && projects["two"] == "5f0000000000000000000002",
        "the apps are in the projects {projects}"
    );
    // An instance of the provider outlives the last resource that it made.
    workspace.write(&configuration(r#"["two"]"#))?;
    let planned = workspace.apply()?;
    ensure!(
        planned.action("appservices_app.each[\"one\"]") == "delete"
            && planned.addresses().count() == 1,
        "taking one app out plans {planned:?}"
    );
    workspace.succeed(&["destroy", "-auto-approve", "-input=false", "-no-color"])?;
    Ok(())
}

/// `-exclude` leaves out a resource and its dependents. Everything else is applied.
pub(super) fn exclude(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(&hcl!("opentofu/exclude.tf"))?;
    workspace.succeed(&[
        "apply",
        "-auto-approve",
        "-input=false",
        "-no-color",
        "-exclude=appservices_function.later",
    ])?;
    let state = workspace.show(&[])?;
    let made: Vec<_> = resources(&state)
        .map(|resource| resource["address"].as_str().unwrap_or_default())
        .collect();
    ensure!(
        made == ["appservices_app.a"],
        "without the function there are {made:?}"
    );
    let planned = workspace.apply()?;
    ensure!(
        planned.action("appservices_function.later") == "create"
            && planned.action("appservices_app.a").is_empty(),
        "what was left out is planned as {planned:?}"
    );
    workspace.expect_empty_plan("after applying what was left out")
}

/// `enabled` adds and removes a resource without an index in its address.
pub(super) fn enabled(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(&hcl!("opentofu/enabled.tf"))?;
    for (with_key, wanted) in [("false", "none"), ("true", "k"), ("false", "none")] {
        let variable = format!("-var=with_key={with_key}");
        workspace.succeed(&[
            "apply",
            "-auto-approve",
            "-input=false",
            "-no-color",
            &variable,
        ])?;
        let plan = workspace.run(&[
            "plan",
            "-detailed-exitcode",
            "-input=false",
            "-no-color",
            &variable,
        ])?;
        ensure!(
            plan.status.code() == Some(0),
            "a second plan with enabled = {with_key} is not empty"
        );
        let state = workspace.show(&[])?;
        let name = &state["values"]["outputs"]["key_name"]["value"];
        ensure!(
            name == wanted,
            "with enabled = {with_key} the key is {name}"
        );
        let keys = resources(&state)
            .filter(|resource| resource["type"] == "appservices_api_key")
            .count();
        ensure!(
            keys == usize::from(with_key == "true"),
            "with enabled = {with_key} there are {keys} keys in the state"
        );
    }
    Ok(())
}

/// State and plan are encrypted, and the provider still gets their values.
pub(super) fn encrypted_state(program: &Program) -> Result<()> {
    const CANARY: &str = "canary-51e0c7aa";
    let workspace = program.workspace()?;
    let encryption = workspace.path().join("encryption.tf");
    fs::write(encryption, hcl!("opentofu/encryption.tf"))?;
    let configuration = |value: &str| hcl!("opentofu/secret.tf", VALUE = value);
    workspace.write(&configuration(CANARY))?;
    workspace.plan()?;
    workspace.succeed(&["apply", "-input=false", "plan.tfplan"])?;
    for file in ["terraform.tfstate", "plan.tfplan"] {
        let text = String::from_utf8_lossy(&workspace.read(file)?).into_owned();
        ensure!(
            text.contains("encrypted_data") && !text.contains(CANARY),
            "{file} is not encrypted:\n{text}"
        );
    }
    workspace.expect_empty_plan("from an encrypted state")?;
    workspace.write(&configuration("another value"))?;
    ensure!(
        workspace.apply()?.action("appservices_secret.s") == "update",
        "a change is not planned from an encrypted state"
    );
    Ok(())
}

/// With `destroy = false`, a destruction removes the object from the state and not from the server.
pub(super) fn forgotten(program: &Program) -> Result<()> {
    let server = Server::start()?;
    let workspace = program.workspace()?;
    workspace.write(&format!(
        "{}\n{}",
        server.provider(),
        hcl!("opentofu/forgotten.tf")
    ))?;
    workspace.apply()?;
    workspace.expect_empty_plan("with destroy = false")?;
    workspace.succeed(&[
        "destroy",
        "-auto-approve",
        "-input=false",
        "-no-color",
        "-suppress-forget-errors",
    ])?;
    let state = workspace.show(&[])?;
    ensure!(
        resources(&state).next().is_none(),
        "a destruction left something in the state"
    );
    let left = server.apps()?;
    let names: Vec<_> = left
        .iter()
        .map(|app| app["name"].as_str().unwrap_or_default())
        .collect();
    ensure!(
        names == ["kept"],
        "a destruction left the apps {names:?} on the server"
    );
    // The forgotten object can be imported again.
    let id = left[0]["client_app_id"]
        .as_str()
        .context("the app has an id")?;
    workspace.succeed(&[
        "import",
        "-input=false",
        "-no-color",
        "appservices_app.kept",
        id,
    ])?;
    Ok(())
}

fn resources(state: &serde_json::Value) -> impl Iterator<Item = &serde_json::Value> {
    state
        .pointer("/values/root_module/resources")
        .and_then(serde_json::Value::as_array)
        .into_iter()
        .flatten()
}
