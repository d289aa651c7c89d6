//! What the command line realm-cli needs of each call: its exact status, and fields of its answer.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::{Api, id};

/// Calls in an app in this order: method, path, the status that the client wants, and a part of the answer
/// by its JSON pointer.
const CALLS: &str = "\
GET /description 200 /environment \"\"
GET /drafts 200  []
GET /deployments 200  []
GET /logs 200 /logs []
GET /logs?type=AUTH,FUNCTION&errors_only=true 200 /logs []
POST /import?diff=true&strategy=replace-by-name 200  []
POST /import?strategy=replace-by-name 204
GET /export?version=20210101&source_control=true 200
GET /export?version=20200603&template=true 200
GET /dependencies/status 200 /status \"successful\"
GET /dependencies/export 200
GET /dependencies/archive 200
GET /templates 400
GET /templates/triggers/client 204
GET /deployments 200  []
POST /drafts 201";

#[test]
fn each_call_has_the_status_that_the_client_wants() {
    let api = Api::new();
    let app = api.app("app");
    for call in CALLS.lines() {
        let mut parts = call.splitn(5, ' ');
        let mut part = || parts.next().unwrap_or_default();
        let (method, path, status, pointer, value) = (part(), part(), part(), part(), part());
        let body = match path.starts_with("/import") {
            true => json!({ "config_version": 20_210_101, "name": "app", "app_id": "" }),
            false => Json::Null,
        };
        let (got, answer) = api.call(method, &format!("{app}{path}"), body);
        assert_eq!(got.to_string(), status, "{method} {path}: {answer}");
        if !value.is_empty() {
            let value: Json = serde_json::from_str(value).expect("JSON");
            assert_eq!(answer.pointer(pointer), Some(&value), "{method} {path}");
        }
    }
    assert_eq!(api.get("/templates").0, 200);
}

/// The description is compared as a whole: lists are empty, and nothing is null.
#[test]
fn the_description_of_a_new_app_is_whole() {
    let api = Api::new();
    let app = api.app("app");
    let (_, own) = api.get(&app);
    let client_app_id = own["client_app_id"].as_str().expect("an ID");
    let expected = json!({
        "client_app_id": client_app_id,
        "name": "app",
        "realm_url": format!("http://127.0.0.1:9090{app}/dashboard"),
        "data_sources": [],
        "http_endpoints": [],
        "services": [],
        "auth_providers": [{ "name": "api-key", "type": "api-key", "enabled": false }],
        "custom_user_data": {
            "enabled": false,
            "data_source": "",
            "database": "",
            "collection": "",
            "user_id_field": "",
        },
        "values": [],
        "hosting": { "enabled": false, "status": "", "url": "" },
        "functions": [],
        "sync": {
            "state": "",
            "data_source": "",
            "database": "",
            "development_mode_enabled": false,
        },
        "graphql": {
            "url": format!("http://127.0.0.1:9090/api/client/v2.0/app/{client_app_id}/graphql"),
            "custom_resolvers": [],
        },
        "environment": "",
        "event_subscription": [],
        "log_forwarders": [],
    });
    assert_eq!(api.get(&format!("{app}/description")), (200, expected));
}

/// Who meets a draft asks which one it is, discards it, and creates another one.
#[test]
fn a_draft_that_is_there_can_be_replaced() {
    let api = Api::new();
    let app = api.app("app");
    let drafts = format!("{app}/drafts");
    api.make(&drafts, Json::Null);
    let (status, refusal) = api.send("POST", &drafts, &api.token, "");
    assert_eq!(
        (status, refusal["error_code"].as_str()),
        (409, Some("DraftAlreadyExists"))
    );
    let (status, list) = api.get(&drafts);
    assert_eq!(status, 200);
    let [draft] = list.as_array().expect("a list").as_slice() else {
        panic!("one draft: {list}");
    };
    let draft = format!("{drafts}/{}", id(draft));
    let (status, diff) = api.get(&format!("{draft}/diff"));
    assert_eq!((status, &diff["diffs"]), (200, &json!([])));
    assert_eq!(api.send("DELETE", &draft, &api.token, "").0, 204);
    assert_eq!(api.get(&drafts), (200, json!([])));
    let draft = api.make(&drafts, Json::Null);
    let deployed = api.make(&format!("{drafts}/{}/deployment", id(&draft)), Json::Null);
    assert_eq!(deployed["status_error_message"], "");
    let deployment = format!("{app}/deployments/{}", id(&deployed));
    assert_eq!(api.get(&deployment).1["status"], "successful");
}

/// While things take time, the words are those that the client waits by.
#[test]
fn what_takes_time_has_begun_first_and_succeeds_in_the_end() {
    let mut api = Api::new();
    api.api = api.api.taking(Duration::from_secs(10));
    let app = api.app("app");
    let draft = api.make(&format!("{app}/drafts"), Json::Null);
    let deployed = api.make(
        &format!("{app}/drafts/{}/deployment", id(&draft)),
        Json::Null,
    );
    assert_eq!(deployed["status"], "created");
    let status = || {
        let (_, seen) = api.get(&format!("{app}/deployments/{}", id(&deployed)));
        seen["status"].clone()
    };
    assert_eq!(status(), "created");
    api.hands.fetch_add(6, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(status(), "pending");
    api.hands.fetch_add(6, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(status(), "successful");
}
