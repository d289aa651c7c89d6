//! What App Services itself does to a trigger.

use anyhow::{Context as _, Result, ensure};
use appservices_provider::emulator::LOCAL_PROJECT;

use crate::hcl::hcl;
use crate::server::Server;
use crate::terraform::Program;

/// A trigger whose data source goes is suspended. The plan says so, also after the data source is linked
/// again, until the action resumes the trigger.
pub(super) fn suspended(program: &Program) -> Result<()> {
    let server = Server::start()?;
    let workspace = program.workspace()?;
    let watching = hcl!("triggers/watching.tf");
    // Nothing is waited for when the data source is gone.
    let provider = server.provider();
    let provider = provider.replace("base_url", "read_lag_seconds = 0\n  base_url");
    workspace.write(&format!("{provider}\n{watching}"))?;
    workspace.apply()?;
    workspace.expect_empty_plan("after apply")?;
    let apps = server.apps()?;
    let app = apps[0]["_id"].as_str().context("the app has no id")?;
    let services = format!("/groups/{LOCAL_PROJECT}/apps/{app}/services");
    let watched = server.list(&services)?;
    let watched = watched.first().context("there is no data source")?;
    let watched = watched["_id"].as_str().context("it has no id")?;
    server.delete(&format!("{services}/{watched}"))?;

    let warning = "Suspended trigger";
    let plan = ["plan", "-input=false", "-no-color"];
    for when in ["after the data source is gone", "after it is linked again"] {
        let text = workspace.succeed(&plan)?;
        ensure!(text.contains(warning), "{when}:\n{text}");
        workspace.succeed(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
    }
    let invoke = "-invoke=action.appservices_resume_trigger.t";
    workspace.succeed(&[
        "apply",
        "-auto-approve",
        "-input=false",
        "-no-color",
        invoke,
    ])?;
    let text = workspace.succeed(&plan)?;
    ensure!(
        !text.contains(warning) && text.contains("No changes."),
        "after the trigger was resumed:\n{text}"
    );
    Ok(())
}
