//! The move of an app to another region or deployment model: `~/deployment_migration`.

use serde_json::json;

use super::apps::APPS;
use super::call::Call;
use super::family::{Codes, Family, Odd};
use super::moving::{COLLECTION, ONLY, number, step};
use super::{dates, regions};
use crate::emulator::model::{Answer, Fields, Method, Refusal, Response};

pub(super) static DEPLOYMENT_MIGRATION: Family = Family {
    path: "~/deployment_migration",
    collection: COLLECTION,
    noun: "deployment migration",
    codes: Codes {
        not_found: "DeploymentMigrationNotFound",
        duplicate: "InvalidParameter",
    },
    more: &[Odd(Method::Get, "", get), Odd(Method::Put, "", start)],
    ..Family::OF_OWN_CALLS
}
.checked();

/// Choice: an app that was never moved answers with an empty document.
fn get(call: &Call<'_>) -> Answer {
    let Some(migration) = DEPLOYMENT_MIGRATION.look_up(call, ONLY)? else {
        return Ok(Response::ok(json!({})));
    };
    let (status, message) = step(call, &migration);
    let passed = (call.tx.now_milliseconds() - number(&migration, "started")).max(0);
    let reached = number(&migration, "started") + passed.min(number(&migration, "takes"));
    let mut shown = migration.only(&["from", "to"]);
    shown["status"] = status.into();
    shown["message"] = message.into();
    shown["updated_at"] = dates::written(reached).into();
    Ok(Response::ok(shown))
}

fn start(call: &Call<'_>) -> Answer {
    let fields = Fields::of(call.body)?;
    let model = fields.optional_one_of("deployment_model", &["GLOBAL", "LOCAL"])?;
    let region = fields.optional_one_of("provider_region", regions::IDS)?;
    fields.finish()?;
    let mut app = APPS.find(call)?;
    if let Some(migration) = DEPLOYMENT_MIGRATION.look_up(call, ONLY)?
        && step(call, &migration).0 != "successful"
    {
        return Err(Refusal::invalid("the app is being moved already"));
    }
    let now = |field: &str| app.text(field).unwrap_or_default().to_owned();
    let (old_region, old_model) = (now("provider_region"), now("deployment_model"));
    let (region, model) = (region.unwrap_or(&old_region), model.unwrap_or(&old_model));
    if (region, model) == (old_region.as_str(), old_model.as_str()) {
        return Err(Refusal::invalid(
            "the app has this region and this deployment model already",
        ));
    }
    let before = app.only(&["provider_region", "deployment_model", "location"]);
    let migration = json!({
        "from": app.only(&["provider_region", "deployment_model"]),
        "to": { "provider_region": region, "deployment_model": model },
        "before": before,
        "started": call.tx.now_milliseconds(),
        "takes": call.job_time,
    });
    let place = DEPLOYMENT_MIGRATION.place(call)?;
    call.tx.put(place.key(ONLY), None, &migration)?;
    app.set("location", regions::location_of(region));
    app.set("provider_region", region);
    app.set("deployment_model", model);
    app.set("last_modified", call.now());
    APPS.save(call, app)?;
    Ok(Response::no_content())
}
