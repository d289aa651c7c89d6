//! Planned values: defaults, spellings, write-only values, and which old element of a set each new
//! one is.

use std::borrow::Cow;

use super::same::{all_same, same, same_by};
use crate::engine::fields::{Fields, Part};
use crate::engine::partners::{Partner, partners};
use crate::engine::propose::object_value;
use crate::engine::repeat::{Repeat, each};
use crate::engine::{Attribute, Block, BlockNesting, Meaning, NestedBlock, Nesting, Shape, Value};

/// Completes a proposal: sets defaults, keeps prior spellings that mean the same, and takes
/// write-only values out.
pub(crate) fn settle_plan(block: &Block, prior: &Value, config: &Value, planned: &mut Value) {
    settle_object(block.into(), prior, config, planned);
}

fn settle_object(fields: Fields<'_>, prior: &Value, config: &Value, planned: &mut Value) {
    let Value::Map(values) = planned else { return };
    for part in fields.parts() {
        let Some(value) = values.get_mut(part.name()) else {
            continue;
        };
        let prior = prior.attribute(part.name());
        let config = config.attribute(part.name());
        match part {
            Part::Attribute(attribute) => settle_attribute(attribute, prior, config, value),
            // What the provider has made of a computed block is what its answer says, without
            // defaults.
            Part::Block(nested) if nested.computed.is_some() && config.is_null() => {}
            Part::Block(_) => settle_objects(part, prior, config, value),
        }
    }
}

fn settle_attribute(attribute: &Attribute, prior: &Value, config: &Value, value: &mut Value) {
    if attribute.write_only {
        *value = Value::Null;
        return;
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
        // What the configuration leaves to the provider has no defaults inside: the server has
        // filled it.
        Shape::Nested(..) if config.is_null() && default.is_none() => {}
        Shape::Nested(nesting, inner) => {
            if Fields::from(inner).any(&is_write_only) {
                open_elements(*nesting, inner, value);
            }
            // A default says of what is inside as much as a configuration would.
            let config = default.unwrap_or(config);
            settle_objects(Part::Attribute(attribute), prior, config, value);
        }
    }
}

