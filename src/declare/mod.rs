//! The vocabulary in which resources are declared, and its interpreter. This room knows no
//! resource.
//!
//! - `words` is the vocabulary: constants, and the checks that fail the build.
//! - `shape` turns a declaration into a schema, validators, request bodies, and states. It is pure.
//! - `object` manages one object of the API: locates, looks up, creates, updates, and removes it.
//! - `serve` implements the traits of [`provider`](crate::provider) over the above.
//!
//! `context.rs` is the access to the API, `memory` coordinates the calls of one run, `journal` those of
//! several runs, and `report.rs` words every failure.

#![warn(clippy::too_many_lines)]

pub(crate) mod context;
pub(crate) mod drafts;
pub(crate) mod journal;
mod memory;
pub(crate) mod object;
pub(crate) mod report;
pub(crate) mod serve;
pub(crate) mod shape;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
#[expect(clippy::too_many_lines, reason = "tables of cases")]
mod tests;
pub(crate) mod words;
