//! Keeping the spelling that is there already, wherever another one means the same.
//!
//! Plans and refreshed states are settled alike: attribute by attribute, down into nested attributes and blocks. A value of a
//! plain type is compared whole, because core compares it whole (protocol.md 5.7, rule 8).

use super::own_types::loosened;
use super::propose::{attributes_value, block_value};
use super::repeat::{Repeat, each};
use super::{Attribute, Block, Shape, Type, Value};

/// Completes a proposal: sets defaults, keeps prior spellings that mean the same, and takes write-only values out.
pub(crate) fn settle_plan(block: &Block, prior: &Value, config: &Value, planned: &mut Value) {
    plan_attributes(&block.attributes, prior, config, planned);
    let Value::Map(values) = planned else { return };
    for nested in &block.blocks {
        // What the provider has made of a computed block is what its answer says, without defaults.
        if nested.computed.is_some() && config.get(&nested.name).is_null() {
            continue;
        }
        if let Some(value) = values.get_mut(&nested.name) {
            let (prior, config) = (prior.get(&nested.name), config.get(&nested.name));
            if Repeat::from(nested.nesting) == Repeat::Set {
                adopt_set_blocks(&nested.block, prior, config, value);
            }
            each(
                nested.nesting.into(),
                value,
                prior,
                config,
                &mut |value, prior, config| settle_plan(&nested.block, prior, config, value),
            );
        }
    }
}

fn plan_attributes(attributes: &[Attribute], prior: &Value, config: &Value, planned: &mut Value) {
    let Value::Map(values) = planned else { return };
    for attribute in attributes {
        let Some(value) = values.get_mut(&attribute.name) else {
            continue;
        };
        let (prior, config) = (prior.get(&attribute.name), config.get(&attribute.name));
        if attribute.write_only {
            *value = Value::Null;
            continue;
        }
        let defaulted = config.is_null() && attribute.default.is_some();
        if let (true, Some(default)) = (defaulted, &attribute.default) {
            *value = default.clone();
        }
        match &attribute.shape {
            Shape::Plain(_) if attribute.meaning.same(value, prior) => *value = prior.clone(),
            Shape::Plain(_) => {}
            // What the configuration leaves to the provider has no defaults inside: the server has filled it.
            Shape::Nested(..) if config.is_null() && !defaulted => {}
            Shape::Nested(nesting, inner) => {
                if Repeat::from(*nesting) == Repeat::Set {
                    adopt_set_elements(inner, prior, config, value);
                }
                each(
                    (*nesting).into(),
                    value,
                    prior,
                    config,
                    &mut |value, prior, config| plan_attributes(inner, prior, config, value),
                );
            }
        }
    }
}

/// An element of a set that means what one of the old ones means becomes that one, with all that the provider computed for it: in
/// another spelling, or where core proposes a new one because it does not look into what the provider computed there. A new one would
/// be known after apply in every plan, and no plan would ever be empty.
fn adopt_set_elements(attributes: &[Attribute], prior: &Value, config: &Value, value: &mut Value) {
    let Value::Set(elements) = value else { return };
    let mut unused: Vec<&Value> = prior
        .elements()
        .iter()
        .filter(|old| !elements.contains(old))
        .collect();
    for (element, config) in elements.iter_mut().zip(config.elements()) {
        if prior.elements().contains(element) {
            continue;
        }
        if let Some(at) = unused.iter().position(|old| means(attributes, old, config)) {
            let old = unused.remove(at);
            *element = attributes_value(attributes, old, config);
            plan_attributes(attributes, old, config, element);
        }
    }
}

/// A block of a set that core proposes as a new one stays the old one that says what is configured, for the same reason.
fn adopt_set_blocks(block: &Block, prior: &Value, config: &Value, value: &mut Value) {
    let Value::Set(elements) = value else { return };
    let mut unused: Vec<&Value> = prior
        .elements()
        .iter()
        .filter(|old| !elements.contains(old))
        .collect();
    for (element, config) in elements.iter_mut().zip(config.elements()) {
        if prior.elements().contains(element) {
            continue;
        }
        let stays = |old: &&Value| {
            let inside = block
                .blocks
                .iter()
                .all(|nested| old.get(&nested.name) == config.get(&nested.name));
            inside && means(&block.attributes, old, config)
        };
        if let Some(at) = unused.iter().position(stays) {
            *element = block_value(block, unused.remove(at), config);
        }
    }
}

/// Whether `config` means the object `old`: what it sets means the same, and the rest the provider computed.
fn means(attributes: &[Attribute], old: &Value, config: &Value) -> bool {
    matches!(config, Value::Map(_))
        && attributes.iter().all(|attribute| {
            let (old, config) = (old.get(&attribute.name), config.get(&attribute.name));
            (attribute.is_computed() && config.is_null())
                || attribute.write_only
                || same(attribute, old, config)
        })
}

/// `refreshed` in the spelling of `reference` wherever the two mean the same: what the server only spells otherwise is no drift.
/// Write-only values are taken out.
pub fn settle(block: &Block, reference: &Value, refreshed: &Value) -> Value {
    let mut settled = refreshed.clone();
    state_block(block, reference, &mut settled);
    settled
}

