//! What module authors do.

use anyhow::{Result, ensure};

use crate::hcl::hcl;
use crate::terraform::Program;

/// Two configurations of the provider are two processes, or two servers in one: they share a folder safely.
pub(super) fn aliases(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(&hcl!("modules/aliases.tf"))?;
    workspace.apply()?;
    workspace.expect_empty_plan("with two aliases")?;
    workspace.succeed(&["destroy", "-auto-approve", "-input=false"])?;
    Ok(())
}

/// A module is tested without an account: the test file names a folder and nothing else.
pub(super) fn test(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(&hcl!("modules/module.tf"))?;
    let tests = workspace.path().join("module.tftest.hcl");
    std::fs::write(tests, hcl!("modules/module.tftest.hcl"))?;
    // `expect_failures` does not cover a provider's validation errors, so the last run fails the test.
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

/// Independent runs share a folder in parallel, each with its own provider process. The folder comes from the environment, because a
/// block in the test file would use the same folder again in the next run.
pub(super) fn parallel_test(program: &Program) -> Result<()> {
    const RUNS: usize = 6;
    let mut workspace = program.workspace()?;
    let data = tempfile::tempdir()?;
    workspace.set("APPSERVICES_LOCAL_PATH", data.path().display().to_string());
    workspace.write(&hcl!("modules/parallel.tf"))?;
    let mut tests = hcl!("modules/parallel.tftest.hcl");
    for at in 0..RUNS {
        tests += &hcl!("modules/parallel_run.tftest.hcl", AT = at);
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
    let apps = hcl!("modules/for_each.tf");
    workspace.write(&format!("{apps}{}", hcl!("modules/for_each_ids.tf")))?;
    workspace.apply()?;
    let ids = workspace.show(&[])?["values"]["outputs"]["ids"]["value"].clone();
    workspace.succeed(&["state", "rm", "appservices_app.each"])?;
    let import = hcl!("modules/for_each_import.tf", IDS = ids);
    workspace.write(&format!("{apps}{import}"))?;
    let text = workspace.succeed(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
    ensure!(
        text.contains("3 imported, 0 added, 0 changed"),
        "the import says:\n{text}"
    );
    workspace.write(&apps)?;
    workspace.expect_empty_plan("after importing three apps")
}

/// Validation needs neither keys nor values.
pub(super) fn validate(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(&hcl!("modules/validate.tf"))?;
    workspace.succeed(&["validate", "-no-color"])?;
    Ok(())
}
