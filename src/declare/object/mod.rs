//! One object of the API: where it is, whether it is there, how it comes, changes and goes.

pub(crate) mod address;
pub(crate) mod create;
pub(crate) mod derived;
pub(crate) mod look;
pub(crate) mod members;
pub(crate) mod memory;
pub(crate) mod names;
pub(crate) mod promise;
pub(crate) mod proof;
pub(crate) mod rivals;
pub(crate) mod update;