fn state_block(block: &Block, reference: &Value, value: &mut Value) {
    state_attributes(&block.attributes, reference, value);
    let Value::Map(values) = value else { return };
    for nested in &block.blocks {
        if let Some(value) = values.get_mut(&nested.name) {
            let reference = reference.get(&nested.name);
            each(
                nested.nesting.into(),
                value,
                reference,
                reference,
                &mut |value, reference, _| state_block(&nested.block, reference, value),
            );
        }
    }
}

fn state_attributes(attributes: &[Attribute], reference: &Value, value: &mut Value) {
    let Value::Map(values) = value else { return };
    for attribute in attributes {
        let Some(value) = values.get_mut(&attribute.name) else {
            continue;
        };
        let known = reference.get(&attribute.name);
        match &attribute.shape {
            _ if attribute.write_only => *value = Value::Null,
            Shape::Plain(_) if attribute.meaning.same(known, value) => *value = known.clone(),
            Shape::Plain(_) => {}
            Shape::Nested(nesting, inner) if Repeat::from(*nesting) == Repeat::Set => {
                let Value::Set(elements) = value else {
                    continue;
                };
                let mut unused: Vec<&Value> = known.elements().iter().collect();
                for element in elements {
                    let found = unused
                        .iter()
                        .position(|known| may_be(inner, known, element));
                    let known = found.map_or(&Value::Null, |at| unused.remove(at));
                    state_attributes(inner, known, element);
                }
            }
            Shape::Nested(nesting, inner) => {
                each(
                    (*nesting).into(),
                    value,
                    known,
                    known,
                    &mut |value, known, _| state_attributes(inner, known, value),
                );
            }
        }
        if attribute.has_dynamic() {
            keep_types(&attribute.ty(), known, value);
        }
    }
}

/// A null where a value of any type may stand has the type that was planned or known there, and so has an empty collection whose
/// elements are of any type: core compares these types, too.
fn keep_types(ty: &Type, known: &Value, value: &mut Value) {
    match (ty, known, &mut *value) {
        (Type::Dynamic, Value::Dynamic(known), Value::Null)
            if known.1.is_null() || known.1.is_unknown() =>
        {
            *value = Value::Dynamic(Box::new((known.0.clone(), Value::Null)));
        }
        (Type::Dynamic, Value::Dynamic(known), Value::Dynamic(value)) if known.0 == value.0 => {
            keep_types(&known.0, &known.1, &mut value.1)
        }
        (Type::Dynamic, ..) => {}
        (_, Value::Dynamic(known), value) => *value = loosened(ty, &known.0, std::mem::take(value)),
        (Type::List(ty), Value::List(known), Value::List(values)) => {
            known
                .iter()
                .zip(values)
                .for_each(|(known, value)| keep_types(ty, known, value));
        }
        (Type::Tuple(types), Value::List(known), Value::List(values)) => {
            types
                .iter()
                .zip(known)
                .zip(values)
                .for_each(|((ty, known), value)| keep_types(ty, known, value));
        }
        (Type::Map(_) | Type::Object(_), Value::Map(known), Value::Map(values)) => {
            for (name, value) in values {
                if let (Some(known), Some(ty)) = (known.get(name), ty.part(name)) {
                    keep_types(ty, known, value);
                }
            }
        }
        _ => {}
    }
}

/// Whether two values of the attribute mean the same: by its own meaning, and for nested attributes by theirs.
fn same(attribute: &Attribute, a: &Value, b: &Value) -> bool {
    let Shape::Nested(nesting, inner) = &attribute.shape else {
        return attribute.meaning.same(a, b);
    };
    match (Repeat::from(*nesting), a, b) {
        (Repeat::List, Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_object(inner, a, b))
        }
        (Repeat::Set, Value::Set(a), Value::Set(b)) => {
            let all_in = |a: &[Value], b: &[Value]| {
                a.iter().all(|a| b.iter().any(|b| same_object(inner, a, b)))
            };
            a.len() == b.len() && all_in(a, b) && all_in(b, a)
        }
        (Repeat::Map, Value::Map(a), Value::Map(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| same_object(inner, a, b)))
        }
        _ => same_object(inner, a, b),
    }
}

/// Whether `value` may be what was known as `known`, in which what was not known yet may have become anything.
fn may_be(attributes: &[Attribute], known: &Value, value: &Value) -> bool {
    match (known, value) {
        (Value::Map(_), Value::Map(_)) => attributes.iter().all(|inner| {
            let (known, value) = (known.get(&inner.name), value.get(&inner.name));
            known.is_unknown() || inner.write_only || same(inner, known, value)
        }),
        _ => known == value && !known.is_unknown(),
    }
}

fn same_object(attributes: &[Attribute], a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Map(_), Value::Map(_)) => attributes
            .iter()
            .all(|inner| same(inner, a.get(&inner.name), b.get(&inner.name))),
        _ => a == b && !a.is_unknown(),
    }
}
