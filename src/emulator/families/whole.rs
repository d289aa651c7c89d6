//! An app as one document: `~/pull` and `~/push`, in the published layout.
//!
//! A push replaces everything. An object that has the name of one that is there keeps that one's ID.
//! Choice: what this server does not serve yet is empty in a pull, and ignored in a push.

use serde_json::Value as Json;

use super::apps::ENVIRONMENTS;
use super::call::Call;
use super::document::{self, PARTS};
use super::export::{self, Layout};
use super::family::{Family, Odd};
use super::replacing::{Wanted, replace_all, replace_environments, set_environment};
use crate::emulator::model::{Answer, Fields, Method, Refusal, Response};

pub(super) static PUSH: Family = Family {
    path: "~/push",
    collection: "configuration",
    noun: "configuration",
    more: &[Odd(Method::Patch, "", push)],
    ..Family::OF_OWN_CALLS
}
.checked();

pub(super) const PULL: &str = "/groups/{group}/apps/{app}/pull";

/// Returns the app as its caller sees it: as a zip of files if the caller accepts one, otherwise as JSON.
pub(super) fn pull(call: &Call<'_>) -> Answer {
    let accepted = call.accept.unwrap_or_default().split(',');
    let mut accepted = accepted.map(|one| one.split(';').next().unwrap_or_default().trim());
    match accepted.find(|one| matches!(*one, "application/zip" | "application/json")) {
        Some("application/zip") => export::zip(call, Layout::Newest, true),
        _ => Ok(Response::ok(document::of_app(call)?)),
    }
}

fn push(call: &Call<'_>) -> Answer {
    let fields = Fields::of(call.body)?;
    if let Some(environment) = fields.optional_one_of("environment", ENVIRONMENTS)? {
        set_environment(call, environment)?;
    }
    for (field, family) in PARTS {
        let given = match fields.optional(field) {
            None => Vec::new(),
            Some(Json::Array(given)) => given.clone(),
            Some(_) => return Err(Refusal::invalid(format!("'{field}' must be an array"))),
        };
        let wanted = given.into_iter().enumerate().map(|(at, object)| Wanted {
            at: format!("{field}[{at}]"),
            object,
        });
        replace_all(call, family, wanted.collect())?;
    }
    let given = fields.optional("environments").cloned().unwrap_or_default();
    replace_environments(call, "environments", &given)?;
    Ok(Response::no_content())
}
