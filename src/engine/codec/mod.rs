//! Values as bytes: msgpack on Terraform's wire, JSON in its state (protocol.md 4).

mod json;
mod msgpack;
mod refinements;

pub use json::{from_json, to_json};
pub use msgpack::{decode, encode};

use super::{Path, Step, Type};

/// Why bytes are no value of the type: a bare predicate, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{what}", at_text(path))]
pub struct CodecError {
    /// Where in the value.
    pub path: Path,
    /// What is wrong there.
    pub what: String,
    /// Whether it is that a number is infinite, which is a mistake of whoever computed it and of no program.
    pub infinite: bool,
}

impl CodecError {
    /// The same, told one step further out.
    fn below(mut self, step: Step) -> Self {
        self.path.0.insert(0, step);
        self
    }
}

/// Deeper nesting is refused before it can exhaust the stack.
const DEEPEST: usize = 200;

fn at_text(path: &Path) -> String {
    if path.0.is_empty() {
        String::new()
    } else {
        format!("{path}: ")
    }
}

fn wrong(what: impl Into<String>) -> CodecError {
    CodecError {
        path: Path::root(),
        what: what.into(),
        infinite: false,
    }
}

fn expected(ty: &Type, found: &str) -> CodecError {
    let article = if matches!(ty, Type::Object(_) | Type::Dynamic) {
        "an"
    } else {
        "a"
    };
    wrong(format!("must be {article} {ty}, not {found}"))
}

fn too_deep() -> CodecError {
    wrong(format!("is nested deeper than {DEEPEST} levels"))
}
