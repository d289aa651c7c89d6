//! Checks that a write has the value that the API requires in every body and never returns.
//!
//! Such a value is null after an import, and a generated configuration omits it. The object is then
//! managed without the value, and no call that carries the value is made: a plan that needs one is
//! refused.

use crate::engine::{Diagnostic, Path, Plan, Value};

use crate::declare::words::{Attr, Rule, Sent, Spec};

/// Refuses to create, replace, or change the body of an object if the required value is missing.
pub(crate) fn refuse_without_value(
    spec: &Spec,
    prior: &Value,
    config: &Value,
    plan: &Plan,
) -> Option<Diagnostic> {
    let names = needed(spec)?;
    if plan.planned.is_null() || names.iter().any(|name| !config.attribute(name).is_null()) {
        return None;
    }
    let why = if prior.is_null() {
        format!(
            "{} does not exist yet, and its creation sends its value.",
            capital(&spec.describe(&plan.planned))
        )
    } else if let Some(path) = plan.replaces.first() {
        format!(
            "A change of {path} replaces {}, and the creation of the new one sends its value.",
            spec.describe(prior)
        )
    } else {
        let changed = spec
            .attrs
            .iter()
            .find(|attr| changes_the_body(attr, names, prior, &plan.planned))?;
        format!(
            "A change of {} of {} sends its value again. App Services never returns the value, and an empty one may erase it.",
            changed.name,
            spec.describe(prior)
        )
    };
    let next = if prior.is_null() {
        format!(
            "Set {}. To manage one that exists already, import it: no value is needed then.",
            names.join(" or ")
        )
    } else {
        format!("Set {}, or undo the change.", names.join(" or "))
    };
    let summary = format!("{} is missing", names.join(" or "));
    Some(Diagnostic::error(summary, format!("{why}\n{next}")).at(Path::attribute(names[0])))
}

/// Reports whether the configuration has the value that a body must carry.
///
/// Without the value, [`refuse_without_value`] permits only one change: that the value itself was
/// removed from the configuration. The API's value is then left unchanged.
pub(crate) fn has_its_value(spec: &Spec, config: &Value) -> bool {
    needed(spec).is_none_or(|names| names.iter().any(|name| !config.attribute(name).is_null()))
}

fn needed(spec: &Spec) -> Option<&'static [&'static str]> {
    spec.rules.iter().find_map(|rule| match rule {
        Rule::OneOfToWrite(names) => Some(*names),
        _ => None,
    })
}

/// Reports whether an attribute certainly changes the body. An unknown value may turn out to be the
/// prior one; the plan that core makes during the apply decides.
fn changes_the_body(attr: &Attr, needed: &[&str], prior: &Value, planned: &Value) -> bool {
    let planned = planned.attribute(attr.name);
    attr.sent == Sent::Body
        && !needed.contains(&attr.name)
        && !planned.is_unknown()
        && planned != prior.attribute(attr.name)
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}
