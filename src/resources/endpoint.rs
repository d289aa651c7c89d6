//! `appservices_endpoint`: an HTTPS route of an app that runs a function.
//!
//! Quirks of the API: PUT wants the whole endpoint; the answer adds the function's name; the URL is nowhere and follows from
//! the app and the route.

use super::common::{APP_ID, ID, PROJECT_ID};
use crate::declare::words::spec::{Attr, Check, Default, Derived, NoneAs, Returned, Rule, Spec, Ty};

const ROUTE: Attr = Attr::required(
    Ty::Text,
    "route",
    "The path below the app's base URL, starting with `/`.",
)
.checks(&[Check::Route])
.samples(r#""/hello""#, r#""/hello/there""#);

const HTTP_METHOD: Attr = Attr::required(
    Ty::Word(&["GET", "POST", "PUT", "PATCH", "DELETE", "*"]),
    "http_method",
    "The HTTP method that the endpoint answers, or `*` for every method.",
);

const FUNCTION_ID: Attr = Attr::required(
    Ty::Text,
    "function_id",
    "The `id` of the function that the endpoint runs.",
)
.checks(&[Check::ObjectId(
    "it is the function's `id`, as in `appservices_function.example.id`, and not its name",
)])
.samples(
    "appservices_function.parent.id",
    "appservices_function.other.id",
);

const VALIDATION_METHOD: Attr = Attr::optional(
    Ty::Word(&["NO_VALIDATION", "SECRET_AS_QUERY_PARAM", "VERIFY_PAYLOAD"]),
    "validation_method",
    "How App Services validates requests: not at all, by the secret in the query string, or by a signature of the payload that is made with the secret.",
)
.default(Default::Text("NO_VALIDATION"))
.samples(r#""SECRET_AS_QUERY_PARAM""#, r#""VERIFY_PAYLOAD""#);

const SECRET_ID: Attr = Attr::optional(
    Ty::Text,
    "secret_id",
    "The `id` of the secret that validates requests. Required if `validation_method` is `SECRET_AS_QUERY_PARAM` or `VERIFY_PAYLOAD`, and not allowed otherwise.",
)
.none_as(NoneAs::EmptyText)
.checks(&[Check::ObjectId("it is the secret's `id`, as in `appservices_secret.example.id`, and not its name")])
.samples("appservices_secret.parent.id", "appservices_secret.other.id");

const RETURN_TYPE: Attr = Attr::optional(
    Ty::Word(&["JSON", "EJSON"]),
    "return_type",
    "The format of responses to requests that do not ask for a format.",
)
.default(Default::Text("JSON"));

const RESPOND_RESULT: Attr = Attr::optional(
    Ty::Bool,
    "respond_result",
    "Whether the response contains the function's return value. If false, the response is empty.",
)
.default(Default::Bool(false));

const FETCH_CUSTOM_USER_DATA: Attr = Attr::optional(
    Ty::Bool,
    "fetch_custom_user_data",
    "Whether App Services fetches the user's custom data for the function.",
)
.default(Default::Bool(false));

const CREATE_USER_ON_AUTH: Attr = Attr::optional(
    Ty::Bool,
    "create_user_on_auth",
    "Whether a request with valid credentials creates the user if the user does not exist.",
)
.default(Default::Bool(false));

const DISABLED: Attr = Attr::optional(
    Ty::Bool,
    "disabled",
    "Whether the endpoint is disabled. A disabled endpoint answers no requests.",
)
.default(Default::Bool(false));

const FUNCTION_NAME: Attr = Attr::computed(
    Ty::Text,
    "function_name",
    "The name of the function that the endpoint runs.",
)
.follows(&["function_id"]);

const URL: Attr = Attr::computed(Ty::Text, "url", "The URL of the endpoint.")
    .returned(Returned::Derived(Derived::EndpointUrl))
    .follows(&["route"]);

pub(crate) const SPEC: Spec = Spec {
    name: "endpoint",
    title: "endpoint",
    doc: "Manages a custom HTTPS endpoint: a route of an app that runs a function.",
    ended: Some(
        "Atlas ended custom HTTPS endpoints on 2025-09-30. The local server still manages them.",
    ),
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
    rules: &[Rule::SetExactlyWhen {
        attr: "secret_id",
        when: "validation_method",
        words: &["SECRET_AS_QUERY_PARAM", "VERIFY_PAYLOAD"],
    }],
    ..Spec::COLLECTION
}
.checked();
