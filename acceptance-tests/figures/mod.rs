//! What the README promises, measured. `cargo test --release --test acceptance -- --figures` prints the
//! whole table; the stories of the same names are small versions of it, which every run of the tests
//! has.

mod kills;

use anyhow::Result;

use crate::Story;
use crate::terraform::Program;

/// A figure: what it is of, what is promised, and how it is measured. The measurement returns the value,
/// and fails if the promise is not kept.
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) promise: &'static str,
    pub(crate) measure: fn(&Program) -> Result<String>,
}

pub(crate) const FIGURES: &[Figure] = &[Figure {
    name: "kill -9 at any instant, then apply",
    promise: "300 of 300 heal",
    measure: |program| kills::kills(program, 300),
}];

pub(crate) const STORIES: &[Story] = &[Story::new("what kill -9 leaves heals", |program| {
    kills::kills(program, 6).map(|_| ())
})
.on_unix()];
