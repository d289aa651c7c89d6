//! Actions, with a Terraform that has them.

use std::fs;

use anyhow::{Result, ensure};

use super::library::require;
use crate::hcl::hcl;
use crate::terraform::{Program, Workspace};

/// Actions are planned, invoked after a change or by hand, report progress, warn and fail.
pub(super) fn actions(program: &Program) -> Result<()> {
    let workspace = prepare(program)?;
    let apply = ["apply", "-auto-approve", "-input=false", "-no-color"];
    for (arguments, wanted) in [
        (
            &["-var=steps=2"][..],
            &[
                "Actions: 1 to invoke.",
                "): step 2",
                "Counted: Nothing else was done.",
                "Actions: 1 invoked.",
            ][..],
        ),
        (
            &["-var=steps=1", "-invoke=action.torture_count.some"],
            &["): step 1", "0 added, 0 changed", "Actions: 1 invoked."],
        ),
    ] {
        let text = workspace.succeed(&[&apply, arguments].concat())?;
        for said in wanted {
            ensure!(
                text.contains(said),
                "{arguments:?} does not say {said:?}:\n{text}"
            );
        }
    }
    let text = workspace.fail(&[&apply[..], &["-var=steps=11"]].concat())?;
    ensure!(
        text.contains("): step 10") && text.contains("Too many steps: Ten are enough."),
        "a failing action says:\n{text}"
    );
    // The change before the action was made, and is in the state.
    let text = workspace.succeed(
        &[
            &["plan", "-detailed-exitcode"],
            &apply[2..],
            &["-var=steps=11"],
        ]
        .concat(),
    )?;
    ensure!(
        text.contains("No changes."),
        "a failed action plans something:\n{text}"
    );
    Ok(())
}

fn prepare(program: &Program) -> Result<Workspace<'_>> {
    require("terraform-provider-torture")?;
    let workspace = program.workspace()?;
    fs::write(workspace.path().join("main.tf"), hcl!("torture/actions.tf"))?;
    Ok(workspace)
}

/// An action that waits ends when the user presses Ctrl-C.
#[cfg(unix)]
pub(super) fn interrupted(program: &Program) -> Result<()> {
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::process::Stdio;

    use anyhow::Context as _;

    use crate::terraform::signal;

    let workspace = prepare(program)?;
    let arguments = [
        "apply",
        "-auto-approve",
        "-input=false",
        "-no-color",
        "-var=steps=11",
        "-invoke=action.torture_wait.long",
    ];
    let mut running = workspace
        .command(&arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut output = BufReader::new(running.stdout.take().context("it has an output")?);
    let mut text = String::new();
    while !text.contains("): waiting") && output.read_line(&mut text)? > 0 {}
    signal("INT", running.id())?;
    output.read_to_string(&mut text)?;
    running
        .stderr
        .take()
        .context("it has an error output")?
        .read_to_string(&mut text)?;
    let status = running.wait()?;
    ensure!(
        !status.success(),
        "an interrupted action ends with {status}:\n{text}"
    );
    ensure!(
        text.contains("Interrupted: It was waiting for that."),
        "an interrupted action says:\n{text}"
    );
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn interrupted(_: &Program) -> Result<()> {
    anyhow::bail!("the story needs signals, and is skipped without")
}
