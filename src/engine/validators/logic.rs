//! Validators made of others, and the one of bools.

use super::support::check;
use crate::engine::rules::first_content;
use crate::engine::{Diagnostic, Severity, Takes, Validator};

/// Accepts this bool.
pub fn equals(wanted: bool) -> Validator {
    check(Takes::Bool, move |value| {
        (value.as_bool()? != wanted).then(|| format!("It must be {wanted}."))
    })
}

/// Accepts a value that fulfils every one of these.
pub fn all(validators: Vec<Validator>) -> Validator {
    let takes = common(&validators);
    Validator::new(move |value, at| {
        validators
            .iter()
            .flat_map(|validator| validator.complaints(value, at))
            .collect()
    })
    .taking(takes)
}

/// Accepts a value that fulfils at least one of these, with the warnings of the first one. Reports
/// the complaints of all otherwise.
pub fn any(validators: Vec<Validator>) -> Validator {
    let takes = common(&validators);
    let any = Validator::new(move |value, at| {
        first_content(
            validators
                .iter()
                .map(|validator| validator.complaints(value, at)),
        )
        .unwrap_or_else(|complaints| complaints)
    });
    any.taking(takes)
}

/// Accepts a value that fulfils at least one of these, with the warnings of all. Reports the
/// complaints of all otherwise.
pub fn any_with_all_warnings(validators: Vec<Validator>) -> Validator {
    let takes = common(&validators);
    let any = Validator::new(move |value, at| {
        let complaints: Vec<Vec<Diagnostic>> = validators
            .iter()
            .map(|validator| validator.complaints(value, at))
            .collect();
        let content = complaints
            .iter()
            .any(|complaints| !complaints.iter().any(Diagnostic::is_error));
        complaints
            .into_iter()
            .flatten()
            .filter(|complaint| !content || !complaint.is_error())
            .collect()
    });
    any.taking(takes)
}

/// Turns complaints into warnings: for values that a newer server may accept.
pub fn warn_only(validator: Validator) -> Validator {
    let takes = validator.takes().clone();
    let warn = Validator::new(move |value, at| {
        let complaints = validator.complaints(value, at).into_iter();
        complaints
            .map(|complaint| Diagnostic {
                severity: Severity::Warning,
                ..complaint
            })
            .collect()
    });
    warn.taking(takes)
}

/// Returns the kind of values that each of them applies to.
fn common(validators: &[Validator]) -> Takes {
    Takes::Every(
        validators
            .iter()
            .map(Validator::takes)
            .filter(|takes| **takes != Takes::Anything)
            .cloned()
            .collect(),
    )
}
