//! What is simpler than a case: less of the schema with the same parts of all its values, and simpler values.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::case::Case;
use super::legal::illegal;
use super::print;
use super::simpler_types::{simpler_types, text};
use crate::engine::{
    Attribute, Block, BlockNesting, Defaults, Meaning, NestedBlock, Nesting, Number, Recompute,
    Replace, Shape, Usage, Value,
};

/// What becomes of a value when its schema or type becomes simpler.
pub(super) type Change = Rc<dyn Fn(&Value) -> Value>;

/// Simpler legal cases, the ones that save most first. Each has less size than the case, so there is an end to it.
pub(super) fn simpler(case: &Case) -> Vec<Case> {
    let whole = size(case);
    let mut found = candidates(case);
    found.retain(|candidate| size(candidate) < whole && illegal(candidate).is_none());
    found
}

/// How long it is in Rust; what is unknown counts for more than any text.
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
        let (prior, open, config) = (root(&case.prior), root(&case.open), root(&case.config));
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

fn simpler_blocks(block: &Block) -> Vec<(Block, Change)> {
    let mut found: Vec<(Block, Change)> = Vec::new();
    for (at, nested) in block.blocks.iter().enumerate() {
        let mut less = block.clone();
        less.blocks.remove(at);
        found.push((less, without(&nested.name)));
    }
    for (attributes, change) in simpler_attributes(&block.attributes) {
        found.push((
            Block {
                attributes,
                ..block.clone()
            },
            change,
        ));
    }
    for (at, nested) in block.blocks.iter().enumerate() {
        for (simpler, change) in simpler_nested(nested) {
            let mut less = block.clone();
            less.blocks[at] = simpler;
            found.push((less, inside(&nested.name, change)));
        }
    }
    found
}

fn simpler_nested(nested: &NestedBlock) -> Vec<(NestedBlock, Change)> {
    let same: Change = Rc::new(Value::clone);
    let mut found = Vec::new();
    if nested.computed.is_some() {
        found.push((
            NestedBlock {
                computed: None,
                ..nested.clone()
            },
            none_for_null(nested),
        ));
        found.push((
            NestedBlock {
                computed: Some(Recompute::OnAnyChange),
                ..nested.clone()
            },
            same,
        ));
    }
    let map = nested.nesting == BlockNesting::Map;
    let single = matches!(nested.nesting, BlockNesting::Single | BlockNesting::Group);
    found.extend(
        simpler_blocks(&nested.block)
            .into_iter()
            .map(|(block, change)| {
                (
                    NestedBlock {
                        block,
                        ..nested.clone()
                    },
                    each(single, map, change),
                )
            }),
    );
    found
}

/// A configuration has null for the computed blocks that it leaves out, and for no others.
fn none_for_null(nested: &NestedBlock) -> Change {
    let none = nested.none();
    Rc::new(move |value| {
        if value.is_null() {
            none.clone()
        } else {
            value.clone()
        }
    })
}

fn simpler_attributes(attributes: &[Attribute]) -> Vec<(Vec<Attribute>, Change)> {
    let mut found: Vec<(Vec<Attribute>, Change)> = Vec::new();
    for (at, attribute) in attributes.iter().enumerate() {
        let mut less = attributes.to_vec();
        less.remove(at);
        for other in &mut less {
            if let Recompute::OnChangeOf(names) = &mut other.recompute {
                names.retain(|name| *name != attribute.name);
            }
        }
        found.push((less, without(&attribute.name)));
    }
    for (at, attribute) in attributes.iter().enumerate() {
        for (simpler, change) in simpler_attribute(attribute) {
            let mut less = attributes.to_vec();
            less[at] = simpler;
            found.push((less, inside(&attribute.name, change)));
        }
    }
    found
}

