//! Validators made of others, and the one of bools.

use super::support::check;
use crate::engine::rules::first_content;
use crate::engine::{Diagnostic, Severity, Takes, Validator};

/// A bool that is this.
pub fn equals(wanted: bool) -> Validator {
    check(Takes::Bool, move |value| {
        (value.as_bool()? != wanted).then(|| format!("It must be {wanted}."))
    })
}

/// What fulfils every one of these.
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

/// What fulfils at least one of these, with the first one's warnings; otherwise everybody's complaints are told.
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

/// What fulfils at least one of these, with the warnings of all; otherwise everybody's complaints are told.
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

/// The same complaints as warnings: for what a newer server may take.
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

/// What each of them takes.
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
