//! What the configuration alone asks for: the configured values, and the old ones where the provider decides.
//!
//! This is core's `objchange.ProposedNew` (protocol.md 5.6). Core sends its own result; ours is computed from prior and
//! configuration so that planning stays a pure function, and tests hold the two against each other.

use std::collections::BTreeMap;

use super::own_types::loosened;
use super::repeat::Repeat;
use super::{Attribute, Block, BlockNesting, NestedBlock, Nesting, Shape, Type, Usage, Value};

/// The configuration completed by the prior values of what the provider computes. `Null` when both are null.
pub fn propose(block: &Block, prior: &Value, config: &Value) -> Value {
    match config {
        Value::Null if prior.is_null() => Value::Null,
        // Core never asks this of a destroy; what is not configured stays as it was.
        Value::Null => prior.clone(),
        Value::Map(_) if prior.is_null() => block_value(block, &empty(block), config),
        Value::Map(_) => block_value(block, prior, config),
        _ => config.clone(),
    }
}

/// The block with nothing set: null attributes, no nested blocks.
pub(crate) fn empty(block: &Block) -> Value {
    let attributes = block
        .attributes
        .iter()
        .map(|attribute| (attribute.name.clone(), Value::Null));
    let blocks = block
        .blocks
        .iter()
        .map(|nested| (nested.name.clone(), nested.none()));
    Value::Map(attributes.chain(blocks).collect())
}

impl NestedBlock {
    /// What there is when there is none.
    pub(crate) fn none(&self) -> Value {
        match self.nesting {
            BlockNesting::Single => Value::Null,
            BlockNesting::Group => empty(&self.block),
            BlockNesting::List => Value::List(Vec::new()),
            BlockNesting::Set => Value::Set(Vec::new()),
            BlockNesting::Map => Value::Map(BTreeMap::new()),
        }
    }

    /// Whether it, or any block in it, is a set of blocks.
    pub(crate) fn has_set(&self) -> bool {
        self.nesting == BlockNesting::Set || self.block.blocks.iter().any(Self::has_set)
    }

    /// Whether it, or any block in it, is made by the provider where none is configured.
    pub(crate) fn has_computed(&self) -> bool {
        self.computed.is_some() || self.block.blocks.iter().any(Self::has_computed)
    }
}

/// The state with every block that it lacks as it is when there is none: blocks are empty, never null.
pub fn complete(block: &Block, state: &Value) -> Value {
    let Value::Map(values) = state else {
        return state.clone();
    };
    let mut values = values.clone();
    for nested in &block.blocks {
        let one = |value: &Value| complete(&nested.block, value);
        let value = match (nested.nesting, state.get(&nested.name)) {
            (BlockNesting::Single, Value::Null) => Value::Null,
            (_, Value::Null) => nested.none(),
            (BlockNesting::Map, Value::Map(elements)) => Value::Map(
                elements
                    .iter()
                    .map(|(key, value)| (key.clone(), one(value)))
                    .collect(),
            ),
            (_, Value::List(elements)) => Value::List(elements.iter().map(one).collect()),
            (_, Value::Set(elements)) => Value::Set(elements.iter().map(one).collect()),
            (_, value) => one(value),
        };
        values.insert(nested.name.clone(), value);
    }
    Value::Map(values)
}

pub(crate) fn block_value(block: &Block, prior: &Value, config: &Value) -> Value {
    let attributes = block.attributes.iter().map(|attribute| {
        let (prior, config) = (prior.get(&attribute.name), config.get(&attribute.name));
        (
            attribute.name.clone(),
            attribute_value(attribute, prior, config),
        )
    });
    let blocks = block.blocks.iter().map(|nested| {
        let (prior, config) = (prior.get(&nested.name), config.get(&nested.name));
        (
            nested.name.clone(),
            nested_block_value(nested, prior, config),
        )
    });
    Value::Map(attributes.chain(blocks).collect())
}

