//! Functions over Rust types.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::engine::{Need, PathError, RustShape, Step, Value, from_value, misfits, to_value};
use crate::provider::{CallFunctionRequest, Function, FunctionError, Parameter, Result, Signature};

/// A [`Function`] whose arguments and result are Rust types.
///
/// The arguments are a tuple with a Rust type for each parameter; those of the variadic one are a
/// `Vec` at its end. A parameter that allows null takes an `Option`, one that allows unknown a
/// [`Field`](crate::engine::Field).
///
/// ```
/// use appservices_provider::engine::Type;
/// use appservices_provider::provider::{FunctionError, Parameter, Result, Signature, TypedFunction};
///
/// struct Join;
///
/// impl TypedFunction for Join {
///     type Arguments = (String, Vec<Option<String>>);
///     type Returns = String;
///
///     fn name(&self) -> &str {
///         "join"
///     }
///
///     fn signature(&self) -> Signature {
///         Signature::new([Parameter::string("separator")], Type::String)
///             .variadic(Parameter::string("part").allow_null())
///     }
///
///     fn call(&self, (separator, parts): Self::Arguments) -> Result<String, FunctionError> {
///         let parts: Vec<String> = parts.into_iter().flatten().collect();
///         Ok(parts.join(&separator))
///     }
/// }
/// ```
pub trait TypedFunction: Send + Sync + 'static {
    /// The arguments, a tuple. `(T,)` has one element, `()` none.
    type Arguments: DeserializeOwned;
    /// The result.
    type Returns: Serialize;

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
    fn call(&self, arguments: Self::Arguments) -> Result<Self::Returns, FunctionError>;
}

impl<T: TypedFunction> Function for T {
    fn name(&self) -> &str {
        T::name(self)
    }

    fn signature(&self) -> Signature {
        T::signature(self)
    }

    fn call(&self, request: CallFunctionRequest<'_>) -> Result<Value, FunctionError> {
        let CallFunctionRequest {
            arguments,
            signature,
        } = request;
        let (fixed, rest) = arguments.split_at(signature.parameters.len().min(arguments.len()));
        let mut tuple = fixed.to_vec();
        if signature.variadic.is_some() {
            tuple.push(Value::List(rest.to_vec()));
        }
        let arguments =
            from_value(&Value::List(tuple)).map_err(|misfit| misfit_of(signature, &misfit))?;
        let result = T::call(self, arguments)?;
        to_value(&result, &signature.returns).map_err(|misfit| {
            FunctionError::new(format!(
                "Bug in the provider: the result does not fit: {misfit}"
            ))
        })
    }

    fn misfits(&self, signature: &Signature) -> Vec<PathError> {
        let one = |parameter: &Parameter| {
            let need = Need {
                null: parameter.allow_null,
                unknown: parameter.allow_unknown,
            };
            (RustShape::from(&parameter.ty), need)
        };
        let mut tuple: Vec<_> = signature.parameters.iter().map(one).collect();
        tuple.extend(signature.variadic.as_ref().map(|variadic| {
            let (element, need) = one(variadic);
            (RustShape::List(Box::new(element), need), Need::default())
        }));
        misfits::<T::Arguments>(&RustShape::Tuple(tuple))
    }
}

/// Blames the argument that does not fit its Rust type.
fn misfit_of(signature: &Signature, misfit: &PathError) -> FunctionError {
    let [Step::Index(first), rest @ ..] = misfit.path.0.as_slice() else {
        return FunctionError::new(misfit.to_string());
    };
    let at = match rest {
        [Step::Index(within), ..] if *first == signature.parameters.len() => first + within,
        _ => *first,
    };
    FunctionError::argument(at, misfit.what.clone())
}
