//! What the checks find.

use crate::engine::{Path, PathError, Value};

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

pub(in crate::engine::check) fn problem(
    found: &mut Vec<PathError>,
    at: &Path,
    what: impl Into<String>,
) {
    found.push(PathError::new(at, what));
}
