//! Objects that other objects refer to.
//!
//! Choice: a field that refers to an object that does not exist is a wrong field, which is a 400.

use super::call::Call;
use super::family::Family;
use super::secrets::SECRETS;
use crate::emulator::model::{Document, Refusal};

/// Refuses the ID of an object that is not there.
pub(super) fn with_id(family: &Family, call: &Call<'_>, id: &str) -> Result<Document, Refusal> {
    let found = family.look_up(call, id)?;
    found.ok_or_else(|| unknown(family, id))
}

/// Refuses the name of a secret that is not there.
pub(super) fn secret(call: &Call<'_>, name: &str) -> Result<(), Refusal> {
    named(&SECRETS, call, name)
}

/// Refuses the name of an object that is not there.
pub(super) fn named(family: &Family, call: &Call<'_>, name: &str) -> Result<(), Refusal> {
    match family.named(call, name)? {
        Some(_) => Ok(()),
        None => Err(unknown(family, name)),
    }
}

/// Returns why a field that names an object is refused.
pub(super) fn unknown(family: &Family, given: &str) -> Refusal {
    Refusal::coded(
        400,
        family.codes.not_found,
        format!("{} not found: {given:?}", family.noun),
    )
}
