//! Functions: `~/functions`. The list leaves out the source.

use serde_json::{Value as Json, json};

use super::call::Call;
use super::family::{Codes, Family, Kind, Says, Shows, Verb};
use crate::emulator::model::{Fields, Refusal, check_name};

pub(super) static FUNCTIONS: Family = Family {
    path: "~/functions",
    parent: None,
    collection: "functions",
    noun: "function",
    codes: Codes {
        not_found: "FunctionNotFound",
        duplicate: "FunctionDuplicateName",
    },
    kind: Kind::Many {
        id: "id",
        unique: &["name"],
        accept,
    },
    drafted: true,
    verbs: &[
        Verb::List(Shows::Only(&["_id", "name", "last_modified"])),
        Verb::Create(Says::Created(Shows::Only(&["_id", "name"]))),
        Verb::Get(Shows::All),
        Verb::Put(Says::Changed(Shows::All)),
        Verb::Delete(Says::Nothing),
    ],
    more: &[],
}
.checked();

fn accept(call: &Call<'_>, fields: &Fields<'_>) -> Result<Json, Refusal> {
    // `read_only` means something only to the API's own command line, which sends it back.
    fields.ignore(&["_id", "last_modified", "read_only"]);
    let name = fields.filled("name")?;
    let mut function = json!({
        "name": name,
        "private": fields.optional_bool("private")?.unwrap_or(false),
        "source": fields.string("source")?,
        "can_evaluate": fields.optional("can_evaluate").cloned().unwrap_or_else(|| json!({})),
        "run_as_system": fields.optional_bool("run_as_system")?.unwrap_or(false),
        "last_modified": call.now(),
    });
    let user = fields.optional_string("run_as_user_id")?.unwrap_or("");
    let script = fields
        .optional_string("run_as_user_id_script_source")?
        .unwrap_or("");
    fields.finish()?;
    name.split('/').try_for_each(check_name)?;
    if !function["can_evaluate"].is_object() {
        return Err(Refusal::invalid("'can_evaluate' must be an object"));
    }
    if !user.is_empty() && !script.is_empty() {
        return Err(Refusal::invalid(
            "'run_as_user_id' cannot be used with 'run_as_user_id_script_source'",
        ));
    }
    function["run_as_user_id"] = user.into();
    function["run_as_user_id_script_source"] = script.into();
    Ok(function)
}
