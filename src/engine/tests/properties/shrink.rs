//! What is simpler than a case: less of the schema with the same parts of all its values, and
//! simpler values.

use std::collections::BTreeSet;

use super::case::Case;
use super::legal::illegal;
use super::print;
use super::simpler_schemas::simpler_blocks;
use super::simpler_types::simpler_types;
use super::simpler_values::{known_at, less_at, parts, places, simpler_value};
use crate::engine::{Defaults, Number, Value};

/// Simpler legal cases, the ones that save most first. Each has less size than the case, so there
/// is an end to it.
pub(super) fn simpler(case: &Case) -> Vec<Case> {
    let whole = size(case);
    let mut found = candidates(case);
    found.retain(|candidate| size(candidate) < whole && illegal(candidate).is_none());
    found
}

/// Returns how long it is in Rust; what is unknown counts for more than any text.
fn size(case: &Case) -> (usize, String) {
    let printed = print::case(case);
    let unknowns = printed.matches("UNKNOWN").count() + printed.matches("Unknown").count();
    (printed.len() + 100 * unknowns, printed)
}

fn candidates(case: &Case) -> Vec<Case> {
    let mut found = Vec::new();
    if !case.prior.is_null() {
        found.push(Case {
            prior: Value::Null,
            ..case.clone()
        });
    }
    if !case.open.is_wholly_known() {
        found.push(Case {
            open: case.config.clone(),
            ..case.clone()
        });
    }
    if !case.defaults.is_empty() {
        found.push(Case {
            defaults: Defaults::new(),
            ..case.clone()
        });
    }
    for (block, change) in simpler_blocks(&case.schema.block) {
        let root = |value: &Value| {
            if value.is_null() {
                Value::Null
            } else {
                change(value)
            }
        };
        let mut defaults = case.defaults.clone();
        defaults.retain(|name, _| block.attribute(name).is_some());
        let schema = crate::engine::Schema {
            block,
            ..case.schema.clone()
        };
        let prior = root(&case.prior);
        let open = root(&case.open);
        let config = root(&case.config);
        found.push(Case {
            schema,
            defaults,
            prior,
            open,
            config,
            ..case.clone()
        });
    }
    found.extend(simpler_values(case));
    found.extend((0..case.answers).map(|answers| Case {
        answers,
        ..case.clone()
    }));
    found
}

fn simpler_values(case: &Case) -> Vec<Case> {
    let mut found = Vec::new();
    for config in simpler_value(&case.config) {
        found.push(Case {
            config,
            ..case.clone()
        });
    }
    // The configuration with and without unknowns, and the state, are made simpler in the same
    // place.
    let mut all = places(&case.config);
    all.extend(places(&case.prior));
    for place in all {
        for null in [true, false] {
            let less = |value: &Value| less_at(value, &place, null);
            let prior = less(&case.prior);
            let open = less(&case.open);
            let config = less(&case.config);
            found.push(Case {
                open: open.clone(),
                config: config.clone(),
                ..case.clone()
            });
            found.push(Case {
                prior: prior.clone(),
                ..case.clone()
            });
            found.push(Case {
                prior,
                open,
                config,
                ..case.clone()
            });
        }
        found.push(Case {
            open: known_at(&case.open, &case.config, &place),
            ..case.clone()
        });
    }
    found.extend(simpler_value(&case.open).into_iter().map(|open| Case {
        open,
        ..case.clone()
    }));
    found.extend(renamed(case));
    found
}

/// Returns the case with one text, number or dynamic type replaced by a simpler one, everywhere.
fn renamed(case: &Case) -> Vec<Case> {
    let mut texts = BTreeSet::new();
    let mut numbers = Vec::new();
    let mut types = Vec::new();
    let mut see = |value: &Value| match value {
        Value::String(text) => {
            texts.insert(text.clone());
        }
        Value::Number(number) if !numbers.contains(number) => numbers.push(number.clone()),
        Value::Dynamic(typed) if !types.contains(&typed.0) => types.push(typed.0.clone()),
        _ => {}
    };
    [&case.prior, &case.open, &case.config]
        .iter()
        .for_each(|value| walk(value, &mut see));
    let everywhere = |change: &dyn Fn(&Value) -> Value| Case {
        prior: rebuilt(&case.prior, change),
        open: rebuilt(&case.open, change),
        config: rebuilt(&case.config, change),
        ..case.clone()
    };
    let mut found = Vec::new();
    for from in &texts {
        let simple = ["a", "b", "c", "d"]
            .into_iter()
            .filter(|to| (to.len(), *to) < (from.len(), from.as_str()));
        found.extend(simple.map(|to| {
            everywhere(&|value| {
                if value.as_str() == Some(from) {
                    Value::from(to)
                } else {
                    value.clone()
                }
            })
        }));
    }
    for from in &numbers {
        let simple = (0..3_i64).map(Number::from).take_while(|to| to != from);
        found.extend(simple.map(|to| {
            everywhere(&|value| match value {
                Value::Number(number) if number == from => Value::Number(to.clone()),
                other => other.clone(),
            })
        }));
    }
    for from in &types {
        found.extend(simpler_types(from).into_iter().map(|(ty, change)| {
            everywhere(&|value| match value {
                Value::Dynamic(typed) if typed.0 == *from => {
                    Value::Dynamic(Box::new((ty.clone(), change(&typed.1))))
                }
                other => other.clone(),
            })
        }));
    }
    found
}

fn walk(value: &Value, see: &mut dyn FnMut(&Value)) {
    see(value);
    parts(value).into_iter().for_each(|part| walk(part, see));
}

/// Returns the value with each part of it changed, the outer ones first.
fn rebuilt(value: &Value, change: &dyn Fn(&Value) -> Value) -> Value {
    let one = |value: &Value| rebuilt(value, change);
    match change(value) {
        Value::List(elements) => Value::List(elements.iter().map(one).collect()),
        Value::Set(elements) => {
            Value::Set(super::values::distinct(elements.iter().map(one).collect()))
        }
        Value::Map(elements) => Value::Map(
            elements
                .iter()
                .map(|(key, value)| (key.clone(), one(value)))
                .collect(),
        ),
        Value::Dynamic(typed) => Value::Dynamic(Box::new((typed.0.clone(), one(&typed.1)))),
        other => other,
    }
}
