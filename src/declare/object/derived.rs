//! What no answer says and follows from several: endpoint URLs, and warnings about lists that are open to everybody.

use serde_json::Value as Json;

use crate::admin_api::{ApiError, Client, Request};
use crate::engine::{Diagnostic, Path, Value};

use crate::declare::context::Api;
use crate::declare::object::look::Seen;
use crate::declare::words::spec::{Derived, Returned, Spec, Warns};
use crate::engine::network;

/// `state` with its derived attributes; one whose sources are as in `reference` is taken from there.
pub(crate) async fn derive(
    spec: &Spec,
    api: &Api,
    mut state: Value,
    reference: &Value,
) -> Result<Value, ApiError> {
    for attr in spec.attrs {
        let Returned::Derived(derived) = attr.returned else {
            continue;
        };
        let unchanged = attr
            .follows
            .iter()
            .all(|name| state.get(name) == reference.get(name));
        if unchanged && reference.get(attr.name).as_str().is_some() {
            continue;
        }
        let value = match derived {
            Derived::EndpointUrl => {
                let app = app(api, &state).await?;
                endpoint_url(&app, state.get("route").as_str().unwrap_or_default())
            }
        };
        if let Value::Map(values) = &mut state {
            values.insert(
                attr.name.to_owned(),
                value.map_or(Value::Null, Value::string),
            );
        }
    }
    Ok(state)
}

/// What deserves attention although nothing failed. A list that cannot be had is no reason to say anything.
pub(crate) async fn warn(spec: &Spec, client: &Client, state: &Value) -> Vec<Diagnostic> {
    match spec.warns {
        None => Vec::new(),
        Some(Warns::WhenTheListIsOpen) => {
            let Ok(collection) = spec.collection_path(state) else {
                return Vec::new();
            };
            let request = spec.list_request(&collection);
            let Ok(reply) = client.send(&request).await else {
                return Vec::new();
            };
            let own = state.get("address").as_str().and_then(network);
            let open = |document: &&Json| {
                let covered = document
                    .get("address")
                    .and_then(Json::as_str)
                    .and_then(network);
                covered.is_some_and(|covered| covered.prefix_len() == 0) && covered != own
            };
            match spec
                .listed(&request, &reply)
                .unwrap_or_default()
                .iter()
                .find(open)
            {
                None => Vec::new(),
                Some(open) => {
                    let everywhere = open["address"].as_str().unwrap_or_default();
                    let detail = format!(
                        "The access list of this app also has {everywhere}, with which every address may use the app, so this entry changes nothing.\nA new app starts with that entry. To close the list, manage it whole with {}_ip_access_list, or remove the entry.",
                        crate::declare::PROVIDER
                    );
                    vec![
                        Diagnostic::warning("The app is open to every address", detail)
                            .at(Path::attribute("address")),
                    ]
                }
            }
        }
    }
}

/// The app that an object is in.
async fn app(api: &Api, state: &Value) -> Result<Json, ApiError> {
    let ids = Value::object([
        ("project_id", state.get("project_id").clone()),
        ("id", state.get("app_id").clone()),
    ]);
    let Ok(located) = crate::resources::app::SPEC.locate(&ids) else {
        return Err(ApiError::unreadable(
            &Request::get("/groups"),
            "the state names no project",
        ));
    };
    match located.look(api).await? {
        Seen::Present(app) => Ok(app),
        Seen::Absent => Err(ApiError::unreadable(
            &Request::get(located.path()),
            "the app of an object that was there a moment ago is gone",
        )),
    }
}

/// An endpoint's URL.
fn endpoint_url(app: &Json, route: &str) -> Option<String> {
    Some(format!("{}/endpoint{route}", base_url(app)?))
}

/// Where an app is called (the Admin API's description, "Construct a Custom HTTPS Endpoint Base URL"): apps that are deployed
/// locally have the region in the host.
pub(crate) fn base_url(app: &Json) -> Option<String> {
    let text = |name: &str| {
        app.get(name)
            .and_then(Json::as_str)
            .filter(|text| !text.is_empty())
    };
    let host = match text("deployment_model") {
        Some("LOCAL") => {
            let (cloud, region) = text("provider_region")?.split_once('-')?;
            format!("{region}.{cloud}.data.mongodb-api.com")
        }
        _ => "data.mongodb-api.com".to_owned(),
    };
    Some(format!("https://{host}/app/{}", text("client_app_id")?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn urls_are_those_of_the_documentation() {
        let global = json!({ "client_app_id": "myapp-abcde", "deployment_model": "GLOBAL", "provider_region": "aws-us-east-1" });
        let url = endpoint_url(&global, "/my/nested/route");
        assert_eq!(
            url.as_deref(),
            Some("https://data.mongodb-api.com/app/myapp-abcde/endpoint/my/nested/route")
        );
        let local = json!({ "client_app_id": "myapp-abcde", "deployment_model": "LOCAL", "provider_region": "aws-us-east-1" });
        let url = endpoint_url(&local, "/hello");
        assert_eq!(
            url.as_deref(),
            Some("https://us-east-1.aws.data.mongodb-api.com/app/myapp-abcde/endpoint/hello")
        );
    }
}
