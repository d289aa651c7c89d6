//! Environment values: `~/environment_values`, a value for each environment. Only the GET of one shows
//! the values.

use serde_json::{Map, Value as Json, json};

use super::call::Call;
use super::family::{Codes, Family, Kind, Says, Shows, Verb};
use crate::emulator::model::{Fields, Refusal, check_name};

pub(super) static ENVIRONMENT_VALUES: Family = Family {
    path: "~/environment_values",
    parent: None,
    collection: "environment_values",
    noun: "environment value",
    codes: Codes {
        not_found: "EnvironmentValueNotFound",
        duplicate: "EnvironmentValueDuplicateName",
    },
    kind: Kind::Many {
        id: "id",
        unique: &["name"],
        accept,
    },
    drafted: true,
    verbs: &[
        Verb::List(SUMMARY),
        Verb::Create(Says::Created(SUMMARY)),
        Verb::Get(Shows::All),
        Verb::Put(Says::Changed(SUMMARY)),
        Verb::Delete(Says::Nothing),
    ],
    more: &[],
}
.checked();

const SUMMARY: Shows = Shows::Only(&["_id", "name", "last_modified"]);

/// The environments that a value may differ in.
pub(super) const ENVIRONMENTS: [&str; 5] = ["none", "development", "testing", "qa", "production"];

fn accept(call: &Call<'_>, fields: &Fields<'_>) -> Result<Json, Refusal> {
    fields.ignore(&["_id", "last_modified"]);
    let name = fields.string("name")?;
    let mut values = Map::new();
    if let Some(given) = fields.optional_object("values")? {
        for environment in ENVIRONMENTS {
            if let Some(value) = given.any(environment) {
                values.insert(environment.to_owned(), value.clone());
            }
        }
        given.finish()?;
    }
    fields.finish()?;
    check_name(name)?;
    Ok(json!({ "name": name, "values": values, "last_modified": call.now() }))
}
