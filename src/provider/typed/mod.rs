//! The traits over Rust structs: an author writes a struct with serde, and never sees a value.
//!
//! Each is the trait of the same name without "Typed", to which a blanket implementation turns it.
//! A struct has a field for each attribute of the schema: `Option<T>` where the value can be null,
//! [`Field<T>`](crate::engine::Field) where it can be unknown, because it is computed. When the
//! schema is served, the struct is checked against it, and a mistake is reported with the field.

mod action;
mod data_source;
mod ephemeral;
mod function;
mod resource;
#[cfg(test)]
mod tests;

pub use action::TypedAction;
pub use data_source::TypedDataSource;
pub use ephemeral::TypedEphemeralResource;
pub use function::TypedFunction;
pub use resource::TypedResource;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Result;
use crate::engine::{Schema, Value, filled, from_value, to_value};

/// Returns the struct that a value of `type_name` holds.
fn read<T: DeserializeOwned>(type_name: &str, value: &Value) -> Result<T> {
    from_value(value).map_err(|misfit| misfit.diagnostic(type_name).into())
}

/// Returns the struct that a state of `type_name` holds, also one from before an attribute had its
/// default.
fn read_state<T: DeserializeOwned>(type_name: &str, state: &Value, schema: &Schema) -> Result<T> {
    read(type_name, &filled(&schema.block, state))
}

/// Returns the value of `type_name` that a struct holds.
fn write<T: Serialize>(type_name: &str, rust: &T, schema: &Schema) -> Result<Value> {
    to_value(rust, &schema.block.ty()).map_err(|misfit| misfit.diagnostic(type_name).into())
}
