//! What validators are made with.

use crate::engine::{Applicable, Diagnostic, Path, Validator, Value};

pub(super) fn text(
    complaint: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
) -> Validator {
    check(Applicable::Text, move |value| complaint(value.as_str()?))
}

pub(super) fn check(
    takes: Applicable,
    complaint: impl Fn(&Value) -> Option<String> + Send + Sync + 'static,
) -> Validator {
    let check = Validator::new(move |value: &Value, at: &Path| {
        let value = value.bare();
        complaint(value).map(|detail| Diagnostic::error(invalid(at), detail).at(at.clone()))
    });
    check.taking(takes)
}

/// Returns the summary of a complaint; Terraform cannot point into objects, so it has the whole
/// path.
fn invalid(at: &Path) -> String {
    if at.0.is_empty() {
        "Invalid value".to_owned()
    } else {
        format!("Invalid {at}")
    }
}

pub(super) fn range(least: usize, most: usize) -> String {
    match (least, most) {
        (0, most) => format!("at most {most}"),
        (least, usize::MAX) => format!("at least {least}"),
        (least, most) if least == most => format!("exactly {least}"),
        (least, most) => format!("{least} to {most}"),
    }
}
