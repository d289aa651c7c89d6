//! A plan against the configuration and the prior state (core's `AssertPlanValid`).

use std::ops::RangeInclusive;

use super::{Problem, problem};
use crate::engine::propose::unknown;
use crate::engine::repeat::{Repeat, each_object};
use crate::engine::value::in_order;
use crate::engine::{Attribute, Block, NestedBlock, Path, Shape, Usage, Value};

/// The rules of protocol.md 5.7 that `planned` breaks; none for a plan that core accepts.
pub fn check_plan(block: &Block, prior: &Value, config: &Value, planned: &Value) -> Vec<Problem> {
    let mut found = Vec::new();
    if !block.admits(planned) {
        problem(
            &mut found,
            &Path::root(),
            "does not conform to the schema's type",
        );
    } else {
        check_block(block, &Path::root(), prior, config, planned, &mut found);
    }
    found
}

fn check_block(
    block: &Block,
    at: &Path,
    prior: &Value,
    config: &Value,
    planned: &Value,
    found: &mut Vec<Problem>,
) {
    match (planned.is_null(), config.is_null()) {
        (true, false) => {
            return problem(found, at, "planned for absence but config wants existence");
        }
        (false, true) => {
            return problem(found, at, "planned for existence but config wants absence");
        }
        (true, true) => return,
        (false, false) => {}
    }
    check_attributes(&block.attributes, at, prior, config, planned, found);
    for nested in &block.blocks {
        let at = at.then(&nested.name);
        let (prior, config, planned) = (
            prior.get(&nested.name),
            config.get(&nested.name),
            planned.get(&nested.name),
        );
        check_nested_block(nested, &at, prior, config, planned, found);
    }
}

fn check_nested_block(
    nested: &NestedBlock,
    at: &Path,
    prior: &Value,
    config: &Value,
    planned: &Value,
    found: &mut Vec<Problem>,
) {
    let repeat = Repeat::from(nested.nesting);
    let block = &nested.block;
    if repeat != Repeat::One && planned.is_null() {
        return problem(
            found,
            at,
            "attribute representing a list of nested blocks must be empty to indicate no blocks, not null",
        );
    }
    if planned == config
        || (nested.computed.is_some()
            && (config.is_null() || (repeat != Repeat::One && *config == nested.none())))
    {
        return;
    }
    if config.is_unknown() {
        return problem(found, at, "planned value for unknown dynamic block");
    }
    if planned.is_unknown() {
        return problem(
            found,
            at,
            "attribute representing nested block must not be unknown itself; set nested attribute values to unknown instead",
        );
    }
    if repeat == Repeat::One {
        return check_block(block, at, prior, config, planned, found);
    }
    let kinds = ("block count", "block key");
    elements(
        repeat,
        kinds,
        at,
        prior,
        config,
        planned,
        found,
        &mut |at, prior, config, planned, found| {
            if planned.is_unknown() {
                problem(
                    found,
                    at,
                    "element representing nested block must not be unknown itself; set nested attribute values to unknown instead",
                );
            } else {
                check_block(block, at, prior, config, planned, found);
            }
        },
    );
}

fn check_attributes(
    attributes: &[Attribute],
    at: &Path,
    prior: &Value,
    config: &Value,
    planned: &Value,
    found: &mut Vec<Problem>,
) {
    for attribute in attributes {
        let name = attribute.name.as_str();
        check_attribute(
            attribute,
            &at.then(name),
            prior.get(name),
            config.get(name),
            planned.get(name),
            found,
        );
    }
}

fn check_attribute(
    attribute: &Attribute,
    at: &Path,
    prior: &Value,
    config: &Value,
    planned: &Value,
    found: &mut Vec<Problem>,
) {
    if attribute.usage == Usage::Computed {
        return;
    }
    if attribute.write_only {
        if !planned.is_null() {
            problem(
                found,
                at,
                "planned value for write-only attribute is not null",
            );
        }
        return;
    }
    let unchanged = planned == prior && !prior.is_null() && !config.is_null();
    if planned == config || unchanged || (attribute.is_computed() && config.is_null()) {
        return write_only_inside(attribute, at, planned, found);
    }
    if config.is_null() {
        return problem(found, at, "planned value for a non-computed attribute");
    }
    match &attribute.shape {
        Shape::Plain(_) if prior.is_null() => {
            problem(found, at, "planned value does not match config value")
        }
        Shape::Plain(_) => problem(
            found,
            at,
            "planned value does not match config value nor prior value",
        ),
        Shape::Nested(nesting, inner) => {
            if planned.is_null() {
                return problem(found, at, "planned for absence but config wants existence");
            }
            if planned.is_unknown() {
                return problem(found, at, "planned unknown for configured value");
            }
            let object = |at: &Path,
                          prior: &Value,
                          config: &Value,
                          planned: &Value,
                          found: &mut Vec<Problem>| match (planned, config)
            {
                (Value::Map(_), Value::Dynamic(typed)) if config.is_unknown() => {
                    check_attributes(inner, at, prior, &unknown(inner, &typed.0), planned, found)
                }
                (Value::Map(_), _) => check_attributes(inner, at, prior, config, planned, found),
                _ if planned == config => {}
                _ => problem(found, at, "planned value does not match config value"),
            };
            match Repeat::from(*nesting) {
                Repeat::One => object(at, prior, config, planned, found),
                repeat => elements(
                    repeat,
                    ("count", "map key"),
                    at,
                    prior,
                    config,
                    planned,
                    found,
                    &mut |a, p, c, n, f| object(a, p, c, n, f),
                ),
            }
        }
    }
}

