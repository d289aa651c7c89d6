//! That the generator makes what it promises, and that failing cases become small.

use std::collections::BTreeMap;

use super::broken;
use super::case::Case;
use super::cases::Cases;
use super::dice::Dice;
use super::legal::illegal;
use super::plans::{is_refused, planned};
use super::provider::{applied, has_merged};
use super::shrink::simpler;
use crate::engine::{Attribute, Block, NestedBlock, Shape, Type, Usage, Value};

const CASES: u64 = 2_000;

fn cases() -> impl Iterator<Item = Case> {
    (0..CASES).map(|seed| Case::random(&mut Dice::new(seed)))
}

#[test]
fn few_attempts_are_illegal() {
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    let attempts = (0..CASES).map(|seed| Case::attempt(&mut Dice::new(seed)));
    for reason in attempts.filter_map(|case| illegal(&case)) {
        *reasons.entry(reason).or_default() += 1;
    }
    assert!(reasons.values().sum::<u64>() < CASES / 20, "{reasons:#?}");
}

/// How many of the cases have what, at least.
const LEAST: &[(&str, u64)] = &[
    ("tuple", 100),
    ("dynamic", 200),
    ("set in set", 50),
    ("nested set in set", 15),
    ("block", 500),
    ("set of blocks", 100),
    ("computed block", 200),
    ("default", 200),
    ("default in a set", 50),
    ("computed in a set", 100),
    ("write-only", 200),
    ("write-only inside", 50),
    ("dynamic in a block", 100),
    ("creation", 400),
    ("update", 600),
    ("no change", 100),
    ("replacement", 200),
    ("unknown configuration", 800),
    ("setting of the provider", 50),
];

#[test]
fn everything_there_is_comes_often_enough() {
    let mut found: BTreeMap<&str, u64> = BTreeMap::new();
    for case in cases() {
        let mut seen: Vec<&str> = Vec::new();
        block_features(&case.schema.block, &mut seen);
        let plan = planned(&case, &case.prior, &case.config);
        let state = applied(&case.schema.block, &plan.planned, case.answers);
        for (name, is_there) in [
            ("creation", case.prior.is_null()),
            (
                "update",
                !case.prior.is_null() && plan.planned != case.prior,
            ),
            ("no change", plan.planned == case.prior),
            ("replacement", !plan.replaces.is_empty()),
            ("unknown configuration", !case.open.is_wholly_known()),
            ("setting of the provider", !case.defaults.is_empty()),
            ("refused", is_refused(&plan)),
            ("merged", has_merged(&plan.planned, &state)),
        ] {
            if is_there {
                seen.push(name);
            }
        }
        seen.sort_unstable();
        seen.dedup();
        seen.into_iter()
            .for_each(|name| *found.entry(name).or_default() += 1);
    }
    let count = |name: &str| found.get(name).copied().unwrap_or(0);
    for (name, least) in LEAST {
        let least = *least;
        assert!(
            count(name) >= least,
            "{name} comes in {} of {CASES} cases: {found:#?}",
            count(name)
        );
    }
    // Of these the properties say less.
    for name in ["refused", "merged"] {
        assert!(
            count(name) <= CASES / 20,
            "{name} comes in {} of {CASES} cases",
            count(name)
        );
    }
}

fn block_features(block: &Block, seen: &mut Vec<&'static str>) {
    features(&block.attributes, false, 0, seen);
    for nested in &block.blocks {
        seen.push("block");
        nested_features(nested, seen);
    }
}

fn nested_features(nested: &NestedBlock, seen: &mut Vec<&'static str>) {
    if nested.computed.is_some() {
        seen.push("computed block");
    }
    if nested.nesting == crate::engine::BlockNesting::Set {
        seen.push("set of blocks");
    }
    if nested.block.ty().has_dynamic() {
        seen.push("dynamic in a block");
    }
    features(
        &nested.block.attributes,
        nested.nesting == crate::engine::BlockNesting::Set,
        1,
        seen,
    );
    for nested in &nested.block.blocks {
        nested_features(nested, seen);
    }
}

fn features(attributes: &[Attribute], in_set: bool, depth: usize, seen: &mut Vec<&'static str>) {
    for attribute in attributes {
        for (name, is_there) in [
            ("default", attribute.default.is_some()),
            ("default in a set", attribute.default.is_some() && in_set),
            (
                "computed in a set",
                attribute.usage == Usage::Computed && in_set,
            ),
            ("write-only", attribute.write_only),
            ("write-only inside", attribute.write_only && depth > 0),
        ] {
            if is_there {
                seen.push(name);
            }
        }
        match &attribute.shape {
            Shape::Plain(ty) => type_features(ty, false, seen),
            Shape::Nested(nesting, inner) => {
                let is_set = *nesting == crate::engine::Nesting::Set;
                if is_set && in_set {
                    seen.push("nested set in set");
                }
                features(inner, in_set || is_set, depth + 1, seen);
            }
        }
    }
}

fn type_features(ty: &Type, in_set: bool, seen: &mut Vec<&'static str>) {
    match ty {
        Type::Dynamic => seen.push("dynamic"),
        Type::Bool | Type::Number | Type::String => {}
        Type::Set(inner) => {
            if in_set {
                seen.push("set in set");
            }
            type_features(inner, true, seen);
        }
        Type::List(inner) | Type::Map(inner) => type_features(inner, in_set, seen),
        Type::Tuple(types) => {
            seen.push("tuple");
            types.iter().for_each(|ty| type_features(ty, in_set, seen));
        }
        Type::Object(types) => types
            .values()
            .for_each(|ty| type_features(ty, in_set, seen)),
    }
}

#[test]
fn there_is_always_something_simpler_until_nothing_is_left() {
    for case in cases().step_by(100) {
        let mut case = case;
        let mut steps = 0;
        while let Some(next) = simpler(&case).into_iter().next() {
            steps += 1;
            assert!(
                steps < 1_000,
                "there is always something simpler than {case:?}"
            );
            case = next;
        }
        assert!(
            case.schema.block.attributes.is_empty() && case.schema.block.blocks.is_empty(),
            "{case:?}"
        );
    }
}

/// A property that does not hold.
#[test]
fn a_broken_property_is_told_with_its_smallest_case() {
    let no_null_of_a_type = |case: &Case| {
        let found = case.config.attribute("a");
        let broken =
            matches!(found, Value::Dynamic(typed) if typed.1.is_null()) && !case.prior.is_null();
        if broken {
            Err("there is the null of a type".to_owned())
        } else {
            Ok(())
        }
    };
    let told = broken("nothing", 100_000, 9, &Cases, no_null_of_a_type).expect("it is found");
    expect_test::expect![[r#"
        there is the null of a type

        The smallest case:

        Case {
            schema: Schema { version: 0, block: Block { attributes: vec![Attribute::new("a", Type::Dynamic, Usage::Optional, "")], ..Block::default() } },
            defaults: Defaults::new(),
            prior: Value::object([("a", Value::Null)]),
            open: Value::object([("a", typed(Type::String, Value::Null))]),
            config: Value::object([("a", typed(Type::String, Value::Null))]),
            answers: 0,
        }

        The same again: PROPTEST_RNG_SEED=9 PROPTEST_CASES=100000 cargo test --lib nothing"#]].assert_eq(&told);
}
