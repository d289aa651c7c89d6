//! Configurations that are wrong by themselves.

use anyhow::Result;
use expect_test::expect;

use super::check;
use crate::hcl::hcl;
use crate::terraform::{Program, Workspace};

/// Everything that can be known before anything is asked.
pub(super) fn attributes(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(&hcl!("bad_input/attributes.tf"))?;
    check(
        &workspace,
        &["validate", "-json"],
        expect![[r#"
            error: At most one of run_as_user_id, run_as_user_id_script_source may be set
              at appservices_function.users: run_as_user_id_script_source = "exports = 1"
              Leave out all but one of them.

            error: At most one of value, value_wo may be set
              at appservices_secret.both: value_wo = "v"
              Leave out all but one of them.

            error: Exactly one of id, client_app_id, name must be set
              at data.appservices_app.nothing: data "appservices_app" "nothing" {}
              Set the one that you know; the others are filled in.

            error: Invalid action
              at appservices_log_forwarder.cases: action = {
                function   = { name = "f" }
                collection = { data_source = "d", database = "d", collection = "c" }
              }
              Exactly one of these must be set: function, collection.

            error: Invalid address
              at appservices_ip_access_list_entry.address: address = "the office"
              "the office" is neither an IP address nor a CIDR block, as in "192.0.2.7" or "10.0.0.0/16".

            error: Invalid can_evaluate
              at appservices_function.users: can_evaluate                 = "{ not json"
              It is not JSON: key must be a string at line 1 column 3.
              Use jsonencode({ … }) rather than writing JSON by hand.

            error: Invalid entries
              at appservices_ip_access_list.twice: entries = [{ address = "10.0.0.1" }, { address = "10.0.0.1/32" }]
              "10.0.0.1" and "10.0.0.1/32" are the same address. Leave one of them out.

            error: Invalid entries[…].address
              at appservices_ip_access_list.open: entries = [{ address = "0.0.0.0" }, { address = "10.0.0.1/8" }]
              "0.0.0.0" has no length. Write "0.0.0.0/0" to let everybody in.

            error: Invalid name
              at appservices_app.name: name = "1 shop"
              "1 shop" is not an app name: 1 to 32 letters, numbers, underscores and hyphens, the first a letter.

            error: Invalid name
              at appservices_function.users: name                         = ""
              It must not be empty.

            error: Invalid name
              at appservices_secret.neither: name   = "_s"
              "_s" is not a name: 1 to 64 letters, numbers, underscores and hyphens, the first a letter or number.

            error: location contradicts provider_region
              at appservices_app.place: location        = "IE"
              location is "IE", and provider_region = "aws-us-east-1" is in "US-VA".
              Leave out location: it follows from provider_region.

            error: secret_id is missing
              at appservices_endpoint.secret: resource "appservices_endpoint" "secret" {
              With validation_method = "VERIFY_PAYLOAD", set secret_id.

            error: secret_id is not used
              at appservices_endpoint.route: secret_id   = "64f0aa64f0aa64f0aa64f0aa"
              It is only used with validation_method = "SECRET_AS_QUERY_PARAM" or "VERIFY_PAYLOAD". Leave it out, or set validation_method.

            error: value_wo_version needs value_wo
              at appservices_secret.version: value_wo_version = 1
              value_wo_version means nothing without value_wo.

            warning: Imprecise entries[…].address
              at appservices_ip_access_list.open: entries = [{ address = "0.0.0.0" }, { address = "10.0.0.1/8" }]
              "10.0.0.1/8" covers all of 10.0.0.0/8, because only its first 8 bits count. Write "10.0.0.0/8" to say so, or "10.0.0.1" for the one address.

            warning: Unknown environment
              at appservices_app.place: environment     = "prodution"
              "prodution" is none of the values that this version of the provider knows: development, testing, qa, production.
              Did you mean "production"?
              It is sent as it is, and App Services may refuse it.

            warning: Unknown environment
              at appservices_app.word: environment = "staging"
              "staging" is none of the values that this version of the provider knows: development, testing, qa, production.
              It is sent as it is, and App Services may refuse it.

            warning: appservices_endpoint is deprecated
              at appservices_endpoint.route: resource "appservices_endpoint" "route" {
              Atlas ended custom HTTPS endpoints on 2025-09-30. The local server still manages them.

            warning: appservices_endpoint is deprecated
              at appservices_endpoint.secret: resource "appservices_endpoint" "secret" {
              Atlas ended custom HTTPS endpoints on 2025-09-30. The local server still manages them.
        "#]],
    )
}

/// What a mocked provider could have made up, and so is judged in the plan.
pub(super) fn forms(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(&hcl!("bad_input/forms.tf"))?;
    workspace.succeed(&["validate"])?;
    check(
        &workspace,
        &["plan", "-json", "-input=false"],
        expect![[r#"
            error: Invalid app_id
              at appservices_secret.app: app_id = "myapp-abcde"
              "myapp-abcde" is not an id, which has 24 hexadecimal digits: it is the app's `id`, as in `appservices_app.example.id`, and not its client app id.

            error: Invalid entries[…].address
              at appservices_ip_access_list.office: entries = [{ address = "office" }]
              "office" is neither an IP address nor a CIDR block, as in "192.0.2.7" or "10.0.0.0/16".

            error: Invalid function_id
              at appservices_endpoint.ids: function_id       = "hello"
              "hello" is not an id, which has 24 hexadecimal digits: it is the function's `id`, as in `appservices_function.example.id`, and not its name.

            error: Invalid log_types
              at appservices_log_forwarder.empty: log_types    = []
              It must name at least one.

            error: Invalid name
              at appservices_app.name: name = "1shop"
              "1shop" is not an app name: 1 to 32 letters, numbers, underscores and hyphens, the first a letter.

            error: Invalid project_id
              at appservices_endpoint.ids: project_id        = "my project"
              "my project" is not an id, which has 24 hexadecimal digits: the project's id is in the Atlas URL and in `atlas projects list`.

            error: Invalid project_id
              at data.appservices_app.project: project_id = "shop"
              "shop" is not an id, which has 24 hexadecimal digits: the project's id is in the Atlas URL and in `atlas projects list`.

            error: Invalid route
              at appservices_endpoint.ids: route             = "hello"
              A route begins with a slash: "/hello".

            error: Invalid secret_id
              at appservices_endpoint.ids: secret_id         = "token"
              "token" is not an id, which has 24 hexadecimal digits: it is the secret's `id`, as in `appservices_secret.example.id`, and not its name.

            error: Unknown product
              at data.appservices_apps.product: product = "triggers"
              It must be one of standard, atlas, data-api, device-sync.

            warning: appservices_endpoint is deprecated
              at appservices_endpoint.ids: resource "appservices_endpoint" "ids" {
              Atlas ended custom HTTPS endpoints on 2025-09-30. The local server still manages them.
        "#]],
    )
}

pub(super) fn provider_block(program: &Program) -> Result<()> {
    let write = |workspace: &Workspace<'_>, arguments: &str| {
        workspace.write(&hcl!("bad_input/provider_block.tf", ARGUMENTS = arguments))
    };
    for (arguments, expect) in [
        (
            vec![],
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
            vec![
                r#"local_path = "./data""#,
                r#"base_url = "https://example.com""#,
            ],
            expect![[r#"
            error: base_url and a local path exclude each other
              at provider["registry.terraform.io/atlas-appservices/appservices"]: base_url = "https://example.com"
              With base_url the provider talks to a server, with local_path it serves the API itself.
              Leave out one of them.
        "#]],
        ),
        (
            vec![
                r#"public_key = "a""#,
                r#"private_key = "b""#,
                r#"base_url = "http://example.com""#,
            ],
            expect![[r#"
            error: Invalid base_url
              at provider["registry.terraform.io/atlas-appservices/appservices"]: base_url = "http://example.com"
              "http://example.com" would send the keys unencrypted. Use https, or set allow_insecure = true if that is what you want.
        "#]],
        ),
        (
            vec![
                r#"public_key = "a""#,
                r#"private_key = "b""#,
                r#"base_url = "services""#,
            ],
            expect![[r#"
            error: Invalid base_url
              at provider["registry.terraform.io/atlas-appservices/appservices"]: base_url = "services"
              "services" is no URL: relative URL without a base. It should look like "https://services.cloud.mongodb.com".
        "#]],
        ),
        (
            vec![r#"public_key = "a""#, r#"private_key = "b""#],
            expect![[r#"
            error: No project
              at appservices_app.a: resource "appservices_app" "a" {
              Neither the resource nor the provider has a project_id.
              Set project_id in the provider block, or in the environment variable MONGODB_ATLAS_PROJECT_ID, or here.
        "#]],
        ),
        (
            vec![r#"local_path = "./data""#, r#"project_id = "my project""#],
            expect![[r#"
            error: Invalid project_id
              at provider["registry.terraform.io/atlas-appservices/appservices"]: project_id = "my project"
              "my project" is not an id, which has 24 hexadecimal digits: the project's id is in the Atlas URL and in `atlas projects list`.
        "#]],
        ),
    ] {
        let workspace = program.workspace()?;
        write(&workspace, &arguments.join("\n  "))?;
        check(&workspace, &["plan", "-json", "-input=false"], expect)?;
    }
    let mut workspace = program.workspace()?;
    workspace.set("APPSERVICES_LOCAL_PATH", "./data");
    write(&workspace, r#"public_key = "a""#)?;
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
