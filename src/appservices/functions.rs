//! The provider's functions, which make no request.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::engine::Type;
use crate::provider::{Function, FunctionError, Parameter, Result, Signature, TypedFunction};

use crate::declare::shape::ejson;
use crate::resources::app::base_url;
use crate::resources::cron;

/// Returns every function of the provider.
pub(crate) fn functions() -> Vec<Box<dyn Function>> {
    vec![
        Box::new(EndpointUrl),
        Box::new(DataApiUrl),
        Box::new(EndpointSignature),
        Box::new(ImportId),
        Box::new(CronValid),
        Box::new(NormalizeEjson),
    ]
}

fn text(name: &str, description: &str) -> Parameter {
    Parameter::string(name).describe(description)
}

/// An app, as far as its URL needs it.
#[derive(Serialize, Deserialize)]
struct App {
    client_app_id: Option<String>,
    deployment_model: Option<String>,
    provider_region: Option<String>,
}

impl App {
    fn parameter() -> Parameter {
        let ty = Type::object([
            ("client_app_id", Type::String),
            ("deployment_model", Type::String),
            ("provider_region", Type::String),
        ]);
        Parameter::of("app", ty).describe("An `appservices_app`, or an object with its `client_app_id`, `deployment_model` and `provider_region`.")
    }

    fn url(&self) -> Result<String, FunctionError> {
        base_url(&serde_json::to_value(self)?).ok_or_else(|| {
            FunctionError::argument(0, "the app needs a client_app_id, and a provider_region when its deployment_model is LOCAL")
        })
    }
}

struct EndpointUrl;

impl TypedFunction for EndpointUrl {
    type Arguments = (App, String);
    type Returns = String;

    fn name(&self) -> &str {
        "endpoint_url"
    }

    fn signature(&self) -> Signature {
        let route = text("route", "The endpoint's route, starting with `/`.");
        Signature::new([App::parameter(), route], Type::String)
            .summary("The URL of an HTTPS endpoint")
            .describe("Returns the URL of an HTTPS endpoint of the app.")
    }

    fn call(&self, (app, route): (App, String)) -> Result<String, FunctionError> {
        if !route.starts_with('/') {
            let why = format!("a route begins with a slash: \"/{route}\"");
            return Err(FunctionError::argument(1, why));
        }
        Ok(format!("{}/endpoint{route}", app.url()?))
    }
}

struct DataApiUrl;

impl TypedFunction for DataApiUrl {
    type Arguments = (App, String);
    type Returns = String;

    fn name(&self) -> &str {
        "data_api_url"
    }

    fn signature(&self) -> Signature {
        let version = text("version", "The version of the Data API, for example `v1`.");
        Signature::new([App::parameter(), version], Type::String)
            .summary("The URL of the Data API")
            .describe("Returns the base URL of a version of the app's Data API.")
    }

    fn call(&self, (app, version): (App, String)) -> Result<String, FunctionError> {
        if version.is_empty() {
            let why = "the version must not be empty, as in \"v1\"";
            return Err(FunctionError::argument(1, why));
        }
        Ok(format!("{}/endpoint/data/{version}", app.url()?))
    }
}

struct EndpointSignature;

impl TypedFunction for EndpointSignature {
    type Arguments = (String, String);
    type Returns = String;

    fn name(&self) -> &str {
        "endpoint_signature"
    }

    fn signature(&self) -> Signature {
        let secret = text("secret", "The secret's value.");
        let body = text("body", "The request's body.");
        Signature::new([secret, body], Type::String)
            .summary("The signature of a request")
            .describe("Returns the value of the `Endpoint-Signature` header for a request to an endpoint that uses `VERIFY_PAYLOAD`: `sha256=` and the HMAC-SHA256 of the body in hexadecimal. Every byte of the body counts, including white space.")
    }

    fn call(&self, (secret, body): (String, String)) -> Result<String, FunctionError> {
        let mut hmac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
            .map_err(|_| FunctionError::argument(0, "the secret cannot be used as a key"))?;
        hmac.update(body.as_bytes());
        let digest: String = hmac
            .finalize()
            .into_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(format!("sha256={digest}"))
    }
}

struct ImportId;

impl TypedFunction for ImportId {
    type Arguments = (String, String, String);
    type Returns = String;

    fn name(&self) -> &str {
        "import_id"
    }

    fn signature(&self) -> Signature {
        let project = text("project_id", "The project's ID.");
        let app = text("app", "The app's `id` or `client_app_id`.");
        let object = text("object", "The object's ID or natural key.");
        Signature::new([project, app, object], Type::String)
            .summary("The ID for an import")
            .describe("Returns the ID that an `import` block takes: `project/app/object`.")
    }

