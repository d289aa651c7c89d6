//! Drafts: `~/drafts`. A caller has one draft of an app at most. While it is open, his changes of what is
//! drafted wait in it, and he sees the app as the draft has it.
//!
//! Choice: what is drafted is in [`Family::drafted`]; the rest of an app changes at once.

use serde_json::{Value as Json, json};

use super::apps::APPS;
use super::broken;
use super::call::Call;
use super::deployments::{Deployed, record};
use super::differences::Differences;
use super::family::{Codes, Family, Kind, Odd};
use crate::emulator::model::{Answer, Document, Fields, Method, Refusal, Response, USER_ID};
use crate::emulator::store::{Place, Tx, View};

pub(super) static DRAFTS: Family = Family {
    path: "~/drafts",
    collection: "drafts",
    noun: "draft",
    codes: Codes {
        not_found: "DraftNotFound",
        duplicate: "DraftAlreadyExists",
    },
    kind: Kind::Many {
        id: "id",
        unique: &["user_id"],
        accept: |_, _| Err(Refusal::mistake()),
    },
    more: &[
        Odd(Method::Get, "", list),
        Odd(Method::Post, "", create),
        Odd(Method::Delete, "/{id}", discard),
        Odd(Method::Get, "/{id}/diff", diff),
        Odd(Method::Post, "/{id}/deployment", deploy),
    ],
    ..Family::OF_OWN_CALLS
}
.checked();

/// Returns the ID of the caller's open draft of an app.
pub(crate) fn open_draft(tx: &Tx<'_>, app: &str) -> Result<Option<String>, Refusal> {
    let drafts = Place::in_app(app, DRAFTS.collection);
    Ok(tx.holder(drafts, USER_ID)?)
}

/// Shows the draft in a list, as clients expect it. The description has one object.
fn list(call: &Call<'_>) -> Answer {
    let drafts = DRAFTS.all(call)?.into_iter();
    let shown = drafts.map(|draft| shown(call, &draft));
    Ok(Response::ok(shown.collect::<Result<_, _>>()?))
}

fn shown(call: &Call<'_>, draft: &Document) -> Result<Json, Refusal> {
    let mut shown = draft.json().clone();
    shown["app"] = APPS.find(call)?.into_json();
    Ok(shown)
}

fn create(call: &Call<'_>) -> Answer {
    if call.draft.is_some() {
        let error = "a draft already exists";
        return Err(Refusal::coded(409, DRAFTS.codes.duplicate, error));
    }
    let body = json!({ "user_id": USER_ID, "created_at": call.now() });
    let draft = DRAFTS.insert(call.tx, DRAFTS.place(call)?, body)?;
    let view = View::Draft(draft.id());
    call.tx.copy(call.app()?, View::Live, view, call.drafted)?;
    Ok(Response::created(shown(call, &draft)?))
}

fn discard(call: &Call<'_>) -> Answer {
    let draft = DRAFTS.find(call)?;
    let view = View::Draft(draft.id());
    call.tx.clear(call.app()?, view, call.drafted)?;
    DRAFTS.remove(call)?;
    Ok(Response::no_content())
}

/// Deploys the draft. Choice: an app whose objects refer to what is not there fails to deploy, and the
/// draft stays open.
fn deploy(call: &Call<'_>) -> Answer {
    let name = match call.body {
        Json::Null => "",
        body => {
            let fields = Fields::of(body)?;
            let name = fields.optional_string("name")?.unwrap_or_default();
            fields.finish()?;
            name
        }
    };
    let draft = DRAFTS.find(call)?;
    let (app, view) = (call.app()?, View::Draft(draft.id()));
    let problem = broken::reference(call)?;
    if problem.is_none() {
        call.tx.copy(app, view, View::Live, call.drafted)?;
        call.tx.clear(app, view, call.drafted)?;
        DRAFTS.remove(call)?;
    }
    let deployed = Deployed {
        name,
        draft: Some(draft.id()),
        origin: "DRAFT",
        problem,
    };
    let changes = call.tx.changes(call.drafted)?;
    Ok(Response::created(record(call, &deployed, &changes)?))
}

/// Shows how the draft differs from what is deployed.
fn diff(call: &Call<'_>) -> Answer {
    let draft = DRAFTS.find(call)?;
    let app = call.app()?;
    let state = |view| call.tx.everything(app, view, call.drafted);
    let (live, draft) = (state(View::Live)?, state(View::Draft(draft.id()))?);
    let differences = Differences::between(live, draft);
    Ok(Response::ok(json!({
        "diffs": differences.texts,
        "hosting_files_diff": { "added": [], "deleted": [], "modified": [] },
        "dependencies_diff": differences.packages.shown(),
        "graphql_config_diff": { "field_diffs": [] },
        "schema_options_diff": { "graphql_validation_diff": [], "rest_validation_diff": [] },
    })))
}