fn simpler_attribute(attribute: &Attribute) -> Vec<(Attribute, Change)> {
    let same: Change = Rc::new(Value::clone);
    let like = || attribute.clone();
    let mut found = vec![
        (
            Attribute {
                write_only: false,
                ..like()
            },
            same.clone(),
        ),
        (
            Attribute {
                sensitive: false,
                ..like()
            },
            same.clone(),
        ),
        (
            Attribute {
                replace: Replace::Never,
                ..like()
            },
            same.clone(),
        ),
        (
            Attribute {
                replace: Replace::OnChange,
                ..like()
            },
            same.clone(),
        ),
        (
            Attribute {
                recompute: Recompute::OnAnyChange,
                ..like()
            },
            same.clone(),
        ),
        (
            Attribute {
                meaning: Meaning::Exact,
                ..like()
            },
            same.clone(),
        ),
        (
            Attribute {
                default: None,
                ..like()
            },
            same.clone(),
        ),
        (
            Attribute {
                default: None,
                usage: Usage::Optional,
                recompute: Recompute::OnAnyChange,
                ..like()
            },
            same.clone(),
        ),
    ];
    if let Some(default) = &attribute.default {
        found.extend(simpler_value(default).into_iter().map(|default| {
            (
                Attribute {
                    default: Some(default),
                    ..like()
                },
                same.clone(),
            )
        }));
    }
    let shaped = |shape: Shape, change: &Change| {
        let default = attribute.default.as_ref().map(|default| change(default));
        let mut simpler = Attribute {
            shape,
            default,
            ..like()
        };
        if !simpler.meaning.admits(&simpler.ty()) {
            simpler.meaning = Meaning::Exact;
        }
        simpler
    };
    match &attribute.shape {
        Shape::Plain(ty) => {
            found.extend(
                simpler_types(ty)
                    .into_iter()
                    .map(|(ty, change)| (shaped(Shape::Plain(ty), &change), change)),
            );
        }
        Shape::Nested(nesting, inner) => {
            let plain: Change = Rc::new(text);
            found.push((
                shaped(Shape::Plain(crate::engine::Type::String), &plain),
                plain,
            ));
            found.extend(
                simpler_attributes(inner)
                    .into_iter()
                    .map(|(inner, change)| {
                        let change = each(
                            *nesting == Nesting::Single,
                            *nesting == Nesting::Map,
                            change,
                        );
                        (shaped(Shape::Nested(*nesting, inner), &change), change)
                    }),
            );
        }
    }
    found
}

/// The object without one of its parts.
fn without(name: &str) -> Change {
    let name = name.to_owned();
    Rc::new(move |object| {
        let Value::Map(values) = object else {
            return object.clone();
        };
        Value::Map(
            values
                .iter()
                .filter(|(other, _)| **other != name)
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        )
    })
}

/// The object with one of its parts changed.
fn inside(name: &str, change: Change) -> Change {
    let name = name.to_owned();
    Rc::new(move |object| {
        let Value::Map(values) = object else {
            return object.clone();
        };
        let one = |(at, value): (&String, &Value)| {
            (
                at.clone(),
                if *at == name {
                    change(value)
                } else {
                    value.clone()
                },
            )
        };
        Value::Map(values.iter().map(one).collect())
    })
}

/// Each object of a value changed; what is null or unknown stays.
fn each(single: bool, map: bool, change: Change) -> Change {
    let one = move |value: &Value| {
        if let Value::Map(_) = value {
            change(value)
        } else {
            value.clone()
        }
    };
    Rc::new(move |value| match value {
        Value::List(elements) => Value::List(elements.iter().map(&one).collect()),
        Value::Set(elements) => {
            Value::Set(super::values::distinct(elements.iter().map(&one).collect()))
        }
        Value::Map(elements) if map => Value::Map(
            elements
                .iter()
                .map(|(key, value)| (key.clone(), one(value)))
                .collect(),
        ),
        value if single => one(value),
        other => other.clone(),
    })
}

