//! Checks whether a value is of a schema's type, and reports each place where it is not.

use std::collections::BTreeMap;

use super::problems::problem;
use crate::engine::own_types::{Disagreement, disagreement};
use crate::engine::wording::with_article;
use crate::engine::{Block, BlockNesting, Path, PathError, Type, Value};

/// Returns the places where `value` is not of the schema's type; none for a value that core can
/// read.
pub fn check_type(block: &Block, value: &Value) -> Vec<PathError> {
    let mut found = Vec::new();
    block_misfits(block, value, &Path::root(), &mut found);
    found
}

/// Returns what can be kept of an answer that has mistakes. For each attribute and block, this is
/// the first of these values that is wholly known and of the schema's type: the answer, the planned
/// value, the prior value. If there is none, an attribute is null and a block is absent. An answer
/// that is not an object is discarded.
pub(crate) fn conformed(block: &Block, answer: &Value, planned: &Value, prior: &Value) -> Value {
    if !matches!(answer, Value::Map(_)) {
        return prior.clone();
    }
    let from = [answer, planned, prior];
    let first = |name: &str, fits: &dyn Fn(&Value) -> bool| {
        let values = from.iter().filter_map(|from| {
            if let Value::Map(values) = from {
                values.get(name)
            } else {
                None
            }
        });
        values
            .filter(|value| value.is_wholly_known())
            .find(|value| fits(value))
            .cloned()
    };
    let attributes = block.attributes.iter().map(|attribute| {
        let ty = attribute.ty();
        (
            attribute.name.clone(),
            first(&attribute.name, &|value| value.fits(&ty)).unwrap_or(Value::Null),
        )
    });
    let blocks = block.blocks.iter().map(|nested| {
        let fits = |value: &Value| {
            let mut misfits = Vec::new();
            nested_misfits(
                nested.nesting,
                &nested.block,
                value,
                &Path::root(),
                &mut misfits,
            );
            misfits.is_empty()
        };
        (
            nested.name.clone(),
            first(&nested.name, &fits).unwrap_or_else(|| nested.none()),
        )
    });
    Value::Map(attributes.chain(blocks).collect::<BTreeMap<_, _>>())
}

fn block_misfits(block: &Block, value: &Value, at: &Path, found: &mut Vec<PathError>) {
    let values = match value {
        Value::Null | Value::Unknown(_) => return,
        Value::Map(values) => values,
        other => {
            return problem(
                found,
                at,
                format!("must be an object, not {}", other.kind()),
            );
        }
    };
    for attribute in &block.attributes {
        let at = at.then(&attribute.name);
        match values.get(&attribute.name) {
            None => problem(
                found,
                &at,
                "is missing; set it to Value::Null if it has no value",
            ),
            Some(value) => misfits(value, &attribute.ty(), &at, found),
        }
    }
    for nested in &block.blocks {
        let at = at.then(&nested.name);
        match values.get(&nested.name) {
            None => problem(
                found,
                &at,
                "is missing; set an absent block to an empty list, set or map, or to a null object",
            ),
            Some(value) => nested_misfits(nested.nesting, &nested.block, value, &at, found),
        }
    }
    for name in values.keys().filter(|name| !block.has(name)) {
        problem(
            found,
            &at.then(name),
            "is not in the schema; remove it or declare it",
        );
    }
}

fn nested_misfits(
    nesting: BlockNesting,
    block: &Block,
    value: &Value,
    at: &Path,
    found: &mut Vec<PathError>,
) {
    match (nesting, value) {
        (_, Value::Null | Value::Unknown(_)) => {}
        (BlockNesting::Single | BlockNesting::Group, value) => {
            block_misfits(block, value, at, found)
        }
        (BlockNesting::List, Value::List(elements)) => {
            elements
                .iter()
                .enumerate()
                .for_each(|(index, element)| block_misfits(block, element, &at.at(index), found));
        }
        (BlockNesting::Set, Value::Set(elements)) => elements
            .iter()
            .for_each(|element| block_misfits(block, element, at, found)),
        (BlockNesting::Map, Value::Map(elements)) => {
            elements
                .iter()
                .for_each(|(key, element)| block_misfits(block, element, &at.key(key), found));
        }
        (nesting, other) => {
            let wanted = match nesting {
                BlockNesting::List => "a list",
                BlockNesting::Set => "a set",
                _ => "a map",
            };
            problem(
                found,
                at,
                format!("must be {wanted} of blocks, not {}", other.kind()),
            );
        }
    }
}

fn misfits(value: &Value, ty: &Type, at: &Path, found: &mut Vec<PathError>) {
    let before = found.len();
    misfits_inside(value, ty, at, found);
    if found.len() == before
        && let Some(what) = mixed(value, ty)
    {
        problem(found, at, what);
    }
}

