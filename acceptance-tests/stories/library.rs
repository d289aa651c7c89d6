//! Providers of other authors: the programs in `examples/`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::hcl::hcl;
use crate::terraform::{PROVIDER, Program};

/// `cargo test` builds the examples; `cargo test --test acceptance` does not.
pub(super) fn require(example: &str) -> Result<PathBuf> {
    let program = Path::new(PROVIDER)
        .with_file_name("examples")
        .join(format!("{example}{}", std::env::consts::EXE_SUFFIX));
    ensure!(
        program.is_file(),
        "{} is missing: run cargo build --examples",
        program.display()
    );
    Ok(program)
}

pub(super) fn files(program: &Program) -> Result<()> {
    require("terraform-provider-files")?;
    let workspace = program.workspace()?;
    let write = |name: &str, content: &str| {
        let main = workspace.path().join("main.tf");
        fs::write(
            main,
            hcl!("library/file.tf", NAME = name, CONTENT = content),
        )
    };
    let notes = workspace.path().join("notes");

    write("a/b.txt", "one")?;
    let refused = workspace.fail(&["validate", "-no-color"])?;
    ensure!(
        refused.contains("It must be a name without a slash."),
        "a slash is not refused: {refused}"
    );
    write("a.txt", "one")?;
    let plan = workspace.plan()?;
    ensure!(
        plan["resource_changes"][0]["change"]["after"]["path"] == "./notes/a.txt",
        "the plan does not show the path: {}",
        plan["resource_changes"]
    );
    ensure!(
        workspace.apply()?.action("files_file.f") == "create",
        "it is not created"
    );
    ensure!(
        fs::read_to_string(notes.join("a.txt"))? == "one",
        "the file is another"
    );
    workspace.expect_empty_plan("after apply")?;
    write("a.txt", "two")?;
    ensure!(
        workspace.apply()?.action("files_file.f") == "update",
        "its content is not changed in place"
    );
    write("b.txt", "two")?;
    ensure!(
        workspace.apply()?.action("files_file.f") == "replace",
        "its name does not replace it"
    );
    ensure!(
        !notes.join("a.txt").exists() && notes.join("b.txt").exists(),
        "the old file is still there"
    );

    fs::write(notes.join("b.txt"), "changed elsewhere")?;
    ensure!(
        workspace.apply()?.action("files_file.f") == "update",
        "drift is not seen"
    );
    fs::remove_file(notes.join("b.txt"))?;
    ensure!(
        workspace.apply()?.action("files_file.f") == "create",
        "a file that is gone is not made again"
    );

    workspace.succeed(&["state", "rm", "files_file.f"])?;
    workspace.succeed(&["import", "-input=false", "files_file.f", "b.txt"])?;
    workspace.expect_empty_plan("after import")?;
    workspace.succeed(&["destroy", "-auto-approve", "-no-color"])?;
    ensure!(!notes.join("b.txt").exists(), "the file is left behind");
    Ok(())
}
