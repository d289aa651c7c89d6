//! `terraform test` of a module with a local path, as the README and the guide "Testing modules offline" describe it.

use anyhow::{Result, ensure};

use crate::hcl::hcl;
use crate::terraform::Program;

const MODULE: &str = include_str!("../hcl/offline/main.tf");
const TEST: &str = include_str!("../hcl/offline/shop.tftest.hcl");
const MOCKED: &str = include_str!("../hcl/offline/mocked.tftest.hcl");
const WITHOUT_KEYS: &str = include_str!("../hcl/offline/unkeyed.tftest.hcl");
const GUIDE: &str = include_str!("../../docs/guides/testing.md");

/// Uses a fresh folder for each run. In a folder with the objects of an earlier run, the test fails and the message says why.
pub(super) fn fresh_folders(program: &Program) -> Result<()> {
    for (page, text) in [
        ("the README", include_str!("../../README.md")),
        ("the guide", GUIDE),
    ] {
        ensure!(
            text.contains(TEST),
            "{page} shows another test than this one:\n{TEST}"
        );
    }
    let mut workspace = program.workspace()?;
    std::fs::write(workspace.path().join("main.tf"), MODULE)?;
    std::fs::create_dir(workspace.path().join("tests"))?;
    std::fs::write(workspace.path().join("tests/shop.tftest.hcl"), TEST)?;

    // The objects of a run that was killed before it destroyed them.
    let used = tempfile::tempdir()?;
    workspace.set("APPSERVICES_LOCAL_PATH", used.path().display().to_string());
    workspace.succeed(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
    let text = workspace.fail(&["test", "-no-color"])?;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    ensure!(
        words.contains("exists already") && words.contains("earlier run"),
        "a used folder is not explained:\n{text}"
    );

    let fresh = tempfile::tempdir()?;
    workspace.set("APPSERVICES_LOCAL_PATH", fresh.path().display().to_string());
    let text = workspace.succeed(&["test", "-no-color"])?;
    ensure!(
        text.contains("1 passed, 0 failed"),
        "terraform test says:\n{text}"
    );

    // The assertion can fail: an open list is found.
    let other = tempfile::tempdir()?;
    workspace.set("APPSERVICES_LOCAL_PATH", other.path().display().to_string());
    let text = workspace.fail(&["test", "-no-color", r#"-var=allowed=["0.0.0.0/0"]"#])?;
    ensure!(
        text.contains("other addresses than the office's may use the app"),
        "an open list passes the test:\n{text}"
    );
    Ok(())
}

/// Mocks with values of their author's choice, as the guide shows them: no folder, and no request.
pub(super) fn mocked(program: &Program) -> Result<()> {
    ensure!(
        GUIDE.contains(MOCKED),
        "the guide shows another test than this one:\n{MOCKED}"
    );
    let workspace = program.workspace()?;
    std::fs::write(workspace.path().join("main.tf"), MODULE)?;
    std::fs::write(workspace.path().join("mocked.tftest.hcl"), MOCKED)?;
    let text = workspace.succeed(&["test", "-no-color"])?;
    ensure!(
        text.contains("1 passed, 0 failed"),
        "terraform test says:\n{text}"
    );
    Ok(())
}

/// An empty provider block in the test replaces a block with keys, which exclude a local path.
pub(super) fn keys(program: &Program) -> Result<()> {
    ensure!(
        GUIDE.contains(WITHOUT_KEYS),
        "the guide shows another block than this one:\n{WITHOUT_KEYS}"
    );
    let mut workspace = program.workspace()?;
    let data = tempfile::tempdir()?;
    workspace.set("APPSERVICES_LOCAL_PATH", data.path().display().to_string());
    let main = workspace.path().join("main.tf");
    std::fs::write(main, format!("{MODULE}\n{}", hcl!("offline/keys.tf")))?;
    let test = workspace.path().join("shop.tftest.hcl");
    std::fs::write(&test, TEST)?;
    let text = workspace.fail(&["test", "-no-color"])?;
    ensure!(
        text.contains("APPSERVICES_LOCAL_PATH"),
        "keys beside a local path are no error:\n{text}"
    );
    std::fs::write(&test, format!("{WITHOUT_KEYS}\n{TEST}"))?;
    let text = workspace.succeed(&["test", "-no-color"])?;
    ensure!(
        text.contains("1 passed, 0 failed"),
        "terraform test says:\n{text}"
    );
    Ok(())
}
