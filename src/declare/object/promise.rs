//! Compares the planned values with the values that the API made of them.

use crate::engine::{Block, Diagnostic, Diagnostics, Path, Value, settle};

use crate::declare::words::{Sent, Spec};

/// Returns the state after a write, and warnings.
///
/// Known planned values stay as planned, because Terraform requires that of a provider. All other
/// values are the API's. If the API returns another value than planned (it trimmed the text or
/// normalized a word), a warning names the attribute, and the next plan shows the difference as
/// drift.
pub(crate) fn kept(
    spec: &Spec,
    block: &Block,
    planned: &Value,
    made: &Value,
) -> (Value, Diagnostics) {
    let mut state = settle(block, planned, made);
    let Value::Map(values) = &mut state else {
        return (state, Diagnostics::new());
    };
    let mut warnings = Diagnostics::new();
    for attr in spec.attrs {
        let wanted = planned.attribute(attr.name);
        let Some(value) = values
            .get_mut(attr.name)
            .filter(|value| wanted.is_wholly_known() && *value != wanted)
        else {
            continue;
        };
        *value = wanted.clone();
        // A value with a call of its own was either set or its call failed.
        if matches!(attr.sent, Sent::Body | Sent::CreateBody | Sent::CreateQuery) {
            warnings.push(altered(attr.name, &spec.describe(planned)));
        }
    }
    (state, warnings)
}

/// Returns the warning that the API changed the value of an attribute. The values may be secret, so
/// the warning shows none.
pub(crate) fn altered(name: &str, what: &str) -> Diagnostic {
    let detail = format!(
        "App Services did not keep {name} of {what} as it was sent. It may have trimmed white space or changed the spelling.\nThe state has what the configuration says, and the next plan shows the difference. Write {name} as App Services keeps it."
    );
    Diagnostic::warning(format!("App Services changed {name}"), detail).at(Path::attribute(name))
}
