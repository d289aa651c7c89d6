//! What clients send that the description does not ask for, or leave out that it asks for.

use serde_json::{Value as Json, json};

use super::{Api, id, names};
use crate::emulator::LOCAL_PROJECT;

/// The fields of an object that a client wrote.
fn shown(object: &Json, fields: &[&str]) -> Json {
    fields
        .iter()
        .map(|field| ((*field).to_owned(), object[field].clone()))
        .collect()
}

#[test]
fn functions_may_leave_out_private_and_carry_read_only() {
    let api = Api::new();
    let functions = format!("{}/functions", api.app("a"));
    for (body, private) in [
        (json!({ "name": "bare", "source": "x" }), false),
        (
            json!({ "name": "null", "source": "x", "private": null, "can_evaluate": null, "run_as_user_id": null }),
            false,
        ),
        (
            json!({ "name": "private", "source": "x", "private": true, "read_only": true, "last_modified": 1 }),
            true,
        ),
    ] {
        let made = api.make(&functions, body.clone());
        let one = format!("{functions}/{}", id(&made));
        for (method, wanted) in [("GET", 200), ("PUT", 200)] {
            let body = if method == "GET" {
                Json::Null
            } else {
                body.clone()
            };
            let (status, function) = api.send(
                method,
                &one,
                &api.token,
                &if body.is_null() {
                    String::new()
                } else {
                    body.to_string()
                },
            );
            assert_eq!(status, wanted, "{method} {body}: {function}");
            assert_eq!(
                shown(&function, &["private", "can_evaluate", "read_only"]),
                json!({ "private": private, "can_evaluate": {}, "read_only": null })
            );
        }
    }
    let (status, refused) = api.post(
        &functions,
        json!({ "name": "f", "source": "x", "private": "yes" }),
    );
    assert_eq!(
        (status, refused["error"].as_str()),
        (400, Some("'private' must be a boolean"))
    );
}

/// The body of an endpoint, with more fields than it must have.
fn endpoint(function: &Json, route: &str, more: Json) -> Json {
    let mut body = json!({
        "route": route,
        "http_method": "GET",
        "function_id": id(function),
        "respond_result": true,
        "disabled": false,
        "validation_method": "NO_VALIDATION",
    });
    body.as_object_mut()
        .expect("an object")
        .extend(more.as_object().expect("an object").clone());
    body
}

#[test]
fn endpoints_may_leave_out_the_return_type_and_name_their_secret() {
    let api = Api::new();
    let app = api.app("a");
    let endpoints = format!("{app}/endpoints");
    let function = api.make(
        &format!("{app}/functions"),
        json!({ "name": "f", "source": "x" }),
    );
    let secret = api.make(
        &format!("{app}/secrets"),
        json!({ "name": "s", "value": "v" }),
    );
    let other = api.make(
        &format!("{app}/secrets"),
        json!({ "name": "other", "value": "v" }),
    );
    let endpoint = |route, more| endpoint(&function, route, more);
    let checked = "SECRET_AS_QUERY_PARAM";
    for (route, more, secret_id) in [
        ("/bare", json!({}), Json::Null),
        (
            "/empty",
            json!({ "secret_name": "", "secret_id": "", "last_modified": 5, "return_type": null }),
            Json::Null,
        ),
        (
            "/named",
            json!({ "secret_name": "s", "validation_method": checked }),
            secret["_id"].clone(),
        ),
        (
            "/both",
            json!({ "secret_name": "s", "secret_id": other["_id"], "validation_method": checked }),
            other["_id"].clone(),
        ),
    ] {
        let made = api.make(&endpoints, endpoint(route, more.clone()));
        assert_eq!(
            (&made["return_type"], &made["secret_id"]),
            (&json!("JSON"), &secret_id),
            "{route}"
        );
        let (status, updated) = api.call(
            "PUT",
            &format!("{endpoints}/{}", id(&made)),
            endpoint(route, more),
        );
        assert_eq!(
            (status, &updated["return_type"], &updated["secret_id"]),
            (200, &json!("JSON"), &secret_id),
            "{route}"
        );
    }
}

#[test]
fn an_empty_product_is_none() {
    let api = Api::new();
    let apps = format!("/groups/{LOCAL_PROJECT}/apps");
    assert_eq!(
        api.make(&format!("{apps}?product="), json!({ "name": "a" }))["product"],
        "standard"
    );
    api.make(
        &format!("{apps}?product=atlas"),
        json!({ "name": "Triggers" }),
    );
    let (status, listed) = api.get(&format!("{apps}?product="));
    assert_eq!((status, names(&listed)), (200, vec!["a"]));
    assert_eq!(api.get(&format!("{apps}?product=moon")).0, 400);
}

#[test]
fn log_forwarders_take_empty_fields_of_the_other_action_and_null_for_no_change() {
    let api = Api::new();
    let app = api.app("a");
    let forwarders = format!("{app}/log_forwarders");
    let function = json!({ "name": "f", "source": "1" });
    api.make(&format!("{app}/functions"), function);
    let lake = json!({ "name": "d", "type": "datalake", "config": { "dataLakeName": "lake" } });
    api.make(&format!("{app}/services"), lake);
    let forwarder = |name: &str, action: &Json| {
        let policy = json!({ "type": "single" });
        json!({ "name": name, "disabled": false, "log_types": ["auth"], "log_statuses": ["error"], "policy": policy, "action": action })
    };
    let function = json!({ "type": "function", "name": "f", "data_source": "", "database": "", "collection": null });
    let collection = json!({ "type": "collection", "name": "", "data_source": "d", "database": "b", "collection": "c" });
    let made = api.make(&forwarders, forwarder("one", &function));
    assert_eq!(made["action"], json!({ "type": "function", "name": "f" }));
    let other = api.make(&forwarders, forwarder("two", &collection));
    assert_eq!(
        other["action"],
        json!({ "type": "collection", "data_source": "d", "database": "b", "collection": "c" })
    );
    let both = json!({ "type": "function", "name": "f", "database": "b" });
    let (status, refused) = api.post(&forwarders, forwarder("three", &both));
    assert_eq!(
        (status, refused["error"].as_str()),
        (
            400,
            Some("'action.database' belongs to the other type of action")
        )
    );

    let nulls = json!({ "name": "renamed", "disabled": null, "log_types": null, "policy": null, "action": null });
    let (status, changed) = api.call("PATCH", &format!("{forwarders}/{}", id(&made)), nulls);
    assert_eq!(
        (status, &changed["name"], &changed["action"]),
        (200, &json!("renamed"), &made["action"])
    );
}

#[test]
fn secrets_of_services_have_names_that_begin_with_two_underscores() {
    let api = Api::new();
    let secrets = format!("{}/secrets", api.app("a"));
    api.make(&secrets, json!({ "name": "__service_field", "value": "v" }));
    for name in ["_one", "__", "___three", "-dash"] {
        assert_eq!(
            api.post(&secrets, json!({ "name": name, "value": "v" })).0,
            400,
            "{name}"
        );
    }
}

#[test]
fn bodies_end_with_a_newline_or_are_nothing_else() {
    let api = Api::new();
    let app = api.app("a");
    let (status, _) = api.send(
        "POST",
        &format!("{app}/secrets"),
        &api.token,
        "{\"name\":\"n\",\"value\":\"v\"}\n",
    );
    assert_eq!(status, 201);
    let key = api.make(&format!("{app}/api_keys"), json!({ "name": "k" }));
    let (status, _) = api.send(
        "PUT",
        &format!("{app}/api_keys/{}/disable", id(&key)),
        &api.token,
        "\r\n",
    );
    assert_eq!(status, 204);
}
