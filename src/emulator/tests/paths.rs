//! Which paths there are: what is served, what is published and not served yet, and what does not
//! exist.

use super::Api;
use crate::emulator::LOCAL_PROJECT;
use crate::emulator::api::{Operation, operations, served_operations};
use crate::emulator::model::Method;

fn word(method: Method) -> &'static str {
    method.names().split(',').next().expect("a name")
}

fn is_served(operation: &Operation) -> bool {
    served_operations().contains(operation)
}

/// What the API's command line calls is served, too.
#[test]
fn what_is_served_is_published() {
    let unpublished = [
        (Method::Put, "/dependencies"),
        (Method::Get, "/dependencies/status"),
        (Method::Post, "/dependencies/diff"),
        (Method::Get, "/dependencies/export"),
        (Method::Get, "/dependencies/archive"),
        (Method::Post, "/import"),
        (Method::Get, "/description"),
        (Method::Get, "/templates"),
        (Method::Get, "/templates/{template}/client"),
    ];
    for operation in served_operations() {
        let is_of_clients = |(method, end): &(Method, &str)| {
            operation.method == *method && operation.path.ends_with(end)
        };
        assert!(
            unpublished.iter().any(is_of_clients)
                || operations().any(|published| published == operation),
            "{} {} is not in the table",
            word(operation.method),
            operation.path
        );
    }
}

#[test]
fn what_is_published_and_not_served_says_so() {
    let api = Api::new();
    let app = api.app("a");
    let filled = |path: &str| {
        let path = path
            .replacen("/groups/{group}/apps/{app}", &app, 1)
            .replace("{group}", LOCAL_PROJECT);
        path.split('/')
            .map(|part| {
                if part.starts_with('{') {
                    "65a0b1c2d3e4f5a6b7c8d9e0"
                } else {
                    part
                }
            })
            .collect::<Vec<_>>()
            .join("/")
    };
    let mut missing = 0;
    // The app itself is deleted last, or nothing could be asked for in it.
    for operation in operations().filter(|one| one.path != "/groups/{group}/apps/{app}") {
        let line = format!("{} {}", word(operation.method), operation.path);
        // A body that is no JSON: an upload, for example. Nothing is read of it.
        let body = if is_served(&operation) {
            ""
        } else {
            "--boundary"
        };
        let (status, document) = api.send(
            word(operation.method),
            &filled(&operation.path),
            &api.token,
            body,
        );
        let text = document["error"].as_str().unwrap_or_default();
        if is_served(&operation) {
            assert!(
                status != 501 && status != 405 && !text.contains("no such path"),
                "{line}: {status} {text}"
            );
        } else {
            missing += 1;
            assert_eq!(
                (status, text),
                (
                    501,
                    "this operation of the Admin API is not served by this server yet"
                ),
                "{line}"
            );
        }
    }
    assert_eq!(missing, operations().filter(|one| !is_served(one)).count());
    assert!(
        missing > 0,
        "everything is served: this test has nothing left to say"
    );
}

#[test]
fn what_is_not_served_still_wants_a_session_and_an_app() {
    let api = Api::new();
    let app = api.app("a");
    assert_eq!(api.send("GET", &format!("{app}/triggers"), "", "").0, 401);
    let elsewhere = format!("/groups/{LOCAL_PROJECT}/apps/65a0b1c2d3e4f5a6b7c8d9e0/triggers");
    let (status, document) = api.get(&elsewhere);
    assert_eq!(
        (status, document["error"].as_str()),
        (404, Some("app not found"))
    );
}

#[test]
fn what_does_not_exist_is_not_found() {
    let api = Api::new();
    let app = api.app("a");
    let project = format!("/groups/{LOCAL_PROJECT}");
    let unknown = "there is no such path in the Admin API";
    for (path, error) in [
        (format!("{app}/nonsense"), unknown),
        (format!("{app}/secrets/1/2"), unknown),
        (format!("{app}/"), unknown),
        (format!("{project}/apps/"), unknown),
        ("/groups".to_owned(), unknown),
        // An empty part of a path is an id that was forgotten, and no object has it.
        (format!("{project}/apps//secrets"), "app not found"),
        (format!("{project}/apps//triggers"), "app not found"),
        (format!("{project}/apps/%20/secrets"), "app not found"),
        ("/groups//apps".to_owned(), "group could not be found"),
        (
            "/groups//apps//secrets".to_owned(),
            "group could not be found",
        ),
        (format!("{app}/api_keys/%2F"), "API key not found: \"/\""),
    ] {
        let (status, document) = api.get(&path);
        assert_eq!(
            (status, document["error"].as_str()),
            (404, Some(error)),
            "{path}"
        );
    }
    let (status, document) = api.call(
        "PUT",
        &format!("{app}/api_keys//enable"),
        serde_json::Value::Null,
    );
    assert_eq!(
        (status, document["error"].as_str()),
        (404, Some("API key not found: \"\""))
    );
}

#[test]
fn a_method_that_a_path_does_not_take_is_refused() {
    let api = Api::new();
    let app = api.app("a");
    for (method, path) in [
        ("DELETE", format!("{app}/secrets")),
        ("POST", format!("{app}/triggers/1")),
        ("PUT", format!("{app}/logs")),
    ] {
        assert_eq!(
            api.send(method, &path, &api.token, "").0,
            405,
            "{method} {path}"
        );
    }
}

#[test]
fn the_root_says_that_a_server_is_up() {
    let api = Api::new();
    let (status, document) = api.send_whole("GET", "/", "", "");
    assert_eq!(
        (status, document["base"].as_str()),
        (200, Some("/api/admin/v3.0"))
    );
}
