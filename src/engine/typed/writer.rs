//! What writes one Rust value into a value of a type, and what it says when that does not fit.

use std::cell::RefCell;

use crate::engine::wording::with_article;
use crate::engine::{Number, Path, PathError, Type, Value};

pub(super) struct Writer<'a> {
    pub(super) ty: &'a Type,
    pub(super) path: Path,
    /// Where an object puts what does not fit, and then leaves that attribute out; `None` fails. The
    /// objects inside it fail.
    pub(super) misfits: Option<&'a RefCell<Vec<PathError>>>,
}

impl<'a> Writer<'a> {
    pub(super) const fn new(ty: &'a Type, path: Path) -> Self {
        Self {
            ty,
            path,
            misfits: None,
        }
    }
}

impl Writer<'_> {
    pub(super) fn plain(self, own: Type, value: Value) -> Result<Value, PathError> {
        match self.ty {
            Type::Dynamic => Ok(Value::Dynamic(Box::new((own, value)))),
            ty if *ty == own => Ok(value),
            _ => Err(self.unexpected(&with_article(&own.to_string()))),
        }
    }

    pub(super) fn number(self, text: &str) -> Result<Value, PathError> {
        match Number::parse(text) {
            Some(number) => self.plain(Type::Number, Value::Number(number)),
            None => Err(PathError::new(
                &self.path,
                format!("{text} is no number of Terraform"),
            )),
        }
    }

    pub(super) fn unexpected(&self, found: &str) -> PathError {
        PathError::new(
            &self.path,
            format!(
                "the schema wants {}, not {found}",
                with_article(&self.ty.to_string())
            ),
        )
    }

    pub(super) fn variant(&self) -> PathError {
        PathError::new(
            &self.path,
            "a variant with fields has no form in Terraform; use one optional object for each case",
        )
    }
}

/// Returns a dynamic value as the type and value that it has inside another dynamic one.
pub(super) fn undressed(value: Value) -> (Type, Value) {
    match value {
        Value::Dynamic(typed) => *typed,
        other => (Type::Dynamic, other),
    }
}
