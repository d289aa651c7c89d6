//! Configurations that are wrong by themselves.

use anyhow::Result;
use expect_test::{expect, expect_file};

use super::{check, refused};
use crate::hcl::hcl;
use crate::terraform::{Program, Workspace};

/// Everything that can be known before anything is asked.
pub(super) fn attributes(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(&hcl!("bad_input/attributes.tf"))?;
    expect_file!["../hcl/bad_input/attributes.txt"]
        .assert_eq(&refused(&workspace, &["validate", "-json"])?);
    Ok(())
}

/// What a mocked provider could have made up, and so is judged in the plan.
pub(super) fn forms(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(&hcl!("bad_input/forms.tf"))?;
    workspace.succeed(&["validate"])?;
    expect_file!["../hcl/bad_input/forms.txt"].assert_eq(&refused(&workspace, PLAN)?);
    Ok(())
}

const PLAN: &[&str] = &["plan", "-json", "-input=false"];

pub(super) fn provider_block(program: &Program) -> Result<()> {
    let write = |workspace: &Workspace<'_>, arguments: &str| {
        workspace.write(&hcl!("bad_input/provider_block.tf", ARGUMENTS = arguments))
    };
    let local = r#"local_path = "./data""#;
    let keys = "public_key = \"a\"\n  private_key = \"b\"";
    let mut printed = String::new();
    for (first, second) in [
        ("", ""),
        (local, r#"base_url = "https://example.com""#),
        (keys, r#"base_url = "http://example.com""#),
        (keys, r#"base_url = "services""#),
        (keys, ""),
        (local, r#"project_id = "my project""#),
    ] {
        let workspace = program.workspace()?;
        let arguments = format!("{first}\n  {second}");
        write(&workspace, &arguments)?;
        let text = refused(&workspace, PLAN)?;
        printed += &format!("  {}\n{text}\n", arguments.trim());
    }
    expect_file!["../hcl/bad_input/provider_block.txt"].assert_eq(&printed);

    let mut workspace = program.workspace()?;
    workspace.set("APPSERVICES_LOCAL_PATH", "./data");
    write(&workspace, r#"public_key = "a""#)?;
    check(
        &workspace,
        PLAN,
        expect![[r#"
            error: public_key and a local path exclude each other
              at provider["registry.terraform.io/atlas-appservices/appservices"]: public_key = "a"
              With public_key the provider talks to a server, with the environment variable APPSERVICES_LOCAL_PATH it serves the API itself.
              Leave out one of them.
        "#]],
    )
}