pub(crate) fn attributes_value(attributes: &[Attribute], prior: &Value, config: &Value) -> Value {
    let Value::Map(_) = config else {
        return config.clone();
    };
    let values = attributes.iter().map(|attribute| {
        let (prior, config) = (prior.get(&attribute.name), config.get(&attribute.name));
        (
            attribute.name.clone(),
            attribute_value(attribute, prior, config),
        )
    });
    Value::Map(values.collect())
}

fn attribute_value(attribute: &Attribute, prior: &Value, config: &Value) -> Value {
    if attribute.is_computed() && config.is_null() {
        // An optional nested attribute that was configured and no longer is, goes; one that the provider filled stays.
        return match &attribute.shape {
            Shape::Nested(nesting, inner)
                if attribute.usage == Usage::OptionalComputed
                    && was_configured(*nesting, inner, prior) =>
            {
                Value::Null
            }
            _ => prior.clone(),
        };
    }
    match &attribute.shape {
        Shape::Plain(_) => config.clone(),
        Shape::Nested(nesting, inner) => {
            let nested = |prior: &Value, config: &Value| match config {
                // Of an unknown element, each part is.
                Value::Unknown(_) => {
                    attributes_value(inner, prior, &unknown(inner, &Type::Dynamic))
                }
                Value::Dynamic(typed) if typed.1.is_unknown() => {
                    attributes_value(inner, prior, &unknown(inner, &typed.0))
                }
                _ => attributes_value(inner, prior, config),
            };
            match nesting {
                Nesting::Single => attributes_value(inner, prior, config),
                Nesting::List => by_index(prior, config, nested),
                Nesting::Map => by_key(prior, config, nested),
                Nesting::Set => by_match(prior, config, nested, |prior, config| {
                    could_be_prior(inner, &[], prior, config)
                }),
            }
        }
    }
}

/// An object of which nothing is known but its type.
pub(crate) fn unknown(attributes: &[Attribute], ty: &Type) -> Value {
    let part = |attribute: &Attribute| match ty.part(&attribute.name) {
        Some(ty) => loosened(&attribute.ty(), ty, Value::UNKNOWN),
        None => Value::UNKNOWN,
    };
    Value::Map(
        attributes
            .iter()
            .map(|attribute| (attribute.name.clone(), part(attribute)))
            .collect(),
    )
}

fn nested_block_value(nested: &NestedBlock, prior: &Value, config: &Value) -> Value {
    let one = |prior: &Value, config: &Value| match config {
        Value::Map(_) if prior.is_null() => {
            block_value(&nested.block, &empty(&nested.block), config)
        }
        Value::Map(_) => block_value(&nested.block, prior, config),
        _ => config.clone(),
    };
    match nested.nesting {
        BlockNesting::Single | BlockNesting::Group => one(prior, config),
        BlockNesting::List => by_index(prior, config, one),
        BlockNesting::Map => by_key(prior, config, one),
        BlockNesting::Set => by_match(prior, config, one, |prior, config| {
            could_be_prior(
                &nested.block.attributes,
                &nested.block.blocks,
                prior,
                config,
            )
        }),
    }
}

fn by_index(prior: &Value, config: &Value, one: impl Fn(&Value, &Value) -> Value) -> Value {
    let Value::List(elements) = config else {
        return config.clone();
    };
    let old = prior.elements();
    // What has no counterpart is proposed as it is configured.
    let new = elements.iter().enumerate().map(|(at, element)| {
        old.get(at)
            .map_or_else(|| element.clone(), |old| one(old, element))
    });
    Value::List(new.collect())
}

fn by_key(prior: &Value, config: &Value, one: impl Fn(&Value, &Value) -> Value) -> Value {
    let Value::Map(elements) = config else {
        return config.clone();
    };
    Value::Map(
        elements
            .iter()
            .map(|(key, element)| (key.clone(), one(prior.get(key), element)))
            .collect(),
    )
}

