//! Servers that are not there, not ours, fail or refuse.

use anyhow::{Result, ensure};
use appservices_provider::emulator::{LOCAL_PROJECT, Options};
use expect_test::expect;
use serde_json::json;

use super::{APP, check};
use crate::server::Server;
use crate::terraform::Program;

/// A server that is not there, not ours, or does not want us.
pub(super) fn servers(program: &Program) -> Result<()> {
    let server = Server::with(Options {
        control: true,
        ..Options::default()
    })?;
    let nobody = "http://127.0.0.1:9";
    let apps = "data \"appservices_apps\" \"all\" {}\n";
    let right = server.provider();
    for (provider, faults, expect) in [
        (
            right.replace("\"local\"", "\"wrong\""),
            json!([]),
            expect![[r#"
            error: Could not list the apps
              at data.appservices_apps.all: data "appservices_apps" "all" {}
              App Services answered 401 (AuthError): "failed to authenticate with MongoDB Cloud API: You are not authorized for this resource."
              POST /auth/providers/mongodb-cloud/login (request REQUEST)
              The API key was refused. Check public_key and private_key, or the variables MONGODB_ATLAS_PUBLIC_API_KEY and MONGODB_ATLAS_PRIVATE_API_KEY; the key needs the role Project Owner.
        "#]],
        ),
        (
            right.replace(&server.url, nobody),
            json!([]),
            expect![[r#"
            error: Could not list the apps
              at data.appservices_apps.all: data "appservices_apps" "all" {}
              App Services could not be reached: http://127.0.0.1:9/api/admin/v3.0 (Connection refused (os error 111))
              POST /auth/providers/mongodb-cloud/login
              Check base_url and the network. Proxies are taken from HTTPS_PROXY and NO_PROXY.
        "#]],
        ),
        (
            right.replace(LOCAL_PROJECT, "5f00000000000000000000ff"),
            json!([]),
            expect![[r#"
            error: Could not list the apps
              at data.appservices_apps.all: data "appservices_apps" "all" {}
              App Services answered 404 (GroupNotFound): "group could not be found"
              GET /groups/5f00000000000000000000ff/apps (request REQUEST)
              Check project_id: there is no such project, or the API key may not see it.
        "#]],
        ),
        (
            right.clone(),
            json!([{ "path": "*/apps", "fault": "html_200" }]),
            expect![[r#"
            error: Could not list the apps
              at data.appservices_apps.all: data "appservices_apps" "all" {}
              The answer is not one that App Services gives: status 200 with a body that is not JSON; check the base URL
              GET /groups/000000000000000000000001/apps
              Check base_url: something other than App Services may be answering, such as a proxy.
        "#]],
        ),
        (
            right.clone(),
            json!([{ "path": "*/apps", "fault": "truncated_body" }]),
            expect![[r#"
                error: Could not list the apps
                  at data.appservices_apps.all: data "appservices_apps" "all" {}
                  The answer is not one that App Services gives: the body broke off (unexpected EOF during chunk size line)
                  GET /groups/000000000000000000000001/apps
                  Check base_url: something other than App Services may be answering, such as a proxy.
            "#]],
        ),
        (
            right.clone(),
            json!([{ "path": "*/apps", "fault": "status_503" }]),
            expect![[r#"
            error: Could not list the apps
              at data.appservices_apps.all: data "appservices_apps" "all" {}
              App Services answered 503: "the server was told to answer 503"
              GET /groups/000000000000000000000001/apps
              This is a fault of the server. Apply again; what was done is in the state.
        "#]],
        ),
        (
            right.clone(),
            json!([{ "path": "*/apps", "fault": "status_429" }]),
            expect![[r#"
            error: Could not list the apps
              at data.appservices_apps.all: data "appservices_apps" "all" {}
              App Services answered 429: "the server was told to answer 429"
              GET /groups/000000000000000000000001/apps
              Too many requests. Apply again in a minute, perhaps with -parallelism=2.
        "#]],
        ),
        (
            right.clone(),
            json!([{ "path": "*/apps", "fault": "reset" }]),
            expect![[r#"
            error: Could not list the apps
              at data.appservices_apps.all: data "appservices_apps" "all" {}
              App Services could not be reached: http://127.0.0.1:PORT/api/admin/v3.0 (connection closed before message completed)
              GET /groups/000000000000000000000001/apps
              Check base_url and the network. Proxies are taken from HTTPS_PROXY and NO_PROXY.
        "#]],
        ),
    ] {
        let workspace = program.workspace()?;
        server.fail(&faults)?;
        workspace.write(&format!("{provider}{apps}"))?;
        check(&workspace, &["plan", "-json", "-input=false"], expect)?;
    }
    // A session that ends meanwhile is nobody's business.
    let workspace = program.workspace()?;
    server.fail(&json!([{ "path": "*/apps", "fault": "expired_session", "times": 1 }]))?;
    workspace.write(&format!("{right}{apps}"))?;
    workspace.succeed(&["plan", "-input=false"])?;
    Ok(())
}

/// What only the API can know: nothing is half made, and what is there stays as it is.
pub(super) fn refusals(program: &Program) -> Result<()> {
    let server = Server::with(Options {
        control: true,
        ..Options::default()
    })?;
    let workspace = program.workspace()?;
    let provider = server.provider();
    let function = |name: &str, source: &str| {
        format!(
            "resource \"appservices_function\" \"f\" {{\n  app_id = appservices_app.a.id\n  name = {name:?}\n  source = {source:?}\n}}\n"
        )
    };
    let secret = |of: &str, value: &str| {
        format!(
            "resource \"appservices_secret\" {of:?} {{\n  app_id = appservices_app.a.id\n  name = \"s\"\n  value = {value:?}\n}}\n"
        )
    };
    let apply = &["apply", "-json", "-auto-approve", "-input=false"][..];

    workspace.write(&format!(
        "{provider}{APP}{}",
        function("not a name", "exports = 1")
    ))?;
    check(
        &workspace,
        apply,
        expect![[r#"
        error: Could not create the function "not a name"
          at appservices_function.f: name = "not a name"
          App Services answered 400 (InvalidParameter): "name must have at most 64 characters: ASCII letters, numbers, underscores and hyphens, the first a letter or number"
          POST /groups/000000000000000000000001/apps/ID/functions (request REQUEST)
          Correct the configuration and apply again.
    "#]],
    )?;
    workspace.write(&format!(
        "{provider}{APP}{}{}",
        function("f", "exports = 1"),
        secret("s", "hush-hush")
    ))?;
    workspace.apply()?;

    // A name that is there already is never taken over.
    workspace.write(&format!(
        "{provider}{APP}{}{}{}",
        function("f", "exports = 1"),
        secret("s", "hush-hush"),
        secret("t", "other")
    ))?;
    check(
        &workspace,
        apply,
        expect![[r#"
        error: The secret "s" exists already
          at appservices_secret.t: name = "s"
          The app has the secret "s" already.
          To manage it here:
            terraform import appservices_secret.NAME '000000000000000000000001/ID/ID'
          If a replacement is to take its place, the old one must be destroyed first: leave out create_before_destroy (in Pulumi, set deleteBeforeReplace).
          Otherwise choose another name.
    "#]],
    )?;

    // A replacement that creates first would need the name twice.
    let replaced = secret("s", "hush-hush").replace(
        "\n}\n",
        "\n  lifecycle {\n    create_before_destroy = true\n  }\n}\n",
    );
    workspace.write(&format!(
        "{provider}{APP}{}{replaced}",
        function("f", "exports = 1")
    ))?;
    check(
        &workspace,
        &[apply, &["-replace=appservices_secret.s"][..]].concat(),
        expect![[r#"
        error: The secret "s" exists already
          at appservices_secret.s: name = "s"
          The app has the secret "s" already.
          To manage it here:
            terraform import appservices_secret.NAME '000000000000000000000001/ID/ID'
          If a replacement is to take its place, the old one must be destroyed first: leave out create_before_destroy (in Pulumi, set deleteBeforeReplace).
          Otherwise choose another name.
    "#]],
    )?;

    // Endpoints that refer to nothing.
    let endpoint = "resource \"appservices_endpoint\" \"e\" {\n  app_id = appservices_app.a.id\n  route = \"/e\"\n  http_method = \"GET\"\n  function_id = \"64f0aa64f0aa64f0aa64f0aa\"\n}\n";
    workspace.write(&format!(
        "{provider}{APP}{}{}{endpoint}",
        function("f", "exports = 1"),
        secret("s", "hush-hush")
    ))?;
    check(
        &workspace,
        apply,
        expect![[r#"
            error: Could not create the endpoint "GET /e"
              at appservices_endpoint.e: function_id = "64f0aa64f0aa64f0aa64f0aa"
              App Services answered 400 (FunctionNotFound): "function not found: "64f0aa64f0aa64f0aa64f0aa""
              POST /groups/000000000000000000000001/apps/ID/endpoints (request REQUEST)
              Correct the configuration and apply again.

            warning: appservices_endpoint is deprecated
              at appservices_endpoint.e: resource "appservices_endpoint" "e" {
              Atlas ended custom HTTPS endpoints on 2025-09-30. The local server still manages them.
        "#]],
    )?;

    // A creation whose answer is lost: it is there, and nobody says that it is not.
    let key = "resource \"appservices_api_key\" \"k\" {\n  app_id = appservices_app.a.id\n  name = \"k\"\n}\n";
    workspace.write(&format!(
        "{provider}{APP}{}{}{key}",
        function("f", "exports = 1"),
        secret("s", "hush-hush")
    ))?;
    server.fail(
        &json!([{ "method": "POST", "path": "*/api_keys", "fault": "lost_response", "times": 1 }]),
    )?;
    check(
        &workspace,
        apply,
        expect![[r#"
        error: The creation of the API key "k" has no known outcome
          at appservices_api_key.k: resource "appservices_api_key" "k" {
          App Services could not be reached: http://127.0.0.1:PORT/api/admin/v3.0 (connection closed before message completed)
          POST /groups/000000000000000000000001/apps/ID/api_keys
          Whether the API key was made cannot be told. Look for it before you apply again; when it is there, take it over:
            terraform import appservices_api_key.NAME '000000000000000000000001/ID/k'
    "#]],
    )?;
    // A second apply finds it and makes no second one.
    check(
        &workspace,
        apply,
        expect![[r#"
        error: The API key "k" exists already
          at appservices_api_key.k: name = "k"
          The app has the API key "k" already.
          To manage it here:
            terraform import appservices_api_key.NAME '000000000000000000000001/ID/ID'
          If a replacement is to take its place, the old one must be destroyed first: leave out create_before_destroy (in Pulumi, set deleteBeforeReplace).
          Otherwise choose another name.
    "#]],
    )?;

    // A change that fails leaves the old state, and the next plan shows the same change.
    workspace.write(&format!(
        "{provider}{APP}{}{}",
        function("f", "exports = 2"),
        secret("s", "hush-hush")
    ))?;
    server.fail(
        &json!([{ "method": "PUT", "path": "*/functions/*", "fault": "status_500", "times": 1 }]),
    )?;
    check(
        &workspace,
        apply,
        expect![[r#"
        error: Could not change the function "f"
          at appservices_function.f: resource "appservices_function" "f" {
          App Services answered 500: "the server was told to answer 500"
          PUT /groups/000000000000000000000001/apps/ID/functions/ID
          This is a fault of the server. Apply again; what was done is in the state.
    "#]],
    )?;
    ensure!(
        workspace.apply()?.action("appservices_function.f") == "update",
        "the failed change is not planned again"
    );

    // A deletion that fails keeps the object.
    workspace.write(&format!("{provider}{APP}{}", function("f", "exports = 2")))?;
    server.fail(
        &json!([{ "method": "DELETE", "path": "*/secrets/*", "fault": "status_503", "times": 1 }]),
    )?;
    check(
        &workspace,
        apply,
        expect![[r#"
        error: Could not delete the secret "s"
          App Services answered 503: "the server was told to answer 503"
          DELETE /groups/000000000000000000000001/apps/ID/secrets/ID
          This is a fault of the server. Apply again; what was done is in the state.
    "#]],
    )?;
    ensure!(
        workspace.apply()?.action("appservices_secret.s") == "delete",
        "the failed deletion is not planned again"
    );
    workspace.expect_empty_plan("at the end")
}
