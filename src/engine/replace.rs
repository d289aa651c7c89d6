//! Which changes make a new object necessary.

use super::repeat::{Repeat, same_places};
use super::{Attribute, Block, Path, Replace, Shape, Value};

/// The attributes that differ and replace, in the schema's order. Core follows each path in both values, so none goes into a
/// set, nor below what is there on one side only: then the path is that of the whole.
pub(crate) fn replaces(block: &Block, prior: &Value, config: &Value, planned: &Value) -> Vec<Path> {
    let mut found = Vec::new();
    block_replaces(block, &Path::root(), [prior, config, planned], &mut found);
    found
}

/// The prior, configured and planned value of one place.
type Three<'a> = [&'a Value; 3];

fn block_replaces(block: &Block, at: &Path, values: Three<'_>, found: &mut Vec<Path>) {
    attributes_replace(&block.attributes, at, values, found);
    for nested in &block.blocks {
        let (inside, at) = (
            values.map(|value| value.get(&nested.name)),
            at.then(&nested.name),
        );
        if inside[0] == inside[2] || !block_could_replace(&nested.block, inside[0]) {
            continue;
        }
        match places(nested.nesting.into(), &at, inside) {
            Some(places) => places
                .into_iter()
                .for_each(|(at, values)| block_replaces(&nested.block, &at, values, found)),
            None => found.push(at),
        }
    }
}

fn attributes_replace(
    attributes: &[Attribute],
    at: &Path,
    values: Three<'_>,
    found: &mut Vec<Path>,
) {
    for attribute in attributes {
        if matches!(
            (attribute.replace, &attribute.shape),
            (Replace::Never, Shape::Plain(_))
        ) {
            continue;
        }
        let inside = values.map(|value| value.get(&attribute.name));
        let [old, config, new] = inside;
        if old == new {
            continue;
        }
        let at = at.then(&attribute.name);
        if replaces_itself(attribute, old, config, new) {
            found.push(at);
        } else if let Shape::Nested(nesting, inner) = &attribute.shape {
            if !inner.iter().any(|inner| could_replace(inner, old)) {
                continue;
            }
            match places((*nesting).into(), &at, inside) {
                Some(places) => places
                    .into_iter()
                    .for_each(|(at, values)| attributes_replace(inner, &at, values, found)),
                None => found.push(at),
            }
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

/// Whether anything inside might replace, were it to appear or vanish.
fn could_replace(attribute: &Attribute, old: &Value) -> bool {
    let itself = match attribute.replace {
        Replace::Never => false,
        Replace::OnChange | Replace::If(_) | Replace::IfConfigured => true,
        Replace::OnChangeFromKnown => !old.is_null(),
    };
    itself
        || matches!(&attribute.shape, Shape::Nested(_, inner) if inner.iter().any(|inner| could_replace(inner, old)))
}

fn block_could_replace(block: &Block, old: &Value) -> bool {
    block
        .attributes
        .iter()
        .any(|attribute| could_replace(attribute, old))
        || block
            .blocks
            .iter()
            .any(|nested| block_could_replace(&nested.block, old))
}

/// The objects inside that have the same place before and after; `None` where some have no counterpart.
fn places<'a>(repeat: Repeat, at: &Path, values: Three<'a>) -> Option<Vec<(Path, Three<'a>)>> {
    let [old, config, new] = values;
    same_places(repeat, old, new).then(|| match (repeat, old) {
        (Repeat::List, Value::List(elements)) => {
            let nth = |value: &'a Value, index: usize| {
                value.elements().get(index).unwrap_or(&Value::Null)
            };
            elements
                .iter()
                .enumerate()
                .map(|(index, old)| (at.at(index), [old, nth(config, index), nth(new, index)]))
                .collect()
        }
        (Repeat::Map, Value::Map(elements)) => elements
            .iter()
            .map(|(key, old)| (at.key(key), [old, config.get(key), new.get(key)]))
            .collect(),
        _ => vec![(at.clone(), values)],
    })
}
