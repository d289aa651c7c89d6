//! What values are and what change means: types, values, schemas, planning, and the checks that
//! Terraform core makes.
//!
//! Everything here is a pure function of its arguments: no input or output, no clock, no
//! environment, no async. Rules that come from Terraform are marked with where core keeps them (its
//! `objchange`, `configschema` and `cty` packages).

#![warn(clippy::too_many_lines)]

mod builders;
pub mod check;
pub mod codec;
mod constraint;
mod contradictions;
mod conversions;
mod diagnostic;
mod diagnostics;
mod distinct;
mod drift;
mod expression;
mod fields;
mod filled;
mod fits;
mod formats;
mod meaning;
mod modify;
mod number;
mod own_types;
mod partners;
mod path;
mod plan;
mod propose;
mod render;
mod repeat;
mod replace;
pub mod rules;
mod schema;
mod settle;
#[cfg(test)]
pub(crate) mod tests;
pub mod timeouts;
mod typed;
mod types;
mod validate;
pub mod validators;
mod value;
mod wire;
pub(crate) mod wording;

pub use constraint::{Applicable, Modifier, Modifying, Rule, ValidateRequest, Validator};
pub use contradictions::contradictions;
pub use conversions::NotFinite;
pub use diagnostic::{Diagnostic, Severity};
pub use diagnostics::{Context, Diagnostics};
pub use drift::{Change, changes};
pub use expression::PathExpression;
pub(crate) use expression::value_at;
pub(crate) use fields::{Fields, Part};
pub(crate) use filled::{filled, unfilled};
#[cfg(feature = "client")]
pub(crate) use formats::network;
pub use meaning::Meaning;
pub use number::Number;
pub use path::{Path, PathError, Step};
pub use plan::{Defaults, Plan, plan};
pub use propose::{complete, propose};
pub use render::render;
pub(crate) use repeat::Repeat;
pub use schema::{
    Attribute, Block, BlockNesting, NestedBlock, Nesting, Recompute, Replace, Schema, Shape, Usage,
};
pub use settle::settle;
pub use typed::{Field, from_value, to_value};
pub(crate) use typed::{Need, RustShape, misfits, to_value_in_part};
pub use types::Type;
pub use validate::{refuse_write_only, validate};
pub use value::{Unknown, Value};
pub use wire::{from_wire, path_to_wire, to_wire};
