//! What module authors do.

use anyhow::{Result, ensure};

use super::LOCAL;
use crate::terraform::Program;

/// Two configurations of the provider are two processes, or two servers in one: they share a folder safely.
pub(super) fn aliases(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    let second = LOCAL.replace("{\n", "{\n  alias = \"second\"\n");
    let mut resources = String::from("resource \"appservices_app\" \"a\" { name = \"a\" }\n");
    for at in 0..8 {
        let alias = if at % 2 == 0 {
            "appservices"
        } else {
            "appservices.second"
        };
        resources += &format!(
            "resource \"appservices_secret\" \"s{at}\" {{\n  provider = {alias}\n  app_id = appservices_app.a.id\n  name = \"s{at}\"\n  value = \"v\"\n}}\n"
        );
    }
    workspace.write(&format!("{LOCAL}{second}{resources}"))?;
    workspace.apply()?;
    workspace.expect_empty_plan("with two aliases")?;
    workspace.succeed(&["destroy", "-auto-approve", "-input=false"])?;
    Ok(())
}

/// A module is tested without an account: the test file names a folder and nothing else.
pub(super) fn test(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(
        "variable \"name\" { type = string }\nresource \"appservices_app\" \"this\" { name = var.name }\nresource \"appservices_ip_access_list\" \"this\" {\n  app_id = appservices_app.this.id\n  entries = [{ address = \"192.0.2.0/24\" }]\n}\noutput \"client_app_id\" { value = appservices_app.this.client_app_id }\n",
    )?;
    std::fs::write(
        workspace.path().join("module.tftest.hcl"),
        r#"
provider "appservices" {
  local_path = "./test-data"
}

variables {
  name = "shop"
}

run "makes_an_app" {
  assert {
    condition     = startswith(output.client_app_id, "shop-")
    error_message = "the client app id does not begin with the name"
  }
}

run "closes_the_list" {
  command = plan
  assert {
    condition     = [for entry in appservices_ip_access_list.this.entries : entry.address] == ["192.0.2.0/24"]
    error_message = "the list has other entries"
  }
}

run "refuses_a_bad_name" {
  command = plan
  variables {
    name = "1shop"
  }
  expect_failures = [appservices_app.this]
}
"#,
    )?;
    // A validation error of a provider is no failed check, so the last run fails the test: it is told apart here.
    let text = workspace.fail(&["test", "-no-color"])?;
    ensure!(
        text.contains("run \"makes_an_app\"... pass")
            && text.contains("run \"closes_the_list\"... pass"),
        "terraform test failed:\n{text}"
    );
    ensure!(
        text.contains("is not an app name"),
        "the bad name was not refused:\n{text}"
    );
    Ok(())
}

/// Runs that share nothing run at the same time, each with a provider process of its own, over one folder. The folder comes from
/// the environment: a block in the test file would name the same one again in the next run.
pub(super) fn parallel_test(program: &Program) -> Result<()> {
    const RUNS: usize = 6;
    let mut workspace = program.workspace()?;
    let data = tempfile::tempdir()?;
    workspace.set("APPSERVICES_LOCAL_PATH", data.path().display().to_string());
    workspace.write(
        r#"
variable "name" {
  type = string
}

resource "appservices_app" "this" {
  name = var.name
}

resource "appservices_function" "this" {
  app_id = appservices_app.this.id
  name   = "hello"
  source = "exports = () => 1;"
}

resource "appservices_api_key" "this" {
  app_id = appservices_app.this.id
  name   = "backend"
}

output "client_app_id" {
  value = appservices_app.this.client_app_id
}
"#,
    )?;
    let mut tests = String::from("test {\n  parallel = true\n}\n");
    for at in 0..RUNS {
        tests += &format!(
            r#"
run "app_{at}" {{
  state_key = "app_{at}"

  variables {{
    name = "shop{at}"
  }}

  assert {{
    condition     = startswith(output.client_app_id, "shop{at}-")
    error_message = "the client app id does not begin with the name"
  }}
}}
"#
        );
    }
    std::fs::write(workspace.path().join("many.tftest.hcl"), tests)?;
    let text = workspace.succeed(&["test", "-no-color"])?;
    ensure!(
        text.contains(&format!("{RUNS} passed, 0 failed")),
        "terraform test says:\n{text}"
    );
    Ok(())
}

/// One import block brings in as many objects as there are keys.
pub(super) fn import_for_each(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    let configuration = |import: &str| {
        format!(
            r#"{LOCAL}
locals {{
  names = toset(["one", "two", "three"])
}}

resource "appservices_app" "each" {{
  for_each = local.names
  name     = each.key
}}

{import}
"#
        )
    };
    workspace.write(&configuration("output \"ids\" { value = { for name, app in appservices_app.each : name => app.client_app_id } }"))?;
    workspace.apply()?;
    let ids = workspace.show(&[])?["values"]["outputs"]["ids"]["value"].clone();
    workspace.succeed(&["state", "rm", "appservices_app.each"])?;
    let import = format!(
        r#"import {{
  for_each = jsondecode({:?})
  to       = appservices_app.each[each.key]
  id       = each.value
}}"#,
        ids.to_string()
    );
    workspace.write(&configuration(&import))?;
    let text = workspace.succeed(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
    ensure!(
        text.contains("3 imported, 0 added, 0 changed"),
        "the import says:\n{text}"
    );
    workspace.write(&configuration(""))?;
    workspace.expect_empty_plan("after importing three apps")
}

/// Validation needs neither keys nor values.
pub(super) fn validate(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(
        "provider \"appservices\" {}\nvariable \"v\" {}\nvariable \"list\" { type = set(string) }\nresource \"appservices_app\" \"a\" { name = var.v }\nresource \"appservices_endpoint\" \"e\" {\n  app_id = appservices_app.a.id\n  route = var.v\n  http_method = var.v\n  function_id = var.v\n  validation_method = var.v\n}\nresource \"appservices_secret\" \"s\" {\n  app_id = appservices_app.a.id\n  name = var.v\n  value = var.v\n}\nresource \"appservices_ip_access_list\" \"l\" {\n  app_id = appservices_app.a.id\n  entries = [for address in var.list : { address = address }]\n}\nresource \"appservices_log_forwarder\" \"f\" {\n  app_id = appservices_app.a.id\n  name = \"f\"\n  log_types = var.list\n  log_statuses = var.list\n  policy = { type = var.v }\n  action = var.v == \"x\" ? { function = { name = \"f\" }, collection = null } : null\n}\n",
    )?;
    workspace.succeed(&["validate", "-no-color"])?;
    Ok(())
}
