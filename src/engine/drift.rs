//! What happened behind Terraform's back.

use super::meaning::same;
use super::render::attribute_text;
use super::repeat::pairs;
use super::{Block, Path, Shape, Value};

/// One difference between two states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where.
    pub path: Path,
    /// The old value as text; `(sensitive)` where the schema says so.
    pub old: String,
    /// The new value as text, likewise.
    pub new: String,
}

/// The differences between two states of one object, attribute by attribute in the schema's order.
pub fn changes(block: &Block, old: &Value, new: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    collect(block, &Path::root(), old, new, &mut found);
    found
}

/// `refreshed` in the spelling of `reference` wherever the two mean the same: what the server only spells otherwise is no drift.
pub fn settle(block: &Block, reference: &Value, refreshed: &Value) -> Value {
    let Value::Map(values) = refreshed else { return refreshed.clone() };
    let mut settled = values.clone();
    for attribute in &block.attributes {
        let known = reference.get(&attribute.name);
        if let Some(value) = settled.get_mut(&attribute.name) {
            if same(attribute, known, value) {
                *value = known.clone();
            } else if let (Shape::Nested(..), Value::Set(elements)) = (&attribute.shape, value) {
                for element in elements {
                    let single = |v: &Value| Value::Set(vec![v.clone()]);
                    if let Some(known) = known.elements().iter().find(|known| same(attribute, &single(known), &single(element))) {
                        *element = known.clone();
                    }
                }
            }
        }
    }
    Value::Map(settled)
}

fn collect(block: &Block, at: &Path, old: &Value, new: &Value, found: &mut Vec<Change>) {
    for attribute in &block.attributes {
        let (a, b) = (old.get(&attribute.name), new.get(&attribute.name));
        if a != b {
            let (old, new) = (attribute_text(attribute, a), attribute_text(attribute, b));
            found.push(Change { path: at.then(&attribute.name), old, new });
        }
    }
    for nested in &block.blocks {
        let (a, b) = (old.get(&nested.name), new.get(&nested.name));
        pairs(nested.nesting.into(), &at.then(&nested.name), a, b, &mut |at, a, b| collect(&nested.block, at, a, b, found));
    }
}
