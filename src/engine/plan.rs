//! What would change, were a configuration applied over a prior state.
//!
//! The order is that of protocol.md 6.1: proposal, defaults, meaning, write-only values, unknown marks (only when something
//! changes), replacements. The result depends on the arguments alone, so planning twice gives the same.

use std::collections::BTreeMap;

use super::meaning::same;
use super::propose::empty;
use super::repeat::{each, pairs};
use super::{Attribute, Block, BlockNesting, Diagnostic, NestedBlock, Nesting, Path, Recompute, Replace, Schema, Shape, Value, propose};

/// What provider-wide settings give to attributes that the configuration leaves out: values by attribute name of the root.
pub type Defaults = BTreeMap<String, Value>;

/// What [`plan`] found.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The state after apply, with unknowns for what only the apply can tell; null when the object will go.
    pub planned: Value,
    /// The changed attributes that make a new object necessary, in order.
    pub replaces: Vec<Path>,
    /// What the user should hear.
    pub diagnostics: Vec<Diagnostic>,
}

/// Plans `config` over `prior`. A null `prior` is a creation, a null `config` a destruction.
///
/// ```
/// use appservices_provider::engine::{plan, Attribute, Block, Defaults, Schema, Type, Usage, Value};
/// let attributes = vec![
///     Attribute::new("id", Type::String, Usage::Computed, "What the server calls it."),
///     Attribute::new("name", Type::String, Usage::Required, "What we call it."),
/// ];
/// let schema = Schema { version: 0, block: Block { attributes, ..Block::default() } };
/// let config = Value::object([("id", Value::Null), ("name", "a".into())]);
/// let plan = plan(&schema, &Defaults::new(), &Value::Null, &config);
/// assert_eq!(plan.planned, Value::object([("id", Value::UNKNOWN), ("name", "a".into())]));
/// ```
pub fn plan(schema: &Schema, defaults: &Defaults, prior: &Value, config: &Value) -> Plan {
    let block = &schema.block;
    if config.is_null() {
        return Plan::default();
    }
    let mut planned = propose(block, prior, config);
    provider_defaults(block, defaults, prior, config, &mut planned);
    settle_block(block, prior, config, &mut planned);
    let null_prior = empty(block);
    let compared = if prior.is_null() { &null_prior } else { prior };
    if prior.is_null() || planned != *prior {
        mark_unknown_block(block, compared, config, &mut planned, prior.is_null());
    }
    let mut replaces = Vec::new();
    if !prior.is_null() {
        replacing_block(block, &Path::root(), prior, &planned, &mut replaces);
    }
    Plan { planned, replaces, diagnostics: Vec::new() }
}

/// A provider's known setting stands where the configuration is silent. One that is not known yet leaves the old value: it
/// most likely stays what it was, and an unknown would replace the object.
fn provider_defaults(block: &Block, defaults: &Defaults, prior: &Value, config: &Value, planned: &mut Value) {
    let Value::Map(values) = planned else { return };
    for (name, default) in defaults {
        if block.attribute(name).is_none() || !config.get(name).is_null() {
            continue;
        }
        if !default.is_unknown() || prior.is_null() {
            values.insert(name.clone(), default.clone());
        }
    }
}

/// Sets defaults, keeps prior spellings that mean the same, and takes write-only values out.
fn settle_block(block: &Block, prior: &Value, config: &Value, planned: &mut Value) {
    settle_attributes(&block.attributes, prior, config, planned);
    let Value::Map(values) = planned else { return };
    for nested in &block.blocks {
        if let Some(value) = values.get_mut(&nested.name) {
            let (prior, config) = (prior.get(&nested.name), config.get(&nested.name));
            each(nested.nesting.into(), value, prior, config, &mut |value, prior, config| {
                settle_block(&nested.block, prior, config, value)
            });
        }
    }
}

fn settle_attributes(attributes: &[Attribute], prior: &Value, config: &Value, planned: &mut Value) {
    let Value::Map(values) = planned else { return };
    for attribute in attributes {
        let Some(value) = values.get_mut(&attribute.name) else { continue };
        let (prior, config) = (prior.get(&attribute.name), config.get(&attribute.name));
        if attribute.write_only {
            *value = Value::Null;
            continue;
        }
        if let (true, Some(default)) = (config.is_null(), &attribute.default) {
            *value = default.clone();
        }
        if same(attribute, value, prior) {
            *value = prior.clone();
        }
        if let Shape::Nested(nesting, inner) = &attribute.shape {
            each((*nesting).into(), value, prior, config, &mut |value, prior, config| settle_attributes(inner, prior, config, value));
        }
    }
}

