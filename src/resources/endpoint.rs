//! `appservices_endpoint`: an HTTPS route of an app that runs a function.
//!
//! Quirks of the API: PUT requires the whole endpoint. The answer adds the function's name. No
//! answer contains the URL, which follows from the app and the route.

use super::app::{SPEC as APP, base_url};
use super::common::{APP_ID, ID, PROJECT_ID};
use crate::declare::words::{
    Check, Default, From, Lifecycle, Listed, NoneAs, Returned, Rule, Spec, boolean, text, word,
};

pub(crate) const SPEC: Spec = Spec {
    name: "endpoint",
    title: "endpoint",
    doc: "Manages a custom HTTPS endpoint: a route of an app that runs a function.",
    ended: Some("Atlas ended custom HTTPS endpoints on 2025-09-30. The local server still manages them."),
    parent: Some(&APP),
    collection: "/groups/{project_id}/apps/{app_id}/endpoints",
    natural_key: &["http_method", "route"],
    unique: &["http_method", "route"],
    lifecycle: Lifecycle { listed: Listed::Whole, ..Lifecycle::COLLECTION },
    is_drafted: true,
    attrs: &[
        PROJECT_ID,
        APP_ID,
        ID,
        text("route")
            .required()
            .doc("The path below the app's base URL, starting with `/`.")
            .checks(&[ROUTE_FORM])
            .samples(r#""/hello""#, r#""/hello/there""#),
        word("http_method", &["GET", "POST", "PUT", "PATCH", "DELETE", "*"])
            .required()
            .doc("The HTTP method that the endpoint answers, or `*` for every method."),
        text("function_id")
            .required()
            .doc("The `id` of the function that the endpoint runs.")
            .checks(&[Check::ObjectId("it is the function's `id`, as in `appservices_function.example.id`, and not its name")])
            .samples("appservices_function.parent.id", "appservices_function.other.id"),
        word("validation_method", &["NO_VALIDATION", "SECRET_AS_QUERY_PARAM", "VERIFY_PAYLOAD"])
            .doc("How App Services validates requests: not at all, by the secret in the query string, or by a signature of the payload that is made with the secret.")
            .default(Default::Text("NO_VALIDATION"))
            .samples(r#""SECRET_AS_QUERY_PARAM""#, r#""VERIFY_PAYLOAD""#),
        text("secret_id")
            .doc("The `id` of the secret that validates requests. Required if `validation_method` is `SECRET_AS_QUERY_PARAM` or `VERIFY_PAYLOAD`, and not allowed otherwise.")
            .none_as(NoneAs::EmptyText)
            .checks(&[Check::ObjectId("it is the secret's `id`, as in `appservices_secret.example.id`, and not its name")])
            .samples("appservices_secret.parent.id", "appservices_secret.other.id"),
        word("return_type", &["JSON", "EJSON"])
            .doc("The format of responses to requests that do not ask for a format.")
            .default(Default::Text("JSON")),
        boolean("respond_result")
            .doc("Whether the response contains the function's return value. If false, the response is empty.")
            .off(),
        boolean("fetch_custom_user_data")
            .doc("Whether App Services fetches the user's custom data for the function.")
            .off(),
        boolean("create_user_on_auth")
            .doc("Whether a request with valid credentials creates the user if the user does not exist.")
            .off(),
        boolean("disabled")
            .doc("Whether the endpoint is disabled. A disabled endpoint answers no requests.")
            .off(),
        text("function_name")
            .computed()
            .doc("The name of the function that the endpoint runs.")
            .follows(&["function_id"]),
        text("url")
            .computed()
            .doc("The URL of the endpoint.")
            .returned(Returned::From(&From { id: "app_id", compute: |app, state| url(app, state.attribute("route").as_str()?) }))
            .follows(&["route"]),
    ],
    rules: &[Rule::SetExactlyWhen {
        attr: "secret_id",
        when: "validation_method",
        words: &["SECRET_AS_QUERY_PARAM", "VERIFY_PAYLOAD"],
    }],
    ..Spec::COLLECTION
}
.checked();

const ROUTE_FORM: Check = Check::Form(|text| {
    (!text.starts_with('/')).then(|| format!("A route begins with a slash: \"/{text}\"."))
});

/// Returns the URL of an endpoint, from the app's document and the route.
fn url(app: &serde_json::Value, route: &str) -> Option<String> {
    Some(format!("{}/endpoint{route}", base_url(app)?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn urls_are_those_of_the_documentation() {
        let global = json!({ "client_app_id": "myapp-abcde", "deployment_model": "GLOBAL", "provider_region": "aws-us-east-1" });
        let at = url(&global, "/my/nested/route");
        assert_eq!(
            at.as_deref(),
            Some("https://data.mongodb-api.com/app/myapp-abcde/endpoint/my/nested/route")
        );
        let local = json!({ "client_app_id": "myapp-abcde", "deployment_model": "LOCAL", "provider_region": "aws-us-east-1" });
        let at = url(&local, "/hello");
        assert_eq!(
            at.as_deref(),
            Some("https://us-east-1.aws.data.mongodb-api.com/app/myapp-abcde/endpoint/hello")
        );
    }
}
