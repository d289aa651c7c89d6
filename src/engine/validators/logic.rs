//! Validators made of others, and the one of bools.

use super::support::check;
use crate::engine::rules::first_content;
use crate::engine::{Applicable, Diagnostic, Diagnostics, PathExpression, Severity, Validator};

/// Accepts this bool.
pub fn equals(wanted: bool) -> Validator {
    check(Applicable::Bool, move |value| {
        (value.as_bool()? != wanted).then(|| format!("It must be {wanted}."))
    })
}

/// Accepts a value that fulfils every one of these.
pub fn all(validators: impl IntoIterator<Item = Validator>) -> Validator {
    let validators: Vec<Validator> = validators.into_iter().collect();
    let takes = common(&validators);
    let about = others(&validators);
    Validator::with_request(move |request| -> Diagnostics {
        validators
            .iter()
            .flat_map(|validator| validator.check(request))
            .collect()
    })
    .taking(takes)
    .about(about)
}

/// Accepts a value that fulfils at least one of these, with the warnings of the first one. Reports
/// the complaints of all otherwise.
pub fn any(validators: impl IntoIterator<Item = Validator>) -> Validator {
    let validators: Vec<Validator> = validators.into_iter().collect();
    let takes = common(&validators);
    let about = others(&validators);
    let any = Validator::with_request(move |request| {
        first_content(validators.iter().map(|validator| validator.check(request)))
            .unwrap_or_else(|complaints| complaints)
    });
    any.taking(takes).about(about)
}

/// Accepts a value that fulfils at least one of these, with the warnings of all. Reports the
/// complaints of all otherwise.
pub fn any_with_all_warnings(validators: impl IntoIterator<Item = Validator>) -> Validator {
    let validators: Vec<Validator> = validators.into_iter().collect();
    let takes = common(&validators);
    let about = others(&validators);
    let any = Validator::with_request(move |request| -> Diagnostics {
        let complaints: Vec<Diagnostics> = validators
            .iter()
            .map(|validator| validator.check(request))
            .collect();
        let content = complaints.iter().any(|complaints| !complaints.has_error());
        complaints
            .into_iter()
            .flatten()
            .filter(|complaint| !content || !complaint.is_error())
            .collect()
    });
    any.taking(takes).about(about)
}

/// Turns complaints into warnings: for values that a newer server may accept.
pub fn warn_only(validator: Validator) -> Validator {
    let takes = validator.takes().clone();
    let about = validator.others().to_vec();
    let warn = Validator::with_request(move |request| {
        validator
            .check(request)
            .into_iter()
            .map(|complaint| Diagnostic {
                severity: Severity::Warning,
                ..complaint
            })
            .collect::<Diagnostics>()
    });
    warn.taking(takes).about(about)
}

/// Returns the other attributes that any of them looks at.
fn others(validators: &[Validator]) -> Vec<PathExpression> {
    validators
        .iter()
        .flat_map(Validator::others)
        .cloned()
        .collect()
}

/// Returns the kind of values that each of them applies to.
fn common(validators: &[Validator]) -> Applicable {
    Applicable::Every(
        validators
            .iter()
            .map(Validator::takes)
            .filter(|takes| **takes != Applicable::Anything)
            .cloned()
            .collect(),
    )
}
