//! `appservices_endpoint`: an HTTPS route of an app that runs a function.
//!
//! Quirks of the API: PUT wants the whole endpoint; the answer adds the function's name; the URL is nowhere and follows from
//! the app and the route.

use super::common::{APP_ID, ID, PROJECT_ID};
use super::spec::{Attr, Check, Default, Derived, NoneAs, Returned, Rule, Spec, Ty};

const ROUTE: Attr = Attr::required(Ty::Text, "route", "The path below the app's base URL, from its first `/` on.")
    .checks(&[Check::Route])
    .samples(r#""/hello""#, r#""/hello/there""#);

const HTTP_METHOD: Attr =
    Attr::required(Ty::Word(&["GET", "POST", "PUT", "PATCH", "DELETE", "*"]), "http_method", "The method that it answers, or `*` for all.");

const FUNCTION_ID: Attr = Attr::required(Ty::Text, "function_id", "The `id` of the function that it runs.")
    .checks(&[Check::ObjectId("it is the function's `id`, as in `appservices_function.example.id`, and not its name")])
    .samples("appservices_function.parent.id", "appservices_function.other.id");

const VALIDATION_METHOD: Attr = Attr::optional(
    Ty::Word(&["NO_VALIDATION", "SECRET_AS_QUERY_PARAM", "VERIFY_PAYLOAD"]),
    "validation_method",
    "How a request proves that it may come: not at all, by the secret in its query, or by a signature made with the secret.",
)
.default(Default::Text("NO_VALIDATION"))
.samples(r#""SECRET_AS_QUERY_PARAM""#, r#""VERIFY_PAYLOAD""#);

const SECRET_ID: Attr = Attr::optional(
    Ty::Text,
    "secret_id",
    "The `id` of the secret that requests are validated with. Needed with the two validating methods, refused without.",
)
.none_as(NoneAs::EmptyText)
.checks(&[Check::ObjectId("it is the secret's `id`, as in `appservices_secret.example.id`, and not its name")])
.samples("appservices_secret.parent.id", "appservices_secret.other.id");

const RETURN_TYPE: Attr =
    Attr::optional(Ty::Word(&["JSON", "EJSON"]), "return_type", "The format of answers to requests that ask for none.")
        .default(Default::Text("JSON"));

const RESPOND_RESULT: Attr =
    Attr::optional(Ty::Bool, "respond_result", "Whether what the function gives back is the answer; otherwise it is empty.")
        .default(Default::Bool(false));

const FETCH_CUSTOM_USER_DATA: Attr =
    Attr::optional(Ty::Bool, "fetch_custom_user_data", "Whether the function sees the user's custom data.").default(Default::Bool(false));

const CREATE_USER_ON_AUTH: Attr =
    Attr::optional(Ty::Bool, "create_user_on_auth", "Whether a request with good credentials of an unknown user makes the user.")
        .default(Default::Bool(false));

const DISABLED: Attr = Attr::optional(Ty::Bool, "disabled", "Whether it answers nobody for now.").default(Default::Bool(false));

const FUNCTION_NAME: Attr = Attr::computed(Ty::Text, "function_name", "The name of the function.").follows(&["function_id"]);

const URL: Attr =
    Attr::computed(Ty::Text, "url", "Where the endpoint is called.").returned(Returned::Derived(Derived::EndpointUrl)).follows(&["route"]);

pub(super) const SPEC: Spec = Spec {
    name: "endpoint",
    title: "endpoint",
    doc: "A custom HTTPS endpoint: a route of an app that runs a function.",
    ended: Some("Atlas ended custom HTTPS endpoints on 2025-09-30. The local server still manages them."),
    collection: "/groups/{project_id}/apps/{app_id}/endpoints",
    natural_key: &["http_method", "route"],
    unique: &["http_method", "route"],
    attrs: &[
        PROJECT_ID,
        APP_ID,
        ID,
        ROUTE,
        HTTP_METHOD,
        FUNCTION_ID,
        VALIDATION_METHOD,
        SECRET_ID,
        RETURN_TYPE,
        RESPOND_RESULT,
        FETCH_CUSTOM_USER_DATA,
        CREATE_USER_ON_AUTH,
        DISABLED,
        FUNCTION_NAME,
        URL,
    ],
    rules: &[Rule::SetExactlyWhen { attr: "secret_id", when: "validation_method", words: &["SECRET_AS_QUERY_PARAM", "VERIFY_PAYLOAD"] }],
    ..Spec::COLLECTION
}
.checked();
