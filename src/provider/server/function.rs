//! `CallFunction`.

use super::{FunctionType, Server};
use crate::engine::{Diagnostic, Path, Value};
use crate::provider::{CallFunctionRequest, FunctionError, Result};

impl Server {
    /// Answers `CallFunction`: checks the arguments, calls, and checks the result.
    ///
    /// # Errors
    /// What the parameters' validators or the function itself complain about.
    pub fn call_function(
        &self,
        function: &FunctionType,
        arguments: &[Value],
    ) -> Result<Value, FunctionError> {
        let signature = function.signature();
        for (at, value) in arguments.iter().enumerate() {
            let Some(parameter) = signature.parameters.get(at).or(signature.variadic.as_ref())
            else {
                return Err(FunctionError::argument(
                    at,
                    format!(
                        "{} takes {} arguments",
                        function.name(),
                        signature.parameters.len()
                    ),
                ));
            };
            if value.is_null() && !parameter.allow_null {
                return Err(FunctionError::argument(
                    at,
                    format!("{} must not be null", parameter.name),
                ));
            }
            if value.is_null() || value.is_unknown() {
                continue;
            }
            let complaints = parameter.validators.iter().flat_map(|validator| {
                validator.complaints(value, &Path::attribute(&parameter.name))
            });
            if let Some(complaint) = complaints.into_iter().find(Diagnostic::is_error) {
                return Err(FunctionError::argument(
                    at,
                    [complaint.summary, complaint.detail].join(": "),
                ));
            }
        }
        if arguments.len() < signature.parameters.len() {
            return Err(FunctionError::new(format!(
                "{} takes {} arguments",
                function.name(),
                signature.parameters.len()
            )));
        }
        let request = CallFunctionRequest::new(arguments, signature);
        let result = function.item.call(request)?;
        if result.fits(&signature.returns) {
            Ok(result)
        } else {
            Err(FunctionError::new(format!(
                "Bug in the provider: {} gave a result that is no {}",
                function.name(),
                signature.returns
            )))
        }
    }
}
