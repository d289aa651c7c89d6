//! Drafts: `~/drafts`. A caller has one draft of an app at most. While it is open, his changes of what is
//! drafted wait in it, and he sees the app as the draft has it.
//!
//! Choice: what is drafted is in [`Family::drafted`]; the rest of an app changes at once.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::apps::APPS;
use super::broken;
use super::call::Call;
use super::dependencies::PackageDiff;
use super::deployments::{Deployed, record};
use super::family::{Codes, Family, Kind, Odd};
use crate::emulator::model::{Answer, Document, Fields, Method, Refusal, Response, USER_ID};
use crate::emulator::store::{Place, Stored, Tx, View};

pub(super) static DRAFTS: Family = Family {
    path: "~/drafts",
    parent: None,
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
    drafted: false,
    verbs: &[],
    more: &[
        Odd(Method::Get, "", list),
        Odd(Method::Post, "", create),
        Odd(Method::Delete, "/{id}", discard),
        Odd(Method::Get, "/{id}/diff", diff),
        Odd(Method::Post, "/{id}/deployment", deploy),
    ],
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

/// Shows how the draft differs from what is deployed: a text for each object, as lines that were taken
/// out (`-`) and put in (`+`).
fn diff(call: &Call<'_>) -> Answer {
    let draft = DRAFTS.find(call)?;
    let app = call.app()?;
    let by_identity = |view| -> Result<BTreeMap<_, Stored>, Refusal> {
        let all = call.tx.everything(app, view, call.drafted)?.into_iter();
        Ok(all.map(|one| (one.identity(), one)).collect())
    };
    let live = by_identity(View::Live)?;
    let mut draft = by_identity(View::Draft(draft.id()))?;
    let mut diffs = Vec::new();
    let mut packages = PackageDiff::default();
    for (identity, before) in &live {
        let after = draft.remove(identity);
        if after.as_ref() != Some(before) {
            packages.add(Some(before), after.as_ref());
            diffs.push(text_of(Some(before), after.as_ref()));
        }
    }
    for after in draft.values() {
        packages.add(None, Some(after));
        diffs.push(text_of(None, Some(after)));
    }
    Ok(Response::ok(json!({
        "diffs": diffs,
        "hosting_files_diff": { "added": [], "deleted": [], "modified": [] },
        "dependencies_diff": packages.shown(),
        "graphql_config_diff": { "field_diffs": [] },
        "schema_options_diff": { "graphql_validation_diff": [], "rest_validation_diff": [] },
    })))
}

fn text_of(before: Option<&Stored>, after: Option<&Stored>) -> String {
    let title = |one: Option<&Stored>| match one {
        Some(one) => format!(
            "{}/{}",
            one.collection,
            one.name.as_deref().unwrap_or(&one.id)
        ),
        None => "/dev/null".to_owned(),
    };
    let lines = |one: Option<&Stored>| -> Vec<String> {
        let body = one.map(|one| without_times(&one.body));
        let text = body.and_then(|body| serde_json::to_string_pretty(&body).ok());
        text.map_or_else(Vec::new, |text| text.lines().map(str::to_owned).collect())
    };
    let (old, new) = (lines(before), lines(after));
    let mut text = format!("--- {}\n+++ {}", title(before), title(after));
    for (sign, lines, others) in [('-', &old, &new), ('+', &new, &old)] {
        for line in lines.iter().filter(|line| !others.contains(line)) {
            text += &format!("\n{sign}{line}");
        }
    }
    text
}

fn without_times(body: &Json) -> Json {
    let fields: Option<Map<_, _>> = body.as_object().map(|fields| {
        let kept = fields.iter().filter(|(name, _)| *name != "last_modified");
        kept.map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    });
    fields.map_or_else(|| body.clone(), Json::Object)
}
