//! Planned values: defaults, spellings, write-only values, and which old element of a set each new one is.

use std::borrow::Cow;

use super::same::{all_same, same, same_by};
use crate::engine::partners::{Partner, partners};
use crate::engine::propose::{attributes_value, block_value, empty};
use crate::engine::repeat::{Repeat, each};
use crate::engine::{Attribute, Block, BlockNesting, Meaning, NestedBlock, Nesting, Shape, Value};

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