fn simpler_values(case: &Case) -> Vec<Case> {
    let mut found = Vec::new();
    for config in simpler_value(&case.config) {
        found.push(Case {
            config,
            ..case.clone()
        });
    }
    // The configuration with and without unknowns, and the state, are made simpler in the same place.
    let mut places = places(&case.config);
    places.extend(super::shrink::places(&case.prior));
    for place in places {
        for null in [true, false] {
            let less = |value: &Value| less_at(value, &place, null);
            let (prior, open, config) = (less(&case.prior), less(&case.open), less(&case.config));
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

/// The value with one part null or gone.
fn simpler_value(value: &Value) -> Vec<Value> {
    places(value)
        .iter()
        .flat_map(|place| [true, false].map(|null| less_at(value, place, null)))
        .collect()
}

/// The ways to all parts of the value.
pub(super) fn places(value: &Value) -> Vec<Vec<usize>> {
    let parts: Vec<&Value> = parts(value);
    let below = parts.into_iter().enumerate().flat_map(|(at, part)| {
        let here = std::iter::once(vec![at]);
        here.chain(
            places(part)
                .into_iter()
                .map(move |place| [vec![at], place].concat()),
        )
        .collect::<Vec<_>>()
    });
    below.collect()
}

fn parts(value: &Value) -> Vec<&Value> {
    match value {
        Value::List(elements) | Value::Set(elements) => elements.iter().collect(),
        Value::Map(elements) => elements.values().collect(),
        Value::Dynamic(typed) => vec![&typed.1],
        _ => Vec::new(),
    }
}

fn less_at(value: &Value, place: &[usize], null: bool) -> Value {
    let Some((first, rest)) = place.split_first() else {
        return value.clone();
    };
    let mut all: Vec<Option<Value>> = parts(value).into_iter().cloned().map(Some).collect();
    let Some(part) = all.get_mut(*first) else {
        return value.clone();
    };
    *part = match part.take() {
        Some(part) if !rest.is_empty() => Some(less_at(&part, rest, null)),
        _ => null.then_some(Value::Null),
    };
    match value {
        Value::List(_) => Value::List(all.into_iter().flatten().collect()),
        Value::Set(_) => Value::Set(super::values::distinct(all.into_iter().flatten().collect())),
        Value::Map(elements) => Value::Map(
            elements
                .keys()
                .zip(all)
                .filter_map(|(key, value)| Some((key.clone(), value?)))
                .collect(),
        ),
        Value::Dynamic(typed) => match all.pop().flatten() {
            Some(inner) => Value::Dynamic(Box::new((typed.0.clone(), inner))),
            None => Value::Null,
        },
        other => other.clone(),
    }
}

/// The value with one part as it will be, or without what is known of it.
fn known_at(open: &Value, config: &Value, place: &[usize]) -> Value {
    match (open, place.split_first()) {
        (Value::Unknown(unknown), _) if unknown.refinements.is_some() => Value::UNKNOWN,
        (Value::Unknown(_), _) | (_, None) => config.clone(),
        (_, Some((first, rest))) => {
            let theirs = parts(config);
            let one = |(at, ours): (usize, &Value)| match theirs.get(at) {
                Some(theirs) if at == *first => known_at(ours, theirs, rest),
                _ => ours.clone(),
            };
            let all = parts(open).into_iter().enumerate().map(one);
            match open {
                Value::List(_) => Value::List(all.collect()),
                Value::Set(_) => Value::Set(super::values::distinct(all.collect())),
                Value::Map(elements) => Value::Map(elements.keys().cloned().zip(all).collect()),
                Value::Dynamic(typed) => all
                    .map(|inner| Value::Dynamic(Box::new((typed.0.clone(), inner))))
                    .next()
                    .unwrap_or_default(),
                other => other.clone(),
            }
        }
    }
}

/// The case with one text, number or dynamic type replaced by a simpler one, everywhere.
fn renamed(case: &Case) -> Vec<Case> {
    let mut texts = BTreeSet::new();
    let mut numbers = Vec::new();
    let mut types = Vec::new();
    let mut see = |value: &Value| match value {
        Value::String(text) => drop(texts.insert(text.clone())),
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

/// The value with each part of it changed, the outer ones first.
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
