//! Walks over the objects in nested attributes and blocks, whichever way they repeat.

use super::{BlockNesting, Nesting, Path, Value};

/// How objects repeat, nested attributes and blocks alike.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    One,
    List,
    Set,
    Map,
}

impl From<Nesting> for Repeat {
    fn from(nesting: Nesting) -> Self {
        match nesting {
            Nesting::Single => Self::One,
            Nesting::List => Self::List,
            Nesting::Set => Self::Set,
            Nesting::Map => Self::Map,
        }
    }
}

impl From<BlockNesting> for Repeat {
    fn from(nesting: BlockNesting) -> Self {
        match nesting {
            BlockNesting::Single | BlockNesting::Group => Self::One,
            BlockNesting::List => Self::List,
            BlockNesting::Set => Self::Set,
            BlockNesting::Map => Self::Map,
        }
    }
}

/// Runs `one` on each object in `value`, with the prior and the configured object that belong to
/// it: by index, by key, and in a set by the configuration's order, which is the order in which the
/// proposal made it. A new element of a set has no prior.
pub(crate) fn each(
    repeat: Repeat,
    value: &mut Value,
    prior: &Value,
    config: &Value,
    one: &mut dyn FnMut(&mut Value, &Value, &Value),
) {
    match (repeat, value) {
        (Repeat::One, value @ Value::Map(_)) => one(value, prior, config),
        (Repeat::List, Value::List(elements)) => {
            for (at, element) in elements.iter_mut().enumerate() {
                one(element, element_at(prior, at), element_at(config, at));
            }
        }
        (Repeat::Set, Value::Set(elements)) => {
            for (at, element) in elements.iter_mut().enumerate() {
                let old = prior
                    .elements()
                    .iter()
                    .find(|old| *old == &*element)
                    .unwrap_or(&Value::Null);
                one(element, old, element_at(config, at));
            }
        }
        (Repeat::Map, Value::Map(elements)) => {
            for (key, element) in elements.iter_mut() {
                one(element, prior.attribute(key), config.attribute(key));
            }
        }
        _ => {}
    }
}

/// Runs `one` on each pair of objects that have the same place in `old` and `new`. Sets have no
/// places.
pub(crate) fn pairs(
    repeat: Repeat,
    at: &Path,
    old: &Value,
    new: &Value,
    one: &mut dyn FnMut(&Path, &Value, &Value),
) {
    match (repeat, old, new) {
        (Repeat::One, Value::Map(_), Value::Map(_)) => one(at, old, new),
        (Repeat::List, Value::List(a), Value::List(b)) => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                one(&at.at(index), a, b);
            }
        }
        (Repeat::Map, Value::Map(a), Value::Map(b)) => {
            for (key, a) in a {
                if let Some(b) = b.get(key) {
                    one(&at.key(key), a, b);
                }
            }
        }
        _ => {}
    }
}

/// Runs `one` on each object in `value`, whatever is known of it, with its path and, where `prior`
/// is given, the prior object in the same place. The elements of a set have no places.
pub(crate) fn each_object(
    repeat: Repeat,
    at: &Path,
    prior: Option<&Value>,
    value: &Value,
    one: &mut dyn FnMut(&Path, Option<&Value>, &Value),
) {
    match (repeat, value) {
        (Repeat::One, Value::Map(_)) => one(at, prior, value),
        (Repeat::List, Value::List(elements)) => {
            for (index, element) in elements.iter().enumerate() {
                one(
                    &at.at(index),
                    prior.and_then(|prior| prior.elements().get(index)),
                    element,
                );
            }
        }
        (Repeat::Set, Value::Set(elements)) => elements
            .iter()
            .for_each(|element| one(&at.element(), None, element)),
        (Repeat::Map, Value::Map(elements)) => {
            for (key, element) in elements {
                let prior = prior.and_then(|prior| {
                    if let Value::Map(prior) = prior {
                        prior.get(key)
                    } else {
                        None
                    }
                });
                one(&at.key(key), prior, element);
            }
        }
        _ => {}
    }
}

/// Reports whether every object on one side has one in the same place on the other.
pub(crate) fn same_places(repeat: Repeat, old: &Value, new: &Value) -> bool {
    match (repeat, old, new) {
        (Repeat::One, Value::Map(_), Value::Map(_)) => true,
        (Repeat::List, Value::List(a), Value::List(b)) => a.len() == b.len(),
        (Repeat::Map, Value::Map(a), Value::Map(b)) => a.keys().eq(b.keys()),
        _ => false,
    }
}

/// Returns the element of a list at an index; null where there is none.
pub(crate) fn element_at(value: &Value, at: usize) -> &Value {
    value.elements().get(at).unwrap_or(&Value::Null)
}
