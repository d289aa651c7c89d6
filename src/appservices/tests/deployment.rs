//! A deployment and a write beside drafts, against a server whose every answer a test chooses.

use super::*;
use crate::appservices::testing::{APP, FakeApi, OBJECT, PROJECT, change, object, resource};

const STRAY: &str = r#"{"error":"no such page","error_code":"NotFound"}"#;
const GONE: &str = r#"{"error":"app not found","error_code":"AppNotFound"}"#;

/// A server that gives these answers to requests of the app, each line `METHOD path status body`.
fn api(lines: &[&str]) -> FakeApi {
    let answer = |line: &&str| {
        let parts: Vec<&str> = line.splitn(4, ' ').collect();
        let [method, path, status, body] = parts[..] else {
            panic!("not an answer: {line}");
        };
        let place = format!("{method} /groups/{PROJECT}/apps/{APP}/{path}");
        (place, status.parse().expect("a status"), body.to_owned())
    };
    FakeApi::raw(lines.iter().map(answer).collect())
}

async fn created(lines: &[&str]) -> ApplyResponse {
    let api = api(lines);
    let provider = api.provider(Some(PROJECT)).await;
    let block = &resource(&provider, "deployment").schema().block;
    let config = object(block, &[("app_id", APP.into())]);
    change(&provider, "deployment", &Value::Null, &config)
        .await
        .expect("a plan")
}

/// Returns the state of a deployment.
fn state(provider: &Server) -> Value {
    let set = [
        ("project_id", PROJECT.into()),
        ("app_id", APP.into()),
        ("id", APP.into()),
        ("deployment_id", OBJECT.into()),
    ];
    object(&resource(provider, "deployment").schema().block, &set)
}

async fn read(line: &str) -> Result<Option<Value>> {
    let api = api(&[line]);
    let provider = api.provider(Some(PROJECT)).await;
    let deployment = resource(&provider, "deployment");
    let request = ReadResourceRequest::new(state(&provider));
    let read = provider
        .read_resource(deployment, request, &Call::default())
        .await?;
    Ok(read.state)
}

#[tokio::test]
async fn how_an_earlier_deployment_ended_is_not_of_this_run() {
    let failed = format!(r#"GET deployments 200 [{{"_id":"{OBJECT}","status":"failed"}}]"#);
    let made = created(&["GET drafts 200 []", &failed]).await;
    assert_eq!(made.diagnostics, []);
    assert_eq!(made.state.attribute("deployment_id"), &OBJECT.into());
}

#[tokio::test]
async fn a_deployment_that_is_waited_for_must_succeed() {
    let listed = format!(r#"GET deployments 200 [{{"_id":"{OBJECT}","status":"pending"}}]"#);
    for (ended, said) in [
        (r#""failed","status_error_message":"no room""#, "no room"),
        (r#""odd""#, "does not tell how far the deployment is"),
    ] {
        let ended =
            format!(r#"GET deployments/{OBJECT} 200 {{"_id":"{OBJECT}","status":{ended}}}"#);
        let made = created(&["GET drafts 200 []", &listed, &ended]).await;
        assert!(made.state.is_null(), "{:?}", made.state);
        let errors = format!("{:?}", made.diagnostics);
        assert!(errors.contains(said), "{errors}");
    }
}

#[tokio::test]
async fn only_the_app_itself_says_that_it_is_gone() {
    let stray = read(&format!("GET drafts 404 {STRAY}")).await;
    let refused = format!("{:?}", stray.expect_err("a refusal"));
    assert!(refused.contains("no such page"), "{refused}");
    let gone = read(&format!("GET drafts 404 {GONE}")).await;
    assert_eq!(gone, Ok(None));
}

/// Otherwise a write could wait in a draft that the server did not tell of.
#[tokio::test]
async fn only_a_server_without_drafts_is_written_to_without_a_look() {
    let made = format!(r#"POST values 201 {{"_id":"{OBJECT}","name":"v","value":1}}"#);
    for (drafts, is_written) in [
        (format!("GET drafts 404 {STRAY}"), true),
        (r#"GET drafts 403 {"error":"no"}"#.to_owned(), false),
    ] {
        let api = api(&[&drafts, "GET values 200 []", &made]);
        let provider = api.provider(Some(PROJECT)).await;
        let block = &resource(&provider, "value").schema().block;
        let set = [
            ("app_id", APP.into()),
            ("name", "v".into()),
            ("value", "1".into()),
        ];
        let config = object(block, &set);
        let applied = change(&provider, "value", &Value::Null, &config).await;
        let applied = applied.expect("a plan");
        let requests = api.requests();
        let is_sent = requests.iter().any(|line| line.starts_with("POST"));
        assert_eq!(
            is_sent, is_written,
            "{requests:?} {:?}",
            applied.diagnostics
        );
        assert_eq!(applied.diagnostics.has_error(), !is_written);
    }
}

/// A deployment that is destroyed ends the draft that the configuration names, and only that.
#[tokio::test]
async fn a_destroyed_deployment_discards_the_named_draft_and_no_other() {
    let draft = format!("/groups/{PROJECT}/apps/{APP}/drafts/{OBJECT}");
    // The server does not count the looks for drafts.
    for (named, writes) in [(OBJECT, vec![format!("DELETE {draft}")]), (APP, vec![])] {
        let listed = format!(r#"GET drafts 200 [{{"_id":"{OBJECT}"}}]"#);
        let discarded = format!("DELETE drafts/{OBJECT} 204 ");
        let api = api(&[&listed, &discarded]);
        let provider = api
            .provider_with(&[
                ("project_id", PROJECT.into()),
                ("draft", true.into()),
                ("draft_id", named.into()),
            ])
            .await;
        let state = state(&provider);
        let applied = change(&provider, "deployment", &state, &Value::Null).await;
        let applied = applied.expect("a plan");
        assert_eq!(applied.diagnostics.has_error(), named != OBJECT);
        assert_eq!(api.requests(), writes);
    }
}
