//! A schema against what core takes (its `InternalValidate`) and what planning needs.

mod attributes;
mod expressions;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use self::attributes::{check_attributes, check_name};
use self::expressions::check_expressions;
use crate::engine::check::problems::problem;
use crate::engine::{
    Block, BlockNesting, Meaning, NestedBlock, Path, PathError, Recompute, Schema,
};

/// Returns the mistakes in a schema, each with how to mend it; none for a schema that core takes.
///
/// Core refuses a provider that has one schema with a mistake. Its rules:
///
/// - Versions start with 0. A state of a newer version than the schema's is refused.
/// - Names consist of lower case letters, digits and underscores. A name is declared once; an
///   attribute and a block cannot share it.
/// - A write-only attribute is one that a configuration sets. Inside a set, nested attributes or
///   blocks, nothing is write-only and nothing is dynamic.
/// - A group or a map of blocks has no limits on its number. A single block is required or not, so
///   its limits are both 0 or both 1.
/// - In a computed block everything is computed. It is no group and in no set, and none may be
///   required.
///
/// The other rules are what planning needs: defaults are known values of computed attributes, an
/// attribute follows attributes beside it, and validators and meanings are for the attribute's
/// type. A nested attribute that the provider fills where it is left out has only computed parts,
/// because core takes any other part for configured and plans the whole away each time. The other
/// attributes that validators look at are in the schema.
pub fn check_schema(schema: &Schema) -> Vec<PathError> {
    let mut found = Vec::new();
    if schema.version < 0 {
        problem(
            &mut found,
            &Path::root(),
            "the version is negative; start with 0",
        );
    }
    check_block(&schema.block, &Path::root(), false, &mut found);
    check_expressions(&schema.block, &mut found);
    found
}

fn check_block(block: &Block, at: &Path, in_set: bool, found: &mut Vec<PathError>) {
    for attribute in block
        .attributes
        .iter()
        .filter(|attribute| in_set && !matches!(attribute.meaning, Meaning::Exact))
    {
        problem(
            found,
            &at.then(&attribute.name),
            "has a meaning inside a set of blocks, which are compared as written; use a nested set attribute",
        );
    }
    check_attributes(&block.attributes, at, in_set, found);
    for name in block
        .rules
        .iter()
        .flat_map(|rule| rule.names())
        .filter(|name| !block.has(name))
    {
        problem(
            found,
            at,
            format!(
                "has a rule about {name:?}, which is no attribute or block of it; mend the rule's names"
            ),
        );
    }
    let mut names: HashSet<&str> = block
        .attributes
        .iter()
        .map(|attribute| attribute.name.as_str())
        .collect();
    for nested in &block.blocks {
        let at = at.then(&nested.name);
        check_name(&nested.name, &at, found);
        if !names.insert(&nested.name) {
            problem(
                found,
                &at,
                "is declared twice; an attribute and a block cannot share a name",
            );
        }
        check_counts(nested, &at, found);
        check_computed(nested, &at, in_set, found);
        check_block(
            &nested.block,
            &at,
            in_set || nested.nesting == BlockNesting::Set,
            found,
        );
    }
}

fn check_counts(nested: &NestedBlock, at: &Path, found: &mut Vec<PathError>) {
    let least = nested.min_items;
    let most = nested.max_items;
    match nested.nesting {
        BlockNesting::Group | BlockNesting::Map if (least, most) != (0, 0) => problem(
            found,
            at,
            "a group or map of blocks has no min_items and max_items; leave them 0",
        ),
        BlockNesting::Single if least > 1 || most > 1 || least != most => problem(
            found,
            at,
            "a single block is there once or not: min_items and max_items are both 0 or both 1",
        ),
        BlockNesting::List | BlockNesting::Set if most > 0 && least > most => {
            problem(found, at, "min_items is more than max_items")
        }
        _ => {}
    }
}

/// Checks core's rules for computed blocks.
fn check_computed(nested: &NestedBlock, at: &Path, in_set: bool, found: &mut Vec<PathError>) {
    let Some(recompute) = &nested.computed else {
        return;
    };
    if in_set {
        problem(
            found,
            at,
            "is a computed block inside a set of blocks, which it would make other ones; use a list",
        );
    }
    if nested.nesting == BlockNesting::Group {
        problem(
            found,
            at,
            "is a group, which is always there, so it cannot be computed; use BlockNesting::Single",
        );
    }
    if nested.min_items > 0 {
        problem(
            found,
            at,
            "is computed, so a configuration may have none of it; leave min_items 0",
        );
    }
    if matches!(recompute, Recompute::OnChangeOf(_)) {
        problem(
            found,
            at,
            "is a block, which cannot follow attributes; use another Recompute",
        );
    }
    for attribute in nested
        .block
        .attributes
        .iter()
        .filter(|attribute| !attribute.is_computed())
    {
        problem(
            found,
            &at.then(&attribute.name),
            "is in a computed block; make it Usage::Computed or Usage::OptionalComputed",
        );
    }
    for inner in nested
        .block
        .blocks
        .iter()
        .filter(|inner| inner.computed.is_none())
    {
        problem(
            found,
            &at.then(&inner.name),
            "is in a computed block; make it computed, too",
        );
    }
}
