//! What a declaration means for values and documents. Pure: no input or output.

mod addresses;
pub(crate) mod blame;
pub(crate) mod decode;
pub(crate) mod ejson;
pub(crate) mod encode;
pub(crate) mod judge;
pub(crate) mod listing;
pub(crate) mod near;
mod rules;
pub(crate) mod schema;
pub(crate) mod sensitive;
mod validators;
pub(crate) mod writes;
