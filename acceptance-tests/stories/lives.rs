//! One object at two addresses of a configuration, one name for two objects, reads that lag, and a host that is killed.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use appservices_provider::emulator::Options;
use serde_json::json;

use super::one_of_each;
use crate::hcl::hcl;
use crate::proxy::{Exchange, Proxy};
use crate::server::Server;
use crate::terraform::Program;

fn app() -> String {
    hcl!("shared/app.tf")
}

/// The list matches the configuration after an apply, in any order in which Terraform destroys and creates.
pub(super) fn whole_list(program: &Program) -> Result<()> {
    let server = Server::start()?;
    let workspace = program.workspace()?;
    let provider = format!("{}\n{}\n", server.provider(), app());
    let entries = |after: &str| -> Result<()> {
        let app = server.apps()?[0]["_id"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let found = server.access_list(&app)?;
        ensure!(
            found == ["192.0.2.0/24"],
            "after {after} the list has {found:?}"
        );
        Ok(())
    };
    let list = |label: &str, more: &str| hcl!("lives/list.tf", LABEL = label, MORE = more);
    workspace.write(&format!("{provider}{}", list("one", "")))?;
    workspace.apply()?;
    for (what, configuration) in [
        ("a renaming without moved", list("two", "")),
        ("the way to count", list("three", "count = 1")),
        (
            "the way to for_each",
            list("four", r#"for_each = toset(["x"])"#),
        ),
    ] {
        workspace.write(&format!("{provider}{configuration}"))?;
        workspace.succeed(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
        entries(what)?;
        workspace.expect_empty_plan(what)?;
    }
    workspace.write(&format!(
        "{provider}{}",
        hcl!("lives/create_before_destroy.tf")
    ))?;
    workspace.succeed(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
    let text = workspace.succeed(&[
        "apply",
        "-auto-approve",
        "-input=false",
        "-no-color",
        "-replace=appservices_ip_access_list.four[\"x\"]",
    ])?;
    entries("a replacement that creates first")?;
    ensure!(
        text.contains("was left alone") && text.contains("moved"),
        "the apply says:\n{text}"
    );
    workspace.expect_empty_plan("after a replacement that creates first")
}

fn secrets(label: &str, names: &[&str]) -> String {
    hcl!(
        "lives/secrets.tf",
        LABEL = label,
        NAMES = format!("{names:?}")
    )
}

/// Names that shift along a list end in one apply; a swap is explained; a renamed address takes over the name of the one that goes.
pub(super) fn names(program: &Program) -> Result<()> {
    let server = Server::start()?;
    let workspace = program.workspace()?;
    let provider = format!("{}\n{}\n", server.provider(), app());
    workspace.write(&format!(
        "{provider}{}",
        secrets("s", &["a", "b", "c", "d"])
    ))?;
    workspace.apply()?;
    workspace.write(&format!(
        "{provider}{}",
        secrets("s", &["new", "a", "b", "c"])
    ))?;
    workspace.succeed(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
    workspace.expect_empty_plan("after names have shifted")?;
    workspace.write(&format!(
        "{provider}{}",
        secrets("s", &["a", "new", "b", "c"])
    ))?;
    let text = workspace.fail(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
    ensure!(text.contains("swap"), "a swap says:\n{text}");
    workspace.write(&format!(
        "{provider}{}",
        secrets("s", &["new", "a", "b", "c"])
    ))?;
    workspace.expect_empty_plan("after a swap that failed")?;
    workspace.write(&format!(
        "{provider}{}",
        secrets("renamed", &["new", "a", "b", "c"])
    ))?;
    workspace.succeed(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
    workspace.expect_empty_plan("after an address was renamed")
}

/// A list and its entries in one configuration undo each other's changes, and the provider warns.
pub(super) fn rivals(program: &Program) -> Result<()> {
    let server = Server::start()?;
    let workspace = program.workspace()?;
    workspace.write(&format!(
        "{}\n{}\n{}\n{}",
        server.provider(),
        app(),
        hcl!("lives/list.tf", LABEL = "one", MORE = ""),
        hcl!("lives/entry.tf")
    ))?;
    let text = crate::terraform::text_of(&workspace.run(&[
        "apply",
        "-auto-approve",
        "-input=false",
        "-no-color",
    ])?);
    ensure!(
        text.contains("appservices_ip_access_list and appservices_ip_access_list_entry"),
        "the apply says:\n{text}"
    );
    Ok(())
}

/// A list becomes single entries, and they become a list, in one apply each. Terraform destroys and creates in parallel.
pub(super) fn moved_to_entries(program: &Program) -> Result<()> {
    let server = Server::start()?;
    let workspace = program.workspace()?;
    let addresses: Vec<String> = (0..12)
        .map(|number| format!("10.{number}.0.0/16"))
        .collect();
    let list = format!("{addresses:?}");
    let whole = hcl!("lives/whole.tf", ADDRESSES = list);
    let single = hcl!("lives/single.tf", ADDRESSES = list);
    for configuration in [&whole, &single, &whole] {
        workspace.write(&format!(
            "{}\n{}\n{configuration}",
            server.provider(),
            app()
        ))?;
        workspace.succeed(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
        let app = server.apps()?[0]["_id"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let mut found = server.access_list(&app)?;
        found.sort_by_key(|address| addresses.iter().position(|wanted| wanted == address));
        ensure!(
            found == addresses,
            "after this configuration the list has {found:?}:\n{configuration}"
        );
        workspace.expect_empty_plan("after the move")?;
    }
    Ok(())
}

/// A server whose reads lag by a few seconds.
pub(super) fn lagging(program: &Program) -> Result<()> {
    // Only a server with faults keeps earlier answers.
    let server = Server::with(Options {
        control: true,
        ..Options::default()
    })?;
    let workspace = program.workspace()?;
    workspace.write(&format!("{}\n{}", server.provider(), one_of_each()))?;
    server.fail(&json!([{ "method": "GET", "path": "*", "fault": "stale", "seconds": 2 }]))?;
    workspace.succeed(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
    server.fail(&json!([]))?;
    workspace.expect_empty_plan("after an apply whose reads lagged")
}

/// Terraform is killed while creations wait for a list: the provider waits no longer, writes nothing, and ends.
#[cfg(unix)]
pub(super) fn killed(program: &Program) -> Result<()> {
    let server = Server::start()?;
    let proxy = Proxy::before(&server.url)?;
    let mut workspace = program.workspace()?;
    let sockets = tempfile::tempdir()?;
    workspace.set(
        "PLUGIN_UNIX_SOCKET_DIR",
        sockets.path().display().to_string(),
    );
    let provider = format!("{}\n{}\n", server.provider(), app()).replace(&server.url, &proxy.url);
    workspace.write(&provider)?;
    workspace.apply()?;
    workspace.write(&format!(
        "{provider}{}",
        secrets("s", &["a", "b", "c", "d"])
    ))?;
    let (go_on, wait) = std::sync::mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    proxy.rewrite(move |exchange| {
        let Exchange { method, path, .. } = *exchange;
        if method == "GET" && path.ends_with("/secrets") {
            // Until the story ends.
            let _ = wait.lock().expect("no thread panics with it").recv();
        }
        None
    });
    proxy.take_lines();
    let mut terraform = workspace
        .command(&["apply", "-auto-approve", "-input=false", "-no-color"])
        .stdout(Stdio::null())
        .spawn()?;
    proxy.until("GET", "/secrets")?;
    terraform.kill()?;
    terraform.wait()?;
    // The removal of the socket is the only sign that the provider has ended.
    let deadline = Instant::now() + Duration::from_secs(30);
    while std::fs::read_dir(sockets.path())?.next().is_some() {
        ensure!(Instant::now() < deadline, "the provider outlives Terraform");
        std::thread::sleep(Duration::from_millis(50));
    }
    drop(go_on);
    let written: Vec<String> = proxy
        .take_lines()
        .into_iter()
        .filter(|line| line.ends_with("/secrets") && line.starts_with("POST"))
        .collect();
    ensure!(
        written.is_empty(),
        "after Terraform was dead came {written:?}"
    );
    Ok(())
}
