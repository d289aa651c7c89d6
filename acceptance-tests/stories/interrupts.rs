//! Ctrl-C during an apply.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use appservices_provider::emulator::{LOCAL_PROJECT, Options};
use serde_json::json;

use crate::hcl::hcl;
use crate::proxy::Proxy;
use crate::server::Server;
use crate::terraform::{Program, Workspace, signal, text_of};

/// How many objects of each of six types are made.
const EACH: usize = 6;

/// An interrupt in the middle of an apply: the writes under way are finished and in the state, nothing else is
/// written, and the next apply goes on.
pub(super) fn writes(program: &Program) -> Result<()> {
    let server = Server::with(Options {
        control: true,
        ..Options::default()
    })?;
    let proxy = Proxy::before(&server.url)?;
    let workspace = program.workspace()?;
    let objects = hcl!("figures/of_each_type.tf", EACH = EACH);
    let provider = server.provider().replace(&server.url, &proxy.url);
    workspace.write(&format!("{provider}\n{objects}"))?;
    // Several writes are under way at any moment.
    server.delay(Duration::from_millis(100))?;
    let terraform: Arc<OnceLock<u32>> = Arc::default();
    let (interrupted, made) = (Arc::clone(&terraform), AtomicU32::new(0));
    proxy.rewrite(move |exchange| {
        let is_creation = exchange.method == "POST" && exchange.path.contains("/apps");
        if is_creation && made.fetch_add(1, Ordering::Relaxed) == 8 {
            // A process that has ended makes the story fail later.
            let _ = signal("INT", *interrupted.wait());
        }
        None
    });
    let running = workspace.start_apply(&[])?;
    terraform.get_or_init(|| running.id());
    let output = running.wait_with_output()?;
    let said = text_of(&output);
    ensure!(
        !output.status.success() && said.contains("Interrupt"),
        "{said}"
    );
    proxy.rewrite(|_| None);
    server.delay(Duration::ZERO)?;
    let known = in_state(&workspace)?;
    let there = objects_of(&server)?;
    ensure!(
        known == there,
        "{known} are in the state, and {there} there:\n{said}"
    );
    ensure!(
        there < 6 * EACH + 1,
        "the apply was not interrupted:\n{said}"
    );
    workspace.apply()?;
    workspace.expect_empty_plan("after the apply that goes on")?;
    let there = objects_of(&server)?;
    ensure!(there == 6 * EACH + 2, "there are {there} objects");
    Ok(())
}

/// An interrupt while a creation waits for a server that asks to wait two minutes: the wait ends at once.
pub(super) fn waits(program: &Program) -> Result<()> {
    let server = Server::with(Options {
        control: true,
        ..Options::default()
    })?;
    let proxy = Proxy::before(&server.url)?;
    let workspace = program.workspace()?;
    let provider = server.provider().replace(&server.url, &proxy.url);
    let app = hcl!("shared/app.tf");
    workspace.write(&format!("{provider}\n{app}"))?;
    workspace.apply()?;
    let secret = hcl!("interrupts/secret.tf");
    workspace.write(&format!("{provider}\n{app}\n{secret}"))?;
    let later =
        json!({ "method": "POST", "path": "*/secrets", "fault": "status_429", "retry_after": 120 });
    server.fail(&json!([later]))?;
    proxy.take_lines();
    let running = workspace.start_apply(&[])?;
    proxy.until("POST", "/secrets")?;
    let since = Instant::now();
    signal("INT", running.id())?;
    let output = running.wait_with_output()?;
    let said = text_of(&output);
    ensure!(!output.status.success(), "{said}");
    let took = since.elapsed();
    ensure!(took < Duration::from_secs(20), "it took {took:?}:\n{said}");
    ensure!(
        said.contains("Interrupted before the request was sent"),
        "{said}"
    );
    server.fail(&json!([]))?;
    workspace.apply()?;
    workspace.expect_empty_plan("after the apply that goes on")
}

/// Returns how many objects the state has.
fn in_state(workspace: &Workspace<'_>) -> Result<usize> {
    let text = workspace.succeed(&["state", "list"])?;
    Ok(text
        .lines()
        .filter(|line| line.starts_with("appservices_"))
        .count())
}

/// Returns how many objects of the types of the story the server has, apps included.
fn objects_of(server: &Server) -> Result<usize> {
    let apps = server.apps()?;
    let app = apps.first().context("there is no app")?["_id"].clone();
    let app = app.as_str().context("the app has no id")?;
    let mut count = apps.len();
    for collection in [
        "functions",
        "secrets",
        "api_keys",
        "endpoints",
        "log_forwarders",
    ] {
        let path = format!("/groups/{LOCAL_PROJECT}/apps/{app}/{collection}");
        count += server.list(&path)?.len();
    }
    // A new app accepts every address.
    let entries = server.access_list(app)?;
    count += entries.iter().filter(|entry| *entry != "0.0.0.0/0").count();
    Ok(count)
}
