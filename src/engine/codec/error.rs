//! Why bytes or a document cannot be read.

use crate::engine::wording::with_article;
use crate::engine::{Path, PathError, Step, Type};

/// Why bytes or a document are no value of the type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
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
    pub(in crate::engine::codec) fn below(mut self, step: Step) -> Self {
        let (Self::Misfit(error) | Self::Infinite(error)) = &mut self;
        error.path.0.insert(0, step);
        self
    }
}

/// Deeper nesting is refused before it can exhaust the stack.
pub(in crate::engine::codec) const DEEPEST: usize = 200;

pub(in crate::engine::codec) fn wrong(what: impl Into<String>) -> CodecError {
    PathError::new(&Path::root(), what).into()
}

pub(in crate::engine::codec) fn expected(ty: &Type, found: &str) -> CodecError {
    let wanted = with_article(&ty.to_string());
    wrong(format!("must be {wanted}, not {found}"))
}

pub(in crate::engine::codec) fn too_deep() -> CodecError {
    wrong(format!("is nested deeper than {DEEPEST} levels"))
}
