//! Functions: `~/functions`. The list leaves out the source.

use axum::routing::MethodFilter;
use serde_json::{Value as Json, json};

use super::{Collection, only};
use crate::emulator::body::{Fields, check_name};
use crate::emulator::error::{Answer, Refusal, created, no_content, ok};
use crate::emulator::router::{Call, Route};
use crate::emulator::scope::Scope;

pub(super) const FUNCTIONS: Collection = Collection {
    name: "functions",
    one: "function",
    not_found: "FunctionNotFound",
    duplicate: "FunctionDuplicateName",
    unique: &["name"],
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route(
            MethodFilter::GET,
            "/groups/{group}/apps/{app}/functions",
            list,
        ),
        Route(
            MethodFilter::POST,
            "/groups/{group}/apps/{app}/functions",
            create,
        ),
        Route(
            MethodFilter::GET,
            "/groups/{group}/apps/{app}/functions/{id}",
            read,
        ),
        Route(
            MethodFilter::PUT,
            "/groups/{group}/apps/{app}/functions/{id}",
            update,
        ),
        Route(
            MethodFilter::DELETE,
            "/groups/{group}/apps/{app}/functions/{id}",
            delete,
        ),
    ]
}

/// The function of an app that a field of another object names by its id.
pub(super) fn referred(scope: &Scope<'_>, call: &Call, id: &str) -> Result<Json, Refusal> {
    let found = FUNCTIONS.look_up(scope, call, id)?;
    found.ok_or_else(|| {
        Refusal::new(
            400,
            FUNCTIONS.not_found,
            format!("function not found: {id:?}"),
        )
    })
}

fn list(scope: &Scope<'_>, call: &Call) -> Answer {
    ok(FUNCTIONS
        .list(scope, call)?
        .iter()
        .map(|function| only(function, &["_id", "name", "last_modified"]))
        .collect())
}

fn create(scope: &Scope<'_>, call: &Call) -> Answer {
    let function = read_function(scope, call)?;
    created(only(
        &FUNCTIONS.insert(scope, call.app(), function)?,
        &["_id", "name"],
    ))
}

fn read(scope: &Scope<'_>, call: &Call) -> Answer {
    ok(FUNCTIONS.find(scope, call)?)
}

fn update(scope: &Scope<'_>, call: &Call) -> Answer {
    let old = FUNCTIONS.find(scope, call)?;
    let mut function = read_function(scope, call)?;
    function["_id"] = old["_id"].clone();
    FUNCTIONS.replace(scope, call, &function)?;
    ok(function)
}

fn delete(scope: &Scope<'_>, call: &Call) -> Answer {
    FUNCTIONS.remove(scope, call)?;
    no_content()
}

fn read_function(scope: &Scope<'_>, call: &Call) -> Result<Json, Refusal> {
    let fields = Fields::of(&call.body)?;
    // `read_only` means something only to the API's own command line, which sends it back.
    fields.ignore(&["_id", "last_modified", "read_only"]);
    let name = fields.filled("name")?;
    let mut function = json!({
        "name": name,
        "private": fields.optional_bool("private")?.unwrap_or(false),
        "source": fields.string("source")?,
        "can_evaluate": fields.optional("can_evaluate").cloned().unwrap_or_else(|| json!({})),
        "run_as_system": fields.optional_bool("run_as_system")?.unwrap_or(false),
        "last_modified": scope.now,
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
