//! What a server calls things, where users read it.

use async_trait::async_trait;

use super::honest::APPS;
use super::*;
use crate::appservices::testing::{FakeApi, object, resource};
use crate::engine::Value;
use crate::provider::{Call, ImportBy, ListOptions, ListResult, ListResultSink, Server};

/// A name that clears the screen and has a token of the session in it.
const HOSTILE: &str = "\u{1b}[2Jthe-access\u{200b}-token";

/// What is shown of it.
const SHOWN: &str = "[2J(sensitive)";

async fn provider(answers: &[(&str, Json)]) -> (FakeApi, Server) {
    let api = FakeApi::start(
        &answers
            .iter()
            .map(|(line, document)| (*line, 200, document.clone()))
            .collect::<Vec<_>>(),
    );
    let provider = api.provider(Some(PROJECT)).await;
    (api, provider)
}

async fn no_app(provider: &Server, name: &str) -> String {
    let source = provider
        .data_source("appservices_app")
        .expect("the data source");
    let config = object(&source.schema().block, &[("name", name.into())]);
    let errors = provider
        .read_data_source(source, &config, &Call::default())
        .await
        .expect_err("no single app");
    errors[0].detail.clone()
}

#[tokio::test]
async fn names_in_lists_are_clean_masked_and_cut() {
    let app = |name: &str, client_app_id: &str| json!({ "_id": APP, "name": name, "client_app_id": client_app_id });
    let list = format!("GET /groups/{PROJECT}/apps{APPS}");
    let (_api, provider) = provider(&[(
        &list,
        json!([app(HOSTILE, "a"), app("two", "b"), app("two", HOSTILE)]),
    )])
    .await;
    let detail = no_app(&provider, "one").await;
    assert_eq!(
        detail,
        format!("The project {PROJECT} has no app with name = \"one\". It has: {SHOWN}, two, two.")
    );
    let detail = no_app(&provider, "two").await;
    let all = format!(
        "The project {PROJECT} has 2 apps with name = \"two\": b, {SHOWN}.\nUse client_app_id instead."
    );
    assert_eq!(detail, all);

    let (_api, provider) =
        self::provider(&[(&list, json!([app(&"long".repeat(1_000_000), "a")]))]).await;
    let detail = no_app(&provider, "one").await;
    assert!(
        detail.len() < 700 && detail.ends_with("longlong…."),
        "{detail}"
    );
}

#[tokio::test]
async fn ids_that_are_told_to_an_import_are_clean_and_masked() {
    let other = "5f00000000000000000000ff";
    let (api, _) = provider(&[
        (
            &format!("GET /groups/{PROJECT}/apps{APPS}"),
            json!([{ "_id": APP }]),
        ),
        (
            &format!("GET /groups/{other}/apps{APPS}"),
            json!([{ "_id": PROJECT }]),
        ),
        (
            &format!("GET /groups/{PROJECT}/apps/{APP}/secrets"),
            json!([{ "_id": HOSTILE, "name": "key" }]),
        ),
        (
            &format!("GET /groups/{other}/apps/{PROJECT}/secrets"),
            json!([{ "_id": OTHER, "name": format!("{APP}/key") }]),
        ),
    ])
    .await;
    let provider = api.provider(Some(other)).await;
    let secret = resource(&provider, "secret");
    let id = format!("{PROJECT}/{APP}/key");
    let errors = provider
        .import_resource(secret, ImportBy::Id(&id), &Call::default())
        .await
        .expect_err("two objects");
    assert!(
        errors[0].detail.ends_with(&format!(
            "\n  {PROJECT}/{APP}/{SHOWN}\n  {other}/{PROJECT}/{OTHER}"
        )),
        "{}",
        errors[0].detail
    );
}

struct All(Vec<String>);

#[async_trait]
impl ListResultSink for All {
    async fn send(&mut self, found: ListResult) -> bool {
        self.0.push(found.display_name);
        true
    }
}

#[tokio::test]
async fn what_a_list_calls_its_objects_is_clean_and_masked() {
    let functions = format!("GET {}", path("functions"));
    let (_api, provider) =
        provider(&[(&functions, json!([{ "_id": HOSTILE, "name": HOSTILE }]))]).await;
    let list = provider
        .list_resource("appservices_function")
        .expect("the list");
    let mut found = All(Vec::new());
    let config = object(&list.schema().block, &[("app_id", APP.into())]);
    let call = Call::default();
    let options = |include_resource| ListOptions {
        include_resource,
        limit: 10,
    };
    provider
        .list_objects(list, &config, options(false), &mut found, &call)
        .await
        .expect("a list");
    assert_eq!(found.0, [SHOWN]);
    // The function itself is not found.
    let errors = provider
        .list_objects(list, &config, options(true), &mut found, &call)
        .await
        .expect_err("a refusal");
    assert_eq!(
        errors[0].summary,
        format!("Could not read the function {SHOWN}")
    );
}

#[tokio::test]
async fn an_id_that_a_shell_would_run_is_in_no_command() {
    for (id, shown) in [
        ("x'; rm -r ~; '", "x'; rm -r ~; '"),
        ("private-key", "(sensitive)"),
        ("a\u{1b}\nb\"`id`", "a b\\\"`id`"),
    ] {
        let world = World::new(move |heard| match heard.line() {
            line if line.contains("/auth/") => Answer::Is(0, String::new()),
            _ => Answer::ok(json!([{ "_id": id, "name": "s" }])),
        });
        let config = values(
            "secret",
            json!({ "app_id": APP, "name": "s", "value": "hush-hush" }),
        );
        let created = world.apply("secret", &Value::Null, &config).await;
        let detail = &created.diagnostics[0].detail;
        assert!(!detail.contains("terraform import"), "{detail}");
        assert!(
            detail.contains(&format!(
                "Import \"{PROJECT}/{APP}/{shown}\" as appservices_secret.NAME. No command is shown"
            )),
            "{detail}"
        );
    }
}