fn settle_objects(part: Part<'_>, prior: &Value, config: &Value, value: &mut Value) {
    let Some((repeat, inner)) = part.objects() else {
        return;
    };
    if repeat == Repeat::Set {
        adopt_set(part, inner, prior, config, value);
    }
    each(repeat, value, prior, config, &mut |value, prior, config| {
        settle_object(inner, prior, config, value)
    });
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

fn is_write_only(part: Part<'_>) -> bool {
    matches!(part, Part::Attribute(attribute) if attribute.write_only)
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

/// Makes an element of a set the old element that it means, with all that the provider computed for
/// it.
fn adopt_set(part: Part<'_>, fields: Fields<'_>, prior: &Value, config: &Value, value: &mut Value) {
    let means = |old: &Value, config: &Value, may: bool| means(fields, old, config, may);
    let alike = |a: &Value, b: &Value| leave_out_the_same(fields, a, b);
    let configured = filled(fields, config);
    let found = partners(prior, &configured, value, &means, &alike);
    adopt(
        &found,
        config,
        value,
        &mut |old, config, element| match old {
            None => *element = object_value(fields, &Value::Null, config),
            Some(old) => {
                *element = object_value(fields, old, config);
                settle_object(fields, old, config, element);
            }
        },
    );
    if matches!(part, Part::Block(_)) {
        part_doubles(fields, &found, config, value);
    }
}

/// Returns the elements of a set as they are configured, with their defaults.
fn filled<'v>(fields: Fields<'_>, config: &'v Value) -> Cow<'v, [Value]> {
    if !fields.any(&has_default) {
        return Cow::Borrowed(config.elements());
    }
    let mut elements = config.elements().to_vec();
    for (element, config) in elements.iter_mut().zip(config.elements()) {
        settle_object(fields, &Value::Null, config, element);
    }
    Cow::Owned(elements)
}

fn has_default(part: Part<'_>) -> bool {
    matches!(part, Part::Attribute(attribute) if attribute.default.is_some())
}

/// Makes a proposed block new if it would equal another block. Core proposes what the provider
/// computed for an old block also for a block that has changed; two equal blocks would be one block
/// now and two in the next plan.
fn part_doubles(fields: Fields<'_>, found: &[Partner<'_>], config: &Value, value: &mut Value) {
    let Value::Set(elements) = value else { return };
    let proposed: Vec<usize> = (0..found.len())
        .filter(|at| found[*at] == Partner::AsProposed)
        .collect();
    if proposed.is_empty() {
        return;
    }
    let mut completed = elements.clone();
    for at in &proposed {
        settle_object(
            fields,
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
            elements[at] = object_value(fields, &Value::Null, &config.elements()[at]);
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

/// Reports whether two configurations of an object leave the same to the provider: what is unknown
/// may turn out to be left out.
fn leave_out_the_same(fields: Fields<'_>, a: &Value, b: &Value) -> bool {
    fields.parts().all(|part| {
        let a = a.attribute(part.name());
        let b = b.attribute(part.name());
        let computed = matches!(part, Part::Attribute(attribute) if attribute.is_computed());
        if computed && (a.is_null() != b.is_null() || a.is_unknown() || b.is_unknown()) {
            return false;
        }
        part.objects().is_none_or(|(repeat, inner)| {
            all_same(repeat, a, b, &|a, b| leave_out_the_same(inner, a, b))
        })
    })
}

/// Reports whether `config` means the object `old`: what it sets means the same, and the rest the
/// provider computed. With `may`, what is unknown may turn out to mean it.
fn means(fields: Fields<'_>, old: &Value, config: &Value, may: bool) -> bool {
    if may && config.is_unknown() {
        return true;
    }
    matches!(config, Value::Map(_))
        && fields.parts().all(|part| {
            let old = old.attribute(part.name());
            let config = config.attribute(part.name());
            let open =
                may && (config.is_unknown() || (!config.is_wholly_known() && !has_places(part)));
            match part {
                _ if open => true,
                Part::Attribute(attribute) => attribute_means(attribute, old, config, may),
                Part::Block(nested) => {
                    let config = once_completed(nested, old, config);
                    all_same(nested.nesting.into(), old, &config, &|old, config| {
                        means((&nested.block).into(), old, config, may)
                    })
                }
            }
        })
}

fn attribute_means(attribute: &Attribute, old: &Value, config: &Value, may: bool) -> bool {
    match &attribute.default {
        _ if attribute.write_only => true,
        Some(default) if config.is_null() => same(attribute, old, &completed(attribute, default)),
        None if config.is_null() && attribute.is_computed() => true,
        _ => same_by(attribute, old, config, &|fields, old, config| {
            means(fields, old, config, may)
        }),
    }
}

/// Reports whether each object in a value of the part has a place of its own.
fn has_places(part: Part<'_>) -> bool {
    part.objects()
        .is_some_and(|(repeat, _)| repeat != Repeat::Set)
}

/// Returns the default of an attribute with those of what is inside.
fn completed(attribute: &Attribute, default: &Value) -> Value {
    let mut value = default.clone();
    if let Some((repeat, inner)) = Part::Attribute(attribute).objects() {
        each(
            repeat,
            &mut value,
            &Value::Null,
            default,
            &mut |value, prior, config| settle_object(inner, prior, config, value),
        );
    }
    value
}

/// Returns the blocks of a set without duplicates after their defaults are filled in. Duplicates
/// may be why there are fewer old blocks.
fn once_completed<'a>(nested: &NestedBlock, old: &Value, config: &'a Value) -> Cow<'a, Value> {
    if nested.nesting != BlockNesting::Set || old.elements().len() >= config.elements().len() {
        return Cow::Borrowed(config);
    }
    let mut all: Vec<Value> = Vec::new();
    let mut elements = config.elements().to_vec();
    for (element, config) in elements.iter_mut().zip(config.elements()) {
        settle_object((&nested.block).into(), &Value::Null, config, element);
    }
    for element in elements {
        if !all.contains(&element) {
            all.push(element);
        }
    }
    Cow::Owned(Value::Set(all))
}
