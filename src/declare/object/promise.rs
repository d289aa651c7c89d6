//! What was planned, beside what the API made of it.

use crate::engine::{Block, Diagnostic, Path, Value, settle};

use crate::declare::words::{Sent, Spec};

/// Returns the state after a write: what was planned as known stays as planned, because Terraform holds a provider to its plan, and
/// the rest is what the API says. Where the API says something else than was planned (text that it trimmed, a word that it spells in
/// its own way), a warning names the attribute, and the next plan shows the difference as drift.
pub(crate) fn kept(
    spec: &Spec,
    block: &Block,
    planned: &Value,
    made: &Value,
) -> (Value, Vec<Diagnostic>) {
    let mut state = settle(block, planned, made);
    let Value::Map(values) = &mut state else {
        return (state, Vec::new());
    };
    let mut warnings = Vec::new();
    for attr in spec.attrs {
        let wanted = planned.get(attr.name);
        let Some(value) = values
            .get_mut(attr.name)
            .filter(|value| wanted.is_wholly_known() && *value != wanted)
        else {
            continue;
        };
        *value = wanted.clone();
        // What has its own call was either set or has failed.
        if matches!(attr.sent, Sent::Body | Sent::CreateBody | Sent::CreateQuery) {
            warnings.push(altered(attr.name, &spec.describe(planned)));
        }
    }
    (state, warnings)
}

/// The warning that the API made something else of an attribute. The values may be secret, so none is shown.
pub(crate) fn altered(name: &str, what: &str) -> Diagnostic {
    let detail = format!(
        "App Services did not keep {name} of {what} as it was sent. It may have trimmed white space or changed the spelling.\nThe state has what the configuration says, and the next plan shows the difference. Write {name} as App Services keeps it."
    );
    Diagnostic::warning(format!("App Services changed {name}"), detail).at(Path::attribute(name))
}
