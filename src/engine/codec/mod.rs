//! Values as bytes: msgpack on Terraform's wire, JSON in its state.
//!
//! Both are written by type: the type is the schema's, and only a dynamic value has its own beside
//! it, as JSON. msgpack has unknowns (an extension) and writes a number as an integer, as a float
//! where that is exact, or as text. JSON has no unknowns.

mod error;
mod json;
mod msgpack;
mod refinements;

pub use error::CodecError;
pub use json::{from_json, to_json};
pub use msgpack::{decode, encode};
