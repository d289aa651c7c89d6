//! What test suites of clients set of an app below `/api/private/v1.0`: feature flags, and settings.
//!
//! Choice: the server keeps them and does nothing with them. The description has none of these calls.

use serde_json::{Map, Value as Json, json};

use super::call::Call;
use super::family::Handler;
use crate::emulator::model::{Answer, Fields, Method, Refusal, Response};
use crate::emulator::store::Place;

/// The calls, below the base.
pub(super) const CALLS: [(Method, &str, Handler); 4] = [
    (Method::Get, FEATURES, features),
    (Method::Post, FEATURES, switch),
    (Method::Get, SETTINGS, settings),
    (Method::Patch, SETTINGS, change),
];

const FEATURES: &str = "/groups/{group}/apps/{app}/features";
const SETTINGS: &str = "/groups/{group}/apps/{app}/settings";

/// Shows the flags that are on.
fn features(call: &Call<'_>) -> Answer {
    let on = kept(call, "features")?.into_iter();
    let on: Vec<Json> = on.map(|(flag, _)| flag.into()).collect();
    Ok(Response::ok(json!({ "enabled": on })))
}

/// Turns flags on or off.
fn switch(call: &Call<'_>) -> Answer {
    let fields = Fields::of(call.body)?;
    let is_on = fields.one_of("action", &["enable", "disable"])? == "enable";
    let flags = fields.optional_strings("feature_flags")?;
    fields.finish()?;
    let mut on = kept(call, "features")?;
    for flag in flags.unwrap_or_default() {
        match is_on {
            true => drop(on.insert(flag.to_owned(), true.into())),
            false => drop(on.remove(flag)),
        }
    }
    keep(call, "features", on)
}

fn settings(call: &Call<'_>) -> Answer {
    Ok(Response::ok(Json::Object(kept(call, "settings")?)))
}

/// Sets the settings that the body has, and leaves the others.
fn change(call: &Call<'_>) -> Answer {
    let Json::Object(changed) = call.body else {
        return Err(Refusal::bad_request("the body must be an object"));
    };
    let mut all = kept(call, "settings")?;
    all.extend(changed.clone());
    keep(call, "settings", all)
}

fn kept(call: &Call<'_>, what: &str) -> Result<Map<String, Json>, Refusal> {
    let kept = call.tx.find(place(call)?.key(what))?;
    let kept = kept.and_then(|kept| kept.json()["kept"].as_object().cloned());
    Ok(kept.unwrap_or_default())
}

fn keep(call: &Call<'_>, what: &str, fields: Map<String, Json>) -> Answer {
    let body = json!({ "kept": fields });
    call.tx.put(place(call)?.key(what), None, &body)?;
    Ok(Response::no_content())
}

fn place<'a>(call: &'a Call<'_>) -> Result<Place<'a>, Refusal> {
    Ok(Place::in_app(call.app()?, "private"))
}
