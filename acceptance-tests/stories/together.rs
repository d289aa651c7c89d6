//! Several Terraforms that work on one app at the same time.

use std::process::Output;

use anyhow::{Context as _, Result, ensure};
use appservices_provider::admin_api::Request;
use appservices_provider::emulator::LOCAL_PROJECT;

use crate::hcl::hcl;
use crate::server::Server;
use crate::terraform::{Program, Workspace, changed_attributes, text_of};

/// How many objects each Terraform makes.
const EACH: usize = 40;

/// How many at a time.
const AT_ONCE: [&str; 1] = ["-parallelism=64"];

/// Two Terraforms make objects in one app, each 64 at a time, and do not disturb each other. Of an object that
/// both write, the last writer's word counts, and the plan of the other shows that. An object that both make
/// at once is made once.
pub(super) fn one_app(program: &Program) -> Result<()> {
    let server = Server::start()?;
    let base = program.workspace()?;
    base.write(&format!("{}\n{}", server.provider(), hcl!("shared/app.tf")))?;
    base.apply()?;
    let app = server.apps()?[0]["_id"].clone();
    let app = app.as_str().context("the app has no id")?;
    let two = [program.workspace()?, program.workspace()?];
    different_objects(&server, app, &two)?;
    one_object(&server, app, &two)
}

fn different_objects(server: &Server, app: &str, two: &[Workspace<'_>; 2]) -> Result<()> {
    let mut running = Vec::new();
    for (workspace, name) in two.iter().zip(["first", "second"]) {
        let functions = hcl!("together/functions.tf", EACH = EACH, APP = app, NAME = name);
        workspace.write(&format!("{}\n{functions}", server.provider()))?;
        running.push(workspace.start_apply(&AT_ONCE)?);
    }
    for child in running {
        let output = child.wait_with_output()?;
        ensure!(output.status.success(), "{}", text_of(&output));
    }
    for workspace in two {
        workspace.expect_empty_plan("beside another Terraform")?;
    }
    let functions = functions(server, app)?.len();
    ensure!(functions == 2 * EACH, "there are {functions} functions");
    Ok(())
}

fn one_object(server: &Server, app: &str, [first, second]: &[Workspace<'_>; 2]) -> Result<()> {
    let with = |name: &str, more: &str| {
        let shared = hcl!("together/shared.tf", APP = app, NAME = name);
        format!("{}\n{shared}\n{more}", server.provider())
    };
    first.write(&with("first", ""))?;
    second.write(&with("second", ""))?;
    let mut ended = Vec::new();
    for running in [first.start_apply(&AT_ONCE)?, second.start_apply(&AT_ONCE)?] {
        ended.push(running.wait_with_output()?);
    }
    let shared = functions(server, app)?;
    let shared: Vec<_> = shared
        .iter()
        .filter(|one| one["name"] == "shared")
        .collect();
    ensure!(shared.len() == 1, "there are {}", shared.len());
    let is_good = |output: &Output| output.status.success();
    let (winner, loser, name) = match (is_good(&ended[0]), is_good(&ended[1])) {
        (true, false) => (first, second, "second"),
        (false, true) => (second, first, "first"),
        _ => anyhow::bail!("{}\n{}", text_of(&ended[0]), text_of(&ended[1])),
    };
    let said = ended.iter().map(text_of).collect::<String>();
    ensure!(said.contains("terraform import"), "{said}");
    // The other takes the object over by the import, and writes it.
    let id = shared[0]["_id"].as_str().context("it has no id")?;
    let id = format!("{LOCAL_PROJECT}/{app}/{id}");
    loser.write(&with(name, &hcl!("together/import.tf", ID = id)))?;
    loser.apply()?;
    loser.expect_empty_plan("after the last word")?;
    let plan = winner.plan()?;
    let changed = changed_attributes(&plan, "appservices_function.shared")?;
    ensure!(changed == ["source"], "the plan changes {changed:?}");
    winner.succeed(&["apply", "-input=false", "plan.tfplan"])?;
    winner.expect_empty_plan("after the last word")
}

fn functions(server: &Server, app: &str) -> Result<Vec<serde_json::Value>> {
    let path = format!("/groups/{LOCAL_PROJECT}/apps/{app}/functions");
    let list = server.send(&Request::get(path))?.body.unwrap_or_default();
    list.as_array().cloned().context("no list")
}
