//! The calls that Terraform makes for a declared resource.

pub(crate) mod data;
pub(crate) mod import;
pub(crate) mod import_id;
pub(crate) mod list;
pub(crate) mod reading;
pub(crate) mod resource;
