//! What a declaration means for values and documents.

mod addresses;
pub(crate) mod convert;
pub(crate) mod judge;
pub(crate) mod near;
pub(crate) mod schema;
pub(crate) mod sensitive;
pub(crate) mod writes;
