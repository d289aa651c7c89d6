//! The first command of the README.

#[cfg(unix)]
use std::os::unix::fs::PermissionsExt as _;
#[cfg(unix)]
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::terraform::{PROVIDER, Program, text_of};

/// Keeps a folder that the user names, and does not overwrite the user's changes in it.
pub(super) fn runs(program: &Program) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let main = folder.path().join("main.tf");
    let quickstart = |arguments: &[&str]| {
        Command::new(PROVIDER)
            .args(["quickstart", "--dir"])
            .arg(folder.path())
            .args(arguments)
            .env("TF_CLI", program.path())
            .output()
    };
    for (round, arguments) in [("first", [].as_slice()), ("second", &["--force"])] {
        let output = quickstart(arguments)?;
        let text = text_of(&output);
        ensure!(
            output.status.success(),
            "the {round} quickstart failed:\n{text}"
        );
        check_output(program, &text).with_context(|| format!("in the {round} round"))?;

        let edited = format!(
            "{}# edited after the {round} round\n",
            std::fs::read_to_string(&main)?
        );
        std::fs::write(&main, &edited)?;
        let output = quickstart(&[])?;
        let refusal = text_of(&output);
        ensure!(
            !output.status.success() && refusal.contains("--force"),
            "an edited main.tf is no obstacle:\n{refusal}"
        );
        ensure!(
            std::fs::read_to_string(&main)? == edited,
            "the edited main.tf was overwritten"
        );
    }
    let moved = std::fs::read_to_string(folder.path().join("earlier-1/main.tf"))?;
    ensure!(
        moved.ends_with("# edited after the first round\n"),
        "the edited main.tf was not moved aside:\n{moved}"
    );
    Ok(())
}

fn check_output(program: &Program, text: &str) -> Result<()> {
    // What it prints can be pasted, also when the program is not on PATH.
    let clean_up = format!("{} destroy\n", program.path().display());
    let install = format!("\n  {PROVIDER} install\n");
    for wanted in [
        "14 added",
        "No changes.",
        "appservices_secret.webhook has been deleted",
        "disabled   = true -> false",
        "Go on from here",
        &clean_up,
        &install,
    ] {
        ensure!(text.contains(wanted), "nothing says {wanted:?}:\n{text}");
    }
    ensure!(!text.contains("Warning:"), "a newcomer is warned:\n{text}");
    Ok(())
}

#[cfg(unix)]
fn is_empty(folder: &Path) -> Result<bool> {
    Ok(std::fs::read_dir(folder)?.next().is_none())
}

/// Leaves nothing without a folder, whether it succeeds or is refused.
#[cfg(unix)]
pub(super) fn leaves_nothing(program: &Program) -> Result<()> {
    let temporary = tempfile::tempdir()?;
    let output = Command::new(PROVIDER)
        .arg("quickstart")
        .env("TMPDIR", temporary.path())
        .env("TF_CLI", program.path())
        .output()?;
    let text = text_of(&output);
    ensure!(
        output.status.success() && text.contains("quickstart --dir "),
        "the quickstart says:\n{text}"
    );
    ensure!(
        is_empty(temporary.path())?,
        "the quickstart leaves something"
    );

    // A Terraform that presses Ctrl-C before it applies anything.
    let tools = tempfile::tempdir()?;
    let script = tools.path().join("terraform");
    let text = format!(
        "#!/bin/sh\nif [ \"$1\" = apply ]; then kill -INT $PPID; fi\nexec {:?} \"$@\"\n",
        program.path()
    );
    std::fs::write(&script, text)?;
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755))?;
    let output = Command::new(PROVIDER)
        .arg("quickstart")
        .env("TMPDIR", temporary.path())
        .env("TF_CLI", &script)
        .output()?;
    let text = text_of(&output);
    ensure!(
        !output.status.success() && text.contains("the temporary folder is removed"),
        "the quickstart says:\n{text}"
    );
    ensure!(
        text.contains("14 added") && !text.contains("== 3."),
        "Terraform did not end by itself, or the quickstart went on:\n{text}"
    );
    ensure!(
        is_empty(temporary.path())?,
        "an interrupted quickstart leaves something"
    );

    let foreign = tempfile::tempdir()?;
    std::fs::write(foreign.path().join("thesis.txt"), "three years of work")?;
    let output = Command::new(PROVIDER)
        .args(["quickstart", "--dir"])
        .arg(foreign.path())
        .env("TF_CLI", program.path())
        .output()?;
    ensure!(
        !output.status.success() && text_of(&output).contains("is not empty"),
        "a folder with other files was taken:\n{}",
        text_of(&output)
    );
    Ok(())
}
