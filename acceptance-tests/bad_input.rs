//! Bad input: what it prints, to the letter, and that nothing is lost or half made.
//!
//! `UPDATE_EXPECT=1 cargo test --test acceptance bad` writes the texts anew; read them as a new user would.

use std::fmt::Write as _;

use anyhow::{Result, ensure};
use appservices_provider::emulator::{LOCAL_PROJECT, Options};
use expect_test::{Expect, expect};
use serde_json::{Value as Json, json};

use crate::Story;
use crate::server::Server;
use crate::stories::LOCAL;
use crate::terraform::{Program, Workspace, diagnostic_text};

pub(crate) const STORIES: &[Story] = &[
    Story { name: "bad input: attributes", needs: (1, 11), run: attributes },
    Story { name: "bad input: the provider block", needs: (1, 5), run: provider_block },
    Story { name: "bad input: the server", needs: (1, 5), run: servers },
    Story { name: "bad input: what the API refuses", needs: (1, 5), run: refusals },
    Story { name: "bad input: import ids", needs: (1, 5), run: imports },
    Story { name: "bad input: state and files", needs: (1, 5), run: files },
];

const APP: &str = "resource \"appservices_app\" \"a\" {\n  name = \"a\"\n}\n";

/// Everything that can be known before anything is asked.
fn attributes(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    let id = "64f0aa64f0aa64f0aa64f0aa";
    workspace.write(&format!(
        r#"{LOCAL}
resource "appservices_app" "name" {{
  name = "1 shop"
}}
resource "appservices_app" "word" {{
  name        = "a"
  environment = "staging"
}}
resource "appservices_secret" "both" {{
  app_id   = "{id}"
  name     = "s"
  value    = "v"
  value_wo = "v"
}}
resource "appservices_secret" "neither" {{
  app_id = "{id}"
  name   = "_s"
}}
resource "appservices_secret" "version" {{
  app_id           = "myapp-abcde"
  name             = "s"
  value            = "v"
  value_wo_version = 1
}}
resource "appservices_function" "users" {{
  app_id                       = "{id}"
  name                         = ""
  source                       = "exports = 1"
  run_as_user_id               = "u"
  run_as_user_id_script_source = "exports = 1"
  can_evaluate                 = "{{ not json"
}}
resource "appservices_endpoint" "route" {{
  app_id      = "{id}"
  route       = "hello"
  http_method = "GET"
  function_id = "hello"
  secret_id   = "{id}"
}}
resource "appservices_endpoint" "secret" {{
  app_id            = "{id}"
  route             = "/hello"
  http_method       = "GET"
  function_id       = "{id}"
  validation_method = "VERIFY_PAYLOAD"
}}
resource "appservices_ip_access_list_entry" "address" {{
  app_id  = "{id}"
  address = "the office"
}}
resource "appservices_ip_access_list" "twice" {{
  app_id  = "{id}"
  entries = [{{ address = "10.0.0.1" }}, {{ address = "10.0.0.1/32" }}]
}}
resource "appservices_log_forwarder" "cases" {{
  app_id       = "{id}"
  name         = "f"
  log_types    = []
  log_statuses = ["error"]
  policy       = {{ type = "single" }}
  action       = {{
    function   = {{ name = "f" }}
    collection = {{ data_source = "d", database = "d", collection = "c" }}
  }}
}}
data "appservices_app" "nothing" {{}}
"#
    ))?;
    check(
        &workspace,
        &["validate", "-json"],
        expect![[r#"
        error: At most one of run_as_user_id, run_as_user_id_script_source may be set
          at appservices_function.users: run_as_user_id_script_source = "exports = 1"
          Leave out all but one of them.

        error: Exactly one of id, client_app_id, name must be set
          at data.appservices_app.nothing: data "appservices_app" "nothing" {}
          Set the one that you know; the others are filled in.

        error: Exactly one of value, value_wo must be set
          at appservices_secret.both: value    = "v"
          More than one of them is set.

        error: Exactly one of value, value_wo must be set
          at appservices_secret.neither: resource "appservices_secret" "neither" {
          None of them is set.

        error: Invalid action
          at appservices_log_forwarder.cases: action       = {
            function   = { name = "f" }
            collection = { data_source = "d", database = "d", collection = "c" }
          }
          Exactly one of these must be set: function, collection.

        error: Invalid address
          at appservices_ip_access_list_entry.address: address = "the office"
          "the office" is neither an IP address nor a CIDR block, as in "192.0.2.7" or "10.0.0.0/16".

        error: Invalid app_id
          at appservices_secret.version: app_id           = "myapp-abcde"
          "myapp-abcde" is not an id, which has 24 hexadecimal digits: it is the app's `id`, as in `appservices_app.example.id`, and not its client app id.

        error: Invalid can_evaluate
          at appservices_function.users: can_evaluate                 = "{ not json"
          It is not JSON: key must be a string at line 1 column 3.
          Use jsonencode({ … }) rather than writing JSON by hand.

        error: Invalid entries
          at appservices_ip_access_list.twice: entries = [{ address = "10.0.0.1" }, { address = "10.0.0.1/32" }]
          "10.0.0.1/32" is in it twice, if in another spelling.

        error: Invalid function_id
          at appservices_endpoint.route: function_id = "hello"
          "hello" is not an id, which has 24 hexadecimal digits: it is the function's `id`, as in `appservices_function.example.id`, and not its name.

        error: Invalid log_types
          at appservices_log_forwarder.cases: log_types    = []
          It must name at least one.

        error: Invalid name
          at appservices_app.name: name = "1 shop"
          "1 shop" is not an app name: 1 to 32 letters, numbers, underscores and hyphens, the first a letter.

        error: Invalid name
          at appservices_function.users: name                         = ""
          It must not be empty.

        error: Invalid name
          at appservices_secret.neither: name   = "_s"
          "_s" is not a name: 1 to 64 letters, numbers, underscores and hyphens, the first a letter or number.

        error: Invalid route
          at appservices_endpoint.route: route       = "hello"
          A route begins with a slash: "/hello".

        error: secret_id is missing
          at appservices_endpoint.secret: resource "appservices_endpoint" "secret" {
          With validation_method = "VERIFY_PAYLOAD" a secret_id is needed.

        error: secret_id is not used
          at appservices_endpoint.route: secret_id   = "64f0aa64f0aa64f0aa64f0aa"
          It is only used with validation_method = "SECRET_AS_QUERY_PARAM" or "VERIFY_PAYLOAD". Leave it out, or set validation_method.

        error: value_wo_version needs value_wo
          at appservices_secret.version: value_wo_version = 1
          value_wo_version means nothing without value_wo.

        warning: Unknown environment
          at appservices_app.word: environment = "staging"
          "staging" is none of the values that this version of the provider knows: development, testing, qa, production.
          It is sent as it is, and App Services may refuse it.
    "#]],
    )
}

fn provider_block(program: &Program) -> Result<()> {
    for (block, expect) in [
        (
            "",
            expect![[r#"
            error: private_key is missing
              at provider["registry.terraform.io/atlas-appservices/appservices"]: provider "appservices" {
              Set it in the provider block or in one of the environment variables MONGODB_ATLAS_PRIVATE_API_KEY, MONGODB_ATLAS_PRIVATE_KEY, MCLI_PRIVATE_API_KEY.
              To work without an account, set local_path to a folder instead: the Admin API is then served from there.

            error: public_key is missing
              at provider["registry.terraform.io/atlas-appservices/appservices"]: provider "appservices" {
              Set it in the provider block or in one of the environment variables MONGODB_ATLAS_PUBLIC_API_KEY, MONGODB_ATLAS_PUBLIC_KEY, MCLI_PUBLIC_API_KEY.
              To work without an account, set local_path to a folder instead: the Admin API is then served from there.
        "#]],
        ),
        (
            "  local_path = \"./data\"\n  base_url = \"https://example.com\"\n",
            expect![[r#"
            error: base_url and a local path exclude each other
              at provider["registry.terraform.io/atlas-appservices/appservices"]: base_url = "https://example.com"
              With base_url the provider talks to a server, with local_path it serves the API itself.
              Leave out one of them.
        "#]],
        ),
        (
            "  public_key = \"a\"\n  private_key = \"b\"\n  base_url = \"http://example.com\"\n",
            expect![[r#"
            error: Invalid base_url
              at provider["registry.terraform.io/atlas-appservices/appservices"]: base_url = "http://example.com"
              "http://example.com" would send the keys unencrypted. Use https, or set allow_insecure = true if that is what you want.
        "#]],
        ),
        (
            "  public_key = \"a\"\n  private_key = \"b\"\n  base_url = \"services\"\n",
            expect![[r#"
            error: Invalid base_url
              at provider["registry.terraform.io/atlas-appservices/appservices"]: base_url = "services"
              "services" is no URL: relative URL without a base. It should look like "https://services.cloud.mongodb.com".
        "#]],
        ),
        (
            "  public_key = \"a\"\n  private_key = \"b\"\n",
            expect![[r#"
            error: No project
              at appservices_app.a: resource "appservices_app" "a" {
              Neither the resource nor the provider has a project_id.
              Set project_id in the provider block, or in the environment variable MONGODB_ATLAS_PROJECT_ID, or here.
        "#]],
        ),
        (
            "  local_path = \"./data\"\n  project_id = \"my project\"\n",
            expect![[r#"
            error: Invalid project_id
              at provider["registry.terraform.io/atlas-appservices/appservices"]: project_id = "my project"
              "my project" is not an id, which has 24 hexadecimal digits: the project's id is in the Atlas URL and in `atlas projects list`.
        "#]],
        ),
    ] {
        let workspace = program.workspace()?;
        workspace.write(&format!("provider \"appservices\" {{\n{block}}}\n{APP}"))?;
        check(&workspace, &["plan", "-json", "-input=false"], expect)?;
    }
    let mut workspace = program.workspace()?;
    workspace.set("APPSERVICES_LOCAL_PATH", "./data");
    workspace.write(&format!("provider \"appservices\" {{\n  public_key = \"a\"\n}}\n{APP}"))?;
    check(
        &workspace,
        &["plan", "-json", "-input=false"],
        expect![[r#"
        error: public_key and a local path exclude each other
          at provider["registry.terraform.io/atlas-appservices/appservices"]: public_key = "a"
          With public_key the provider talks to a server, with the environment variable APPSERVICES_LOCAL_PATH it serves the API itself.
          Leave out one of them.
    "#]],
    )
}

/// A server that is not there, not ours, or does not want us.
fn servers(program: &Program) -> Result<()> {
    let server = Server::with(Options { control: true, ..Options::default() })?;
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
              The answer is not one that App Services gives: status 200 with a body that is no JSON; is the base URL right?
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
              App Services could not be reached: http://127.0.0.1:PORT/api/admin/v3.0 (connection closed before message completed)
              GET /groups/000000000000000000000001/apps
              Check base_url and the network. Proxies are taken from HTTPS_PROXY and NO_PROXY.
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
fn refusals(program: &Program) -> Result<()> {
    let server = Server::with(Options { control: true, ..Options::default() })?;
    let workspace = program.workspace()?;
    let provider = server.provider();
    let function = |name: &str, source: &str| {
        format!(
            "resource \"appservices_function\" \"f\" {{\n  app_id = appservices_app.a.id\n  name = {name:?}\n  source = {source:?}\n}}\n"
        )
    };
    let secret = |of: &str, value: &str| {
        format!("resource \"appservices_secret\" {of:?} {{\n  app_id = appservices_app.a.id\n  name = \"s\"\n  value = {value:?}\n}}\n")
    };
    let apply = &["apply", "-json", "-auto-approve", "-input=false"];

    workspace.write(&format!("{provider}{APP}{}", function("not a name", "exports = 1")))?;
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
    workspace.write(&format!("{provider}{APP}{}{}", function("f", "exports = 1"), secret("s", "hush-hush")))?;
    workspace.apply()?;

    // A name that is there already is never taken over.
    workspace.write(&format!("{provider}{APP}{}{}{}", function("f", "exports = 1"), secret("s", "hush-hush"), secret("t", "other")))?;
    check(
        &workspace,
        apply,
        expect![[r#"
        error: The secret "s" exists already
          at appservices_secret.t: name = "s"
          The app has the secret "s" already, and it was not made by this resource.
          To manage it here:
            terraform import appservices_secret.NAME '000000000000000000000001/ID/ID'
          Otherwise choose another name.
    "#]],
    )?;

    // Endpoints that refer to nothing.
    let endpoint = "resource \"appservices_endpoint\" \"e\" {\n  app_id = appservices_app.a.id\n  route = \"/e\"\n  http_method = \"GET\"\n  function_id = \"64f0aa64f0aa64f0aa64f0aa\"\n}\n";
    workspace.write(&format!("{provider}{APP}{}{}{endpoint}", function("f", "exports = 1"), secret("s", "hush-hush")))?;
    check(
        &workspace,
        apply,
        expect![[r#"
        error: Could not create the endpoint "GET /e"
          at appservices_endpoint.e: resource "appservices_endpoint" "e" {
          App Services answered 400 (FunctionNotFound): "function not found: '64f0aa64f0aa64f0aa64f0aa'"
          POST /groups/000000000000000000000001/apps/ID/endpoints (request REQUEST)
          Correct the configuration and apply again.
    "#]],
    )?;

    // A creation whose answer is lost: it is there, and nobody says that it is not.
    let key = "resource \"appservices_api_key\" \"k\" {\n  app_id = appservices_app.a.id\n  name = \"k\"\n}\n";
    workspace.write(&format!("{provider}{APP}{}{}{key}", function("f", "exports = 1"), secret("s", "hush-hush")))?;
    server.fail(&json!([{ "method": "POST", "path": "*/api_keys", "fault": "lost_response", "times": 1 }]))?;
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
          The app has the API key "k" already, and it was not made by this resource.
          To manage it here:
            terraform import appservices_api_key.NAME '000000000000000000000001/ID/ID'
          Otherwise choose another name.
    "#]],
    )?;

    // A change that fails leaves the old state, and the next plan shows the same change.
    workspace.write(&format!("{provider}{APP}{}{}", function("f", "exports = 2"), secret("s", "hush-hush")))?;
    server.fail(&json!([{ "method": "PUT", "path": "*/functions/*", "fault": "status_500", "times": 1 }]))?;
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
    ensure!(workspace.apply()?.action("appservices_function.f") == "update", "the failed change is not planned again");

    // A deletion that fails keeps the object.
    workspace.write(&format!("{provider}{APP}{}", function("f", "exports = 2")))?;
    server.fail(&json!([{ "method": "DELETE", "path": "*/secrets/*", "fault": "status_503", "times": 1 }]))?;
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
    ensure!(workspace.apply()?.action("appservices_secret.s") == "delete", "the failed deletion is not planned again");
    workspace.expect_empty_plan("at the end")
}

fn imports(program: &Program) -> Result<()> {
    let server = Server::start()?;
    let workspace = program.workspace()?;
    let provider = server.provider();
    let secret = "resource \"appservices_secret\" \"s\" {\n  app_id = \"64f0aa64f0aa64f0aa64f0aa\"\n  name = \"s\"\n  value = \"v\"\n}\n";
    workspace.write(&format!("{provider}{APP}"))?;
    workspace.apply()?;
    let app = server.apps()?[0]["client_app_id"].as_str().unwrap_or_default().to_owned();
    workspace.write(&format!("{provider}{APP}{secret}"))?;
    let mut printed = String::new();
    for id in [
        "",
        "key",
        "shop/key",
        "5f00000000000000000000ff/shop-abcde/key",
        &format!("{LOCAL_PROJECT}/shop-abcde/key"),
        &format!("{app}/key"),
        &app,
    ] {
        let output = workspace.run(&["import", "-input=false", "-no-color", "appservices_secret.s", id])?;
        ensure!(!output.status.success(), "{id:?} was imported");
        let text = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<_> = text.lines().map(|line| line.trim_matches(['╷', '│', '╵', ' '])).filter(|line| !line.is_empty()).collect();
        writeln!(printed, "{}\n", settled(&workspace, &lines.join("\n")).replace(&app, "APP"))?;
    }
    expect![[r#"
        Error: "" is not the id of a secret
        It is empty.
        The id has the form <project_id>/<app>/<secret id or name>. The project may
        be left out, as the provider has one.

        Error: "key" is not the id of a secret
        It names no secret.
        The id has the form <project_id>/<app>/<secret id or name>. The project may
        be left out, as the provider has one.

        Error: "shop/key" is not the id of a secret
        The first part, "shop", is neither a project (24 hexadecimal digits) nor an
        app (such as "myapp-abcde").
        The id has the form <project_id>/<app>/<secret id or name>. The project may
        be left out, as the provider has one.

        Error: There is no secret "5f00000000000000000000ff/shop-abcde/key" to import
        There is no project 5f00000000000000000000ff that this API key may see.
        The project 000000000000000000000001 has no app "5f00000000000000000000ff".
        The id has the form <project_id>/<app>/<secret id or name>.

        Error: There is no secret "000000000000000000000001/shop-abcde/key" to import
        The project 000000000000000000000001 has no app "shop-abcde".
        The project 000000000000000000000001 has no app "000000000000000000000001".
        The id has the form <project_id>/<app>/<secret id or name>.

        Error: There is no secret "APP/key" to import
        The app "APP" has no secret "key".
        The id has the form <project_id>/<app>/<secret id or name>.

        Error: "APP" is not the id of a secret
        It names no secret.
        The id has the form <project_id>/<app>/<secret id or name>. The project may
        be left out, as the provider has one.

    "#]]
    .assert_eq(&printed);
    Ok(())
}

fn files(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    let plan = &["plan", "-json", "-input=false"];
    workspace.write(&format!("{LOCAL}{APP}"))?;
    workspace.apply()?;

    // A state that a newer version wrote.
    let state = String::from_utf8(workspace.read("terraform.tfstate")?)?;
    let file = workspace.path().join("terraform.tfstate");
    std::fs::write(&file, state.replace("\"schema_version\": 0", "\"schema_version\": 7"))?;
    check(
        &workspace,
        plan,
        expect![[r#"
        error: Resource instance managed by newer provider version
          The current state of appservices_app.a was created by a newer provider version than is currently selected. Upgrade the appservices provider to work with this state.
    "#]],
    )?;
    std::fs::write(&file, state.replace("\"deletion_protection\": false", "\"deletion_protection\": [1]"))?;
    check(
        &workspace,
        plan,
        expect![[r#"
        error: State of appservices_app cannot be read
          at appservices_app.a: resource "appservices_app" "a" {
          In the stored state, deletion_protection: must be a bool, not an array.
          If it was edited by hand, undo that; otherwise please report this to the provider's developers.
    "#]],
    )?;
    std::fs::write(&file, &state)?;

    // A folder that another process holds, is damaged, or cannot be.
    let database = workspace.path().join("data/appservices.sqlite");
    std::fs::remove_file(workspace.path().join("data/appservices.sqlite-wal")).ok();
    std::fs::write(
        &database,
        "this is not a database, and longer than a hundred bytes so that it is read as one ......................................",
    )?;
    check(
        &workspace,
        plan,
        expect![[r#"
        error: The local Admin API cannot be served
          at provider["registry.terraform.io/atlas-appservices/appservices"]: local_path = "./data"
          ./data/appservices.sqlite is not a file that this program wrote, or it is damaged (file is not a database).
          Use another folder, or remove the file if nothing in it is needed.
    "#]],
    )?;
    std::fs::remove_dir_all(workspace.path().join("data"))?;
    std::fs::write(workspace.path().join("data"), "a file where a folder should be")?;
    check(
        &workspace,
        plan,
        expect![[r#"
        error: The local Admin API cannot be served
          at provider["registry.terraform.io/atlas-appservices/appservices"]: local_path = "./data"
          the folder ./data cannot be made: File exists (os error 17).
          Use another folder, or remove the file if nothing in it is needed.
    "#]],
    )?;
    Ok(())
}

/// Runs a command that must fail, and compares the diagnostics that it prints.
fn check(workspace: &Workspace<'_>, arguments: &[&str], expect: Expect) -> Result<()> {
    let output = workspace.run(arguments)?;
    ensure!(!output.status.success(), "`terraform {}` should have failed", arguments.join(" "));
    let text = String::from_utf8_lossy(&output.stdout);
    let whole = serde_json::from_str::<Json>(&text).ok();
    let mut diagnostics: Vec<String> = match whole {
        Some(document) if document["diagnostics"].is_array() => {
            document["diagnostics"].as_array().into_iter().flatten().map(diagnostic_text).collect()
        }
        _ => text
            .lines()
            .filter_map(|line| serde_json::from_str::<Json>(line).ok())
            .filter(|event| event["type"] == "diagnostic")
            .map(|event| diagnostic_text(&event["diagnostic"]))
            .collect(),
    };
    diagnostics.retain(|text| !text.contains("development overrides"));
    // Terraform walks resources in any order.
    diagnostics.sort();
    expect.assert_eq(&settled(workspace, &diagnostics.join("\n")));
    Ok(())
}

/// The text without what differs from run to run: ids, ports, folders.
fn settled(workspace: &Workspace<'_>, text: &str) -> String {
    let text = text.replace(&workspace.path().display().to_string(), "FOLDER");
    let mut settled = String::new();
    for (at, word) in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()).enumerate() {
        let core = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let rest = &word[core.len()..];
        let hex = |length: usize| core.len() == length && core.bytes().all(|byte| byte.is_ascii_hexdigit());
        let varies = (hex(24) && core != LOCAL_PROJECT && !core.starts_with("5f") && !core.starts_with("64f0")).then_some("ID");
        let varies = varies.or_else(|| hex(16).then_some("REQUEST"));
        let port = at > 0 && settled.ends_with("127.0.0.1:") && core != "9";
        settled += varies.unwrap_or(if port { "PORT" } else { core });
        settled += rest;
    }
    settled
}
