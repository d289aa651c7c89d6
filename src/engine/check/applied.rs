//! An apply's result against its plan (core's `AssertObjectCompatible`).

use std::collections::BTreeMap;

use super::problems::{problem, unknowns};
use crate::engine::own_types::fixed;
use crate::engine::repeat::Repeat;
use crate::engine::{Attribute, Block, Path, PathError, Shape, Type, Value};

const WRONG_TYPE: &str = "wrong final value type";

/// Returns the rules that `actual` breaks; none for a result that core accepts.
///
/// `actual` must be of the schema's type and wholly known, and be there if and only if it was
/// planned. For everything in it:
///
/// - What was planned as known, null included, is what was planned. Types count: a null of a type
///   is another value than a null of another type where the schema leaves the type open.
/// - What was planned as unknown may be anything that its type and refinements allow, null
///   included. A dynamic value that was unknown or null without a type may be anything at all.
/// - Lists keep their length, maps and objects their keys, and blocks their number.
/// - Each element of a planned set fits one of the actual set, and the other way round. A set may
///   become smaller, because unknown elements may turn out to be the same, and never larger.
/// - A write-only attribute is null.
///
/// What differs in a sensitive attribute is not told.
pub fn check_applied(block: &Block, planned: &Value, actual: &Value) -> Vec<PathError> {
    let mut found = Vec::new();
    let root = Path::root();
    match (planned.is_null(), actual.is_null()) {
        (true, true) => {}
        (true, false) => problem(&mut found, &root, "was absent, but now present"),
        (false, true) => problem(&mut found, &root, "was present, but now absent"),
        (false, false) if !block.admits(actual) => {
            problem(&mut found, &root, "does not conform to the schema's type")
        }
        (false, false) => {
            found.extend(unknowns(actual));
            if found.is_empty() {
                compatible_block(block, &root, planned, actual, &mut found);
            }
        }
    }
    found
}

/// Returns the same for a plan that is made again at apply.
///
/// Core plans again when the whole configuration is known, and compares the new plan with the one
/// that the user approved. It may differ only where that has unknowns, so a plan depends on its
/// arguments alone, and a value that was known stays what it was.
#[cfg(test)]
pub(crate) fn check_final_plan(block: &Block, planned: &Value, again: &Value) -> Vec<PathError> {
    let mut found = Vec::new();
    compatible_block(block, &Path::root(), planned, again, &mut found);
    found
}

fn compatible_block(
    block: &Block,
    at: &Path,
    planned: &Value,
    actual: &Value,
    found: &mut Vec<PathError>,
) {
    for attribute in &block.attributes {
        let planned = planned.attribute(&attribute.name);
        let actual = actual.attribute(&attribute.name);
        compatible_attribute(attribute, &at.then(&attribute.name), planned, actual, found);
    }
    for nested in &block.blocks {
        let planned = planned.attribute(&nested.name);
        let actual = actual.attribute(&nested.name);
        let at = at.then(&nested.name);
        // No plan has null where blocks repeat (`check_plan`), and core trusts what became of it.
        if planned.is_unknown()
            || (planned.is_null() && Repeat::from(nested.nesting) != Repeat::One)
        {
            continue;
        }
        if actual.is_null() && Repeat::from(nested.nesting) != Repeat::One {
            problem(found, &at, "null block value after apply");
            continue;
        }
        match (Repeat::from(nested.nesting), planned, actual) {
            (Repeat::One, Value::Map(_), Value::Map(_)) => {
                compatible_block(&nested.block, &at, planned, actual, found)
            }
            (Repeat::List, Value::List(a), Value::List(b)) if a.len() != b.len() => {
                problem(
                    found,
                    &at,
                    format!("block count changed from {} to {}", a.len(), b.len()),
                );
            }
            (Repeat::List, Value::List(a), Value::List(b)) => {
                for (i, (a, b)) in a.iter().zip(b).enumerate() {
                    compatible_block(&nested.block, &at.at(i), a, b, found);
                }
            }
            (Repeat::Set, Value::Set(a), Value::Set(b)) => sets(&at, a, b, found, |a, b, found| {
                compatible_block(&nested.block, &at, a, b, found)
            }),
            (Repeat::Map, Value::Map(a), Value::Map(b)) => {
                for (key, a) in a {
                    match b.get(key) {
                        Some(b) => compatible_block(&nested.block, &at.key(key), a, b, found),
                        None => problem(found, &at, format!("block key {key:?} has vanished")),
                    }
                }
                for key in b.keys().filter(|key| !a.contains_key(*key)) {
                    problem(found, &at, format!("new block key {key:?} has appeared"));
                }
            }
            _ if planned == actual => {}
            _ => problem(found, &at, WRONG_TYPE),
        }
    }
}

