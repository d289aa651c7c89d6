//! Tests of the engine: fixtures as text, through one `check` function for each area.
//!
//! `UPDATE_EXPECT=1 cargo test --lib engine` records expected results again; read the difference
//! before committing it. `PROPTEST_CASES=100000 cargo test --lib engine::tests::properties` tries
//! more random cases than the 10,000 of `cargo test`.

mod check_rules;
mod doubles;
mod dynamic;
mod fixtures;
mod hostile;
pub(crate) mod language;
mod mixed_types;
mod modifying;
mod own_types;
mod promises;
mod properties;
mod proposing;
mod validation;
mod validators;
mod vectors;
