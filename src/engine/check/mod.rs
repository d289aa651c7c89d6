//! The checks that Terraform core makes on a provider's schema and answers.
//!
//! Core trusts no provider. It checks a schema when it loads it ([`check_schema`]), the type of
//! every value that it gets ([`check_type`]), a plan against the configuration and the prior state
//! ([`check_plan`]), and the result of an apply against its plan ([`check_applied`]). What breaks a
//! rule is reported to the user as a bug of the provider. These functions find the same, so that
//! core is never the first to object; each tells its rules in full.
//!
//! A problem reads as a predicate after its path, in core's words where core has some: `name:
//! planned value for a non-computed attribute`. No message quotes a value, because it may be
//! sensitive.

mod applied;
mod conform;
mod planned;
mod problems;
mod schema;

pub use applied::check_applied;
#[cfg(test)]
pub(crate) use applied::check_final_plan;
pub use conform::check_type;
pub(crate) use conform::conformed;
pub use planned::check_plan;
pub(crate) use problems::unknowns;
pub use schema::check_schema;
