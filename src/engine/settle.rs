//! Keeping the spelling that is there already, wherever another one means the same.
//!
//! Plans and refreshed states are settled alike: attribute by attribute, down into nested attributes and blocks. A value of a
//! plain type is compared whole, because core compares it whole (protocol.md 5.7, rule 8).

use std::borrow::Cow;

use super::own_types::loosened;
use super::partners::{Partner, partners};
use super::propose::{attributes_value, block_value, empty};
use super::repeat::{Repeat, each};
use super::{Attribute, Block, BlockNesting, Meaning, NestedBlock, Nesting, Shape, Type, Value};

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
        let default = attribute.default.as_ref().filter(|_| config.is_null());
        if let Some(default) = default {
            *value = default.clone();
        }
        match &attribute.shape {
            Shape::Plain(_) if attribute.meaning.same(value, prior) => *value = prior.clone(),
            Shape::Plain(_) if matches!(attribute.meaning, Meaning::Exact) => {}
            // It may become the prior value, which begins otherwise and means the same.
            Shape::Plain(_) => forget_refinements(value),
            // What the configuration leaves to the provider has no defaults inside: the server has filled it.
            Shape::Nested(..) if config.is_null() && default.is_none() => {}
            Shape::Nested(nesting, inner) => {
                // A default says of what is inside as much as a configuration would.
                let config = default.unwrap_or(config);
                if inner.iter().any(has_write_only) {
                    open_elements(*nesting, inner, value);
                }
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

/// Core looks for write-only values in unknown elements, too, and wants null there.
fn open_elements(nesting: Nesting, attributes: &[Attribute], value: &mut Value) {
    let open = |element: &mut Value| {
        if element.is_unknown() {
            *element = Value::Map(
                attributes
                    .iter()
                    .map(|attribute| (attribute.name.clone(), Value::UNKNOWN))
                    .collect(),
            );
        }
    };
    match (nesting, value) {
        (Nesting::List, Value::List(elements)) => elements.iter_mut().for_each(open),
        (Nesting::Map, Value::Map(elements)) => elements.values_mut().for_each(open),
        _ => {}
    }
}

fn has_write_only(attribute: &Attribute) -> bool {
    attribute.write_only
        || matches!(&attribute.shape, Shape::Nested(_, inner) if inner.iter().any(has_write_only))
}

fn forget_refinements(value: &mut Value) {
    match value {
        Value::Unknown(unknown) => unknown.refinements = None,
        Value::List(elements) | Value::Set(elements) => {
            elements.iter_mut().for_each(forget_refinements)
        }
        Value::Map(elements) => elements.values_mut().for_each(forget_refinements),
        Value::Dynamic(typed) => forget_refinements(&mut typed.1),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// An element of a set that means what one of the old ones means becomes that one, with all that the provider computed for it.
fn adopt_set_elements(attributes: &[Attribute], prior: &Value, config: &Value, value: &mut Value) {
    let means = |old: &Value, config: &Value, may: bool| means(attributes, old, config, may);
    let filled = filled(
        attributes.iter().any(has_default),
        config,
        |config, element| plan_attributes(attributes, &Value::Null, config, element),
    );
    let found = partners(prior, &filled, value, &means, &|a, b| {
        leave_out_the_same(attributes, a, b)
    });
    adopt(&found, config, value, &mut |old, config, element| {
        *element = attributes_value(attributes, old.unwrap_or(&Value::Null), config);
        if let Some(old) = old {
            plan_attributes(attributes, old, config, element);
        }
    });
}

/// The same for the blocks of a set.
fn adopt_set_blocks(block: &Block, prior: &Value, config: &Value, value: &mut Value) {
    let means = |old: &Value, config: &Value, may: bool| means_block(block, old, config, may);
    let filled = filled(block_has_default(block), config, |config, element| {
        settle_plan(block, &Value::Null, config, element)
    });
    let found = partners(prior, &filled, value, &means, &|a, b| {
        block_leaves_out_the_same(block, a, b)
    });
    adopt(
        &found,
        config,
        value,
        &mut |old, config, element| match old {
            None => *element = block_value(block, &empty(block), config),
            Some(old) => {
                *element = block_value(block, old, config);
                settle_plan(block, old, config, element);
            }
        },
    );
    part_doubles(block, &found, config, value);
}

/// The elements of a set as they are configured, with their defaults.
fn filled(
    has_default: bool,
    config: &Value,
    fill: impl Fn(&Value, &mut Value),
) -> Cow<'_, [Value]> {
    if !has_default {
        return Cow::Borrowed(config.elements());
    }
    let mut elements = config.elements().to_vec();
    elements
        .iter_mut()
        .zip(config.elements())
        .for_each(|(element, config)| fill(config, element));
    Cow::Owned(elements)
}

fn has_default(attribute: &Attribute) -> bool {
    attribute.default.is_some()
        || matches!(&attribute.shape, Shape::Nested(_, inner) if inner.iter().any(has_default))
}

fn block_has_default(block: &Block) -> bool {
    block.attributes.iter().any(has_default)
        || block
            .blocks
            .iter()
            .any(|nested| block_has_default(&nested.block))
}

/// Core proposes what the provider computed for an old block also for one that has been changed. Where that makes it equal to another
/// one, it is new: otherwise they would be one block now and two in the next plan.
fn part_doubles(block: &Block, found: &[Partner<'_>], config: &Value, value: &mut Value) {
    let Value::Set(elements) = value else { return };
    let proposed: Vec<usize> = (0..found.len())
        .filter(|at| found[*at] == Partner::AsProposed)
        .collect();
    if proposed.is_empty() {
        return;
    }
    let mut completed = elements.clone();
    for at in &proposed {
        settle_plan(
            block,
            &Value::Null,
            &config.elements()[*at],
            &mut completed[*at],
        );
    }
    for at in proposed {
        if completed
            .iter()
            .enumerate()
            .any(|(other, element)| other != at && *element == completed[at])
        {
            elements[at] = block_value(block, &empty(block), &config.elements()[at]);
        }
    }
}

/// Makes each element of a set, by what it is, from what it was.
fn adopt(
    found: &[Partner<'_>],
    config: &Value,
    value: &mut Value,
    make: &mut dyn FnMut(Option<&Value>, &Value, &mut Value),
) {
    let Value::Set(elements) = value else { return };
    for ((partner, config), element) in found.iter().zip(config.elements()).zip(elements) {
        match partner {
            Partner::Old(old) if *old != element => make(Some(old), config, element),
            Partner::New if !config.is_unknown() => make(None, config, element),
            Partner::Old(_) | Partner::New | Partner::AsProposed => {}
        }
    }
}

/// Whether two configurations of an object leave the same to the provider: what is unknown may turn out to be left out.
fn leave_out_the_same(attributes: &[Attribute], a: &Value, b: &Value) -> bool {
    attributes.iter().all(|attribute| {
        let (a, b) = (a.get(&attribute.name), b.get(&attribute.name));
        match &attribute.shape {
            _ if attribute.is_computed()
                && (a.is_null() != b.is_null() || a.is_unknown() || b.is_unknown()) =>
            {
                false
            }
            Shape::Plain(_) => true,
            Shape::Nested(nesting, inner) => all_same((*nesting).into(), a, b, &|a, b| {
                leave_out_the_same(inner, a, b)
            }),
        }
    })
}

fn block_leaves_out_the_same(block: &Block, a: &Value, b: &Value) -> bool {
    leave_out_the_same(&block.attributes, a, b)
        && block.blocks.iter().all(|nested| {
            let (a, b) = (a.get(&nested.name), b.get(&nested.name));
            all_same(nested.nesting.into(), a, b, &|a, b| {
                block_leaves_out_the_same(&nested.block, a, b)
            })
        })
}

/// Whether `config` means the object `old`: what it sets means the same, and the rest the provider computed. With `may`, what is unknown
/// may turn out to mean it.
fn means(attributes: &[Attribute], old: &Value, config: &Value, may: bool) -> bool {
    if may && config.is_unknown() {
        return true;
    }
    matches!(config, Value::Map(_))
        && attributes.iter().all(|attribute| {
            let (old, config) = (old.get(&attribute.name), config.get(&attribute.name));
            let open = may
                && (config.is_unknown() || (!config.is_wholly_known() && !is_walked(attribute)));
            match &attribute.default {
                _ if attribute.write_only || open => true,
                Some(default) if config.is_null() => {
                    same(attribute, old, &completed(attribute, default))
                }
                None if config.is_null() && attribute.is_computed() => true,
                _ => same_by(attribute, old, config, &|attributes, old, config| {
                    means(attributes, old, config, may)
                }),
            }
        })
}

/// Whether each object in a value of it has a place of its own.
const fn is_walked(attribute: &Attribute) -> bool {
    matches!(
        attribute.shape,
        Shape::Nested(Nesting::Single | Nesting::List | Nesting::Map, _)
    )
}

/// The default of an attribute with those of what is inside.
fn completed(attribute: &Attribute, default: &Value) -> Value {
    let mut value = default.clone();
    if let Shape::Nested(nesting, inner) = &attribute.shape {
        each(
            (*nesting).into(),
            &mut value,
            &Value::Null,
            default,
            &mut |value, prior, config| {
                plan_attributes(inner, prior, config, value);
            },
        );
    }
    value
}

/// Whether `config` means the block `old`, with all the blocks in it.
fn means_block(block: &Block, old: &Value, config: &Value, may: bool) -> bool {
    means(&block.attributes, old, config, may)
        && block.blocks.iter().all(|nested| {
            let (old, config) = (old.get(&nested.name), config.get(&nested.name));
            let open = may
                && (config.is_unknown()
                    || (!config.is_wholly_known() && nested.nesting == BlockNesting::Set));
            let config = once_completed(nested, old, config);
            open || all_same(nested.nesting.into(), old, &config, &|old, config| {
                means_block(&nested.block, old, config, may)
            })
        })
}

/// The blocks of a set without those that are the same once their defaults are filled in, where that may be why the old ones are fewer.
fn once_completed<'a>(nested: &NestedBlock, old: &Value, config: &'a Value) -> Cow<'a, Value> {
    if nested.nesting != BlockNesting::Set || old.elements().len() >= config.elements().len() {
        return Cow::Borrowed(config);
    }
    let mut all: Vec<Value> = Vec::new();
    let filled = filled(true, config, |config, element| {
        settle_plan(&nested.block, &Value::Null, config, element)
    });
    for element in filled.into_owned() {
        if !all.contains(&element) {
            all.push(element);
        }
    }
    Cow::Owned(Value::Set(all))
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
                // What is spelt as it was is that, whatever else means the same.
                let is_it = |known: &&Value, element: &Value| {
                    spelt(known, element) && may_be(inner, known, element)
                };
                let mut others = Vec::new();
                for element in elements {
                    match unused.iter().position(|known| is_it(known, element)) {
                        Some(at) => state_attributes(inner, unused.remove(at), element),
                        None => others.push(element),
                    }
                }
                for element in others {
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
    same_by(attribute, a, b, &same_object)
}

/// The same, with what decides for nested objects.
fn same_by(
    attribute: &Attribute,
    a: &Value,
    b: &Value,
    object: &dyn Fn(&[Attribute], &Value, &Value) -> bool,
) -> bool {
    match &attribute.shape {
        Shape::Plain(_) => attribute.meaning.same(a, b),
        Shape::Nested(nesting, inner) => {
            all_same((*nesting).into(), a, b, &|a, b| object(inner, a, b))
        }
    }
}

/// Whether each object of one value is the same as the one in its place in the other, and in a set as any of the other.
fn all_same(repeat: Repeat, a: &Value, b: &Value, same: &dyn Fn(&Value, &Value) -> bool) -> bool {
    match (repeat, a, b) {
        (Repeat::List, Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Repeat::Set, Value::Set(a), Value::Set(b)) => {
            a.len() == b.len()
                && a.iter().all(|a| b.iter().any(|b| same(a, b)))
                && b.iter().all(|b| a.iter().any(|a| same(a, b)))
        }
        (Repeat::Map, Value::Map(a), Value::Map(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (_, Value::Map(_), Value::Map(_)) => same(a, b),
        _ => a == b && !a.is_unknown(),
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

/// Whether each text that was known is the same to the letter.
fn spelt(known: &Value, value: &Value) -> bool {
    match (known, value) {
        (Value::String(a), Value::String(b)) => a == b,
        (Value::Map(a), Value::Map(b)) => a
            .iter()
            .all(|(name, a)| b.get(name).is_none_or(|b| spelt(a, b))),
        (Value::List(a), Value::List(b)) => a.iter().zip(b).all(|(a, b)| spelt(a, b)),
        _ => true,
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
