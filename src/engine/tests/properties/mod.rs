//! Properties that hold for every schema and every value.
//!
//! A case is a random schema, a state, and a configuration, first with unknowns and then without
//! ([`case`]). `cargo test` tries 10,000 of them, the same ones each time, so that nobody's build
//! fails for what somebody else did not break. More of them, and other ones each time:
//!
//! ```text
//! PROPTEST_CASES=100000 cargo test --lib engine::tests::properties
//! ```
//!
//! A failure makes its case as small as it can and prints it as Rust, with the seed that brings it
//! back. Make of it a test of its own: in a file of this folder,
//! `assert_eq!(plans::legal_and_kept(&Case { … }), Ok(()))` does; a text for the fixtures is
//! shorter.

mod case;
mod cases;
mod changes;
mod codecs;
mod configs;
mod dice;
mod generator;
mod legal;
mod plans;
mod print;
mod printed;
mod provider;
mod schemas;
mod shrink;
mod simpler_schemas;
mod simpler_types;
mod simpler_values;
mod states;
mod unknowns;
mod values;

use std::hash::{BuildHasher as _, RandomState};

use proptest::prelude::Strategy;
use proptest::test_runner::{
    Config, RngSeed, TestCaseError, TestError, TestRunner, contextualize_config,
};

use crate::engine::{Number, Type, Value};

/// What decides the cases of `cargo test`.
const SEED: u64 = 9;

/// Panics with the smallest case that breaks the property. The environment may ask for more cases,
/// and for another seed.
fn holds<S: Strategy>(
    name: &str,
    cases: u32,
    strategy: &S,
    property: impl Fn(&S::Value) -> Result<(), String>,
) {
    let asked = contextualize_config(Config {
        cases,
        rng_seed: RngSeed::Random,
        ..Config::default()
    });
    let seed = match asked.rng_seed {
        RngSeed::Fixed(seed) => seed,
        RngSeed::Random if asked.cases == cases => SEED,
        RngSeed::Random => RandomState::new().hash_one(name),
    };
    if let Some(broken) = broken(name, asked.cases, seed, strategy, property) {
        panic!("{broken}");
    }
}

/// Returns what is told of the smallest case that breaks the property, if one does.
fn broken<S: Strategy>(
    name: &str,
    cases: u32,
    seed: u64,
    strategy: &S,
    property: impl Fn(&S::Value) -> Result<(), String>,
) -> Option<String> {
    // Each property has cases of its own.
    let own = name.bytes().fold(seed, |seed, byte| {
        seed.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    let mut runner = TestRunner::new(Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 1_000_000,
        max_shrink_time: 60_000,
        rng_seed: RngSeed::Fixed(own),
        ..Config::default()
    });
    match runner.run(strategy, |case| {
        property(&case).map_err(TestCaseError::fail)
    }) {
        Ok(()) => None,
        Err(TestError::Fail(reason, case)) => Some(format!(
            "{reason}\n\nThe smallest case:\n\n{case:?}\n\nThe same again: PROPTEST_RNG_SEED={seed} PROPTEST_CASES={cases} cargo test --lib {name}"
        )),
        Err(TestError::Abort(reason)) => Some(format!("{name} was given up: {reason}")),
    }
}

/// Returns what is printed of a value with a type of its own.
fn typed(ty: Type, value: Value) -> Value {
    Value::Dynamic(Box::new((ty, value)))
}

/// Returns what is printed of a number that is no small integer.
fn number(text: &str) -> Value {
    Value::Number(Number::parse(text).expect("a number"))
}
