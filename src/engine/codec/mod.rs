//! Values as bytes: msgpack on Terraform's wire, JSON in its state (protocol.md 4).

mod json;
mod msgpack;

pub use json::{from_json, to_json};
pub use msgpack::{decode, encode};

use super::{Path, Type};

/// Why bytes are no value of the type: a bare predicate, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{what}", at_text(path))]
pub struct CodecError {
    /// Where in the value.
    pub path: Path,
    /// What is wrong there.
    pub what: String,
}

/// Deeper nesting is refused before it can exhaust the stack.
const DEEPEST: usize = 200;

fn at_text(path: &Path) -> String {
    if path.0.is_empty() { String::new() } else { format!("{path}: ") }
}

fn wrong(path: &Path, what: impl Into<String>) -> CodecError {
    CodecError { path: path.clone(), what: what.into() }
}

fn expected(path: &Path, ty: &Type, found: &str) -> CodecError {
    wrong(path, format!("must be a {ty}, not {found}"))
}
