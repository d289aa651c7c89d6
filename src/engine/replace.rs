//! Which changes make a new object necessary.

use super::fields::{Fields, Part};
use super::repeat::{Repeat, element_at, same_places};
use super::{Attribute, Block, Path, Replace, Value};

/// The attributes that differ and replace, in the schema's order. Core follows each path in both values, so none goes into a
/// set, nor below what is there on one side only: then the path is that of the whole.
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
        let inside = values.map(|value| value.get(part.name()));
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

fn replaces_itself(attribute: &Attribute, old: &Value, config: &Value, new: &Value) -> bool {
    match attribute.replace {
        Replace::Never => false,
        Replace::OnChange => true,
        Replace::If(replaces) => replaces(old, new),
        Replace::IfConfigured => !config.is_null(),
        Replace::OnChangeFromKnown => !old.is_null(),
    }
}

/// Whether the part might replace, were it to appear or vanish.
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

/// The objects inside that have the same place before and after; `None` where some have no counterpart.
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
            .map(|(key, old)| (at.key(key), [old, config.get(key), new.get(key)]))
            .collect(),
        _ => vec![(at.clone(), values)],
    })
}
