//! Flags and settings of an app, as test suites of clients set them.

use serde_json::{Value as Json, json};

use super::{Answered, Api};

const PRIVATE: &str = "/api/private/v1.0";

#[test]
fn flags_are_turned_on_and_off() {
    let api = Api::new();
    let app = api.app("app");
    let ask = |method: &str, body: Json| -> Answered {
        let path = format!("{PRIVATE}{app}/features?bypass_service_change=x");
        api.send_whole(method, &path, &api.token, &text(&body))
    };
    assert_eq!(ask("GET", Json::Null), (200, json!({ "enabled": [] })));
    let on = json!({ "action": "enable", "feature_flags": ["b", "a"] });
    assert_eq!(ask("POST", on), (204, Json::Null));
    assert_eq!(
        ask("GET", Json::Null),
        (200, json!({ "enabled": ["a", "b"] }))
    );
    let off = json!({ "action": "disable", "feature_flags": ["b", "c"] });
    assert_eq!(ask("POST", off), (204, Json::Null));
    assert_eq!(ask("GET", Json::Null), (200, json!({ "enabled": ["a"] })));
    for wrong in [
        json!({}),
        json!({ "action": "other" }),
        json!({ "action": "enable", "feature_flags": [1] }),
    ] {
        assert_eq!(ask("POST", wrong.clone()).0, 400, "{wrong}");
    }
}

#[test]
fn settings_are_merged_and_go_with_the_app() {
    let api = Api::new();
    let app = api.app("app");
    let path = format!("{PRIVATE}{app}/settings");
    let ask = |method: &str, body: Json| api.send_whole(method, &path, &api.token, &text(&body));
    assert_eq!(ask("GET", Json::Null), (200, json!({})));
    assert_eq!(ask("PATCH", json!({ "a": { "b": 1 }, "c": 2 })).0, 204);
    assert_eq!(ask("PATCH", json!({ "c": null })).0, 204);
    assert_eq!(
        ask("GET", Json::Null),
        (200, json!({ "a": { "b": 1 }, "c": null }))
    );
    assert_eq!(ask("PATCH", json!([])).0, 400);
    assert_eq!(api.send_whole("GET", &path, "", "").0, 401);
    assert_eq!(api.send("DELETE", &app, &api.token, "").0, 204);
    assert_eq!(ask("GET", Json::Null).0, 404);
}

fn text(body: &Json) -> String {
    match body {
        Json::Null => String::new(),
        body => body.to_string(),
    }
}
