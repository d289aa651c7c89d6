//! `terraform test` of a module over a local path, as the README and the guide "Testing modules offline" describe it.

use anyhow::{Result, ensure};

use crate::terraform::Program;

const MODULE: &str = include_str!("main.tf");
const TEST: &str = include_str!("shop.tftest.hcl");

/// Names a fresh folder for each run. A folder that an earlier run left its objects in fails the test, and says why.
pub(super) fn fresh_folders(program: &Program) -> Result<()> {
    ensure!(include_str!("../../../README.md").contains(TEST), "the README shows another test than this one:\n{TEST}");
    let mut workspace = program.workspace()?;
    std::fs::write(workspace.path().join("main.tf"), MODULE)?;
    std::fs::create_dir(workspace.path().join("tests"))?;
    std::fs::write(workspace.path().join("tests/shop.tftest.hcl"), TEST)?;

    // What a run leaves that was killed before it destroyed its objects.
    let used = tempfile::tempdir()?;
    workspace.set("APPSERVICES_LOCAL_PATH", used.path().display().to_string());
    workspace.succeed(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
    let text = workspace.fail(&["test", "-no-color"])?;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    ensure!(words.contains("exists already") && words.contains("earlier run"), "a used folder is not explained:\n{text}");

    let fresh = tempfile::tempdir()?;
    workspace.set("APPSERVICES_LOCAL_PATH", fresh.path().display().to_string());
    let text = workspace.succeed(&["test", "-no-color"])?;
    ensure!(text.contains("1 passed, 0 failed"), "terraform test says:\n{text}");

    // The assertion can fail: an open list is found.
    let other = tempfile::tempdir()?;
    workspace.set("APPSERVICES_LOCAL_PATH", other.path().display().to_string());
    let text = workspace.fail(&["test", "-no-color", r#"-var=allowed=["0.0.0.0/0"]"#])?;
    ensure!(text.contains("other addresses than the office's may use the app"), "an open list passes the test:\n{text}");
    Ok(())
}