/// Says which elements of a collection have different types where the schema leaves the type open.
fn mixed(value: &Value, ty: &Type) -> Option<String> {
    let (inner, places): (_, Vec<String>) = match (ty, value) {
        (Type::List(inner), Value::List(elements)) => {
            let places = (0..elements.len()).map(|index| format!("element {index}"));
            (inner, places.collect())
        }
        (Type::Set(inner), Value::Set(elements)) => {
            (inner, vec!["an element".to_owned(); elements.len()])
        }
        (Type::Map(inner), Value::Map(elements)) => {
            let places = elements.keys().map(|key| format!("element {key:?}"));
            (inner, places.collect())
        }
        _ => return None,
    };
    let found = match value {
        Value::Map(elements) => disagreement(inner, elements.values()),
        other => disagreement(inner, other.elements().iter()),
    };
    let Disagreement {
        part,
        elements,
        types: [first, second],
    } = found?;
    let of_part = if part == Path::root() {
        String::new()
    } else {
        format!("{part} of ")
    };
    let is = |at: usize, ty: Type| {
        let place = places.get(at).map_or("an element", String::as_str);
        format!("{of_part}{place} is {}", with_article(&ty.to_string()))
    };
    let first = is(elements[0], first);
    let second = is(elements[1], second);
    Some(format!(
        "must have elements of one type, but {first} and {second}; give all elements the same type"
    ))
}

fn misfits_inside(value: &Value, ty: &Type, at: &Path, found: &mut Vec<PathError>) {
    match (ty, value) {
        (Type::List(inner), Value::List(elements)) => {
            elements
                .iter()
                .enumerate()
                .for_each(|(index, element)| misfits(element, inner, &at.at(index), found));
        }
        (Type::Set(inner), Value::Set(elements)) => elements
            .iter()
            .for_each(|element| misfits(element, inner, at, found)),
        (Type::Map(inner), Value::Map(elements)) => {
            elements
                .iter()
                .for_each(|(key, element)| misfits(element, inner, &at.key(key), found));
        }
        (Type::Tuple(types), Value::List(elements)) if types.len() == elements.len() => {
            elements
                .iter()
                .zip(types)
                .enumerate()
                .for_each(|(index, (element, ty))| misfits(element, ty, &at.at(index), found));
        }
        (Type::Object(types), Value::Map(values)) => object_misfits(values, types, at, found),
        (Type::Dynamic, Value::Dynamic(typed)) => misfits(&typed.1, &typed.0, at, found),
        (Type::Dynamic, value) if !value.fits(ty) => {
            problem(
                found,
                at,
                format!(
                    "must be a Value::Dynamic, which carries its type, not {}",
                    value.kind()
                ),
            );
        }
        (ty, value) if !value.fits(ty) => problem(
            found,
            at,
            format!(
                "must be {}, not {}",
                with_article(&ty.to_string()),
                value.kind()
            ),
        ),
        _ => {}
    }
}

fn object_misfits(
    values: &BTreeMap<String, Value>,
    types: &BTreeMap<String, Type>,
    at: &Path,
    found: &mut Vec<PathError>,
) {
    for (name, ty) in types {
        match values.get(name) {
            None => problem(
                found,
                &at.then(name),
                "is missing; set it to Value::Null if it has no value",
            ),
            Some(value) => misfits(value, ty, &at.then(name), found),
        }
    }
    for name in values.keys().filter(|name| !types.contains_key(*name)) {
        problem(
            found,
            &at.then(name),
            "is not in the schema; remove it or declare it",
        );
    }
}

impl Block {
    /// Reports whether `value` is of the form that the schema describes, in the engine's form of
    /// blocks.
    pub(crate) fn admits(&self, value: &Value) -> bool {
        check_type(self, value).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::tests::language::schema;

    fn check(schema_text: &str, value: Value, expected: &[&str]) {
        let block = schema(schema_text).block;
        let found: Vec<String> = check_type(&block, &value)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(found, expected);
        assert!(
            block.admits(&conformed(&block, &value, &Value::Null, &Value::Null)),
            "what is kept does not conform"
        );
    }

    #[test]
    fn what_was_forgotten_or_mistaken_is_named() {
        let text = "name: string required; size: number optional; tags: set(string) optional; any: dynamic optional";
        let object = |more: &[(&'static str, Value)]| {
            let base = [
                ("name", Value::from("a")),
                ("size", Value::Null),
                ("tags", Value::Null),
                ("any", Value::Null),
            ];
            Value::object(base.into_iter().chain(more.iter().cloned()))
        };
        check(text, object(&[]), &[]);
        check(text, Value::Null, &[]);
        check(
            text,
            object(&[("size", "7".into())]),
            &["size: must be a number, not a string"],
        );
        check(
            text,
            object(&[("tags", Value::List(Vec::new()))]),
            &["tags: must be a set of string, not a list"],
        );
        check(
            text,
            object(&[("any", 7.into())]),
            &["any: must be a Value::Dynamic, which carries its type, not a number"],
        );
        check(
            text,
            object(&[("nmae", 7.into())]),
            &["nmae: is not in the schema; remove it or declare it"],
        );
    }

    #[test]
    fn so_it_is_inside_of_objects_and_blocks() {
        check(
            "a: string required",
            Value::object([]),
            &["a: is missing; set it to Value::Null if it has no value"],
        );
        check(
            "a: string required",
            "a".into(),
            &["must be an object, not a string"],
        );
        let inside = Value::object([("one", Value::List(vec![Value::object([("b", 1.into())])]))]);
        check(
            "one: list{ b: string optional } optional",
            inside.clone(),
            &["one[0].b: must be a string, not a number"],
        );
        check(
            "block list one { b: string optional }",
            inside,
            &["one[0].b: must be a string, not a number"],
        );
        check(
            "block set one { b: string optional }",
            Value::object([("one", Value::List(Vec::new()))]),
            &["one: must be a set of blocks, not a list"],
        );
        check(
            "block list one { b: string optional }",
            Value::object([]),
            &[
                "one: is missing; set an absent block to an empty list, set or map, or to a null object",
            ],
        );
    }
}
