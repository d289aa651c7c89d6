//! Values as bytes: msgpack on Terraform's wire, JSON in its state.
//!
//! Both are written by type: the type is the schema's, and only a dynamic value has its own beside
//! it, as JSON. msgpack has unknowns (an extension) and writes a number as an integer, as a float
//! where that is exact, or as text. JSON has no unknowns.

mod json;
mod msgpack;
mod refinements;

pub use json::{from_json, to_json};
pub use msgpack::{decode, encode};

use super::wording::with_article;
use super::{Path, PathError, Step, Type};

/// Why bytes or a document are no value of the type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// They are of another form.
    #[error(transparent)]
    Misfit(#[from] PathError),
    /// A number is infinite. The user computed it; the bytes are right.
    #[error(transparent)]
    Infinite(PathError),
}

impl CodecError {
    /// Returns where in the value the error is.
    pub const fn path(&self) -> &Path {
        let (Self::Misfit(error) | Self::Infinite(error)) = self;
        &error.path
    }

    /// Returns the error with one step in front of its path.
    fn below(mut self, step: Step) -> Self {
        let (Self::Misfit(error) | Self::Infinite(error)) = &mut self;
        error.path.0.insert(0, step);
        self
    }
}

/// Deeper nesting is refused before it can exhaust the stack.
const DEEPEST: usize = 200;

fn wrong(what: impl Into<String>) -> CodecError {
    PathError::new(&Path::root(), what).into()
}

fn expected(ty: &Type, found: &str) -> CodecError {
    let wanted = with_article(&ty.to_string());
    wrong(format!("must be {wanted}, not {found}"))
}

fn too_deep() -> CodecError {
    wrong(format!("is nested deeper than {DEEPEST} levels"))
}
