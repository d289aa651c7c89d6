//! What holds of every plan.

use super::case::Case;
use super::cases::Cases;
use super::holds;
use super::provider::{applied, has_merged};
use crate::engine::check::{check_applied, check_final_plan, check_plan};
use crate::engine::tests::language::show;
use crate::engine::{
    Attribute, Block, BlockNesting, Nesting, Path, PathError, Plan, Severity, Shape, Step, Value,
    plan, propose, settle,
};

#[test]
fn every_plan_is_legal_and_every_promise_can_be_kept() {
    holds(
        "every_plan_is_legal_and_every_promise_can_be_kept",
        3_500,
        &Cases,
        legal_and_kept,
    );
}

#[test]
fn what_becomes_known_keeps_the_plan() {
    holds(
        "what_becomes_known_keeps_the_plan",
        3_000,
        &Cases,
        known_later,
    );
}

#[test]
fn proposals_are_the_same_by_every_core() {
    holds(
        "proposals_are_the_same_by_every_core",
        500,
        &Cases,
        proposals,
    );
}

/// Core accepts what is planned, and what a provider makes of it; then there is nothing more to do.
pub(super) fn legal_and_kept(case: &Case) -> Result<(), String> {
    let block = &case.schema.block;
    for config in [&case.open, &case.config] {
        let first = planned(case, &case.prior, config);
        if !is_refused(&first) {
            none(
                "core refuses the plan",
                &first.planned,
                &check_plan(block, &case.prior, config, &first.planned),
            )?;
        }
        let again = planned(case, &case.prior, config);
        same("planning twice differs", &first.planned, &again.planned)?;
        is(
            "planning twice replaces otherwise",
            again.replaces == first.replaces,
        )?;
    }
    let plan = planned(case, &case.prior, &case.config);
    if is_refused(&plan) {
        return Ok(());
    }
    let state = applied(block, &plan.planned, case.answers);
    none(
        "core refuses the result",
        &state,
        &check_applied(block, &plan.planned, &state),
    )?;
    same(
        "a refresh that finds nothing is drift",
        &state,
        &settle(block, &state, &state),
    )?;
    let settled = settle(block, &plan.planned, &state);
    none(
        "core refuses the settled result",
        &settled,
        &check_applied(block, &plan.planned, &settled),
    )?;
    if has_merged(&plan.planned, &state) {
        return Ok(());
    }
    let quiet = planned(case, &state, &case.config);
    same("a second plan is not empty", &state, &quiet.planned)?;
    is("a second plan replaces", quiet.replaces.is_empty())?;
    is(
        "a destruction leaves something",
        planned(case, &state, &Value::Null).planned.is_null(),
    )
}

/// Returns the plan that core makes when it applies, with all of the configuration known, is the
/// one that the user has seen.
pub(super) fn known_later(case: &Case) -> Result<(), String> {
    let block = &case.schema.block;
    for prior in [&case.prior, &Value::Null] {
        let seen = planned(case, prior, &case.open);
        let made = planned(case, prior, &case.config);
        if is_refused(&seen) || is_refused(&made) {
            continue;
        }
        let open = &seen.planned;
        let known = &made.planned;
        none(
            &format!("{} was planned, and then", show(open)),
            known,
            &check_final_plan(block, open, known),
        )?;
        let extra = made
            .replaces
            .iter()
            .find(|path| !seen.replaces.iter().any(|seen| is_below(path, seen)));
        is(
            &format!(
                "{extra:?} replaces, which the user has not seen in {:?}",
                seen.replaces
            ),
            extra.is_none(),
        )?;
        let state = applied(block, known, case.answers);
        none(
            &format!("{} was planned, and became", show(open)),
            &state,
            &check_applied(block, open, &state),
        )?;
    }
    Ok(())
}

/// Cores differ in whether a new element of a map is proposed as configured (1.11) or as over
/// nothing (later): it is the same.
pub(super) fn proposals(case: &Case) -> Result<(), String> {
    let block = Block {
        blocks: Vec::new(),
        ..case.schema.block.clone()
    };
    let names = block
        .attributes
        .iter()
        .map(|attribute| attribute.name.as_str());
    let config = Value::object(names.map(|name| (name, case.config.attribute(name).clone())));
    // Where the provider decides, some propose the configuration's null, with its type, and others
    // the state's.
    same(
        "what is new is proposed otherwise",
        &untyped(&config),
        &untyped(&propose(&block, &Value::Null, &config)),
    )?;
    let block = &case.schema.block;
    if has_sets(block) {
        // Which of two elements gets an old one depends on how both are configured, and so differs
        // the second time.
        return Ok(());
    }
    let proposed = propose(block, &case.prior, &case.config);
    same(
        "a proposal over a proposal changes something",
        &proposed,
        &propose(block, &proposed, &case.config),
    )
}

pub(super) fn planned(case: &Case, prior: &Value, config: &Value) -> Plan {
    plan(&case.schema, &case.defaults, prior, config)
}

/// Reports whether the user is told to mend the configuration: two elements of a nested set would
/// become one.
pub(super) fn is_refused(plan: &Plan) -> bool {
    plan.diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error)
}

fn is_below(path: &Path, above: &Path) -> bool {
    let steps: Vec<&Step> = above.0.iter().collect();
    path.0.iter().zip(steps).all(|(a, b)| a == b) && path.0.len() >= above.0.len()
}

fn is(what: &str, holds: bool) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what.to_owned()) }
}

fn same(what: &str, expected: &Value, found: &Value) -> Result<(), String> {
    if expected == found {
        Ok(())
    } else {
        Err(format!("{what}: {} became {}", show(expected), show(found)))
    }
}

fn none(what: &str, value: &Value, problems: &[PathError]) -> Result<(), String> {
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    if told.is_empty() {
        Ok(())
    } else {
        Err(format!("{what} {}: {}", show(value), told.join("; ")))
    }
}

fn has_sets(block: &Block) -> bool {
    block.attributes.iter().any(is_set)
        || block
            .blocks
            .iter()
            .any(|nested| nested.nesting == BlockNesting::Set || has_sets(&nested.block))
}

fn is_set(attribute: &Attribute) -> bool {
    matches!(&attribute.shape, Shape::Nested(nesting, inner) if *nesting == Nesting::Set || inner.iter().any(is_set))
}

/// Returns the value with nulls that have no type.
fn untyped(value: &Value) -> Value {
    match value {
        value if value.is_null() => Value::Null,
        Value::List(elements) => Value::List(elements.iter().map(untyped).collect()),
        Value::Set(elements) => Value::Set(elements.iter().map(untyped).collect()),
        Value::Map(elements) => Value::Map(
            elements
                .iter()
                .map(|(name, element)| (name.clone(), untyped(element)))
                .collect(),
        ),
        other => other.clone(),
    }
}
