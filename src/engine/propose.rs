//! What the configuration alone asks for: the configured values, and the old ones where the
//! provider decides.
//!
//! This is core's `objchange.ProposedNew`. Core sends its own result; this one is computed from the
//! prior state and the configuration so that planning stays a pure function, and tests hold the two
//! against each other.

use std::collections::BTreeMap;

use super::fields::{Fields, Part};
use super::own_types::loosened;
use super::repeat::Repeat;
use super::{Attribute, Block, BlockNesting, NestedBlock, Nesting, Shape, Type, Usage, Value};

/// Returns the configuration completed by the prior values of what the provider computes; null when
/// both are null.
///
/// - An attribute that the provider may set and the configuration leaves out keeps its prior value.
///   On a creation that is null, and not yet unknown. A nested attribute that the configuration
///   once set in part, and now leaves out, becomes null instead.
/// - Every other attribute is as configured, also where that is null. Nested attributes follow
///   these rules in each object that is configured.
/// - There are as many blocks as are configured.
/// - An object is paired with a prior one by its index in a list and by its key in a map. In a set
///   it is paired with the first prior one, not paired yet, from which it differs only where the
///   provider filled a null. An object without a partner is proposed as on a creation.
pub fn propose(block: &Block, prior: &Value, config: &Value) -> Value {
    match config {
        Value::Null if prior.is_null() => Value::Null,
        // Core never asks this of a destroy; what is not configured stays as it was.
        Value::Null => prior.clone(),
        Value::Map(_) => object_value(block.into(), prior, config),
        _ => config.clone(),
    }
}

/// Returns the block with nothing set: null attributes, no nested blocks.
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
    /// Returns the value of the block if there is no such block.
    pub(crate) fn none(&self) -> Value {
        match self.nesting {
            BlockNesting::Single => Value::Null,
            BlockNesting::Group => empty(&self.block),
            BlockNesting::List => Value::List(Vec::new()),
            BlockNesting::Set => Value::Set(Vec::new()),
            BlockNesting::Map => Value::Map(BTreeMap::new()),
        }
    }

    /// Reports whether it, or any block in it, is a set of blocks.
    pub(crate) fn has_set(&self) -> bool {
        self.nesting == BlockNesting::Set || self.block.blocks.iter().any(Self::has_set)
    }

    /// Reports whether it, or any block in it, is made by the provider where none is configured.
    pub(crate) fn has_computed(&self) -> bool {
        self.computed.is_some() || self.block.blocks.iter().any(Self::has_computed)
    }
}

/// Returns the state with absent blocks filled in: they are empty, never null.
pub fn complete(block: &Block, state: &Value) -> Value {
    let Value::Map(values) = state else {
        return state.clone();
    };
    let mut values = values.clone();
    for nested in &block.blocks {
        let one = |value: &Value| complete(&nested.block, value);
        let value = match (nested.nesting, state.attribute(&nested.name)) {
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

/// Returns the object that is proposed; anything but an object is proposed as it is configured.
pub(crate) fn object_value(fields: Fields<'_>, prior: &Value, config: &Value) -> Value {
    let Value::Map(_) = config else {
        return config.clone();
    };
    let values = fields.parts().map(|part| {
        let value = part_value(
            part,
            prior.attribute(part.name()),
            config.attribute(part.name()),
        );
        (part.name().to_owned(), value)
    });
    Value::Map(values.collect())
}

fn part_value(part: Part<'_>, prior: &Value, config: &Value) -> Value {
    if let Part::Attribute(attribute) = part
        && attribute.is_computed()
        && config.is_null()
    {
        // An optional nested attribute that was configured and no longer is, goes; one that the
        // provider filled stays.
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
    let Some((repeat, inner)) = part.objects() else {
        return config.clone();
    };
    let element = |prior: &Value, config: &Value| match (part, config) {
        // Of an unknown element, each part is.
        (Part::Attribute(_), Value::Unknown(_)) => {
            let config = unknown(inner.attributes, &Type::Dynamic);
            object_value(inner, prior, &config)
        }
        (Part::Attribute(_), Value::Dynamic(typed)) if typed.1.is_unknown() => {
            object_value(inner, prior, &unknown(inner.attributes, &typed.0))
        }
        _ => object_value(inner, prior, config),
    };
    match repeat {
        Repeat::One => object_value(inner, prior, config),
        Repeat::List => by_index(prior, config, element),
        Repeat::Map => by_key(prior, config, element),
        Repeat::Set => by_match(prior, config, element, |prior, config| {
            could_be_prior(inner, prior, config)
        }),
    }
}

/// Returns an object of which nothing is known but its type.
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
            .map(|(key, element)| (key.clone(), one(prior.attribute(key), element)))
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

/// Reports whether `prior` may be what `config` became: they differ only where the provider filled
/// a null. As core does it, this walks the prior value alone: what only the configuration has is
/// not looked at, and no set inside is gone into.
fn could_be_prior(fields: Fields<'_>, prior: &Value, config: &Value) -> bool {
    let Value::Map(_) = prior else { return true };
    prior == config
        || fields.parts().all(|part| {
            let prior = prior.attribute(part.name());
            found(config, part.name())
                .is_some_and(|config| part_could_be_prior(part, prior, config))
        })
}

fn part_could_be_prior(part: Part<'_>, prior: &Value, config: &Value) -> bool {
    if prior == config {
        return true;
    }
    if let Some((repeat, inner)) = part.objects() {
        return each_could_be_prior(repeat, prior, config, &|prior, config| {
            could_be_prior(inner, prior, config)
        });
    }
    let Part::Attribute(attribute) = part else {
        return false;
    };
    let is_set = match (&attribute.shape, prior) {
        (Shape::Plain(Type::Dynamic), Value::Dynamic(typed)) => matches!(typed.0, Type::Set(_)),
        (Shape::Plain(ty), _) => matches!(ty, Type::Set(_)),
        (Shape::Nested(..), _) => false,
    };
    !is_set && attribute.is_computed() && config.is_null()
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
            .all(|(key, prior)| found(config, key).is_some_and(|config| one(prior, config))),
        _ => true,
    }
}

/// Returns an attribute or element, as core finds it by its path: nothing is in a null, and what is
/// in an unknown is unknown.
fn found<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Map(values) => values.get(name),
        Value::Unknown(_) => Some(value),
        _ => None,
    }
}

/// Reports whether any part that only a configuration can set is set.
fn was_configured(nesting: Nesting, attributes: &[Attribute], prior: &Value) -> bool {
    let elements: Vec<&Value> = match (nesting, prior) {
        (Nesting::List | Nesting::Set, prior) => prior.elements().iter().collect(),
        (Nesting::Map, Value::Map(elements)) => elements.values().collect(),
        (Nesting::Single, Value::Map(_)) => vec![prior],
        _ => return false,
    };
    elements.into_iter().any(|element| {
        attributes.iter().any(|attribute| {
            let value = element.attribute(&attribute.name);
            let inside = || matches!(&attribute.shape, Shape::Nested(nesting, inner) if was_configured(*nesting, inner, value));
            (!attribute.is_computed() && !value.is_null()) || inside()
        })
    })
}
