//! Drift: what changed outside of Terraform.

use super::fields::{Fields, Part};
use super::render::part_text;
use super::repeat::{pairs, same_places};
use super::{Block, Path, Value};

/// One difference between two states.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// Where.
    pub path: Path,
    /// The old value as text; `(sensitive)` where the schema says so.
    pub old: String,
    /// The new value as text, likewise.
    pub new: String,
}

/// Returns the differences between two states of one object, attribute by attribute in the schema's
/// order. A block that was added or removed, and a set of blocks, is reported as a whole.
pub fn changes(block: &Block, old: &Value, new: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    collect(block.into(), &Path::root(), old, new, &mut found);
    found
}

fn collect(fields: Fields<'_>, at: &Path, old: &Value, new: &Value, found: &mut Vec<Change>) {
    for part in fields.parts() {
        let old = old.attribute(part.name());
        let new = new.attribute(part.name());
        if old == new {
            continue;
        }
        let at = at.then(part.name());
        match part.objects() {
            Some((repeat, inner))
                if matches!(part, Part::Block(_)) && same_places(repeat, old, new) =>
            {
                pairs(repeat, &at, old, new, &mut |at, old, new| {
                    collect(inner, at, old, new, found);
                });
            }
            _ => found.push(Change {
                path: at,
                old: part_text(part, old),
                new: part_text(part, new),
            }),
        }
    }
}
