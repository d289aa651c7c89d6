//! Which changes make a new object necessary.

use super::repeat::{Repeat, pairs};
use super::{Attribute, Block, Path, Replace, Shape, Value};

/// The attributes that differ and replace, in the schema's order. Core follows each path in both values, so none goes into a
/// set, nor below what is there on one side only: then the path is that of the whole.
pub(crate) fn replaces(block: &Block, prior: &Value, planned: &Value) -> Vec<Path> {
    let mut found = Vec::new();
    block_replaces(block, &Path::root(), prior, planned, &mut found);
    found
}

fn block_replaces(block: &Block, at: &Path, prior: &Value, planned: &Value, found: &mut Vec<Path>) {
    attributes_replace(&block.attributes, at, prior, planned, found);
    for nested in &block.blocks {
        let (old, new, at) = (prior.get(&nested.name), planned.get(&nested.name), at.then(&nested.name));
        if old == new || !block_could_replace(&nested.block, old) {
            continue;
        }
        let repeat = nested.nesting.into();
        if same_places(repeat, old, new) {
            pairs(repeat, &at, old, new, &mut |at, old, new| block_replaces(&nested.block, at, old, new, found));
        } else {
            found.push(at);
        }
    }
}

fn attributes_replace(attributes: &[Attribute], at: &Path, prior: &Value, planned: &Value, found: &mut Vec<Path>) {
    for attribute in attributes {
        let (old, new, at) = (prior.get(&attribute.name), planned.get(&attribute.name), at.then(&attribute.name));
        if old == new {
            continue;
        }
        if replaces_itself(attribute, old) {
            found.push(at);
        } else if let Shape::Nested(nesting, inner) = &attribute.shape {
            let repeat = (*nesting).into();
            if !inner.iter().any(|inner| could_replace(inner, old)) {
                continue;
            }
            if same_places(repeat, old, new) {
                pairs(repeat, &at, old, new, &mut |at, old, new| attributes_replace(inner, at, old, new, found));
            } else {
                found.push(at);
            }
        }
    }
}

fn replaces_itself(attribute: &Attribute, old: &Value) -> bool {
    match attribute.replace {
        Replace::Never => false,
        Replace::OnChange => true,
        Replace::OnChangeFromKnown => !old.is_null(),
    }
}

fn could_replace(attribute: &Attribute, old: &Value) -> bool {
    replaces_itself(attribute, old)
        || matches!(&attribute.shape, Shape::Nested(_, inner) if inner.iter().any(|inner| could_replace(inner, old)))
}

fn block_could_replace(block: &Block, old: &Value) -> bool {
    block.attributes.iter().any(|attribute| could_replace(attribute, old))
        || block.blocks.iter().any(|nested| block_could_replace(&nested.block, old))
}

/// Whether every object on one side has one in the same place on the other.
fn same_places(repeat: Repeat, old: &Value, new: &Value) -> bool {
    match (repeat, old, new) {
        (Repeat::One, Value::Map(_), Value::Map(_)) => true,
        (Repeat::List, Value::List(a), Value::List(b)) => a.len() == b.len(),
        (Repeat::Map, Value::Map(a), Value::Map(b)) => a.keys().eq(b.keys()),
        _ => false,
    }
}
