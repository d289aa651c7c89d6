//! The checks that Terraform core makes on a provider's schema and answers.
//!
//! Core trusts no provider. It checks a schema when it loads it ([`check_schema`]), the type of
//! every value that it gets ([`check_type`]), a plan against the configuration and the prior state
//! ([`check_plan`]), and the result of an apply against its plan ([`check_applied`]). What breaks a
//! rule is reported to the user as a bug of the provider. These functions find the same, so that
//! core is never the first to object; each tells its rules in full.
//!
//! A problem reads as a predicate after its path, in core's words where core has some: `name:
//! planned value for a non-computed attribute`. No message quotes a value, because it may be
//! sensitive.

mod applied;
mod conform;
mod planned;
mod schema;

pub use applied::check_applied;
#[cfg(test)]
pub(crate) use applied::check_final_plan;
pub use conform::check_type;
pub(crate) use conform::conformed;
pub use planned::check_plan;
pub use schema::check_schema;

#[cfg(test)]
pub(crate) use super::PathError as Problem;
use super::{Path, PathError, Value};

/// Returns the places that are unknown in `value`, where none may be.
pub(crate) fn unknowns(value: &Value) -> Vec<PathError> {
    let mut found = Vec::new();
    if !value.is_wholly_known() {
        collect_unknowns(value, &Path::root(), &mut found);
    }
    found
}

fn collect_unknowns(value: &Value, at: &Path, found: &mut Vec<PathError>) {
    match value {
        Value::Unknown(_) => problem(
            found,
            at,
            "is still unknown; set what it has become, Value::Null where that is nothing",
        ),
        Value::List(elements) => elements
            .iter()
            .enumerate()
            .for_each(|(i, e)| collect_unknowns(e, &at.at(i), found)),
        Value::Set(elements) => elements.iter().for_each(|e| collect_unknowns(e, at, found)),
        Value::Map(elements) => elements
            .iter()
            .for_each(|(name, e)| collect_unknowns(e, &at.then(name), found)),
        Value::Dynamic(typed) => collect_unknowns(&typed.1, at, found),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn problem(found: &mut Vec<PathError>, at: &Path, what: impl Into<String>) {
    found.push(PathError::new(at, what));
}
