//! Sets hold each element once: what a default or a computed value has made equal becomes one, or
//! is an error.
//!
//! Two elements of a configuration may differ in an attribute that one of them leaves out. Core
//! trusts a provider with the number of blocks in a set, and wants as many elements of a nested set
//! as are configured.

use std::borrow::Cow;

use super::fields::{Fields, Part};
use super::render::object_text;
use super::repeat::{Repeat, each};
use super::value::{in_order, order};
use super::{Attribute, Block, Diagnostic, Diagnostics, Path, Value};

/// Removes duplicates from sets of blocks, and reports duplicates in nested sets.
pub(crate) fn distinct(
    block: &Block,
    at: &Path,
    config: &Value,
    planned: &mut Value,
) -> Diagnostics {
    object_distinct(block.into(), at, config, planned)
}

fn object_distinct(
    fields: Fields<'_>,
    at: &Path,
    config: &Value,
    planned: &mut Value,
) -> Diagnostics {
    let mut found = Diagnostics::new();
    let Value::Map(values) = planned else {
        return found;
    };
    for part in fields.parts() {
        let Some((repeat, inner)) = part.objects() else {
            continue;
        };
        let config = config.attribute(part.name());
        let Some(value) = values.get_mut(part.name()) else {
            continue;
        };
        if matches!(part, Part::Attribute(_)) && config.is_null() {
            continue;
        }
        let at = at.then(part.name());
        each(
            repeat,
            value,
            &Value::Null,
            config,
            &mut |value, _, config| {
                found.extend(object_distinct(inner, &inside(repeat, &at), config, value));
            },
        );
        match (part, value) {
            (Part::Block(_), Value::Set(elements)) => {
                while let Some((_, second)) = doubles(elements) {
                    elements.remove(second);
                }
            }
            (Part::Attribute(attribute), Value::Set(elements)) => {
                if let Some((first, second)) = doubles(elements) {
                    let configured = [first, second].map(|index| config.elements().get(index));
                    found.push(twice(attribute, inner, &at, configured));
                }
            }
            _ => {}
        }
    }
    found
}

/// Returns the places of two elements that are known to be equal.
fn doubles(elements: &[Value]) -> Option<(usize, usize)> {
    let ordered = in_order(elements);
    let twice = ordered
        .windows(2)
        .find(|pair| pair[0].is_wholly_known() && order(&pair[0], &pair[1]).is_eq())?;
    let is_it = |element: &Value| {
        in_order(std::slice::from_ref(element))
            .first()
            .map(Cow::as_ref)
            .is_some_and(|one| order(one, &twice[0]).is_eq())
    };
    let first = elements.iter().position(is_it)?;
    let second = elements.iter().rposition(is_it)?;
    (first < second).then_some((first, second))
}

fn twice(
    attribute: &Attribute,
    inner: Fields<'_>,
    at: &Path,
    elements: [Option<&Value>; 2],
) -> Diagnostic {
    let [first, second] = elements.map(|element| match element {
        _ if attribute.sensitive => "(sensitive)".to_owned(),
        Some(element) => object_text(inner, element),
        None => "(unknown)".to_owned(),
    });
    let detail = format!(
        "Once the provider has filled in what they leave out, {first} and {second} are the same, and a set has each element once.\nLeave one of them out."
    );
    Diagnostic::error(format!("Two elements of {at} are the same"), detail).at(at.clone())
}

fn inside(repeat: Repeat, at: &Path) -> Path {
    if repeat == Repeat::Set {
        at.element()
    } else {
        at.clone()
    }
}
