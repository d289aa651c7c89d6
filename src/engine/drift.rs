//! What happened behind Terraform's back.

use super::render::{attribute_text, block_text};
use super::repeat::{pairs, same_places};
use super::{Block, Path, Value};

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

/// The differences between two states of one object, attribute by attribute in the schema's order. Blocks that came or went,
/// and everything in sets of blocks, are told whole.
pub fn changes(block: &Block, old: &Value, new: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    collect(block, &Path::root(), old, new, &mut found);
    found
}

fn collect(block: &Block, at: &Path, old: &Value, new: &Value, found: &mut Vec<Change>) {
    for attribute in &block.attributes {
        let (a, b) = (old.get(&attribute.name), new.get(&attribute.name));
        if a != b {
            let (old, new) = (attribute_text(attribute, a), attribute_text(attribute, b));
            found.push(Change {
                path: at.then(&attribute.name),
                old,
                new,
            });
        }
    }
    for nested in &block.blocks {
        let (a, b, at) = (
            old.get(&nested.name),
            new.get(&nested.name),
            at.then(&nested.name),
        );
        if a == b {
            continue;
        }
        let repeat = nested.nesting.into();
        if same_places(repeat, a, b) {
            pairs(repeat, &at, a, b, &mut |at, a, b| {
                collect(&nested.block, at, a, b, found)
            });
        } else {
            found.push(Change {
                path: at,
                old: block_text(nested, a),
                new: block_text(nested, b),
            });
        }
    }
}
