//! The calls about functions.

use std::sync::Arc;

use super::decoded::TOO_LARGE;
use crate::engine::codec::CodecError;
use crate::engine::{Path, Step, Value};
use crate::plugin::convert;
use crate::plugin::proto::tfplugin6 as proto;
use crate::provider::{FunctionError, FunctionType, Parameter, Result, Server};

pub(super) async fn functions(
    server: Arc<Server>,
    _: proto::get_functions::Request,
) -> Result<proto::get_functions::Response> {
    Ok(proto::get_functions::Response {
        functions: described(&server),
        ..Default::default()
    })
}

pub(super) fn described(server: &Server) -> std::collections::HashMap<String, proto::Function> {
    server
        .functions()
        .iter()
        .map(|function| (function.name().to_owned(), describe(function)))
        .collect()
}

pub(super) async fn call(
    server: Arc<Server>,
    request: proto::call_function::Request,
) -> Result<proto::call_function::Response> {
    Ok(match called(&server, &request) {
        Ok(result) => proto::call_function::Response {
            result: Some(result),
            error: None,
        },
        Err(error) => failed(error),
    })
}

fn called(
    server: &Server,
    request: &proto::call_function::Request,
) -> Result<proto::DynamicValue, FunctionError> {
    let function = server.function(&request.name)?;
    let signature = function.signature();
    let argument = |(at, message): (usize, &proto::DynamicValue)| {
        let parameter = signature.parameters.get(at).or(signature.variadic.as_ref());
        let parameter =
            parameter.ok_or_else(|| FunctionError::argument(at, "there are too many arguments"))?;
        convert::typed_value(Some(message), &parameter.ty)
            .map_err(|error| FunctionError::argument(at, undecoded(parameter, &error)))
    };
    let arguments: Vec<Value> = request
        .arguments
        .iter()
        .enumerate()
        .map(argument)
        .collect::<Result<_, _>>()?;
    let result = server.call_function(function, &arguments)?;
    Ok(convert::typed_message(&result, &signature.returns))
}

/// Returns why an argument cannot be read.
fn undecoded(parameter: &Parameter, error: &CodecError) -> String {
    if matches!(error, CodecError::Infinite(_)) {
        let inside = Path(
            [
                vec![Step::Attribute(parameter.name.clone())],
                error.path().0.clone(),
            ]
            .concat(),
        );
        return format!("{inside} is infinite. {TOO_LARGE}");
    }
    format!("it is not of type {}: {error}", parameter.ty)
}

/// Returns the answer of a call that failed. Its text has no full stop, because Terraform adds one.
pub(super) fn failed(error: FunctionError) -> proto::call_function::Response {
    let text = error.text.trim_end();
    let text = text.strip_suffix('.').unwrap_or(text).to_owned();
    let function_argument = error
        .argument
        .and_then(|argument| i64::try_from(argument).ok());
    proto::call_function::Response {
        result: None,
        error: Some(proto::FunctionError {
            text,
            function_argument,
        }),
    }
}

fn describe(function: &FunctionType) -> proto::Function {
    let signature = function.signature();
    proto::Function {
        parameters: signature.parameters.iter().map(parameter).collect(),
        variadic_parameter: signature.variadic.as_ref().map(parameter),
        r#return: Some(proto::function::Return {
            r#type: signature.returns.to_json().to_string().into_bytes(),
        }),
        summary: signature.summary.clone(),
        description: signature.description.clone(),
        description_kind: proto::StringKind::Markdown.into(),
        deprecation_message: signature.deprecated.clone().unwrap_or_default(),
    }
}

fn parameter(parameter: &Parameter) -> proto::function::Parameter {
    proto::function::Parameter {
        name: parameter.name.clone(),
        r#type: parameter.ty.to_json().to_string().into_bytes(),
        allow_null_value: parameter.allow_null,
        allow_unknown_values: parameter.allow_unknown,
        description: parameter.description.clone(),
        description_kind: proto::StringKind::Markdown.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terraform_ends_the_sentence() {
        for (text, sent) in [
            ("It is wrong.", "It is wrong"),
            ("it is wrong", "it is wrong"),
            ("Go on …", "Go on …"),
            ("One.\nTwo.\n", "One.\nTwo"),
        ] {
            assert_eq!(
                failed(FunctionError::argument(1, text))
                    .error
                    .map(|error| error.text)
                    .as_deref(),
                Some(sent)
            );
        }
    }
}
