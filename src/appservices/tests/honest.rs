//! A server that answers as the API does, and one object of each resource on it.

use super::*;
use crate::declare::words::Attr;

pub(crate) const ID: &str = "64000000000000000000cccc";

/// The query of the list of all apps.
pub(crate) const APPS: &str = "?product=standard%2Catlas%2Cdata-api%2Cdevice-sync";

/// What an honest server answers; `empty` is one on which nothing was made yet.
pub(crate) fn right(heard: &Heard, empty: bool) -> Answer {
    let one = |document: Json| Answer::ok(document);
    let list = |document: Json| Answer::ok(if empty { json!([]) } else { json!([document]) });
    let entry = json!({ "_id": ID, "address": "10.1.0.0/16", "comment": "office" });
    let line = heard.line();
    let line = line
        .strip_prefix(&format!("GET /groups/{PROJECT}/apps/{APP}"))
        .map_or(line.clone(), |rest| format!("GET ~{rest}"));
    let function = json!({ "_id": ID, "name": "right", "source": "exports = 1", "private": false, "run_as_system": false });
    let forwarder = json!({
        "_id": ID, "name": "right", "disabled": false, "log_types": ["auth"], "log_statuses": ["error"],
        "policy": { "type": "single" }, "action": { "type": "function", "name": "sink" },
    });
    match (heard.method.as_str(), line.as_str()) {
        (_, line) if line.contains("/auth/") => Answer::Is(0, String::new()),
        ("GET", "GET ~") => one(app()),
        ("GET", line) if line.ends_with(&format!("/apps{APPS}")) => Answer::ok(json!([app()])),
        ("GET", "GET ~/functions") => list(function),
        ("GET", "GET ~/secrets") => list(json!({ "_id": ID, "name": "right" })),
        ("GET", "GET ~/api_keys") => list(json!({ "_id": ID, "name": "right", "disabled": false })),
        ("GET", "GET ~/log_forwarders") => list(forwarder),
        ("GET", "GET ~/endpoints") => {
            list(json!({ "_id": ID, "route": "/right", "http_method": "GET" }))
        }
        ("GET", "GET ~/security/access_list") => Answer::ok(
            json!({ "allowed_ips": if empty { json!([]) } else { json!([entry]) }, "current_ip": "192.0.2.1" }),
        ),
        ("GET", line) if line.starts_with("GET ~/functions/") => one(function),
        ("GET", line) if line.starts_with("GET ~/api_keys/") => {
            one(json!({ "_id": ID, "name": "right", "disabled": false }))
        }
        ("GET", line) if line.starts_with("GET ~/log_forwarders/") => one(forwarder),
        ("POST", _) => {
            let mut document: Json = serde_json::from_str(&heard.body).expect("a body");
            document["_id"] = json!(ID);
            if heard.path.ends_with("api_keys") {
                document["key"] = json!("the-real-key");
            }
            Answer::Is(201, document.to_string())
        }
        ("PUT" | "PATCH", _) if heard.path.ends_with("/environment") => one(app()),
        ("PUT" | "PATCH", _)
            if heard.path.contains("functions") || heard.path.contains("log_forwarders") =>
        {
            let mut document: Json = serde_json::from_str(&heard.body).expect("a body");
            document["_id"] = json!(ID);
            one(document)
        }
        _ => Answer::Is(204, String::new()),
    }
}

pub(crate) fn config(name: &str) -> Value {
    let own = match name {
        "app" => json!({ "name": "shop" }),
        "function" => json!({ "name": "right", "source": "exports = 1" }),
        "secret" => json!({ "name": "right", "value": "hush-hush" }),
        "api_key" => json!({ "name": "right" }),
        "log_forwarder" => json!({
            "name": "right", "log_types": ["auth"], "log_statuses": ["error"], "policy": { "type": "single" },
            "action": { "function": { "name": "sink" }, "collection": null },
        }),
        "endpoint" => json!({ "route": "/right", "http_method": "GET", "function_id": OTHER }),
        "ip_access_list_entry" => json!({ "address": "10.1.0.0/16", "comment": "office" }),
        "ip_access_list" => {
            json!({ "entries": [{ "address": "10.1.0.0/16", "comment": "office" }] })
        }
        _ => return sampled(name, |_| 0),
    };
    let mut document = own;
    if name != "app" {
        document["app_id"] = json!(APP);
    }
    values(name, document)
}

/// The ID of a linked data source.
pub(crate) const SERVICE: &str = "64000000000000000000eeee";

/// Returns a configuration with the samples of the declaration; `which` says which of the two.
fn sampled(name: &str, which: impl Fn(&Attr) -> usize) -> Value {
    let spec = crate::appservices::catalog::spec(name);
    let info = crate::appservices::catalog();
    let info = info.iter().find(|info| info.type_name == spec.type_name());
    let refer = |of: &str, _: &str, attribute: &str| {
        let text = match (of, attribute) {
            ("appservices_app", _) => APP,
            ("appservices_function", "id") => OTHER,
            ("appservices_function", _) => "sink",
            ("appservices_linked_data_source", "id") => SERVICE,
            _ => "mongodb-atlas",
        };
        text.to_owned()
    };
    let mut given = serde_json::Map::new();
    for attr in spec.attrs {
        let attributes = &info.expect("a type").attributes;
        let samples = attributes
            .iter()
            .find(|one| one.name == attr.name && one.configurable);
        if let Some(samples) = samples.and_then(|one| one.samples.as_ref()) {
            let value = crate::testing::value_of(&samples[which(attr)], refer);
            given.insert(attr.name.to_owned(), value);
        }
    }
    values(name, Json::Object(given))
}

/// Returns the configuration with the second samples of what can change in place.
fn resampled(name: &str) -> Value {
    sampled(name, |attr| {
        usize::from(!attr.replaces && attr.name != "name")
    })
}

pub(crate) fn changed(name: &str) -> Value {
    let known = [
        "app",
        "function",
        "secret",
        "api_key",
        "log_forwarder",
        "endpoint",
    ];
    if !known.contains(&name) && !name.starts_with("ip_access_list") {
        return resampled(name);
    }
    let Value::Map(mut all) = config(name) else {
        unreachable!("an object")
    };
    let (attribute, value) = match name {
        "app" => ("environment", Value::string("qa")),
        "function" => ("source", Value::string("exports = 2")),
        "secret" => ("value", Value::string("other-hush")),
        "api_key" => ("disabled", Value::Bool(true)),
        _ => ("log_statuses", Value::Set(vec![Value::string("success")])),
    };
    all.insert(attribute.to_owned(), value);
    Value::Map(all)
}

/// The state that an apply of the configuration left.
pub(crate) fn state(name: &str) -> Value {
    let resource = crate::declare::shape::schema::schema(
        SPECS.iter().find(|spec| spec.name == name).expect(name),
    );
    let defaults = Defaults::from([("project_id".to_owned(), Value::string(PROJECT))]);
    let Value::Map(mut all) = plan(&resource, &defaults, &Value::Null, &config(name)).planned
    else {
        unreachable!("an object")
    };
    let shown = app();
    for (attribute, value) in &mut all {
        if value.is_unknown() {
            *value = match attribute.as_str() {
                "id" if matches!(name, "app" | "ip_access_list") => Value::string(APP),
                "id" => Value::string(ID),
                "key" => Value::string("the-real-key"),
                other => shown
                    .get(other)
                    .and_then(Json::as_str)
                    .map_or(Value::Null, Value::string),
            };
        }
    }
    Value::Map(all)
}
