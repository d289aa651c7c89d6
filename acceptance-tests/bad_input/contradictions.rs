//! What core lets pass: null where something is required, read-only attributes that are set.

use anyhow::Result;
use expect_test::expect;

use super::check;
use crate::hcl::hcl;
use crate::terraform::{Program, Workspace};

/// At validate what is written, in the plan what variables are, and in the apply what has become null by then.
pub(super) fn contradictions(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    written(&workspace)?;
    variables(&workspace)?;
    become_null(&workspace)
}

fn written(workspace: &Workspace<'_>) -> Result<()> {
    workspace.write(&hcl!("bad_input/written.tf"))?;
    check(
        workspace,
        &["validate", "-json"],
        expect![[r#"
        error: Invalid entries[…].address
          at appservices_ip_access_list.inside: entries = [{ address = null, comment = "nowhere" }, { address = "the office" }]
          "the office" is neither an IP address nor a CIDR block, as in "192.0.2.7" or "10.0.0.0/16".

        error: client_app_id is set by the provider; remove it
          at appservices_app.read_only: client_app_id = "a-abcde"
          The attribute is read-only: a configuration can use its value and cannot set it.

        error: entries must not be null
          at appservices_ip_access_list.empty: entries = null
          The argument is required, and what is written for it is null, as a variable without a value is.
          Give it a value.

        error: entries[…].address must not be null
          at appservices_ip_access_list.inside: entries = [{ address = null, comment = "nowhere" }, { address = "the office" }]
          The argument is required, and what is written for it is null, as a variable without a value is.
          Give it a value.
    "#]],
    )
}

fn variables(workspace: &Workspace<'_>) -> Result<()> {
    workspace.write(&hcl!("bad_input/variables.tf"))?;
    check(
        workspace,
        &["plan", "-json", "-input=false"],
        expect![[r#"
            error: action.function.name must not be null
              at appservices_log_forwarder.nested: action       = { function = { name = var.unset } }
              The argument is required, and what is written for it is null, as a variable without a value is.
              Give it a value.

            error: log_statuses[…] must not be null
              at appservices_log_forwarder.nested: log_statuses = var.list
              An element is null, and the collection takes none that is.
              Leave the element out, as in [for one in all : one if one != null].

            error: name must not be null
              at appservices_app.required: name = var.unset
              The argument is required, and what is written for it is null, as a variable without a value is.
              Give it a value.
        "#]],
    )
}

fn become_null(workspace: &Workspace<'_>) -> Result<()> {
    workspace.write(&hcl!("bad_input/late.tf"))?;
    check(
        workspace,
        &["apply", "-json", "-input=false", "-auto-approve"],
        expect![[r#"
        error: name must not be null
          at appservices_secret.late: name   = terraform_data.later.output.name
          The argument is required, and what is written for it is null, as a variable without a value is.
          Give it a value.
    "#]],
    )
}
