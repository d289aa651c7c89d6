//! Secrets: `~/secrets`. Values go in and never come out; there is no GET of one.

use serde_json::{Value as Json, json};

use super::call::Call;
use super::family::{Codes, Family, Kind, Says, Shows, Verb};
use crate::emulator::model::{Fields, Refusal, check_name};

pub(super) static SECRETS: Family = Family {
    path: "~/secrets",
    parent: None,
    collection: "secrets",
    noun: "secret",
    codes: Codes {
        not_found: "SecretNotFound",
        duplicate: "SecretDuplicateName",
    },
    kind: Kind::Many {
        id: "id",
        unique: &["name"],
        accept,
    },
    drafted: false,
    verbs: &[
        Verb::List(SHOWN),
        Verb::Create(Says::Created(SHOWN)),
        Verb::Put(Says::Nothing),
        Verb::Delete(Says::Nothing),
    ],
    more: &[],
}
.checked();

const SHOWN: Shows = Shows::Only(&["_id", "name"]);
const LONGEST_VALUE: usize = 500;

fn accept(_: &Call<'_>, fields: &Fields<'_>) -> Result<Json, Refusal> {
    fields.ignore(&["_id"]);
    let name = fields.string("name")?;
    let value = fields.string("value")?;
    fields.finish()?;
    // The server itself makes `__<service>_<field>` for a service's secrets.
    check_name(name.strip_prefix("__").unwrap_or(name))?;
    if value.chars().count() > LONGEST_VALUE {
        return Err(Refusal::invalid(format!(
            "'value' must have at most {LONGEST_VALUE} characters"
        )));
    }
    Ok(json!({ "name": name, "value": value }))
}