fn compatible_attribute(
    attribute: &Attribute,
    at: &Path,
    planned: &Value,
    actual: &Value,
    found: &mut Vec<PathError>,
) {
    if attribute.write_only && !actual.is_null() {
        return problem(
            found,
            at,
            "final value for write-only attribute is not null",
        );
    }
    let ty = attribute.ty();
    match (&attribute.shape, planned.bare(), actual.bare()) {
        (Shape::Nested(..), Value::Map(_), Value::Map(_))
        | (Shape::Plain(_), ..)
        | (_, Value::Null | Value::Unknown(_), _)
        | (_, _, Value::Null) => {
            let before = found.len();
            compatible(&ty, at, planned, actual, found);
            if attribute.sensitive && found.len() > before {
                found.truncate(before);
                problem(found, at, "inconsistent values for sensitive attribute");
            }
        }
        _ => compatible(&ty, at, planned, actual, found),
    }
}

/// Compares a value with the planned one. An unknown may become any value of its type, and a
/// dynamic value without a type may become anything. Everything else must be as planned.
fn compatible(ty: &Type, at: &Path, planned: &Value, actual: &Value, found: &mut Vec<PathError>) {
    match (planned, actual) {
        _ if *ty == Type::Dynamic => compatible_values(ty, at, planned, actual, found),
        (Value::Dynamic(typed), _) if typed.0.admits(&fixed(ty, actual).0) => {
            compatible(ty, at, &typed.1, actual, found)
        }
        (Value::Dynamic(_), _) => problem(found, at, WRONG_TYPE),
        (_, Value::Dynamic(typed)) => compatible(ty, at, planned, &typed.1, found),
        _ => compatible_values(ty, at, planned, actual, found),
    }
}

/// Compares values that carry types only where the schema leaves the type open.
fn compatible_values(
    ty: &Type,
    at: &Path,
    planned: &Value,
    actual: &Value,
    found: &mut Vec<PathError>,
) {
    match (ty, planned, actual) {
        (Type::Dynamic, Value::Null | Value::Unknown(_), _) | (_, Value::Null, Value::Null) => {}
        (_, Value::Unknown(unknown), actual) if unknown.may_become(actual) => {}
        (_, Value::Unknown(_), _) => problem(
            found,
            at,
            "does not conform to what was known of it in the plan",
        ),
        (Type::Dynamic, Value::Dynamic(a), Value::Dynamic(b)) if a.0.admits(&b.0) => {
            compatible(&a.0, at, &a.1, &b.1, found)
        }
        (Type::Dynamic, Value::Dynamic(_), _) => problem(found, at, WRONG_TYPE),
        (_, Value::Null, _) => problem(found, at, "was null, but now has a value"),
        (_, _, Value::Null) => problem(found, at, "had a value, but now is null"),
        (Type::Tuple(types), Value::List(a), Value::List(b))
            if a.len() == b.len() && a.len() == types.len() =>
        {
            for (i, ((ty, a), b)) in types.iter().zip(a).zip(b).enumerate() {
                compatible(ty, &at.at(i), a, b, found);
            }
        }
        (Type::List(ty), Value::List(a), Value::List(b)) => {
            for (i, (a, b)) in a.iter().zip(b).enumerate() {
                compatible(ty, &at.at(i), a, b, found);
            }
            for i in b.len()..a.len() {
                problem(found, at, format!("element {i} has vanished"));
            }
            for i in a.len()..b.len() {
                problem(found, at, format!("new element {i} has appeared"));
            }
        }
        (Type::Map(_) | Type::Object(_), Value::Map(a), Value::Map(b)) => {
            compatible_parts(ty, at, a, b, found)
        }
        (Type::Set(ty), Value::Set(a), Value::Set(b)) => sets(at, a, b, found, |a, b, found| {
            compatible(ty, at, a, b, found)
        }),
        (_, a, b) if a == b => {}
        _ => problem(found, at, "is not what was planned"),
    }
}

/// Compares the attributes of an object or the elements of a map.
fn compatible_parts(
    ty: &Type,
    at: &Path,
    a: &BTreeMap<String, Value>,
    b: &BTreeMap<String, Value>,
    found: &mut Vec<PathError>,
) {
    for (name, a) in a {
        match (b.get(name), ty.part(name)) {
            (Some(b), Some(ty)) => compatible(ty, &at.then(name), a, b, found),
            _ => problem(found, at, format!("element {name:?} has vanished")),
        }
    }
    for name in b.keys().filter(|name| !a.contains_key(*name)) {
        problem(found, at, format!("new element {name:?} has appeared"));
    }
}

/// Compares sets. Each planned element must correlate with an actual one. A set may shrink because
/// unknown elements turned out equal, and never grows.
fn sets(
    at: &Path,
    planned: &[Value],
    actual: &[Value],
    found: &mut Vec<PathError>,
    one: impl Fn(&Value, &Value, &mut Vec<PathError>),
) {
    let fits = |a: &Value, b: &Value| {
        let mut problems = Vec::new();
        one(a, b, &mut problems);
        problems.is_empty()
    };
    if actual.len() > planned.len() {
        problem(
            found,
            at,
            format!("length changed from {} to {}", planned.len(), actual.len()),
        );
    }
    if planned
        .iter()
        .any(|planned| !actual.iter().any(|actual| fits(planned, actual)))
    {
        problem(
            found,
            at,
            "planned set element does not correlate with any element in actual",
        );
    }
    if actual
        .iter()
        .any(|actual| !planned.iter().any(|planned| fits(planned, actual)))
    {
        problem(found, at, "set has an element that was not planned");
    }
}
