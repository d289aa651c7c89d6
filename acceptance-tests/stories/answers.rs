//! A proxy that changes single answers: wrong answers, and the small changes that servers make.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value as Json, json};

use super::one_of_each;
use crate::proxy::{Exchange, Proxy};
use crate::server::Server;
use crate::terraform::{Program, Workspace};

/// A server, a proxy before it, and a configuration with one of each resource, which gives up soon.
fn world<'a>(program: &'a Program) -> Result<(Server, Proxy, Workspace<'a>)> {
    let server = Server::start()?;
    let proxy = Proxy::before(&server.url)?;
    let workspace = program.workspace()?;
    workspace.write(&format!(
        "{}\n{}",
        server.provider().replace(&server.url, &proxy.url),
        impatient(&one_of_each())
    ))?;
    Ok((server, proxy, workspace))
}

/// The configuration in which every resource gives up after a second.
fn impatient(configuration: &str) -> String {
    let mut lines = Vec::new();
    for line in configuration.lines() {
        lines.push(line);
        if line.starts_with("resource \"appservices_") {
            lines.push("  timeouts = { read = \"1s\", delete = \"1s\" }");
        }
    }
    lines.join("\n")
}

/// A server under maintenance, another object, and a refusal with status 200: no object is lost or adopted, and no write counts as
/// done.
pub(super) fn wrong(program: &Program) -> Result<()> {
    let (_server, proxy, workspace) = world(program)?;
    workspace.apply()?;
    let writes = |proxy: &Proxy| {
        proxy
            .take_lines()
            .into_iter()
            .filter(|line| !line.starts_with("GET") && !line.contains("/auth/"))
            .count()
    };
    writes(&proxy);
    let before = workspace.read("terraform.tfstate")?;
    for (what, answer) in [
        ("an error text", json!({ "error": "maintenance" })),
        ("an empty document", json!({})),
    ] {
        proxy.rewrite(move |exchange| {
            let Exchange { method, path, .. } = *exchange;
            (method == "GET" && is_app(path)).then(|| (200, answer.clone()))
        });
        workspace.fail(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
        ensure!(
            writes(&proxy) == 0,
            "{what} in place of the app is followed by a write"
        );
    }
    proxy.rewrite(|exchange| {
        let Exchange {
            method,
            path,
            answer: document,
            ..
        } = *exchange;
        let other = json!({ "_id": "640000000000000000000fff" });
        (method == "GET" && document["_id"].is_string() && !is_app(path))
            .then(|| (200, merged(document, &other)))
    });
    workspace.fail(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
    ensure!(writes(&proxy) == 0, "another object is followed by a write");
    proxy.rewrite(|exchange| {
        let method = exchange.method;
        (method == "GET").then(|| (404, json!({ "error": "page not found" })))
    });
    workspace.fail(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
    ensure!(writes(&proxy) == 0, "a router's 404 is followed by a write");
    ensure!(
        workspace.read("terraform.tfstate")? == before,
        "the state has changed"
    );

    proxy.rewrite(|exchange| {
        let Exchange { method, path, .. } = *exchange;
        (method == "DELETE" && path.contains("/functions/"))
            .then(|| (200, json!({ "error": "read only" })))
    });
    // The server deleted the function, so a read proves it, whatever the answer to the deletion was.
    workspace.succeed(&["destroy", "-auto-approve", "-input=false", "-no-color"])?;
    Ok(())
}

/// Reports whether the path is that of an app, or of the list that has it.
fn is_app(path: &str) -> bool {
    path.split('?').next().is_some_and(|path| {
        let path = path.trim_start_matches("/api/admin/v3.0");
        matches!(path.split('/').count(), 4 | 5) && path.starts_with("/groups/")
    })
}

fn merged(document: &Json, over: &Json) -> Json {
    let mut fields = document.as_object().cloned().unwrap_or_default();
    fields.extend(over.as_object().cloned().unwrap_or_default());
    Json::Object(fields)
}

/// A server that trims text and spells words in its own way: the provider warns, the next plan shows the drift, and nothing is tainted.
pub(super) fn altering(program: &Program) -> Result<()> {
    let (_server, proxy, workspace) = world(program)?;
    proxy.rewrite(|exchange| {
        let Exchange {
            method,
            path,
            answer: document,
            ..
        } = *exchange;
        let writes = matches!(method, "POST" | "PUT" | "PATCH") && !path.contains("/auth/");
        (writes && document.is_object())
            .then(|| (if method == "POST" { 201 } else { 200 }, altered(document)))
    });
    let text = workspace.succeed(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
    ensure!(
        text.contains("App Services changed name") && text.contains("App Services changed entries"),
        "the warnings are:\n{text}"
    );
    workspace.expect_empty_plan("with a server that alters its answers to writes alone")?;
    let configuration = String::from_utf8(workspace.read("main.tf")?)?;
    let changed = configuration
        .replace("exports = () => 1;", "exports = () => 2;")
        .replace("\"office\"", "\"head office\"")
        .replace("[\"error\"]", "[\"error\", \"success\"]")
        .replace("canary-7f3a9c51", "canary-8a4b0d62")
        .replace("\"/e\"", "\"/e2\"")
        .replace("  name   = \"k\"", "  name   = \"k\"\n  disabled = true");
    ensure!(
        changed != configuration,
        "the configuration has nothing to change"
    );
    std::fs::write(workspace.path().join("main.tf"), changed)?;
    workspace.succeed(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
    workspace.expect_empty_plan("after changes through a server that alters its answers")?;
    // Reads that alter, too, show drift.
    proxy.rewrite(|exchange| {
        let Exchange {
            method,
            path,
            answer: document,
            ..
        } = *exchange;
        (method == "GET" && path.contains("/functions")).then(|| (200, altered(document)))
    });
    let plan = workspace.plan()?;
    let changes = plan["resource_changes"].as_array().context("no changes")?;
    let drift = |change: &Json| {
        change["type"] == "appservices_function" && change["change"]["actions"] == json!(["update"])
    };
    ensure!(changes.iter().any(drift), "the plan shows no drift");
    Ok(())
}

/// Returns the document with a space after each text that people write.
fn altered(document: &Json) -> Json {
    match document {
        Json::Array(elements) => elements.iter().map(altered).collect(),
        Json::Object(fields) => {
            let altered = |(name, value): (&String, &Json)| match value {
                Json::String(text)
                    if matches!(name.as_str(), "name" | "source" | "comment" | "route") =>
                {
                    (name.clone(), json!(format!("{text} ")))
                }
                other => (name.clone(), other.clone()),
            };
            Json::Object(fields.iter().map(altered).collect())
        }
        other => other.clone(),
    }
}
