//! What is done beside resources: triggers are resumed, versions deployed again, drafts discarded.

use anyhow::{Context as _, Result, ensure};
use appservices_provider::admin_api::Request;
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
    let provider = server.provider_without_lag();
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

/// An earlier version is deployed again, which the next plan shows, and an open draft is discarded.
pub(super) fn versions(program: &Program) -> Result<()> {
    let server = Server::start()?;
    let workspace = program.workspace()?;
    let provider = server.provider_without_lag();
    let write = |source: &str, deployment: &str, draft: &str| {
        let versions = hcl!(
            "triggers/versions.tf",
            SOURCE = source,
            DEPLOYMENT = deployment,
            DRAFT = draft
        );
        workspace.write(&format!("{provider}\n{versions}"))
    };
    let none = "000000000000000000000000";
    for source in ["1", "2"] {
        write(source, none, none)?;
        workspace.apply()?;
    }
    let app = server.apps()?[0]["_id"].clone();
    let app = app.as_str().context("the app has no id")?;
    let path = format!("/groups/{LOCAL_PROJECT}/apps/{app}");
    let deployments = server.list(&format!("{path}/deployments"))?;
    let first = deployments.last().context("there is no deployment")?;
    let first = first["_id"].as_str().context("it has no id")?;
    write("2", first, none)?;
    let apply = ["apply", "-auto-approve", "-input=false", "-no-color"];
    let redeploy = "-invoke=action.appservices_redeploy.earlier";
    workspace.succeed(&[&apply[..], &[redeploy]].concat())?;
    let planned = workspace.apply()?;
    ensure!(
        planned.action("appservices_function.f") == "update",
        "the earlier version is not there: {planned:?}"
    );

    let drafts = format!("{path}/drafts");
    let made = server.send(&Request::post(&*drafts))?.body;
    let made = made.unwrap_or_default();
    let draft = made["_id"].as_str().context("a draft")?;
    write("2", first, draft)?;
    let discard = "-invoke=action.appservices_discard_draft.open";
    workspace.succeed(&[&apply[..], &[discard]].concat())?;
    let left = server.list(&drafts)?;
    ensure!(left.is_empty(), "a draft is open: {left:?}");

    write("2", "the-first", none)?;
    let refused = workspace.fail(&["plan", "-input=false", "-no-color", redeploy])?;
    ensure!(refused.contains("24 hexadecimal digits"), "{refused}");
    Ok(())
}
