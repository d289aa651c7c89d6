//! Functions that configurations call as `provider::NAME::FUNCTION(…)` (Terraform 1.8, OpenTofu
//! 1.7).

use std::error::Error;

use super::Result;
use crate::engine::wording::both;
use crate::engine::{Diagnostic, Diagnostics, PathError, Type, Validator, Value};

/// A function: equal arguments always give equal results, and a call has no side effects. It may be
/// called before the provider is configured. A [`TypedFunction`] is one, too, and is shorter.
///
/// ```
/// use appservices_provider::engine::{Type, Value};
/// use appservices_provider::provider::{CallFunctionRequest, Function, FunctionError, Parameter, Result, Signature};
///
/// struct Shout;
///
/// impl Function for Shout {
///     fn name(&self) -> &str {
///         "shout"
///     }
///
///     fn signature(&self) -> Signature {
///         Signature::new([Parameter::string("text")], Type::String).summary("Shouts")
///     }
///
///     fn call(&self, request: CallFunctionRequest<'_>) -> Result<Value, FunctionError> {
///         let text = request.arguments[0].as_str().unwrap_or_default();
///         if text.is_empty() {
///             return Err(FunctionError::argument(0, "there is nothing to shout"));
///         }
///         Ok(text.to_uppercase().into())
///     }
/// }
/// ```
///
/// [`TypedFunction`]: super::TypedFunction
pub trait Function: Send + Sync + 'static {
    /// Returns its name, without the provider's.
    fn name(&self) -> &str;

    /// Returns what it takes and gives. Asked once.
    #[doc(alias = "Definition")]
    fn signature(&self) -> Signature;

    /// Calls it.
    ///
    /// # Errors
    /// What is wrong, and with which argument.
    #[doc(alias = "Run")]
    fn call(&self, request: CallFunctionRequest<'_>) -> Result<Value, FunctionError>;

    /// Returns where the Rust types do not fit the signature. The typed layer answers this.
    #[doc(hidden)]
    fn misfits(&self, signature: &Signature) -> Vec<PathError> {
        let _ = signature;
        Vec::new()
    }
}

/// What [`Function::call`] is given.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CallFunctionRequest<'a> {
    /// As many arguments as parameters, and then those of the variadic one. Null and unknown
    /// arguments come only where the parameter allows them.
    pub arguments: &'a [Value],
    /// What the function takes and gives.
    pub signature: &'a Signature,
}

impl<'a> CallFunctionRequest<'a> {
    pub(super) const fn new(arguments: &'a [Value], signature: &'a Signature) -> Self {
        Self {
            arguments,
            signature,
        }
    }
}

/// What a [`Function`] takes and gives.
#[derive(Clone, Debug)]
#[non_exhaustive]
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

impl Signature {
    /// Returns the signature of a function that takes these parameters and gives this type.
    pub fn new(parameters: impl IntoIterator<Item = Parameter>, returns: Type) -> Self {
        Self {
            parameters: parameters.into_iter().collect(),
            variadic: None,
            returns,
            summary: String::new(),
            description: String::new(),
            deprecated: None,
        }
    }

    /// Lets the function take any number of this parameter after the others.
    #[must_use]
    #[doc(alias = "VariadicParameter")]
    pub fn variadic(self, parameter: Parameter) -> Self {
        Self {
            variadic: Some(parameter),
            ..self
        }
    }

    /// Says in one line what the function does.
    #[must_use]
    pub fn summary(self, summary: impl Into<String>) -> Self {
        Self {
            summary: summary.into(),
            ..self
        }
    }

    /// Says the rest, as Markdown.
    #[must_use]
    #[doc(alias("Description", "MarkdownDescription"))]
    pub fn describe(self, description: impl Into<String>) -> Self {
        Self {
            description: description.into(),
            ..self
        }
    }

    /// Warns each caller. `why` names what to use instead.
    #[must_use]
    #[doc(alias = "DeprecationMessage")]
    pub fn deprecated(self, why: impl Into<String>) -> Self {
        Self {
            deprecated: Some(why.into()),
            ..self
        }
    }
}

/// One parameter of a [`Function`]. It takes neither null nor unknown unless it says so.
#[derive(Clone, Debug)]
#[non_exhaustive]
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
    /// Returns a parameter of the type.
    pub fn of(name: impl Into<String>, ty: Type) -> Self {
        Self {
            name: name.into(),
            ty,
            allow_null: false,
            allow_unknown: false,
            description: String::new(),
            validators: Vec::new(),
        }
    }

    /// Returns a string parameter.
    #[doc(alias = "StringParameter")]
    pub fn string(name: impl Into<String>) -> Self {
        Self::of(name, Type::String)
    }

    /// Returns a number parameter.
    #[doc(alias("Int64Parameter", "NumberParameter"))]
    pub fn number(name: impl Into<String>) -> Self {
        Self::of(name, Type::Number)
    }

    /// Returns a bool parameter.
    #[doc(alias = "BoolParameter")]
    pub fn bool(name: impl Into<String>) -> Self {
        Self::of(name, Type::Bool)
    }

    /// Lets the function be called with null.
    #[must_use]
    #[doc(alias = "AllowNullValue")]
    pub fn allow_null(self) -> Self {
        Self {
            allow_null: true,
            ..self
        }
    }

    /// Lets the function be called while the argument is unknown.
    #[must_use]
    #[doc(alias = "AllowUnknownValues")]
    pub fn allow_unknown(self) -> Self {
        Self {
            allow_unknown: true,
            ..self
        }
    }

    /// Says what the parameter is, as Markdown.
    #[must_use]
    #[doc(alias("Description", "MarkdownDescription"))]
    pub fn describe(self, description: impl Into<String>) -> Self {
        Self {
            description: description.into(),
            ..self
        }
    }

    /// Adds a validator.
    #[must_use]
    pub fn validate(mut self, validator: Validator) -> Self {
        self.validators.push(validator);
        self
    }
}

/// Why a call failed. `?` makes one of any [`std::error::Error`], of a [`Diagnostic`] and of
/// [`Diagnostics`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[doc(alias = "FuncError")]
pub struct FunctionError {
    /// What is wrong, as a sentence; Terraform ends it with a full stop.
    pub text: String,
    /// The argument that is to blame, counted from 0.
    pub argument: Option<usize>,
}

impl FunctionError {
    /// Returns an error about the call as a whole.
    #[doc(alias = "NewFuncError")]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            argument: None,
        }
    }

    /// Returns an error about one argument, counted from 0.
    #[doc(alias = "NewArgumentFuncError")]
    pub fn argument(argument: usize, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            argument: Some(argument),
        }
    }
}

impl From<Diagnostic> for FunctionError {
    fn from(diagnostic: Diagnostic) -> Self {
        Diagnostics::from(diagnostic).into()
    }
}

impl From<Diagnostics> for FunctionError {
    fn from(diagnostics: Diagnostics) -> Self {
        let texts = diagnostics
            .iter()
            .map(|one| both(&one.summary, &one.detail, ": "));
        Self::new(texts.collect::<Vec<_>>().join("\n"))
    }
}

impl<E: Error + 'static> From<E> for FunctionError {
    fn from(error: E) -> Self {
        Diagnostics::from(error).into()
    }
}
