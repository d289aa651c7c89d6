//! What a server quotes of a secret is shown nowhere.

use crate::engine::Value;
use crate::engine::{Block, Diagnostics};
use serde_json::Value as Json;
use serde_json::json;

use crate::appservices::AppServices;
use crate::appservices::testing::{
    APP, FakeApi, OBJECT, PROJECT, bare_host, change, object, resource,
};
use crate::provider::{ApplyRequest, Call, PlanRequest, Private, ReadResourceRequest, Server};

const CANARY: &str = "canary-7f3a+9c51/é";

/// The canary as servers and their libraries write it.
const FORMS: [&str; 8] = [
    CANARY,
    r"canary-7f3a+9c51/\u00e9",
    "canary-7f3a%2B9c51%2F%C3%A9",
    "63616e6172792d376633612b396335312fc3a9",
    "Y2FuYXJ5LTdmM2ErOWM1MS/DqSE=",
    "dWNhbmFyeS03ZjNhKzljNTEvw6kh",
    "dXNjYW5hcnktN2YzYSs5YzUxL8OpIQ==",
    "canary-7f3a…",
];

/// An error document that quotes the canary in every form.
fn quoting() -> Json {
    json!({ "error": format!("bad value: {}", FORMS.join(", ")), "error_code": FORMS[1] })
}

fn assert_masked(text: &str) {
    // Eight characters of any form are too many; base64 has the few at its ends that depend on its neighbors.
    for form in [
        "canary-7",
        "63616e61",
        "FuYXJ5LTdmM2",
        "NhbmFyeS03ZjN",
        "NjYW5hcnktN2Y",
    ] {
        assert!(!text.contains(form), "{form} in {text}");
    }
    assert!(text.contains("(sensitive)"), "{text}");
}

fn with(values: &[(&str, Value)], more: &[(&str, Value)], block: &Block) -> Value {
    object(block, &[values, more].concat())
}

/// Every call whose server quotes a secret that the call itself brought along.
#[tokio::test]
async fn no_call_shows_what_the_server_quotes() {
    let path = format!("/groups/{PROJECT}/apps/{APP}/secrets");
    let post = format!("POST {path}");
    let put = format!("PUT {path}/{OBJECT}");
    let delete = format!("DELETE {path}/{OBJECT}");
    let list = format!("GET {path}");
    let there = json!([{ "_id": OBJECT, "name": "s" }]);
    let block = &resource(&Server::new(AppServices::new(bare_host())), "secret")
        .schema()
        .block
        .clone();
    let place: [(&str, Value); 3] = [
        ("project_id", PROJECT.into()),
        ("app_id", APP.into()),
        ("name", "s".into()),
    ];
    let prior = |value: &str| {
        with(
            &place,
            &[("id", OBJECT.into()), ("value", value.into())],
            block,
        )
    };
    let refused = |line: &str| vec![(line.to_owned(), 400, quoting().to_string())];
    let listed = |body: &Json| vec![(list.clone(), 200, body.to_string())];

    for argument in ["value", "value_wo"] {
        let api = FakeApi::raw([listed(&json!([])), refused(&post)].concat());
        let provider = api.provider(Some(PROJECT)).await;
        let config = with(&place, &[(argument, CANARY.into())], block);
        assert_masked(&format!(
            "{:?}",
            change(&provider, "secret", &Value::Null, &config)
                .await
                .expect("a plan")
                .diagnostics
        ));

        let api = FakeApi::raw([listed(&there), refused(&put)].concat());
        let provider = api.provider(Some(PROJECT)).await;
        assert_masked(&format!(
            "{:?}",
            change(&provider, "secret", &prior("before"), &config)
                .await
                .expect("a plan")
                .diagnostics
        ));
    }

    // The value that goes is a secret, too.
    let api = FakeApi::raw([listed(&there), refused(&put)].concat());
    let provider = api.provider(Some(PROJECT)).await;
    let config = with(&place, &[("value", "another-value".into())], block);
    assert_masked(&format!(
        "{:?}",
        change(&provider, "secret", &prior(CANARY), &config)
            .await
            .expect("a plan")
            .diagnostics
    ));

    let api = FakeApi::raw([refused(&list), refused(&delete)].concat());
    for is_read in [true, false] {
        // Each has a process of its own, which has learned nothing before.
        let provider = api.provider(Some(PROJECT)).await;
        let secret = resource(&provider, "secret");
        let errors = if is_read {
            refused_read(&provider, "secret", prior(CANARY), Private::default()).await
        } else {
            let request = ApplyRequest::destroy(prior(CANARY));
            let call = Call::default();
            provider
                .apply_resource(secret, request, &call)
                .await
                .diagnostics
        };
        assert!(errors.has_error(), "{errors}");
        assert_masked(&format!("{errors:?}"));
    }

    // Private state, of a resource that has nothing secret.
    let provider = api.provider(Some(PROJECT)).await;
    let state = prior("");
    for private in [
        Private(json!({ "note": [CANARY] }).to_string().into_bytes()),
        Private(CANARY.as_bytes().to_vec()),
    ] {
        let errors = refused_read(&provider, "secret", state.clone(), private).await;
        assert_masked(&format!("{errors:?}"));
    }

    // What is planned is known to every later call.
    let provider = api.provider(Some(PROJECT)).await;
    let config = with(&place, &[("value_wo", CANARY.into())], block);
    let request = PlanRequest::new(Value::Null, config);
    provider
        .plan_resource(resource(&provider, "secret"), &request, &Call::default())
        .expect("a plan");
    let errors = refused_read(&provider, "secret", prior(""), Private::default()).await;
    assert_masked(&format!("{errors:?}"));
}

