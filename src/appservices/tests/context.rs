//! Objects without a project of their own.

use crate::appservices::catalog::spec;
use crate::engine::Diagnostics;
use crate::engine::Value;
use serde_json::{Value as Json, json};

use crate::appservices::testing::{
    APP, FakeApi, Nothing, OBJECT, PROJECT, change, object, resource,
};
use crate::declare::context::*;
use crate::declare::words::Remove;
use crate::engine::Usage;
use crate::provider::{
    ApplyRequest, Call, ImportBy, ListOptions, PlanRequest, ReadResourceRequest, ResourceType,
};
use crate::resources::SPECS;

/// Every resource: where it is read, and what the API answers there.
fn answers() -> Vec<(&'static str, String, Json)> {
    let app = format!("GET /groups/{PROJECT}/apps/{APP}");
    let by_id = |collection: &str| format!("{app}/{collection}/{OBJECT}");
    let entry = json!({ "_id": OBJECT, "address": "192.0.2.7" });
    let list = json!({ "allowed_ips": [entry], "current_ip": "192.0.2.1" });
    vec![
        (
            "app",
            app.clone(),
            json!({ "_id": APP, "name": "shop", "client_app_id": "shop-abcde" }),
        ),
        (
            "api_key",
            by_id("api_keys"),
            json!({ "_id": OBJECT, "name": "k", "disabled": false }),
        ),
        (
            "function",
            by_id("functions"),
            json!({ "_id": OBJECT, "name": "f", "source": "exports = 1" }),
        ),
        (
            "endpoint",
            by_id("endpoints"),
            json!({ "_id": OBJECT, "route": "/e", "http_method": "GET", "function_id": OBJECT, "function_name": "f" }),
        ),
        (
            "secret",
            format!("{app}/secrets"),
            json!([{ "_id": OBJECT, "name": "s" }]),
        ),
        (
            "ip_access_list_entry",
            format!("{app}/security/access_list"),
            list.clone(),
        ),
        (
            "ip_access_list",
            format!("{app}/security/access_list"),
            list,
        ),
        (
            "log_forwarder",
            by_id("log_forwarders"),
            json!({
                "_id": OBJECT, "name": "l", "disabled": false, "log_types": ["auth"], "log_statuses": ["error"],
                "policy": { "type": "single" }, "action": { "type": "function", "name": "f" }
            }),
        ),
        (
            "linked_data_source",
            by_id("services"),
            json!({ "_id": OBJECT, "name": "m", "type": "datalake" }),
        ),
        (
            "trigger",
            by_id("triggers"),
            json!({
                "_id": OBJECT, "name": "t", "type": "SCHEDULED", "function_id": OBJECT, "config": { "schedule": "0 8 * * *" },
            }),
        ),
        (
            "value",
            by_id("values"),
            json!({ "_id": OBJECT, "name": "v", "private": false, "from_secret": false, "value": 1 }),
        ),
        (
            "environment_value",
            by_id("environment_values"),
            json!({ "_id": OBJECT, "name": "e", "values": { "qa": 1 } }),
        ),
        (
            "deployment_config",
            format!("{app}/deploy/config"),
            json!({ "ui_drafts_disabled": false, "automatic_deployment": { "enabled": false } }),
        ),
        (
            "allowed_request_origins",
            format!("{app}/security/allowed_request_origins"),
            json!(["https://example.com"]),
        ),
        (
            "refresh_token_expiration",
            format!("{app}/security/refresh_token_expiration"),
            json!({ "expiration_time_seconds": 3600 }),
        ),
        (
            "private_endpoint",
            by_id("security/private_endpoints"),
            json!({
                "_id": OBJECT, "cloud_provider_region": "aws-us-east-1", "cloud_provider_endpoint_id": "vpce-1",
                "endpoint_type": "general",
            }),
        ),
        ("non_vpc_access", String::new(), Json::Null),
    ]
}

/// A state as other tools write it: an id, where the object is, and no project.
fn unplaced(name: &str) -> Json {
    match name {
        "app" => json!({ "id": APP, "name": "shop" }),
        name if spec(name).lifecycle.is_single() => json!({ "id": APP, "app_id": APP }),
        _ => json!({ "id": OBJECT, "app_id": APP }),
    }
}

