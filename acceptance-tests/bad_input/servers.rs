//! Servers that are not there, not ours, fail or refuse.

use anyhow::{Result, ensure};
use appservices_provider::emulator::{LOCAL_PROJECT, Options};
use expect_test::{Expect, expect};
use serde_json::json;

use super::{app, check};
use crate::hcl::hcl;
use crate::server::Server;
use crate::terraform::{Program, Workspace};

/// A server that is not there, not ours, or does not want us.
pub(super) fn servers(program: &Program) -> Result<()> {
    let server = Server::with(Options {
        control: true,
        ..Options::default()
    })?;
    wrong_settings(program, &server)?;
    wrong_answers(program, &server)?;
    // A session that ends meanwhile is renewed.
    let workspace = program.workspace()?;
    server.fail(&json!([{ "path": "*/apps", "fault": "expired_session", "times": 1 }]))?;
    workspace.write(&apps(&server.provider()))?;
    workspace.succeed(&["plan", "-input=false"])?;
    Ok(())
}

/// Answers that are broken, refuse for now, or do not come.
fn wrong_answers(program: &Program, server: &Server) -> Result<()> {
    let expected = [
        (
            "html_200",
            expect![[r#"
                error: Could not create the app "a"
                  at appservices_app.a: resource "appservices_app" "a" {
                  The answer is not one that App Services gives: status 200 with a body that is not JSON; check the base URL
                  GET /groups/000000000000000000000001/apps, N times in T s
                  Check base_url: something other than App Services may be answering, such as a proxy.
            "#]],
        ),
        (
            "truncated_body",
            expect![[r#"
                error: Could not create the app "a"
                  at appservices_app.a: resource "appservices_app" "a" {
                  The answer is not one that App Services gives: the body broke off (unexpected EOF during chunk size line)
                  GET /groups/000000000000000000000001/apps, N times in T s
                  Check base_url: something other than App Services may be answering, such as a proxy.
            "#]],
        ),
        (
            "status_503",
            expect![[r#"
                error: Could not create the app "a"
                  at appservices_app.a: resource "appservices_app" "a" {
                  App Services answered 503: "the server was told to answer 503"
                  GET /groups/000000000000000000000001/apps, N times in T s
                  This is a fault of the server. Apply again; what was done is in the state.
            "#]],
        ),
        (
            "reset",
            expect![[r#"
                error: Could not create the app "a"
                  at appservices_app.a: resource "appservices_app" "a" {
                  App Services could not be reached: http://127.0.0.1:PORT/api/admin/v3.0 (connection closed before message completed)
                  GET /groups/000000000000000000000001/apps, N times in T s
                  Check base_url and the network. Proxies are taken from HTTPS_PROXY and NO_PROXY.
            "#]],
        ),
    ];
    for (fault, expect) in expected {
        server.fail(&json!([{ "path": "*/apps", "fault": fault }]))?;
        let workspace = program.workspace()?;
        let app = hcl!("bad_input/impatient_app.tf");
        workspace.write(&format!("{}\n{app}", server.provider()))?;
        let apply = ["apply", "-json", "-auto-approve", "-input=false"];
        check(&workspace, &apply, expect)?;
    }
    // A pause that is longer than the provider's patience.
    server.fail(&json!([{ "path": "*/apps", "fault": "status_429", "retry_after": 3600 }]))?;
    list_apps(
        program,
        &server.provider(),
        expect![[r#"
        error: Could not list the apps
          at data.appservices_apps.all: data "appservices_apps" "all" {}
          App Services answered 429: "the server was told to answer 429"
          GET /groups/000000000000000000000001/apps
          App Services takes no requests for 3600 s. Apply again then.
    "#]],
    )
}

/// Keys, an address and a project that are wrong.
fn wrong_settings(program: &Program, server: &Server) -> Result<()> {
    let right = server.provider();
    let wrong_keys = right.replace("\"local\"", "\"wrong\"");
    let nothing_listens = right.replace(&server.url, "http://127.0.0.1:9");
    let wrong_project = right.replace(LOCAL_PROJECT, "5f00000000000000000000ff");
    list_apps(
        program,
        &wrong_keys,
        expect![[r#"
            error: Could not list the apps
              at data.appservices_apps.all: data "appservices_apps" "all" {}
              App Services answered 401 (AuthError): "failed to authenticate with MongoDB Cloud API: You are not authorized for this resource."
              POST /auth/providers/mongodb-cloud/login (request REQUEST)
              The API key was refused. Check public_key and private_key, or the variables MONGODB_ATLAS_PUBLIC_API_KEY and MONGODB_ATLAS_PRIVATE_API_KEY; the key needs the role Project Owner.
        "#]],
    )?;
    list_apps(
        program,
        &nothing_listens,
        expect![[r#"
            error: Could not list the apps
              at data.appservices_apps.all: data "appservices_apps" "all" {}
              App Services could not be reached: http://127.0.0.1:9/api/admin/v3.0 (Connection refused (os error 111))
              POST /auth/providers/mongodb-cloud/login, N times in T s
              Check base_url and the network. Proxies are taken from HTTPS_PROXY and NO_PROXY.
        "#]],
    )?;
    list_apps(
        program,
        &wrong_project,
        expect![[r#"
            error: Could not list the apps
              at data.appservices_apps.all: data "appservices_apps" "all" {}
              App Services answered 404 (GroupNotFound): "group could not be found"
              GET /groups/5f00000000000000000000ff/apps (request REQUEST)
              Check project_id: there is no such project, or the API key may not see it.
        "#]],
    )
}

fn apps(provider: &str) -> String {
    format!("{provider}\n{}", hcl!("bad_input/apps.tf"))
}

/// Lists the apps, which must fail.
fn list_apps(program: &Program, provider: &str, expect: Expect) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(&apps(provider))?;
    check(&workspace, &["plan", "-json", "-input=false"], expect)
}

/// Refusals of the API: no object is half created, and existing objects do not change.
pub(super) fn refusals(program: &Program) -> Result<()> {
    let server = Server::with(Options {
        control: true,
        ..Options::default()
    })?;
    let workspace = program.workspace()?;
    let story = Refusals { server, workspace };
    story.names()?;
    story.references()?;
    story.lost_answers()?;
    story.failed_change()?;
    story.failed_deletion()?;
    story.workspace.expect_empty_plan("at the end")
}

/// A server and a configuration that it refuses in parts.
struct Refusals<'a> {
    server: Server,
    workspace: Workspace<'a>,
}

fn function(name: &str, source: &str) -> String {
    hcl!("bad_input/function.tf", NAME = name, SOURCE = source)
}

fn secret(label: &str, value: &str) -> String {
    hcl!("bad_input/secret.tf", LABEL = label, VALUE = value)
}

impl Refusals<'_> {
    fn write(&self, resources: &[String]) -> Result<()> {
        let provider = self.server.provider();
        self.workspace
            .write(&[&[provider, app()], resources].concat().join("\n"))
    }

    /// Applies and compares what the failure prints.
    fn refused(&self, expect: Expect) -> Result<()> {
        self.refused_with(&[], expect)
    }

    fn refused_with(&self, arguments: &[&str], expect: Expect) -> Result<()> {
        let apply = &["apply", "-json", "-auto-approve", "-input=false"][..];
        check(&self.workspace, &[apply, arguments].concat(), expect)
    }

    fn fail(&self, method: &str, path: &str, fault: &str, times: Option<u32>) -> Result<()> {
        self.server
            .fail(&json!([{ "method": method, "path": path, "fault": fault, "times": times }]))
    }

    /// Names that the API does not take, and names that are there already, which are never taken over.
    fn names(&self) -> Result<()> {
        self.write(&[function("not a name", "exports = 1")])?;
        self.refused(expect![[r#"
            error: Could not create the function "not a name"
              at appservices_function.f: name   = "not a name"
              App Services answered 400 (InvalidParameter): "name must have at most 64 characters: ASCII letters, numbers, underscores and hyphens, the first a letter or number"
              POST /groups/000000000000000000000001/apps/ID/functions (request REQUEST)
              Correct the configuration and apply again.
        "#]])?;
        let made = [function("f", "exports = 1"), secret("s", "hush-hush")];
        self.write(&made)?;
        self.workspace.apply()?;
        self.write(&[&made[..], &[secret("t", "other")]].concat())?;
        self.refused(expect![[r#"
            error: The secret "s" exists already
              at appservices_secret.t: name   = "s"
              The app has the secret "s" already.
              To manage it here:
                terraform import appservices_secret.NAME '000000000000000000000001/ID/ID'
              If a replacement is to take its place, the old one must be destroyed first: leave out create_before_destroy (in Pulumi, set deleteBeforeReplace).
              Otherwise choose another name.
        "#]])?;

        // A replacement that creates first would need the name twice.
        let replaced = hcl!("bad_input/secret_create_before_destroy.tf");
        self.write(&[function("f", "exports = 1"), replaced])?;
        self.refused_with(
            &["-replace=appservices_secret.s"],
            expect![[r#"
                error: The secret "s" exists already
                  at appservices_secret.s: name   = "s"
                  The app has the secret "s" already.
                  To manage it here:
                    terraform import appservices_secret.NAME '000000000000000000000001/ID/ID'
                  If a replacement is to take its place, the old one must be destroyed first: leave out create_before_destroy (in Pulumi, set deleteBeforeReplace).
                  Otherwise choose another name.
            "#]],
        )
    }

    fn references(&self) -> Result<()> {
        self.write(&[
            function("f", "exports = 1"),
            secret("s", "hush-hush"),
            hcl!("bad_input/endpoint_of_nothing.tf"),
        ])?;
        self.refused(expect![[r#"
            error: Could not create the endpoint "GET /e"
              at appservices_endpoint.e: function_id = "64f0aa64f0aa64f0aa64f0aa"
              App Services answered 400 (FunctionNotFound): "function not found: "64f0aa64f0aa64f0aa64f0aa""
              POST /groups/000000000000000000000001/apps/ID/endpoints (request REQUEST)
              Check function_id: it is the function's `id`, as in `appservices_function.example.id`, and not its name.

            warning: appservices_endpoint is deprecated
              at appservices_endpoint.e: resource "appservices_endpoint" "e" {
              Atlas ended custom HTTPS endpoints on 2025-09-30. The local server still manages them.
        "#]])
    }

    /// A creation whose answer is lost: the key that nobody knows is deleted, and another one is made.
    fn lost_answers(&self) -> Result<()> {
        self.write(&[
            function("f", "exports = 1"),
            secret("s", "hush-hush"),
            hcl!("bad_input/api_key.tf"),
        ])?;
        self.fail("POST", "*/api_keys", "lost_response", Some(1))?;
        self.workspace.apply()?;
        let keys = self.server.requests()?;
        let of_keys = |method: &str| {
            let is_one = |path: &str| path.contains("/api_keys");
            keys.iter()
                .filter(|request| request.method == method && is_one(&request.path))
                .count()
        };
        ensure!((of_keys("POST"), of_keys("DELETE")) == (2, 1));
        self.workspace.expect_empty_plan("after a lost answer")
    }

    /// A change that fails leaves the old state, and the next plan shows the same change.
    fn failed_change(&self) -> Result<()> {
        self.write(&[function("f", "exports = 2"), secret("s", "hush-hush")])?;
        self.fail("PUT", "*/functions/*", "status_500", None)?;
        self.refused(expect![[r#"
            error: Could not change the function "f"
              at appservices_function.f: resource "appservices_function" "f" {
              App Services answered 500: "the server was told to answer 500"
              PUT /groups/000000000000000000000001/apps/ID/functions/ID, N times in T s
              This is a fault of the server. Apply again; what was done is in the state.
        "#]])?;
        self.server.fail(&json!([]))?;
        ensure!(
            self.workspace.apply()?.action("appservices_function.f") == "update",
            "the failed change is not planned again"
        );
        Ok(())
    }

    /// A deletion that fails keeps the object.
    fn failed_deletion(&self) -> Result<()> {
        self.write(&[function("f", "exports = 2")])?;
        self.fail("DELETE", "*/secrets/*", "status_503", None)?;
        self.refused(expect![[r#"
            error: Could not delete the secret "s"
              App Services answered 503: "the server was told to answer 503"
              DELETE /groups/000000000000000000000001/apps/ID/secrets/ID, N times in T s
              This is a fault of the server. Apply again; what was done is in the state.
        "#]])?;
        self.server.fail(&json!([]))?;
        ensure!(
            self.workspace.apply()?.action("appservices_secret.s") == "delete",
            "the failed deletion is not planned again"
        );
        Ok(())
    }
}
