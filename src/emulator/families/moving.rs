//! How far the move of an app to another region or deployment model is.

use serde_json::Value as Json;

use super::call::Call;
use crate::emulator::model::{Document, Refusal};
use crate::emulator::store::Place;

/// The collection of migrations.
pub(super) const COLLECTION: &str = "deployment_migration";

/// The ID under which the migration of an app is kept.
pub(super) const ONLY: &str = "only";

/// What a migration goes through, in the order of the description.
const STEPS: [(&str, &str); 5] = [
    ("started", "the migration has begun"),
    ("downtime", "the app is being moved"),
    (
        "enabling_event_subscriptions",
        "triggers are being started again",
    ),
    ("cleanup", "what is left in the old region is being removed"),
    ("successful", "the app has been moved"),
];

/// Returns the app with the settings that it has while it is being moved.
pub(super) fn as_deployed(call: &Call<'_>, mut app: Document) -> Result<Json, Refusal> {
    let place = Place::in_app(app.id(), COLLECTION);
    if let Some(migration) = call.tx.find(place.key(ONLY))?
        && step(call, &migration).0 != "successful"
    {
        for field in ["provider_region", "deployment_model", "location"] {
            app.set(field, migration["before"][field].clone());
        }
    }
    Ok(app.into_json())
}

/// Returns what a migration is at, and a message about it.
pub(super) fn step(call: &Call<'_>, migration: &Document) -> (&'static str, &'static str) {
    let passed = call.tx.now_milliseconds() - number(migration, "started");
    let takes = number(migration, "takes");
    let last = STEPS.len() as i64 - 1;
    let at = if passed >= takes {
        last
    } else {
        passed * last / takes
    };
    STEPS[usize::try_from(at).unwrap_or_default()]
}

/// Returns a field that is a number, and 0 without one.
pub(super) fn number(document: &Document, field: &str) -> i64 {
    document[field].as_i64().unwrap_or_default()
}
