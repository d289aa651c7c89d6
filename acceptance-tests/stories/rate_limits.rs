//! A server that fails often, or takes no more requests for a while.

use anyhow::{Result, ensure};
use appservices_provider::emulator::Options;
use serde_json::json;

use super::one_of_each;
use crate::hcl::hcl;
use crate::server::Server;
use crate::terraform::Program;

/// A bad day of the server: every tenth request is refused for the number of requests, every
/// twentieth fails, every twentieth connection is reset, and every tenth answer to a creation is lost.
/// One apply makes all objects once, and one destroy removes them.
pub(crate) fn bad_day(program: &Program) -> Result<()> {
    let server = Server::with(Options {
        control: true,
        ..Options::default()
    })?;
    let workspace = program.workspace()?;
    let secrets = hcl!("rate_limits/secrets.tf");
    // Reads of this server do not lag, so what was not made is made again at once.
    let provider = server.provider_without_lag();
    workspace.write(&[provider, one_of_each(), secrets].join("\n"))?;
    server.fail(&json!([
        { "fault": "status_429", "times": 1 },
        { "path": "*/secrets", "method": "POST", "fault": "status_429", "retry_after": 1, "times": 1 },
        { "method": "POST", "path": "*/apps*", "fault": "lost_response", "times": 1 },
        { "method": "POST", "path": "*/apps*", "fault": "lost_response", "probability": 0.1 },
        { "fault": "status_429", "probability": 0.1 },
        { "fault": "status_503", "probability": 0.05 },
        { "fault": "reset", "probability": 0.05 },
    ]))?;
    workspace.apply()?;
    let refused = refusals(&server)?;
    // Two are refused in any case; the others are random.
    ensure!(refused >= 2, "only {refused} requests were refused");
    workspace.expect_empty_plan("after apply")?;
    workspace.succeed(&["destroy", "-auto-approve", "-input=false"])?;
    server.fail(&json!([]))?;
    ensure!(server.apps()?.is_empty(), "an app is left");
    Ok(())
}

/// A creation gives up when its own timeout ends. A change of the timeout alone sends no write.
pub(super) fn timeouts(program: &Program) -> Result<()> {
    let server = Server::with(Options {
        control: true,
        ..Options::default()
    })?;
    let workspace = program.workspace()?;
    let write = |create: &str| {
        let secret = hcl!("rate_limits/patient.tf", CREATE = create);
        workspace.write(&[server.provider(), hcl!("shared/app.tf"), secret].join("\n"))
    };
    write("1s")?;
    let refusing = json!([{ "path": "*/secrets", "method": "POST", "fault": "status_429" }]);
    server.fail(&refusing)?;
    let said = workspace.fail(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
    for words in ["answered 429", "2 times in 0.", "-parallelism=2"] {
        ensure!(said.contains(words), "{words:?} is missing in:\n{said}");
    }
    server.fail(&json!([]))?;
    workspace.apply()?;
    workspace.expect_empty_plan("after apply")?;
    let writes = || -> Result<usize> {
        let requests = server.requests()?;
        let is_write = |method: &str| method != "GET";
        Ok(requests
            .iter()
            .filter(|request| is_write(&request.method) && !request.path.contains("/auth/"))
            .count())
    };
    let before = writes()?;
    write("2s")?;
    let planned = workspace.apply()?;
    ensure!(planned.action("appservices_secret.patient") == "update");
    ensure!(writes()? == before, "a timeout was written");
    workspace.expect_empty_plan("after another timeout")
}

fn refusals(server: &Server) -> Result<usize> {
    let requests = server.requests()?;
    Ok(requests
        .iter()
        .filter(|request| request.status == Some(429))
        .count())
}
