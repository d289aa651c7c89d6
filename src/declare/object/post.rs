//! Creates objects by POST: each once, and only if its name is free.

use std::sync::{Arc, Mutex};

use serde_json::Value as Json;

use super::address::Address;
use super::document::path_in;
use super::failure::Cause;
use super::names::{Taken, Wait};
use super::take_over::{self, Origin};
use super::unclear::{Creation, Known};
use super::{Change, body, rivals};
use crate::admin_api::{ApiError, Method, Request};
use crate::declare::context::Api;
use crate::declare::journal;
use crate::declare::shape::listing::{Listing, id_of};
use crate::engine::{Block, Diagnostics, Value};

/// The result of a creation.
pub(super) struct Posted {
    pub(super) origin: Origin,
    pub(super) warnings: Diagnostics,
}

/// Creates an object once its name is free. An existing object that keeps the name is adopted only if
/// an earlier run in this directory made it and was killed; another configuration may depend on any
/// other.
///
/// Creations of one name are made one after the other, so that none takes the object of another for
/// its own.
pub(super) async fn post(
    block: &Block,
    api: &Api,
    at: &Address,
    change: &Change<'_>,
) -> Result<Posted, Cause> {
    let spec = at.spec;
    let planned = change.planned;
    let request = body::creation(at, Method::POST, change);
    let name = spec.unique_name(planned);
    let lock = api.memory.lock(&format!("{}\n{name}", at.collection));
    let _alone = api.client.unless_stopped(&request, lock.write()).await?;
    let creation = api.creation(&at.collection, &name);
    let mut warnings = Diagnostics::new();
    let mut wait = Wait::new(spec, api, None);
    let mut is_first = true;
    loop {
        let writing = rivals::member(spec, api, &at.collection).await?;
        let there = match std::mem::take(&mut is_first) {
            true => before(api, at, planned, &name).await?,
            false => at.list(api).await?,
        };
        // The list may still show objects that this run deleted or renamed. In that case the API
        // itself decides whether the name is free.
        let has_left = |path: String| api.memory.has_left(&path, Some(&name), api.read_lag);
        let holder = spec.find_same(there.iter(), planned);
        let holder = holder.filter(|holder| !path_in(&at.collection, holder).is_some_and(has_left));
        if let Some(holder) = holder
            && let Some(own) = take_over::own(api, at, change, &creation, &request, holder).await?
        {
            drop(writing);
            api.memory.before.gave(&at.collection, name.clone());
            warnings.extend([take_over::warning(&own.at, planned)]);
            match take_over::take(api, block, change, &creation, &request, own).await? {
                Some(origin) => return Ok(Posted { origin, warnings }),
                None => continue,
            }
        }
        let refusal = match holder {
            Some(_) => None,
            None => match send(block, api, at, &request, change, &there, &creation).await? {
                Ok(answer) => {
                    api.memory.before.gave(&at.collection, name);
                    let origin = Origin::Answered(request, answer);
                    return Ok(Posted { origin, warnings });
                }
                Err(refusal) => Some(refusal),
            },
        };
        drop(writing);
        match wait.again(&at.collection, holder).await {
            Ok(()) => {}
            Err(Taken::Failed(cause)) => return Err(cause),
            // An object that does not exist yet has no name that another could wait for, so it is
            // in no circle.
            Err(Taken::Kept | Taken::Circle) => {
                let import = spec.import_id(planned, holder);
                return Err(refusal.map_or_else(
                    || exists(api, &import),
                    |refusal| Cause::Taken(Box::new(refusal)),
                ));
            }
        }
    }
}

/// Returns the collection before the creation. All creations share one list, as long as it does not
/// have the name.
async fn before(
    api: &Api,
    at: &Address,
    planned: &Value,
    name: &str,
) -> Result<Arc<Listing>, ApiError> {
    let before = &api.memory.before;
    let request = at.spec.list_request(&at.collection);
    let shared = before.list(&at.collection, || at.list(api));
    let shared = api.client.unless_stopped(&request, shared).await??;
    let has_name = at.spec.find_same(shared.iter(), planned).is_some();
    match has_name || before.has_given(&at.collection, name) {
        true => at.list(api).await,
        false => Ok(shared),
    }
}

/// Sends the creation request. The inner error is a refusal because of a taken name.
async fn send(
    block: &Block,
    api: &Api,
    at: &Address,
    request: &Request,
    change: &Change<'_>,
    there: &Listing,
    noted: &journal::Creation,
) -> Result<Result<Json, ApiError>, Cause> {
    let since = api.client.server_date();
    let content = take_over::content(at.spec, request);
    let time = since.map(|since| since..=since + take_over::latest(api));
    let begun = api.journal.begin(noted, content, time).await;
    let creation = Creation {
        api,
        at,
        block,
        change,
        request,
        before: there,
        since,
        known: Mutex::default(),
    };
    match creation.send().await {
        Ok(made) => {
            let id = id_of(&made).unwrap_or_default();
            api.memory
                .wrote_member(&at.collection, id, change.connection);
            begun.made(id);
            Ok(Ok(made))
        }
        Err(error) if error.is_conflict() => {
            begun.ended();
            Ok(Err(error))
        }
        Err(error) if !error.may_have_worked() => {
            begun.ended();
            Err(error.into())
        }
        Err(error) => Err(match creation.known() {
            Known::NotMade => {
                begun.ended();
                Cause::NotMade(Box::new(error))
            }
            known => Cause::OutcomeUnknown {
                error: Box::new(error),
                import: at.spec.import_id(change.planned, known.other()),
            },
        }),
    }
}

pub(super) fn exists(api: &Api, import: &str) -> Cause {
    Cause::Exists {
        import: api.client.secrets().shown(import),
        folder: api.client.base_url().folder().map(Into::into),
    }
}
