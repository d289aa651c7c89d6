//! Sets hold each element once: what a default or a computed value has made equal becomes one, or is an error.
//!
//! Two elements of a configuration may differ in an attribute that one of them leaves out. Core trusts a provider with the number of
//! blocks in a set, and wants as many elements of a nested set as are configured (protocol.md 5.7).

use std::borrow::Cow;

use super::render::render;
use super::repeat::{Repeat, each};
use super::value::{in_order, order};
use super::{Attribute, Block, Diagnostic, Path, Shape, Value};

/// Takes doubles out of sets of blocks, and tells of those in nested sets.
pub(crate) fn distinct(
    block: &Block,
    at: &Path,
    config: &Value,
    planned: &mut Value,
) -> Vec<Diagnostic> {
    let mut found = attributes_distinct(&block.attributes, at, config, planned);
    let Value::Map(values) = planned else {
        return found;
    };
    for nested in &block.blocks {
        let Some(value) = values.get_mut(&nested.name) else {
            continue;
        };
        let at = at.then(&nested.name);
        let repeat = Repeat::from(nested.nesting);
        each(
            repeat,
            value,
            &Value::Null,
            config.get(&nested.name),
            &mut |value, _, config| {
                found.extend(distinct(&nested.block, &inside(repeat, &at), config, value));
            },
        );
        if let (Repeat::Set, Value::Set(elements)) = (repeat, value) {
            while let Some((_, second)) = doubles(elements) {
                elements.remove(second);
            }
        }
    }
    found
}

fn attributes_distinct(
    attributes: &[Attribute],
    at: &Path,
    config: &Value,
    planned: &mut Value,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let Value::Map(values) = planned else {
        return found;
    };
    for attribute in attributes {
        let Shape::Nested(nesting, inner) = &attribute.shape else {
            continue;
        };
        let config = config.get(&attribute.name);
        let Some(value) = values
            .get_mut(&attribute.name)
            .filter(|_| !config.is_null())
        else {
            continue;
        };
        let at = at.then(&attribute.name);
        let repeat = Repeat::from(*nesting);
        each(
            repeat,
            value,
            &Value::Null,
            config,
            &mut |value, _, config| {
                found.extend(attributes_distinct(
                    inner,
                    &inside(repeat, &at),
                    config,
                    value,
                ));
            },
        );
        if let (Repeat::Set, Some((first, second))) = (repeat, doubles(value.elements())) {
            found.push(twice(
                attribute,
                inner,
                &at,
                [first, second].map(|index| config.elements().get(index)),
            ));
        }
    }
    found
}

/// The places of two elements that are known to be equal.
fn doubles(elements: &[Value]) -> Option<(usize, usize)> {
    let ordered = in_order(elements);
    let twice = ordered
        .windows(2)
        .find(|pair| pair[0].is_wholly_known() && order(&pair[0], &pair[1]).is_eq())?;
    let is_it = |element: &Value| {
        in_order(std::slice::from_ref(element))
            .first()
            .map(Cow::as_ref)
            .is_some_and(|one| order(one, &twice[0]).is_eq())
    };
    let first = elements.iter().position(is_it)?;
    let second = elements.iter().rposition(is_it)?;
    (first < second).then_some((first, second))
}

fn twice(
    attribute: &Attribute,
    inner: &[Attribute],
    at: &Path,
    elements: [Option<&Value>; 2],
) -> Diagnostic {
    let inner = Block {
        attributes: inner.to_vec(),
        ..Block::default()
    };
    let [first, second] = elements.map(|element| match element {
        _ if attribute.sensitive => "(sensitive)".to_owned(),
        Some(element) => render(&inner, element),
        None => "(unknown)".to_owned(),
    });
    let detail = format!(
        "Once the provider has filled in what they leave out, {first} and {second} are the same, and a set has each element once.\nLeave one of them out."
    );
    Diagnostic::error(format!("Two elements of {at} are the same"), detail).at(at.clone())
}

fn inside(repeat: Repeat, at: &Path) -> Path {
    if repeat == Repeat::Set {
        at.element()
    } else {
        at.clone()
    }
}
