//! The vocabulary in which resources are declared, and its interpreter. No resource is known here.
//!
//! - `words` is the vocabulary: constants and nothing else, and the checks that stop the build.
//! - `shape` is what a declaration means for values and documents: schema, validators, bodies, states. Pure.
//! - `object` is what a declaration means for the API: where an object is, whether it is there, how it comes, changes and goes.
//! - `serve` is what Terraform asks: the traits of [`provider`](crate::provider) over the above.

pub(crate) mod context;
pub(crate) mod object;
pub(crate) mod report;
pub(crate) mod serve;
pub(crate) mod shape;
pub(crate) mod words;

/// The prefix of every type name.
pub(crate) const PROVIDER: &str = "appservices";
