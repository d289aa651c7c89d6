//! Bringing under Terraform what exists already: configurations that Terraform generates, and lists of objects.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value as Json;

use appservices_provider::appservices::catalog;

use super::subject::Subject;
use crate::hcl::hcl;
use crate::server::Server;
use crate::terraform::{Program, Workspace};

/// The file that Terraform writes.
const GENERATED: &str = "generated.tf";

/// Has Terraform write the configuration of each subject, from its import id alone, and wants a plan that changes nothing.
pub(crate) fn generate(
    program: &Program,
    provider: &str,
    subjects: &[Subject],
    state: &Json,
) -> Result<()> {
    let workspace = program.workspace()?;
    let mut configuration = provider.to_owned();
    for subject in subjects {
        configuration += &import_block(subject, state)?;
    }
    workspace.write(&configuration)?;
    workspace.succeed(&[
        "plan",
        "-input=false",
        "-no-color",
        &format!("-generate-config-out={GENERATED}"),
    ])?;
    let imported = imports_alone(&workspace)?;
    ensure!(
        imported.len() == subjects.len(),
        "{} objects of {} are imported: {imported:?}",
        imported.len(),
        subjects.len()
    );
    workspace.succeed(&["apply", "-input=false", "plan.tfplan"])?;
    workspace.expect_empty_plan("of a configuration that Terraform generated")
}

/// Lists the subjects' types with `terraform query`, finds each subject as the state has it, and has Terraform write the configuration
/// of everything that was found.
pub(crate) fn query(
    program: &Program,
    provider: &str,
    subjects: &[Subject],
    state: &Json,
) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(provider)?;
    let lists = subjects
        .iter()
        .map(|subject| list(subject, state))
        .collect::<Result<String>>()?;
    fs::write(workspace.path().join("all.tfquery.hcl"), lists)?;
    let found = found(&workspace)?;
    for subject in subjects {
        let stored = subject.resource(state)?;
        let identity = &stored["identity"];
        let is_subject = |one: &&Json| {
            one["resource_type"] == subject.info.type_name.as_str() && one["identity"] == *identity
        };
        let one = found
            .iter()
            .find(is_subject)
            .with_context(|| format!("{} is not in the list: {identity}", subject.address()))?;
        agrees(subject, one, stored)?;
    }
    import_all(&workspace, found.len())
}

/// An app that uses every resource comes under another Terraform, by a query of all that is in it.
pub(super) fn whole_app(program: &Program) -> Result<()> {
    let server = Server::start()?;
    let workspace = program.workspace()?;
    let whole = hcl!("every_resource/whole_app.tf");
    workspace.write(&format!("{}\n{whole}", server.provider()))?;
    workspace.apply()?;
    workspace.expect_empty_plan("after apply")?;
    let app = server.apps()?[0]["_id"].clone();
    let declared = catalog().into_iter().map(|info| info.type_name);
    let by_hand = ["appservices_deployment", "appservices_dependencies"];
    let mut types: BTreeSet<String> = declared.chain(by_hand.map(str::to_owned)).collect();
    // The entries are in the whole list, which excludes them.
    types.remove("appservices_ip_access_list_entry");
    let lists = types.iter().map(|name| {
        let config = match name == "appservices_app" {
            true => String::new(),
            false => format!("config {{\n    app_id = {app}\n  }}"),
        };
        ensure!(
            whole.contains(&format!("resource \"{name}\"")),
            "the app has no {name}"
        );
        let list = hcl!(
            "every_resource/list.tfquery.hcl",
            TYPE = name,
            CONFIG = config
        );
        Ok(list.replace("\"all\"", &format!("\"{name}\"")))
    });
    let lists = lists.collect::<Result<String>>()?;
    let other = program.workspace()?;
    other.write(&server.provider())?;
    fs::write(other.path().join("whole.tfquery.hcl"), lists)?;
    let found = found(&other)?.len();
    let declared = whole.matches("\nresource ").count() + 1;
    ensure!(found == declared, "{found} objects of {declared} are found");
    import_all(&other, found)
}

/// Fails unless a list has the subject with a name, and with all that the API returns, as the state has it.
fn agrees(subject: &Subject, one: &Json, stored: &Json) -> Result<()> {
    ensure!(
        one["display_name"]
            .as_str()
            .is_some_and(|name| !name.is_empty()),
        "{} has no name in the list",
        subject.address()
    );
    for attr in subject
        .info
        .attributes
        .iter()
        .filter(|attr| attr.returned && !attr.local)
    {
        let listed = &one["resource_object"][attr.name];
        let stored = &stored["values"][attr.name];
        ensure!(
            listed == stored,
            "{} of {} is {listed} in the list and {stored} in the state",
            attr.name,
            subject.address()
        );
    }
    Ok(())
}

/// Has Terraform write the configuration of everything that a list has, and import it.
fn import_all(workspace: &Workspace<'_>, listed: usize) -> Result<()> {
    workspace.succeed(&[
        "query",
        "-no-color",
        &format!("-generate-config-out={GENERATED}"),
    ])?;
    let imported = imports_alone(workspace)?;
    ensure!(
        imported.len() == listed,
        "{listed} objects were found, and {} are imported: {imported:?}",
        imported.len()
    );
    workspace.succeed(&["apply", "-input=false", "plan.tfplan"])?;
    workspace.expect_empty_plan("of what terraform query found")
}

/// Returns an import block for a subject.
pub(super) fn import_block(subject: &Subject, state: &Json) -> Result<String> {
    Ok(hcl!(
        "shared/import.tf",
        ADDRESS = subject.address(),
        BY = format!("id = {:?}", subject.import_id(state)?)
    ))
}

/// Returns a list block for everything of the subject's type that is where the subject is.
fn list(subject: &Subject, state: &Json) -> Result<String> {
    let type_name = &subject.info.type_name;
    let values = subject.state(state)?;
    let place: Vec<String> = subject
        .parents()
        .iter()
        .map(|name| format!("{name} = {}", values[*name]))
        .collect();
    let config = match place.as_slice() {
        [] => String::new(),
        lines => format!("config {{\n    {}\n  }}", lines.join("\n    ")),
    };
    Ok(hcl!(
        "every_resource/list.tfquery.hcl",
        TYPE = type_name,
        CONFIG = config
    ))
}

/// Returns what a query finds.
fn found(workspace: &Workspace<'_>) -> Result<Vec<Json>> {
    let text = workspace.succeed(&["query", "-json"])?;
    let events = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Json>(line).ok());
    Ok(events
        .filter(|event| event["type"] == "list_resource_found")
        .map(|event| event["list_resource_found"].clone())
        .collect())
}

/// Plans, and fails unless the plan imports objects and does nothing else. Returns the imported addresses.
fn imports_alone(workspace: &Workspace<'_>) -> Result<BTreeSet<String>> {
    let generated =
        || String::from_utf8_lossy(&workspace.read(GENERATED).unwrap_or_default()).into_owned();
    let plan = workspace
        .plan()
        .with_context(|| format!("what was generated does not plan:\n{}", generated()))?;
    let changes = plan["resource_changes"]
        .as_array()
        .context("the plan has no changes")?;
    let mut imported = BTreeSet::new();
    for change in changes {
        let address = change["address"].as_str().unwrap_or_default();
        ensure!(
            change["change"]["actions"] == serde_json::json!(["no-op"])
                && change["change"]["importing"].is_object(),
            "what was generated for {address} plans {}:\n{}",
            change["change"],
            generated()
        );
        imported.insert(address.to_owned());
    }
    Ok(imported)
}