/// Computed attributes that the configuration leaves out and no default fills become unknown: all on a creation, and on an
/// update those which may change with it.
fn mark_unknown_block(block: &Block, prior: &Value, config: &Value, planned: &mut Value, creating: bool) {
    mark_unknown(&block.attributes, prior, config, planned, creating);
    let Value::Map(values) = planned else { return };
    for nested in &block.blocks {
        if let Some(value) = values.get_mut(&nested.name) {
            let (prior, config) = (prior.get(&nested.name), config.get(&nested.name));
            each(nested.nesting.into(), value, prior, config, &mut |value, prior, config| {
                mark_unknown_block(&nested.block, prior, config, value, creating || prior.is_null());
            });
        }
    }
}

fn mark_unknown(attributes: &[Attribute], prior: &Value, config: &Value, planned: &mut Value, creating: bool) {
    let before = planned.clone();
    let Value::Map(values) = planned else { return };
    for attribute in attributes {
        let Some(value) = values.get_mut(&attribute.name) else { continue };
        let (old, config) = (prior.get(&attribute.name), config.get(&attribute.name));
        if attribute.is_computed() && config.is_null() && attribute.default.is_none() {
            let recomputed = match &attribute.recompute {
                Recompute::OnAnyChange => true,
                Recompute::Never => false,
                Recompute::OnChangeOf(names) => names.iter().any(|name| before.get(name) != prior.get(name)),
            };
            // On a creation the proposal has null; what a provider-wide default filled stays.
            if (creating && value.is_null()) || (!creating && recomputed) {
                *value = Value::UNKNOWN;
            }
        } else if let Shape::Nested(nesting, inner) = &attribute.shape {
            each((*nesting).into(), value, old, config, &mut |value, prior, config| {
                mark_unknown(inner, prior, config, value, creating || prior.is_null());
            });
        }
    }
}

/// Finds what differs and replaces. A path never goes into a set, nor below a value that is new or gone: core could not follow it.
fn replacing_block(block: &Block, at: &Path, prior: &Value, planned: &Value, found: &mut Vec<Path>) {
    replacing_attributes(&block.attributes, at, prior, planned, found);
    for nested in &block.blocks {
        let (old, new, at) = (prior.get(&nested.name), planned.get(&nested.name), at.then(&nested.name));
        replacing_nested_block(nested, &at, old, new, found);
    }
}

fn replacing_nested_block(nested: &NestedBlock, at: &Path, old: &Value, new: &Value, found: &mut Vec<Path>) {
    if old == new || !block_replaces(&nested.block) {
        return;
    }
    if nested.nesting == BlockNesting::Set {
        found.push(at.clone());
    } else {
        pairs(nested.nesting.into(), at, old, new, &mut |at, old, new| replacing_block(&nested.block, at, old, new, found));
    }
}

fn replacing_attributes(attributes: &[Attribute], at: &Path, prior: &Value, planned: &Value, found: &mut Vec<Path>) {
    for attribute in attributes {
        let (old, new, at) = (prior.get(&attribute.name), planned.get(&attribute.name), at.then(&attribute.name));
        if old == new {
            continue;
        }
        match attribute.replace {
            Replace::OnChange => found.push(at),
            Replace::OnChangeFromKnown if !old.is_null() => found.push(at),
            Replace::OnChangeFromKnown | Replace::Never => {
                if let Shape::Nested(nesting, inner) = &attribute.shape {
                    if *nesting == Nesting::Set {
                        if inner.iter().any(attribute_replaces) {
                            found.push(at);
                        }
                    } else {
                        pairs((*nesting).into(), &at, old, new, &mut |at, old, new| replacing_attributes(inner, at, old, new, found));
                    }
                }
            }
        }
    }
}

fn block_replaces(block: &Block) -> bool {
    block.attributes.iter().any(attribute_replaces) || block.blocks.iter().any(|nested| block_replaces(&nested.block))
}

fn attribute_replaces(attribute: &Attribute) -> bool {
    attribute.replace != Replace::Never || matches!(&attribute.shape, Shape::Nested(_, inner) if inner.iter().any(attribute_replaces))
}
