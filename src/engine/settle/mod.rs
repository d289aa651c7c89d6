//! Keeping the spelling that is there already, wherever another one means the same.
//!
//! Plans and refreshed states are settled alike: attribute by attribute, down into nested attributes and blocks. A value of a
//! plain type is compared whole, because core compares it whole (protocol.md 5.7, rule 8).

mod plan;
mod same;
mod state;

pub(crate) use plan::settle_plan;
pub use state::settle;