fn by_match(
    prior: &Value,
    config: &Value,
    one: impl Fn(&Value, &Value) -> Value,
    could_be_prior: impl Fn(&Value, &Value) -> bool,
) -> Value {
    let Value::Set(elements) = config else {
        return config.clone();
    };
    let mut unused: Vec<&Value> = prior.elements().iter().collect();
    let matched = elements.iter().map(|element| {
        let found = unused.iter().position(|old| could_be_prior(old, element));
        let old = found.map_or(&Value::Null, |at| unused.remove(at));
        one(old, element)
    });
    Value::Set(matched.collect())
}

/// Whether `prior` may be what `config` became: they differ only where the provider filled a null. As core does it, this walks the
/// prior value alone: what only the configuration has is not looked at, and no set inside is gone into (protocol.md 5.15).
fn could_be_prior(
    attributes: &[Attribute],
    blocks: &[NestedBlock],
    prior: &Value,
    config: &Value,
) -> bool {
    let Value::Map(_) = prior else { return true };
    if prior == config {
        return true;
    }
    let attributes = attributes.iter().all(|attribute| {
        let prior = prior.get(&attribute.name);
        part(config, &attribute.name)
            .is_some_and(|config| attribute_could_be_prior(attribute, prior, config))
    });
    attributes
        && blocks.iter().all(|nested| {
            let prior = prior.get(&nested.name);
            part(config, &nested.name).is_some_and(|config| {
                let block = &nested.block;
                prior == config
                    || each_could_be_prior(
                        nested.nesting.into(),
                        prior,
                        config,
                        &|prior, config| {
                            could_be_prior(&block.attributes, &block.blocks, prior, config)
                        },
                    )
            })
        })
}

fn attribute_could_be_prior(attribute: &Attribute, prior: &Value, config: &Value) -> bool {
    if prior == config {
        return true;
    }
    match &attribute.shape {
        Shape::Plain(Type::Set(_)) => false,
        Shape::Plain(Type::Dynamic) if matches!(prior, Value::Dynamic(typed) if matches!(typed.0, Type::Set(_))) => {
            false
        }
        Shape::Plain(_) => attribute.is_computed() && config.is_null(),
        Shape::Nested(nesting, inner) => {
            each_could_be_prior((*nesting).into(), prior, config, &|prior, config| {
                could_be_prior(inner, &[], prior, config)
            })
        }
    }
}

/// Each object of `prior` against the one of the same place in `config`, which must be there.
fn each_could_be_prior(
    repeat: Repeat,
    prior: &Value,
    config: &Value,
    one: &dyn Fn(&Value, &Value) -> bool,
) -> bool {
    match (repeat, prior) {
        (Repeat::Set, _) => false,
        (Repeat::One, prior) => one(prior, config),
        (Repeat::List, Value::List(elements)) => {
            elements.iter().enumerate().all(|(at, prior)| match config {
                Value::Unknown(_) => one(prior, config),
                _ => config
                    .elements()
                    .get(at)
                    .is_some_and(|config| one(prior, config)),
            })
        }
        (Repeat::Map, Value::Map(elements)) => elements
            .iter()
            .all(|(key, prior)| part(config, key).is_some_and(|config| one(prior, config))),
        _ => true,
    }
}

/// An attribute or element, as core finds it by its path: nothing is in a null, and what is in an unknown is unknown.
fn part<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Map(values) => values.get(name),
        Value::Unknown(_) => Some(value),
        _ => None,
    }
}

/// Whether any part that only a configuration can set is set.
fn was_configured(nesting: Nesting, attributes: &[Attribute], prior: &Value) -> bool {
    let elements: Vec<&Value> = match (nesting, prior) {
        (Nesting::List | Nesting::Set, prior) => prior.elements().iter().collect(),
        (Nesting::Map, Value::Map(elements)) => elements.values().collect(),
        (Nesting::Single, Value::Map(_)) => vec![prior],
        _ => return false,
    };
    elements.into_iter().any(|element| {
        attributes.iter().any(|attribute| {
            let value = element.get(&attribute.name);
            let inside = || matches!(&attribute.shape, Shape::Nested(nesting, inner) if was_configured(*nesting, inner, value));
            (!attribute.is_computed() && !value.is_null()) || inside()
        })
    })
}
