//! Functions that configurations call as `provider::NAME::FUNCTION(…)` (Terraform 1.8, OpenTofu
//! 1.7).

use crate::engine::{Diagnostic, Path, Type, Validator, Value};

/// A function: equal arguments always give equal results, and a call has no side effects. It may be
/// called before the provider is configured.
pub trait Function: Send + Sync + 'static {
    /// Returns its name, without the provider's.
    fn name(&self) -> &str;

    /// Returns what it takes and gives.
    fn signature(&self) -> &Signature;

    /// Calls it. There are as many arguments as parameters, and then those of the variadic one.
    /// Null and unknown arguments come only where the parameter allows them.
    ///
    /// # Errors
    /// What is wrong, and with which argument.
    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError>;
}

/// What a [`Function`] takes and gives.
#[derive(Clone, Debug)]
pub struct Signature {
    /// What it takes, in order.
    pub parameters: Vec<Parameter>,
    /// What it takes any number of, after the others.
    pub variadic: Option<Parameter>,
    /// What it gives.
    pub returns: Type,
    /// One line.
    pub summary: String,
    /// The rest, as Markdown.
    pub description: String,
    /// Why it is deprecated, if it is.
    pub deprecated: Option<String>,
}

/// One parameter of a [`Function`].
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name, in messages and docs.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Whether the function is called with null for it; otherwise null is refused.
    pub allow_null: bool,
    /// Whether the function is called while it is unknown; otherwise the result is unknown then.
    pub allow_unknown: bool,
    /// What it is, as Markdown.
    pub description: String,
    /// What a known argument must fulfil.
    pub validators: Vec<Validator>,
}

impl Parameter {
    /// Returns a parameter that takes neither null nor unknown.
    pub fn new(name: &str, ty: Type, description: &str) -> Self {
        Self {
            name: name.to_owned(),
            ty,
            allow_null: false,
            allow_unknown: false,
            description: description.to_owned(),
            validators: Vec::new(),
        }
    }
}

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionError {
    /// What is wrong, as a sentence; Terraform ends it with a full stop.
    pub text: String,
    /// The argument that is to blame, counted from 0.
    pub argument: Option<usize>,
}

impl FunctionError {
    /// Returns an error about the call as a whole.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            argument: None,
        }
    }

    /// Returns an error about one argument, counted from 0.
    pub fn argument(argument: usize, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            argument: Some(argument),
        }
    }
}

/// Answers `CallFunction`: checks the arguments, calls, and checks the result.
///
/// # Errors
/// What the parameters' validators or the function itself complain about.
pub fn call_function(function: &dyn Function, arguments: &[Value]) -> Result<Value, FunctionError> {
    let signature = function.signature();
    for (at, value) in arguments.iter().enumerate() {
        let Some(parameter) = signature.parameters.get(at).or(signature.variadic.as_ref()) else {
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
        let complaints = parameter
            .validators
            .iter()
            .flat_map(|validator| validator.complaints(value, &Path::attribute(&parameter.name)));
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
    let result = function.call(arguments)?;
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
