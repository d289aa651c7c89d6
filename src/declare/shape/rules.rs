//! Converts rules between attributes to rules of the engine.

use crate::declare::words::{Default, Rule, Spec};
use crate::engine::{Diagnostic, Diagnostics, Path, Rule as EngineRule, Value, rules};

pub(super) fn rule(spec: &'static Spec, rule: &'static Rule) -> EngineRule {
    match *rule {
        // The plan checks whether a value is required, because validation does not know the prior
        // state.
        Rule::AtMostOneOf(names) | Rule::OneOfToWrite(names) => rules::at_most_one_of(names),
        Rule::ExactlyOneOf(names) => rules::exactly_one_of(names),
        Rule::Needs(one, other) => rules::needs(one, other),
        Rule::SetExactlyWhen { attr, when, words } => {
            EngineRule::new(move |config| match chosen(spec, config, when).as_str() {
                // Only the API knows what an unknown word requires.
                Some(word) if !spec.knows_word(when, word) => Diagnostics::new(),
                _ => set_exactly_when(config, attr, (when, &chosen(spec, config, when)), words),
            })
        }
        Rule::Agrees { attr, with, pairs } => EngineRule::new(move |config| {
            // Values that this version does not know may still agree.
            let written = config
                .attribute(attr)
                .as_str()
                .filter(|word| spec.knows_word(attr, word));
            written.and_then(|word| {
                disagreement(attr, word, with, config.attribute(with).as_str()?, pairs)
            })
        }),
    }
}

fn disagreement(
    attr: &str,
    word: &str,
    with: &str,
    other: &str,
    pairs: &[(&str, &str)],
) -> Option<Diagnostic> {
    let (_, wanted) = pairs
        .iter()
        .find(|(first, second)| *first == other && *second != word)?;
    let detail = format!(
        "{attr} is {word:?}, and {with} = {other:?} is in {wanted:?}.\nLeave out {attr}: it follows from {with}."
    );
    Some(Diagnostic::error(format!("{attr} contradicts {with}"), detail).at(Path::attribute(attr)))
}

/// Returns the value of an attribute, which is its default where the configuration leaves it out.
fn chosen(spec: &Spec, config: &Value, name: &str) -> Value {
    let default = spec.attr(name).map(|attr| attr.default);
    match (config.attribute(name), default) {
        (Value::Null, Some(Default::Text(text))) => Value::string(text),
        (value, _) => value.clone(),
    }
}

fn set_exactly_when(
    config: &Value,
    attr: &str,
    (when, condition): (&str, &Value),
    words: &[&str],
) -> Diagnostics {
    let value = config.attribute(attr);
    let wanted = condition.as_str().is_some_and(|word| words.contains(&word));
    let complaint = match (
        condition.is_unknown() || value.is_unknown(),
        wanted,
        value.is_null(),
    ) {
        (true, ..) | (_, true, false) | (_, false, true) => return Diagnostics::new(),
        (_, true, true) => Diagnostic::error(
            format!("{attr} is missing"),
            format!(
                "With {when} = {:?}, set {attr}.",
                condition.as_str().unwrap_or_default()
            ),
        ),
        (_, false, false) => Diagnostic::error(
            format!("{attr} is not used"),
            format!(
                "It is only used with {when} = {}. Leave it out, or set {when}.",
                words
                    .iter()
                    .map(|word| format!("{word:?}"))
                    .collect::<Vec<_>>()
                    .join(" or ")
            ),
        ),
    };
    complaint.at(Path::attribute(attr)).into()
}
