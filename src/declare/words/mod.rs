//! The words of a declaration: constants, and the checks that fail the build.
//!
//! A resource of the API is a collection, an ID, and a body whose field names are Terraform's. The
//! differences between families are expressed in closed enums that the interpreter matches
//! exhaustively, so a declaration contains no code. What only one resource needs is a plain
//! function beside its declaration, over the types of this room. A new oddity of the API is a new
//! word here.

#[cfg_attr(
    not(test),
    expect(
        dead_code,
        reason = "words of the families that come next, tried in `declare/tests`"
    )
)]
mod attr;
mod checked;
mod forms;
#[cfg_attr(not(test), expect(dead_code, reason = "the same"))]
mod lifecycle;
mod reading;
mod relations;
mod spec;

pub(crate) use crate::engine::{Value, network};
pub(crate) use attr::*;
pub(crate) use forms::*;
pub(crate) use lifecycle::*;
pub(crate) use reading::{Reading, Tells};
pub(crate) use relations::*;
pub(crate) use spec::*;
