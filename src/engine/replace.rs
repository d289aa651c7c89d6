//! Which changes force replacement.

use super::fields::{Fields, Part};
use super::repeat::{Repeat, element_at, same_places};
use super::{Attribute, Block, Path, Replace, Shape, Value};

/// Returns the attributes that differ and force replacement, in the schema's order. Core follows
/// each path in both values, so no path goes into a set, or below a value that only one side has:
/// it then ends at that value.
pub(crate) fn replaces(block: &Block, prior: &Value, config: &Value, planned: &Value) -> Vec<Path> {
    let mut found = Vec::new();
    object_replaces(
        block.into(),
        &Path::root(),
        [prior, config, planned],
        &mut found,
    );
    found
}

/// The prior, configured and planned value of one place.
type Three<'a> = [&'a Value; 3];

fn object_replaces(fields: Fields<'_>, at: &Path, values: Three<'_>, found: &mut Vec<Path>) {
    for part in fields.parts() {
        if never_replaces(part) {
            continue;
        }
        let inside = values.map(|value| value.attribute(part.name()));
        let [old, config, new] = inside;
        if old == new {
            continue;
        }
        let at = at.then(part.name());
        match part {
            Part::Attribute(attribute) if replaces_itself(attribute, old, config, new) => {
                found.push(at);
                continue;
            }
            _ => {}
        }
        let Some((repeat, inner)) = part.objects() else {
            continue;
        };
        if !inner.any(&|part| could_replace(part, old)) {
            continue;
        }
        match places(repeat, &at, inside) {
            Some(places) => places
                .into_iter()
                .for_each(|(at, values)| object_replaces(inner, &at, values, found)),
            None => found.push(at),
        }
    }
}

/// Reports whether no change of the part forces replacement, so that no value need be looked at.
const fn never_replaces(part: Part<'_>) -> bool {
    matches!(
        part,
        Part::Attribute(Attribute {
            replace: Replace::Never,
            shape: Shape::Plain(_),
            ..
        })
    )
}

fn replaces_itself(attribute: &Attribute, old: &Value, config: &Value, new: &Value) -> bool {
    match attribute.replace {
        Replace::Never => false,
        Replace::OnChange => true,
        Replace::If(replaces) => replaces(old, new),
        Replace::IfConfigured => !config.is_null(),
        Replace::OnChangeFromKnown => !old.is_null(),
    }
}

/// Reports whether the part might replace, were it to appear or vanish.
fn could_replace(part: Part<'_>, old: &Value) -> bool {
    let Part::Attribute(attribute) = part else {
        return false;
    };
    match attribute.replace {
        Replace::Never => false,
        Replace::OnChange | Replace::If(_) | Replace::IfConfigured => true,
        Replace::OnChangeFromKnown => !old.is_null(),
    }
}

/// Returns the objects inside that have the same place before and after; `None` where some have no
/// counterpart.
fn places<'a>(repeat: Repeat, at: &Path, values: Three<'a>) -> Option<Vec<(Path, Three<'a>)>> {
    let [old, config, new] = values;
    same_places(repeat, old, new).then(|| match (repeat, old) {
        (Repeat::List, Value::List(elements)) => elements
            .iter()
            .enumerate()
            .map(|(index, old)| {
                (
                    at.at(index),
                    [old, element_at(config, index), element_at(new, index)],
                )
            })
            .collect(),
        (Repeat::Map, Value::Map(elements)) => elements
            .iter()
            .map(|(key, old)| {
                (
                    at.key(key),
                    [old, config.attribute(key), new.attribute(key)],
                )
            })
            .collect(),
        _ => vec![(at.clone(), values)],
    })
}
