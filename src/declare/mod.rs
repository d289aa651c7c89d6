//! The vocabulary in which resources are declared, and its interpreter. No resource is known here.
//!
//! - `words` is the vocabulary: constants and nothing else, and the checks that stop the build.
//! - `shape` is what a declaration means for values and documents: schema, validators, bodies, states. Pure.
//! - `object` is what a declaration means for the API: where an object is, whether it is there, how it comes, changes and goes.
//! - `serve` is what Terraform asks: the traits of [`provider`](crate::provider) over the above.
//!
//! `context.rs` is the way to the API, `memory.rs` what calls of one run must know of each other, and `report.rs` has the words for
//! every failure.

#![warn(clippy::too_many_lines)]

pub(crate) mod context;
mod memory;
pub(crate) mod object;
pub(crate) mod report;
pub(crate) mod serve;
pub(crate) mod shape;
#[cfg(test)]
#[expect(clippy::too_many_lines, reason = "tables of cases")]
mod tests;
pub(crate) mod words;
