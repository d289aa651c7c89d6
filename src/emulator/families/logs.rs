//! Logs: `~/logs`. This server logs the changes that its callers make to an app.

use serde_json::{Value as Json, json};

use super::call::Call;
use super::dates;
use crate::emulator::model::{Answer, Document, Refusal, Response, random};
use crate::emulator::store::Place;

pub(super) const PATH: &str = "/groups/{group}/apps/{app}/logs";

const COLLECTION: &str = "logs";

/// How many entries of an app are kept. Choice: the API keeps them for ten days.
const KEPT: u32 = 1_000;

/// The most entries in one answer, as the description says.
const PAGE: usize = 100;

/// Adds an entry about a change that a caller has made.
pub(super) fn of_a_write(call: &Call<'_>, collection: &'static str) -> Result<(), Refusal> {
    let Some(app) = call.parameters.get("app") else {
        return Ok(());
    };
    let place = Place::in_app(app, COLLECTION);
    let entry = json!({
        "co_id": random::text(24, b"0123456789abcdef"),
        "time": call.tx.now_milliseconds(),
        "group_id": call.parameters.need("group")?,
        "message": format!("changed {collection}"),
    });
    call.tx.insert(place, None, entry)?;
    Ok(call.tx.keep_newest(place, KEPT, None)?)
}

/// Lists entries, newest first, a page at a time.
pub(super) fn list(call: &Call<'_>) -> Answer {
    let app = call.app()?;
    let number = |name: &str, otherwise: usize| match call.query(name) {
        None => Ok(otherwise),
        Some(text) => text.parse::<usize>().map_err(|_| {
            Refusal::invalid(format!("'{name}' must be a whole number, not '{text}'"))
        }),
    };
    let (skip, limit) = (number("skip", 0)?, number("limit", PAGE)?);
    if !(1..=PAGE).contains(&limit) {
        return Err(Refusal::invalid(format!(
            "'limit' must be from 1 to {PAGE}"
        )));
    }
    let (start, end) = (date(call, "start_date")?, date(call, "end_date")?);
    let mut all = call.tx.list(Place::in_app(app, COLLECTION))?;
    all.reverse();
    all.retain(|entry| {
        let time = entry["time"].as_i64().unwrap_or_default();
        let is_of = |name: &str, value: &str| call.query(name).is_none_or(|wanted| wanted == value);
        let of_type = call
            .query("type")
            .is_none_or(|types| types.split(',').any(|one| one == "API"));
        let is_within = start.is_none_or(|start| time > start) && end.is_none_or(|end| time <= end);
        // Every entry is of a change that succeeded, and that no user of the app made.
        let is_error = call.query.get("errors_only").is_some();
        is_within
            && of_type
            && !is_error
            && is_of("co_id", entry.text("co_id").unwrap_or_default())
            && is_of("user_id", "")
    });
    let more = all
        .get(skip + limit)
        .map(|entry| entry["time"].as_i64().unwrap_or_default());
    let shown = all
        .iter()
        .skip(skip)
        .take(limit)
        .map(|entry| shown(app, entry));
    let mut answer = json!({ "logs": shown.collect::<Vec<_>>() });
    if more.is_some() {
        let end = end.unwrap_or_else(|| call.tx.now_milliseconds());
        answer["nextEndDate"] = dates::written(end).into();
        answer["nextSkip"] = (skip + limit).into();
    }
    Ok(Response::ok(answer))
}

fn shown(app: &str, entry: &Document) -> Json {
    let time = dates::written(entry["time"].as_i64().unwrap_or_default());
    json!({
        "_id": entry.id(),
        "co_id": entry["co_id"],
        "type": "API",
        "app_id": app,
        "group_id": entry["group_id"],
        "started": time,
        "completed": time,
        "messages": [entry["message"]],
        "error": "",
        "error_code": "",
    })
}

fn date(call: &Call<'_>, name: &str) -> Result<Option<i64>, Refusal> {
    let Some(text) = call.query(name) else {
        return Ok(None);
    };
    let wrong = || Refusal::invalid(format!("'{name}' must be a date of ISO 8601"));
    dates::read(text).map(Some).ok_or_else(wrong)
}