    fn call(&self, (project, app, object): Self::Arguments) -> Result<String, FunctionError> {
        let parts = [project, app, object];
        match parts.iter().position(String::is_empty) {
            Some(at) => Err(FunctionError::argument(at, "it must not be empty")),
            None => Ok(parts.join("/")),
        }
    }
}

struct CronValid;

impl TypedFunction for CronValid {
    type Arguments = (String,);
    type Returns = bool;

    fn name(&self) -> &str {
        "cron_valid"
    }

    fn signature(&self) -> Signature {
        let expression = text(
            "expression",
            "The expression, for example `0 8 * * MON-FRI`.",
        );
        Signature::new([expression], Type::Bool)
            .summary("Whether a text is a CRON expression")
            .describe("Returns whether a text is a CRON expression of five fields, as the `schedule` of a trigger must be.")
    }

    fn call(&self, (expression,): (String,)) -> Result<bool, FunctionError> {
        Ok(cron::complaint(&expression).is_none())
    }
}

struct NormalizeEjson;

impl TypedFunction for NormalizeEjson {
    type Arguments = (String,);
    type Returns = String;

    fn name(&self) -> &str {
        "normalize_ejson"
    }

    fn signature(&self) -> Signature {
        let document = text("document", "A document as MongoDB Extended JSON.");
        Signature::new([document], Type::String)
            .summary("One spelling of Extended JSON")
            .describe("Returns a document of MongoDB Extended JSON in the relaxed form, with sorted names and without white space. Documents that mean the same have the same text.")
    }

    fn call(&self, (document,): (String,)) -> Result<String, FunctionError> {
        ejson::normalized(&document).ok_or_else(|| FunctionError::argument(0, "it is not JSON"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appservices::AppServices;
    use crate::appservices::testing::bare_host;
    use crate::engine::Value;
    use crate::provider::Server;

    fn call(name: &str, arguments: &[Value]) -> Result<String, String> {
        let server = Server::new(AppServices::new(bare_host()));
        let function = server.function(name).expect(name);
        server
            .call_function(function, arguments)
            .map(|value| value.as_str().unwrap_or_default().to_owned())
            .map_err(|error| error.text)
    }

    fn app(model: &str, region: &str) -> Value {
        Value::object([
            ("client_app_id", "myapp-abcde".into()),
            ("deployment_model", model.into()),
            ("provider_region", region.into()),
        ])
    }

    #[test]
    fn urls_are_those_of_the_documentation() {
        let local = app("LOCAL", "aws-us-east-1");
        let global = app("GLOBAL", "aws-us-east-1");
        assert_eq!(
            call("endpoint_url", &[global.clone(), "/hello".into()]).as_deref(),
            Ok("https://data.mongodb-api.com/app/myapp-abcde/endpoint/hello")
        );
        assert_eq!(
            call("data_api_url", &[local.clone(), "v1".into()]).as_deref(),
            Ok("https://us-east-1.aws.data.mongodb-api.com/app/myapp-abcde/endpoint/data/v1")
        );
        assert!(
            call("endpoint_url", &[global, "hello".into()]).is_err_and(|why| why.contains("slash"))
        );
        assert!(
            call("endpoint_url", &[app("LOCAL", ""), "/hello".into()])
                .is_err_and(|why| why.contains("provider_region"))
        );
    }

    #[test]
    fn the_signature_is_that_of_the_documentation() {
        let signed = call(
            "endpoint_signature",
            &[
                "Super5ecr3tPa55w0rd".into(),
                r#"{ "message": "Hello!" }"#.into(),
            ],
        );
        assert_eq!(
            signed.as_deref(),
            Ok("sha256=d4f0537db4e230d7a6028a6f7c3bb1b57c9d16f39176d78697e559ac333e0b36")
        );
    }

    #[test]
    fn import_ids_are_put_together() {
        assert_eq!(
            call("import_id", &["p".into(), "a".into(), "GET /x".into()]).as_deref(),
            Ok("p/a/GET /x")
        );
        assert!(call("import_id", &["p".into(), "".into(), "x".into()]).is_err());
    }

    #[test]
    fn expressions_and_documents_are_judged_and_normalized() {
        let valid = |text: &str| {
            let server = Server::new(AppServices::new(bare_host()));
            let function = server.function("cron_valid").expect("a function");
            server.call_function(function, &[text.into()])
        };
        assert_eq!(valid("0 8 * * MON-FRI").ok(), Some(Value::Bool(true)));
        assert_eq!(valid("every day").ok(), Some(Value::Bool(false)));
        let document = r#"{ "b": { "$numberInt": "5" }, "a": [1.0] }"#;
        assert_eq!(
            call("normalize_ejson", &[document.into()]).as_deref(),
            Ok(r#"{"a":[1.0],"b":5}"#)
        );
        assert!(call("normalize_ejson", &["{".into()]).is_err());
    }
}
