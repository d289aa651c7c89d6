//! What an app has used: `~/metrics` and `measurements` of an app and of a project. This server counts
//! nothing, so every number is 0.

use serde_json::{Value as Json, json};

use super::apps::APPS;
use super::call::Call;
use super::dates;
use crate::emulator::model::{Answer, Refusal, Response};

/// The calls of no family: their paths, and what they do.
pub(super) const PROJECT_MEASUREMENTS: &str = "/groups/{group}/measurements";
pub(super) const MEASUREMENTS: &str = "/groups/{group}/apps/{app}/measurements";
pub(super) const METRICS: &str = "/groups/{group}/apps/{app}/metrics";

const BILLED: [(&str, &str); 5] = [
    ("request_count", ""),
    ("compute_time", "HOURS"),
    ("data_out", "GIGABYTES"),
    ("sync_time", "HOURS"),
    ("mem_usage", "GIGABYTE_SECONDS"),
];

/// Metrics of what still runs, as they are shown where the query names none.
const METRICS_SHOWN: [(&str, &str); 6] = [
    ("OVERALL_COMPUTE_MS", "MILLISECONDS"),
    ("OVERALL_EGRESS_BYTES", "BYTES"),
    ("OVERALL_FAILED_REQUESTS", ""),
    ("OVERALL_SUCCESSFUL_REQUESTS", ""),
    ("TRIGGERS_FAILED_REQUESTS", ""),
    ("TRIGGERS_SUCCESSFUL_REQUESTS", ""),
];

pub(super) fn of_project(call: &Call<'_>) -> Answer {
    // The description has memory for an app alone.
    let mut shown = measured(call, &BILLED[..4])?;
    shown["group_id"] = call.parameters.need("group")?.into();
    Ok(Response::ok(shown))
}

pub(super) fn of_app(call: &Call<'_>) -> Answer {
    let app = APPS.find(call)?;
    let mut shown = measured(call, &BILLED)?;
    shown["group_id"] = call.parameters.need("group")?.into();
    shown["appId"] = app.id().into();
    shown["appName"] = app["name"].clone();
    Ok(Response::ok(shown))
}

/// The period is the current month unless the query names another.
fn measured(call: &Call<'_>, billed: &[(&str, &str)]) -> Result<Json, Refusal> {
    let (first, last) = dates::month_of(call.tx.now_milliseconds());
    let start = date(call, "start")?.unwrap_or(first);
    let end = date(call, "end")?.unwrap_or(last);
    let granularity = call.query("granularity").unwrap_or("P31D");
    if !["P31D", "PT1H"].contains(&granularity) {
        return Err(Refusal::invalid("'granularity' must be P31D or PT1H"));
    }
    if end < start {
        return Err(Refusal::invalid("'end' is before 'start'"));
    }
    let point = json!({ "timestamp": dates::written(start), "value": 0 });
    let measurements = billed
        .iter()
        .map(|(name, units)| json!({ "name": name, "units": units, "data_points": [point] }));
    Ok(json!({
        "start": dates::written(start),
        "end": dates::written(end),
        "granularity": granularity,
        "measurements": measurements.collect::<Vec<_>>(),
    }))
}

pub(super) fn metrics(call: &Call<'_>) -> Answer {
    let app = APPS.find(call)?;
    let need = |name: &str| {
        call.query(name)
            .ok_or_else(|| Refusal::coded(400, "MissingParameter", format!("'{name}' is required")))
    };
    let granularity = need("granularity")?;
    need("start")?;
    need("end")?;
    let (start, end) = (date(call, "start")?, date(call, "end")?);
    let is_duration = granularity.strip_prefix('P').is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    if !is_duration {
        return Err(Refusal::invalid(
            "'granularity' must be an ISO 8601 duration",
        ));
    }
    if end < start {
        return Err(Refusal::invalid("'end' is before 'start'"));
    }
    let start = start.unwrap_or_default();
    let point = json!({ "timestamp": dates::written(start), "value": 0 });
    let wanted: Vec<String> = match call.query("metrics") {
        Some(names) => names.split(',').map(str::to_owned).collect(),
        None => METRICS_SHOWN
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect(),
    };
    let measurements = wanted.iter().map(|name| {
        let known = METRICS_SHOWN.iter().find(|(known, _)| known == name);
        let units = known.map_or("", |(_, units)| units);
        json!({ "name": name, "units": units, "data_points": [point] })
    });
    Ok(Response::ok(json!({
        "app_id": app.id(),
        "app_name": app["name"],
        "group_id": call.parameters.need("group")?,
        "start": dates::written(start),
        "end": dates::written(end.unwrap_or_default()),
        "granularity": granularity,
        "measurements": measurements.collect::<Vec<_>>(),
    })))
}

fn date(call: &Call<'_>, name: &str) -> Result<Option<i64>, Refusal> {
    let Some(text) = call.query(name) else {
        return Ok(None);
    };
    let read = dates::read(text);
    let wrong = || Refusal::invalid(format!("'{name}' must be a date of ISO 8601"));
    read.map(Some).ok_or_else(wrong)
}
