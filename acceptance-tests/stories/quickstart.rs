//! The first command of the README.

use std::process::Command;

use anyhow::{Result, ensure};

use crate::terraform::{PROVIDER, Program, text_of};

pub(super) fn runs(program: &Program) -> Result<()> {
    let folder = tempfile::tempdir()?;
    for round in ["first", "second"] {
        let output = Command::new(PROVIDER).args(["quickstart", "--dir"]).arg(folder.path()).env("TF_CLI", program.path()).output()?;
        let text = text_of(&output);
        ensure!(output.status.success(), "the {round} quickstart failed:\n{text}");
        for said in
            ["11 added", "No changes.", "appservices_secret.webhook has been deleted", "disabled   = true -> false", "Go on from here"]
        {
            ensure!(text.contains(said), "the {round} quickstart does not say {said:?}:\n{text}");
        }
        // What it prints can be pasted, also when the program is not on PATH.
        let clean_up = format!("{} destroy\n", program.path().display());
        ensure!(text.contains(&clean_up), "the {round} quickstart does not say {clean_up:?}:\n{text}");
    }
    let foreign = tempfile::tempdir()?;
    std::fs::write(foreign.path().join("thesis.txt"), "three years of work")?;
    let output = Command::new(PROVIDER).args(["quickstart", "--dir"]).arg(foreign.path()).env("TF_CLI", program.path()).output()?;
    ensure!(
        !output.status.success() && text_of(&output).contains("is not empty"),
        "a folder with other files was taken:\n{}",
        text_of(&output)
    );
    Ok(())
}
