//! The words of a declaration.

mod checked;
pub(crate) mod checks;
pub(crate) mod spec;
