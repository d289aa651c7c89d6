//! Values: `~/values`. A value is any JSON, or the name of a secret. The list leaves the value out.

use serde_json::{Value as Json, json};

use super::call::Call;
use super::family::{Codes, Family, Kind, Says, Shows, Verb};
use super::references;
use crate::emulator::model::{Fields, Refusal, check_name};

pub(super) static VALUES: Family = Family {
    path: "~/values",
    parent: None,
    collection: "values",
    noun: "value",
    codes: Codes {
        not_found: "ValueNotFound",
        duplicate: "ValueDuplicateName",
    },
    kind: Kind::Many {
        id: "id",
        unique: &["name"],
        accept,
    },
    drafted: true,
    verbs: &[
        Verb::List(Shows::Only(&["_id", "name", "private"])),
        Verb::Create(Says::Created(Shows::All)),
        Verb::Get(Shows::All),
        Verb::Put(Says::Changed(Shows::All)),
        Verb::Delete(Says::Nothing),
    ],
    more: &[],
}
.checked();

fn accept(call: &Call<'_>, fields: &Fields<'_>) -> Result<Json, Refusal> {
    fields.ignore(&["_id", "last_modified"]);
    let name = fields.string("name")?;
    let private = fields.bool("private")?;
    let from_secret = fields.optional_bool("from_secret")?.unwrap_or(false);
    let value = fields.present("value")?;
    fields.finish()?;
    check_name(name)?;
    if from_secret {
        let secret = value
            .as_str()
            .ok_or_else(|| Refusal::invalid("'value' must be the name of a secret"))?;
        references::secret(call, secret)?;
    }
    Ok(json!({ "name": name, "private": private, "from_secret": from_secret, "value": value }))
}