/// What is write-only is in no plan, also where the object around it is planned as it is configured.
fn write_only_inside(attribute: &Attribute, at: &Path, planned: &Value, found: &mut Vec<Problem>) {
    let Shape::Nested(nesting, inner) = &attribute.shape else {
        return;
    };
    each_object(
        (*nesting).into(),
        at,
        None,
        planned,
        &mut |at, _, planned| {
            for attribute in inner {
                let (at, planned) = (at.then(&attribute.name), planned.get(&attribute.name));
                if attribute.write_only && !planned.is_null() {
                    problem(
                        found,
                        &at,
                        "planned value for write-only attribute is not null",
                    );
                }
                write_only_inside(attribute, &at, planned, found);
            }
        },
    );
}

type One<'a> = &'a mut dyn FnMut(&Path, &Value, &Value, &Value, &mut Vec<Problem>);

/// Compares the places of the two collections, then runs `one` on what shares a place. Elements of sets are trusted, as core does.
#[expect(
    clippy::too_many_arguments,
    reason = "the walk is over three values at once, and its words differ for blocks"
)]
fn elements(
    repeat: Repeat,
    (count, key): (&str, &str),
    at: &Path,
    prior: &Value,
    config: &Value,
    planned: &Value,
    found: &mut Vec<Problem>,
    one: One<'_>,
) {
    let nth = |value: &Value, i: usize| value.elements().get(i).cloned().unwrap_or(Value::Null);
    match (repeat, config.bare(), planned.bare()) {
        (Repeat::List, Value::List(configured), Value::List(new)) => {
            if configured.len() != new.len() {
                return problem(
                    found,
                    at,
                    format!(
                        "{count} in plan ({}) disagrees with count in config ({})",
                        new.len(),
                        configured.len()
                    ),
                );
            }
            for (i, new) in new.iter().enumerate() {
                one(&at.at(i), &nth(prior, i), &nth(config, i), new, found);
            }
        }
        (Repeat::Map, Value::Map(configured), Value::Map(new)) => {
            for (name, new) in new {
                match configured.get(name) {
                    Some(configured) => one(&at.key(name), prior.get(name), configured, new, found),
                    None => problem(
                        found,
                        at,
                        format!("{key} {name:?} from plan is not present in config"),
                    ),
                }
            }
            for name in configured.keys().filter(|name| !new.contains_key(*name)) {
                problem(
                    found,
                    at,
                    format!("{key} {name:?} from config is not present in plan"),
                );
            }
        }
        // Of blocks core trusts even the count.
        (Repeat::Set, Value::Set(_), Value::Set(_)) if key == "block key" => {}
        (Repeat::Set, Value::Set(configured), Value::Set(new)) => {
            let (configured, new) = (counts(configured), counts(new));
            if new.start() > configured.end() || configured.start() > new.end() {
                let problem_of = format!(
                    "{count} in plan ({}) disagrees with count in config ({})",
                    new.end(),
                    configured.end()
                );
                problem(found, at, problem_of);
            }
        }
        (Repeat::Set, Value::Unknown(_), Value::Set(_)) => {}
        _ => problem(found, at, "planned value does not match config value"),
    }
}

/// How many elements a set may have: those with unknown parts may turn out equal.
fn counts(elements: &[Value]) -> RangeInclusive<usize> {
    let mut distinct = in_order(elements);
    distinct.dedup_by(|a, b| a.is_wholly_known() && a == b);
    let most = distinct.len();
    let least = if elements.iter().all(Value::is_wholly_known) {
        most
    } else {
        most.min(1)
    };
    least..=most
}
