//! Deployments: `~/deployments`, the newest 25. Without a draft, each change of what is drafted is a
//! deployment of its own.
//!
//! Choice: a deployment remembers what was before it, so that an earlier version can be deployed again.

use serde_json::{Value as Json, json};

use super::call::Call;
use super::family::{Codes, Family, Kind, Odd};
use super::job;
use crate::emulator::model::{Answer, Document, Method, Refusal, Response, USER_ID};
use crate::emulator::store::{Change, Place};

pub(super) static DEPLOYMENTS: Family = Family {
    path: "~/deployments",
    collection: "deployments",
    noun: "deployment",
    codes: Codes {
        not_found: "DeploymentNotFound",
        duplicate: "DeploymentAlreadyExists",
    },
    kind: Kind::Many {
        id: "id",
        unique: &[],
        accept: |_, _| Err(Refusal::mistake()),
    },
    more: &[
        Odd(Method::Get, "", list),
        Odd(Method::Get, "/{id}", get),
        Odd(Method::Post, "/{id}/redeploy", redeploy),
    ],
    ..Family::OF_OWN_CALLS
}
.checked();

/// How many deployments are kept, as the description says.
const NEWEST: u32 = 25;

/// A deployment that is made.
pub(super) struct Deployed<'a> {
    pub(super) name: &'a str,
    pub(super) draft: Option<&'a str>,
    /// How it came about: a draft, a change, an earlier deployment.
    pub(super) origin: &'static str,
    /// Why it fails; `None` if it succeeds.
    pub(super) problem: Option<String>,
}

/// Records the deployment that a change of a family is, if no draft is open.
pub(super) fn of_a_write(family: &Family, call: &Call<'_>) -> Result<(), Refusal> {
    let is_own = ["deployments", "drafts"].contains(&family.collection);
    if is_own || call.draft.is_some() {
        return Ok(());
    }
    let changes = call.tx.changes(call.drafted)?;
    if changes.is_empty() {
        return Ok(());
    }
    let deployed = Deployed {
        name: "",
        draft: None,
        origin: "UI",
        problem: None,
    };
    record(call, &deployed, &changes)?;
    Ok(())
}

/// Adds a deployment. Returns the deployment as the API shows it.
pub(super) fn record(
    call: &Call<'_>,
    deployed: &Deployed<'_>,
    changes: &[Change],
) -> Result<Json, Refusal> {
    let app = call.app()?;
    let place = Place::in_app(app, DEPLOYMENTS.collection);
    let before: Vec<Json> = changes.iter().map(written).collect();
    let body = json!({
        "name": deployed.name,
        "app_id": app,
        "draft_id": deployed.draft.unwrap_or_default(),
        "user_id": USER_ID,
        "deployed_at": call.now(),
        "origin": deployed.origin,
        "commit": "",
        "status_error_message": deployed.problem.as_deref().unwrap_or_default(),
        "diff_url": "",
        "started": call.tx.now_milliseconds(),
        // A change by itself is there at once.
        "takes": if deployed.draft.is_some() { call.job_time } else { 0 },
        "before": before,
    });
    let made = call.tx.insert(place, None, body)?;
    call.tx.keep_newest(place, NEWEST, None)?;
    Ok(shown(call, &made))
}

/// Shows the newest first.
fn list(call: &Call<'_>) -> Answer {
    let mut all = DEPLOYMENTS.all(call)?;
    all.reverse();
    let all = all.iter().map(|deployment| shown(call, deployment));
    Ok(Response::ok(all.collect()))
}

fn get(call: &Call<'_>) -> Answer {
    Ok(Response::ok(shown(call, &find(call)?)))
}

/// The description gives the text of this 404.
fn find(call: &Call<'_>) -> Result<Document, Refusal> {
    let id = call.parameters.need("id")?;
    DEPLOYMENTS
        .look_up(call, id)?
        .ok_or_else(|| Refusal::not_found(DEPLOYMENTS.codes.not_found, "deployment not found"))
}

fn shown(call: &Call<'_>, deployment: &Document) -> Json {
    let mut shown = deployment.only(&[
        "_id",
        "name",
        "app_id",
        "draft_id",
        "user_id",
        "deployed_at",
        "origin",
        "commit",
        "diff_url",
    ]);
    // The description: by default, the name is the ID.
    if shown["name"] == "" {
        shown["name"] = deployment.id().into();
    }
    let problem = deployment.text("status_error_message").unwrap_or_default();
    let status = match job::progress(call, deployment) {
        job::Progress::Begun => "created",
        job::Progress::UnderWay => "pending",
        job::Progress::Done if problem.is_empty() => "successful",
        job::Progress::Done => "failed",
    };
    shown["status"] = status.into();
    let is_over = status == "failed";
    shown["status_error_message"] = if is_over { problem } else { "" }.into();
    shown
}

/// Takes back what later deployments changed, which is a new deployment.
fn redeploy(call: &Call<'_>) -> Answer {
    let wanted = find(call)?;
    if wanted.text("status_error_message") != Some("") {
        return Err(Refusal::invalid(
            "a deployment that failed cannot be deployed again",
        ));
    }
    let mut later: Vec<Document> = DEPLOYMENTS.all(call)?;
    let at = later.iter().position(|one| one.id() == wanted.id());
    later.drain(..=at.unwrap_or_default());
    for deployment in later.iter().rev() {
        // Names may have been swapped, so no object has one at first.
        for is_named in [false, true] {
            for change in deployment["before"].as_array().into_iter().flatten() {
                take_back(call, change, is_named)?;
            }
        }
    }
    let deployed = Deployed {
        name: "",
        draft: None,
        origin: "REDEPLOY",
        problem: None,
    };
    let changes = call.tx.changes(call.drafted)?;
    record(call, &deployed, &changes)?;
    Ok(Response::no_content())
}

fn written(change: &Change) -> Json {
    json!({
        "parent": change.parent,
        "collection": change.collection,
        "id": change.id,
        "name": change.name,
        "body": change.before,
    })
}

/// Restores what was before a change, with its name or without.
fn take_back(call: &Call<'_>, change: &Json, is_named: bool) -> Result<(), Refusal> {
    let text = |field: &str| change[field].as_str().ok_or_else(Refusal::mistake);
    let (parent, collection, id) = (text("parent")?, text("collection")?, text("id")?);
    let key = Place::in_object(call.app()?, parent, collection).key(id);
    match &change["body"] {
        Json::Null => call.tx.remove(key)?,
        body => {
            let name = change["name"].as_str().filter(|_| is_named);
            call.tx.put(key, name, body)?;
        }
    }
    Ok(())
}