#[tokio::test]
async fn a_state_without_a_project_is_of_the_providers_project() {
    let answers = answers();
    assert_eq!(answers.len(), SPECS.len(), "a resource is not tried");
    let listed: Vec<(&str, u16, Json)> = answers
        .iter()
        .map(|(_, line, body)| (line.as_str(), 200, body.clone()))
        .collect();
    let config = format!("GET /groups/{PROJECT}/apps/{APP}/services/{OBJECT}/config");
    let part = json!({ "dataLakeName": "lake" });
    let listed: Vec<_> = listed
        .into_iter()
        .chain([(config.as_str(), 200, part)])
        .collect();
    let api = FakeApi::start(&listed);
    let provider = api.provider(Some(PROJECT)).await;
    for (name, line, _) in &answers {
        let resource = resource(&provider, name);
        let state = provider
            .upgrade_resource_state(resource, 0, unplaced(name))
            .expect("a state")
            .0;
        let request = ReadResourceRequest::new(state.clone());
        let found = provider
            .read_resource(resource, request, &Call::default())
            .await
            .expect(name)
            .state
            .expect(name);
        assert_eq!(
            found.attribute("project_id").as_str(),
            Some(PROJECT),
            "{name}"
        );
        assert!(
            line.is_empty() || api.requests().contains(line),
            "{name}: {:?}",
            api.requests()
        );

        // Without a refresh the plan fills the project in, and replaces nothing.
        let mut prior = found.clone();
        if let Value::Map(values) = &mut prior {
            values.insert("project_id".to_owned(), Value::Null);
        }
        let request = PlanRequest::new(prior, configured(resource, &found));
        let plan = provider
            .plan_resource(resource, &request, &Call::default())
            .expect("a plan")
            .plan;
        assert_eq!(plan.replaces, [], "{name}");
        assert_eq!(
            plan.planned.attribute("project_id").as_str(),
            Some(PROJECT),
            "{name}"
        );

        // It is deleted where it is, unless it stays.
        if !matches!(spec(name).lifecycle.remove, Remove::Delete) {
            continue;
        }
        let removed = api.requests().len();
        let _ = provider
            .apply_resource(resource, ApplyRequest::destroy(state), &Call::default())
            .await;
        let writes: Vec<_> = api
            .requests()
            .split_off(removed)
            .into_iter()
            .filter(|line| line.starts_with("DELETE"))
            .collect();
        assert_eq!(writes.len(), 1, "{name}");
        assert!(
            writes[0].starts_with(&format!("DELETE /groups/{PROJECT}/apps/{APP}")),
            "{name}: {writes:?}"
        );
    }
    // A state that names a project keeps it.
    let placed = Project::Known("5f00000000000000000000ff".to_owned());
    let state = Value::object([("project_id", PROJECT.into())]);
    assert_eq!(*placed.placed(spec("secret"), &state), state);
    assert_eq!(
        *Project::None.placed(spec("secret"), &Value::Null),
        Value::Null
    );
}

/// The configuration that keeps what was found.
fn configured(resource: &ResourceType, found: &Value) -> Value {
    let set: Vec<(&str, Value)> = resource
        .schema()
        .block
        .attributes
        .iter()
        .filter(|attribute| attribute.usage != Usage::Computed && attribute.name != "project_id")
        .map(|attribute| {
            (
                attribute.name.as_str(),
                found.attribute(&attribute.name).clone(),
            )
        })
        .collect();
    object(&resource.schema().block, &set)
}

#[tokio::test]
async fn an_update_goes_to_the_providers_project() {
    let path = format!("/groups/{PROJECT}/apps/{APP}/secrets");
    let api = FakeApi::start(&[
        (
            &format!("GET {path}"),
            200,
            json!([{ "_id": OBJECT, "name": "s" }]),
        ),
        (&format!("PUT {path}/{OBJECT}"), 204, json!(null)),
    ]);
    let provider = api.provider(Some(PROJECT)).await;
    let block = &resource(&provider, "secret").schema().block;
    let prior = object(
        block,
        &[
            ("id", OBJECT.into()),
            ("app_id", APP.into()),
            ("name", "s".into()),
        ],
    );
    let config = object(
        block,
        &[
            ("app_id", APP.into()),
            ("name", "t".into()),
            ("value", "hush".into()),
        ],
    );
    let applied = change(&provider, "secret", &prior, &config)
        .await
        .expect("a plan");
    assert_eq!(applied.diagnostics, []);
    assert_eq!(
        applied.state.attribute("project_id").as_str(),
        Some(PROJECT)
    );
}

#[tokio::test]
async fn a_project_that_is_not_known_yet_is_said_to_be_unknown() {
    let api = FakeApi::start(&[]);
    for (project, summary) in [
        (Value::UNKNOWN, "The project is not known yet"),
        (Value::Null, "No project"),
    ] {
        let provider = api.provider_in(project).await;
        let first = |errors: Diagnostics| errors[0].summary.clone();
        let call = Call::default();

        let secret = resource(&provider, "secret");
        let state = object(
            &secret.schema().block,
            &[
                ("id", OBJECT.into()),
                ("app_id", APP.into()),
                ("name", "s".into()),
            ],
        );
        let read = provider.read_resource(secret, ReadResourceRequest::new(state.clone()), &call);
        assert_eq!(read.await.map(drop).map_err(first), Err(summary.to_owned()));
        let deleted = provider.apply_resource(secret, ApplyRequest::destroy(state), &call);
        assert_eq!(deleted.await.diagnostics[0].summary, summary);

        let identity = Value::object([
            ("project_id", Value::Null),
            ("app_id", APP.into()),
            ("id", OBJECT.into()),
        ]);
        let imported = provider.import_resource(secret, ImportBy::Identity(&identity), &call);
        assert_eq!(
            imported.await.map(drop).map_err(first),
            Err(summary.to_owned())
        );

        let list = provider
            .list_resource("appservices_secret")
            .expect("a list of secrets");
        let config = object(&list.schema().block, &[("app_id", APP.into())]);
        let options = ListOptions::default();
        let nothing = &mut Nothing;
        let listed = provider.list_objects(list, &config, options, nothing, &call);
        assert_eq!(listed.await.map_err(first), Err(summary.to_owned()));

        let source = &provider.data_sources()[1];
        let config = object(&source.schema().block, &[]);
        let found = provider.read_data_source(source, &config, &call);
        assert_eq!(
            found.await.map(drop).map_err(first),
            Err(summary.to_owned())
        );
    }
    assert_eq!(api.requests(), [""; 0]);
}

#[tokio::test]
async fn the_api_hears_which_terraform_asks() {
    let api = FakeApi::start(&[]);
    let provider = api.provider(Some(PROJECT)).await;
    let source = &provider.data_sources()[1];
    let config = object(&source.schema().block, &[]);
    let _ = provider
        .read_data_source(source, &config, &Call::default())
        .await;
    assert_eq!(
        api.agents(),
        [format!(
            "terraform-provider-appservices/{} Terraform/1.11.4",
            env!("CARGO_PKG_VERSION")
        )]
    );
}
