//! The provider's functions, which make no request.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value as Json, json};
use sha2::Sha256;

use crate::engine::{Type, Value};
use crate::provider::{Function, FunctionError, Parameter, Signature};

use crate::resources::app::base_url;

/// Returns every function of the provider.
pub(crate) fn functions() -> Vec<Box<dyn Function>> {
    let all = [
        endpoint_url(),
        data_api_url(),
        endpoint_signature(),
        import_id(),
    ];
    let boxed = |function| Box::new(function) as Box<dyn Function>;
    all.into_iter().map(boxed).collect()
}

fn text(name: &str, description: &str) -> Parameter {
    Parameter::new(name, Type::String, description)
}

fn app() -> Parameter {
    let description = "An `appservices_app`, or an object with its `client_app_id`, `deployment_model` and `provider_region`.";
    Parameter::new("app", app_type(), description)
}

fn endpoint_url() -> Pure {
    let route = text("route", "The endpoint's route, starting with `/`.");
    Pure {
        name: "endpoint_url",
        signature: signature(
            "The URL of an HTTPS endpoint",
            "Returns the URL of an HTTPS endpoint of the app.",
            vec![app(), route],
        ),
        call: |arguments| {
            let route = text_of(arguments, 1);
            if !route.starts_with('/') {
                let why = format!("a route begins with a slash: \"/{route}\"");
                return Err(FunctionError::argument(1, why));
            }
            Ok(format!("{}/endpoint{route}", app_url(arguments)?))
        },
    }
}

fn data_api_url() -> Pure {
    let version = text("version", "The version of the Data API, for example `v1`.");
    Pure {
        name: "data_api_url",
        signature: signature(
            "The URL of the Data API",
            "Returns the base URL of a version of the app's Data API.",
            vec![app(), version],
        ),
        call: |arguments| match text_of(arguments, 1) {
            "" => Err(FunctionError::argument(
                1,
                "the version must not be empty, as in \"v1\"",
            )),
            version => Ok(format!("{}/endpoint/data/{version}", app_url(arguments)?)),
        },
    }
}

fn endpoint_signature() -> Pure {
    let secret = text("secret", "The secret's value.");
    let body = text("body", "The request's body.");
    Pure {
        name: "endpoint_signature",
        signature: signature(
            "The signature of a request",
            "Returns the value of the `Endpoint-Signature` header for a request to an endpoint that uses `VERIFY_PAYLOAD`: `sha256=` and the HMAC-SHA256 of the body in hexadecimal. Every byte of the body counts, including white space.",
            vec![secret, body],
        ),
        call: |arguments| signature_of(text_of(arguments, 0), text_of(arguments, 1)),
    }
}

fn import_id() -> Pure {
    let project = text("project_id", "The project's ID.");
    let app = text("app", "The app's `id` or `client_app_id`.");
    let object = text("object", "The object's ID or natural key.");
    Pure {
        name: "import_id",
        signature: signature(
            "The ID for an import",
            "Returns the ID that an `import` block takes: `project/app/object`.",
            vec![project, app, object],
        ),
        call: |arguments| {
            let parts: Vec<&str> = (0..3).map(|at| text_of(arguments, at)).collect();
            match parts.iter().position(|part| part.is_empty()) {
                Some(at) => Err(FunctionError::argument(at, "it must not be empty")),
                None => Ok(parts.join("/")),
            }
        },
    }
}

/// A function from known values to text.
struct Pure {
    name: &'static str,
    signature: Signature,
    call: fn(&[Value]) -> Result<String, FunctionError>,
}

impl Function for Pure {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        (self.call)(arguments).map(Value::string)
    }
}

fn signature(summary: &str, description: &str, parameters: Vec<Parameter>) -> Signature {
    Signature {
        parameters,
        variadic: None,
        returns: Type::String,
        summary: summary.to_owned(),
        description: description.to_owned(),
        deprecated: None,
    }
}

fn app_type() -> Type {
    Type::object([
        ("client_app_id", Type::String),
        ("deployment_model", Type::String),
        ("provider_region", Type::String),
    ])
}

fn app_url(arguments: &[Value]) -> Result<String, FunctionError> {
    let app = arguments.first().unwrap_or(&Value::Null);
    let document: Json = ["client_app_id", "deployment_model", "provider_region"]
        .iter()
        .map(|name| ((*name).to_owned(), json!(app.get(name).as_str())))
        .collect();
    base_url(&document).ok_or_else(|| {
        FunctionError::argument(0, "the app needs a client_app_id, and a provider_region when its deployment_model is LOCAL")
    })
}

fn text_of(arguments: &[Value], at: usize) -> &str {
    arguments
        .get(at)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn signature_of(secret: &str, body: &str) -> Result<String, FunctionError> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::call_function;

    fn call(name: &str, arguments: &[Value]) -> Result<String, String> {
        let functions = functions();
        let function = functions
            .iter()
            .find(|function| function.name() == name)
            .expect(name);
        call_function(function.as_ref(), arguments)
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
}