/// Reads an object and returns the errors.
async fn refused_read(
    provider: &Server,
    name: &str,
    state: Value,
    private: Private,
) -> Diagnostics {
    let request = ReadResourceRequest {
        private,
        ..ReadResourceRequest::new(state)
    };
    provider
        .read_resource(resource(provider, name), request, &Call::default())
        .await
        .expect_err("a refusal")
}

#[tokio::test]
async fn what_a_creation_reveals_is_masked_from_then_on() {
    let path = format!("/groups/{PROJECT}/apps/{APP}/api_keys");
    let api = FakeApi::raw(vec![
        (format!("GET {path}"), 200, "[]".to_owned()),
        (
            format!("POST {path}"),
            201,
            json!({ "_id": OBJECT, "name": "k", "key": CANARY, "disabled": false }).to_string(),
        ),
        (format!("GET {path}/{OBJECT}"), 400, quoting().to_string()),
    ]);
    let provider = api.provider(Some(PROJECT)).await;
    let key = resource(&provider, "api_key");
    let config = object(
        &key.schema().block,
        &[("app_id", APP.into()), ("name", "k".into())],
    );
    let made = change(&provider, "api_key", &Value::Null, &config)
        .await
        .expect("a plan");
    assert_eq!(
        made.state.attribute("key").as_str(),
        Some(CANARY),
        "{:?}",
        made.diagnostics
    );
    // Another object's state, which has no key.
    let state = object(
        &key.schema().block,
        &[
            ("id", OBJECT.into()),
            ("app_id", APP.into()),
            ("name", "k".into()),
        ],
    );
    let errors = refused_read(&provider, "api_key", state.clone(), Private::default()).await;
    assert_masked(&format!("{errors:?}"));
    // The tokens of the login, and the provider's own key.
    let tokens = FakeApi::raw(vec![(
        format!("GET {path}/{OBJECT}"),
        400,
        json!({ "error": "the-access-token the-refresh-token private" }).to_string(),
    )]);
    let provider = tokens.provider(Some(PROJECT)).await;
    let errors = refused_read(&provider, "api_key", state, Private::default()).await;
    assert!(
        errors[0]
            .detail
            .contains("\"(sensitive) (sensitive) (sensitive)\""),
        "{errors:?}"
    );
}

#[tokio::test]
async fn a_token_that_ends_is_masked() {
    let api = FakeApi::raw(vec![(
        "DELETE /auth/session".to_owned(),
        401,
        json!({ "error": "unknown token: an-old-refresh-token" }).to_string(),
    )]);
    let provider = api.provider(Some(PROJECT)).await;
    let token = &provider.ephemeral_resources()[0];
    let private = Private(b"an-old-refresh-token".to_vec());
    let errors = provider
        .close_ephemeral(token, &private, &Call::default())
        .await
        .expect_err("a refusal");
    assert!(
        errors[0].detail.contains("unknown token: (sensitive)"),
        "{errors:?}"
    );
}

#[tokio::test]
async fn a_document_of_a_strange_type_is_not_quoted_with_a_secret() {
    let path = format!("/groups/{PROJECT}/apps/{APP}");
    let api = FakeApi::start(&[(
        &format!("GET {path}/log_forwarders/{OBJECT}"),
        200,
        json!({ "_id": OBJECT, "name": "l", "log_types": [], "log_statuses": [], "policy": { "type": "single" }, "action": { "type": CANARY } }),
    )]);
    let provider = api.provider(Some(PROJECT)).await;
    let forwarder = resource(&provider, "log_forwarder");
    let state = object(
        &forwarder.schema().block,
        &[("id", OBJECT.into()), ("app_id", APP.into())],
    );
    let private = Private(CANARY.as_bytes().to_vec());
    let errors = refused_read(&provider, "log_forwarder", state, private).await;
    assert_masked(&format!("{errors:?}"));
}
