//! Keeps the known spelling of a value wherever a new spelling means the same.
//!
//! Plans and refreshed states are settled alike: attribute by attribute, down into nested
//! attributes and blocks. A value of a plain type is compared whole, because core compares it
//! whole; see [`super::check::check_plan`].

mod plan;
mod same;
mod state;

pub(crate) use plan::settle_plan;
pub use state::settle;
