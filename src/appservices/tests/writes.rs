//! Values that a body needs and no answer returns.

use crate::engine::Value;
use serde_json::json;

use crate::appservices::AppServices;
use crate::appservices::testing::{
    APP, FakeApi, OBJECT, PROJECT, bare_host, change, object, resource,
};
use crate::provider::{Call, PlanRequest, Server};

fn secret(set: &[(&str, Value)]) -> Value {
    let provider = Server::new(AppServices::new(bare_host()));
    let place: [(&str, Value); 2] = [("project_id", PROJECT.into()), ("app_id", APP.into())];
    object(
        &resource(&provider, "secret").schema().block,
        &[&place, set].concat(),
    )
}

fn there(set: &[(&str, Value)]) -> Value {
    secret(&[&[("id", OBJECT.into())], set].concat())
}

/// The lines of the error that a plan ends in; none when it has none.
fn refusal(prior: &Value, config: &Value) -> String {
    let provider = Server::new(AppServices::new(bare_host()));
    let request = PlanRequest::new(prior.clone(), config.clone());
    let plan = provider
        .plan_resource(resource(&provider, "secret"), &request, &Call::default())
        .expect("a plan")
        .plan;
    let errors: Vec<_> = plan
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.is_error())
        .collect();
    assert!(errors.len() < 2, "{errors:?}");
    errors
        .first()
        .map(|error| format!("{}\n{}", error.summary, error.detail))
        .unwrap_or_default()
}

#[test]
fn a_plan_that_must_send_a_value_has_one() {
    let name = |name: &str| ("name", Value::from(name));
    let value = ("value", Value::from("hush"));
    let elsewhere = ("app_id", Value::from("64000000000000000000dddd"));
    let unknown = |name: &'static str| (name, Value::UNKNOWN);
    for (prior, config, words) in [
        (
            Value::Null,
            secret(&[name("s")]),
            "value or value_wo is missing\nThe secret \"s\" does not exist yet",
        ),
        (Value::Null, secret(&[name("s"), value.clone()]), ""),
        (
            Value::Null,
            secret(&[name("s"), ("value_wo", "hush".into())]),
            "",
        ),
        (Value::Null, secret(&[name("s"), unknown("value")]), ""),
        (there(&[name("s")]), secret(&[name("s")]), ""),
        (there(&[name("s")]), secret(&[name("s"), value.clone()]), ""),
        (there(&[name("s"), value.clone()]), secret(&[name("s")]), ""),
        (
            there(&[name("s"), ("value_wo_version", "1".into())]),
            secret(&[name("s")]),
            "",
        ),
        (
            there(&[name("s")]),
            secret(&[name("t")]),
            "value or value_wo is missing\nA change of name of the secret \"s\" sends its value",
        ),
        (
            there(&[name("s"), value.clone()]),
            secret(&[name("t")]),
            "value or value_wo is missing\nA change of name",
        ),
        (
            there(&[name("s"), value.clone()]),
            secret(&[name("t"), value.clone()]),
            "",
        ),
        (
            there(&[name("s")]),
            secret(&[name("t"), ("value_wo", "hush".into())]),
            "",
        ),
        (there(&[name("s")]), secret(&[unknown("name")]), ""),
        (
            there(&[name("s")]),
            secret(&[name("s"), elsewhere.clone()]),
            "value or value_wo is missing\nA change of app_id replaces",
        ),
        (
            there(&[name("s")]),
            secret(&[name("s"), elsewhere, value]),
            "",
        ),
        (there(&[name("s")]), Value::Null, ""),
    ] {
        let refusal = refusal(&prior, &config);
        assert_eq!(refusal.is_empty(), words.is_empty(), "{refusal}");
        assert!(refusal.starts_with(words), "{refusal}");
    }
}

#[tokio::test]
async fn a_value_that_leaves_the_configuration_is_left_alone() {
    let path = format!("/groups/{PROJECT}/apps/{APP}/secrets");
    let put = format!("PUT {path}/{OBJECT}");
    let list = format!("GET {path}");
    let api = FakeApi::start(&[
        (&list, 200, json!([{ "_id": OBJECT, "name": "s" }])),
        (&put, 204, json!({})),
    ]);
    let provider = api.provider(Some(PROJECT)).await;
    let text = |name: &'static str, text: &str| (name, Value::from(text));
    let named = [text("name", "s")];
    for (before, after, sent) in [
        (vec![text("value", "hush")], vec![], None),
        (vec![text("value_wo_version", "1")], vec![], None),
        (
            vec![],
            vec![text("value", "hush")],
            Some(r#"{"_id":"65000000000000000000cccc","name":"s","value":"hush"}"#),
        ),
        (
            vec![text("value", "hush")],
            vec![text("value_wo", "new")],
            Some(r#"{"_id":"65000000000000000000cccc","name":"s","value":"new"}"#),
        ),
        (
            vec![],
            vec![text("value_wo", "new"), text("value_wo_version", "v2")],
            Some(r#"{"_id":"65000000000000000000cccc","name":"s","value":"new"}"#),
        ),
    ] {
        let already = api.requests().len();
        let (prior, config) = (
            there(&[&named[..], &before].concat()),
            secret(&[&named[..], &after].concat()),
        );
        let applied = change(&provider, "secret", &prior, &config)
            .await
            .expect("a plan");
        assert_eq!(applied.diagnostics, [], "{before:?} {after:?}");
        let requests = api.requests().split_off(already);
        let writes: Vec<_> = requests
            .iter()
            .filter(|request| !request.starts_with("GET"))
            .collect();
        assert_eq!(
            writes,
            sent.map(|body| format!("{put} {body}"))
                .iter()
                .collect::<Vec<_>>(),
            "{before:?} {after:?}"
        );
        assert_eq!(applied.state.attribute("value"), config.attribute("value"));
    }
}

#[test]
fn a_version_may_be_any_text_or_number() {
    let provider = Server::new(AppServices::new(bare_host()));
    let secret = resource(&provider, "secret");
    // States of before it was a text hold a number.
    for (stored, version) in [
        (json!(7), Value::from("7")),
        (json!(1.5), "1.5".into()),
        (json!("7"), "7".into()),
        (json!("2026-01-01"), "2026-01-01".into()),
        (json!(null), Value::Null),
    ] {
        let state = json!({ "id": OBJECT, "project_id": PROJECT, "app_id": APP, "name": "s", "value_wo_version": stored });
        let read = provider
            .upgrade_resource_state(secret, 0, state)
            .expect("a state")
            .0;
        assert_eq!(read.attribute("value_wo_version"), &version);
    }
}
