//! Takes over what an earlier run in this directory made before it, or Terraform, was killed.
//!
//! An object is such a one if the journal has its creation, and its name, content, and time of
//! creation agree. An object that a state in this process holds, or that this process made, is never
//! taken.

use std::time::Duration;

use serde_json::Value as Json;

use super::Change;
use super::address::Address;
use super::failure::Cause;
use super::remove::delete_object;
use super::unclear::reveals_once;
use super::update::write_body;
use super::window::time_of;
use crate::admin_api::Request;
use crate::declare::context::Api;
use crate::declare::journal::{Content, Creation, Entry, Found};
use crate::declare::report::sentence;
use crate::declare::shape::decode;
use crate::declare::shape::listing::id_of;
use crate::declare::words::{Change as How, Spec};
use crate::engine::{Block, Diagnostic, Value};

/// How long to wait for another process in this directory that is making the same object.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait before looking at the other process again.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// An object that an earlier run made.
pub(super) struct Own {
    pub(super) at: Address,
    document: Json,
}

/// How the object was made.
pub(super) enum Origin {
    /// By this request, with this answer.
    Answered(Request, Json),
    /// It was there, and has been written anew. It has this state.
    Rewritten(Value),
}

/// Returns the object with the wanted name if an earlier run in this directory made it.
///
/// # Errors
/// If the object cannot be read, or another process in this directory is making it.
pub(super) async fn own(
    api: &Api,
    at: &Address,
    change: &Change<'_>,
    creation: &Creation,
    request: &Request,
    holder: &Json,
) -> Result<Option<Own>, Cause> {
    let id = id_of(holder).unwrap_or_default();
    if api.journal.is_held(id) {
        return Ok(None);
    }
    let Some(entries) = entries(api, at, change, creation, holder).await? else {
        return Ok(None);
    };
    let whole = at.spec.whole(&api.client, &at.collection, holder.clone());
    let document = match whole.await {
        Ok(document) => document,
        // The list lags, and the object is gone.
        Err(error) if error.is_404() => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let shown = decode::content(at.spec, &document, true);
    let wanted = content(at.spec, request);
    let is_of = |entry: &Entry| {
        let is_it = entry.id.as_deref().is_none_or(|made| made == id);
        let mut fields = entry.content.iter().filter(|(name, _)| *name != SENT);
        let has_all = fields.all(|(name, hash)| shown.get(name) == Some(hash));
        let made = time_of(id);
        let is_in_time = entry.since.is_some() && made >= entry.since && made <= entry.until;
        // What cannot be changed must have been sent as it is wanted now.
        let can_be = entry.content.get(SENT) == wanted.get(SENT) || reveals_once(at.spec);
        is_it && has_all && is_in_time && can_be
    };
    let at = at.with_id(&document);
    Ok(entries.iter().any(is_of).then_some(Own { at, document }))
}

/// Returns what runs that have ended wrote down about the creation. Waits for a process that is
/// making the object.
async fn entries(
    api: &Api,
    at: &Address,
    change: &Change<'_>,
    creation: &Creation,
    holder: &Json,
) -> Result<Option<Vec<Entry>>, Cause> {
    let ends = api.client.now() + PATIENCE.min(api.client.left());
    loop {
        match api.journal.find(creation, api.client.server_date()) {
            None => return Ok(None),
            Some(Found::Past(entries)) => return Ok(Some(entries)),
            Some(Found::Alive) if api.client.now() >= ends => {
                let import = at.spec.import_id(change.planned, Some(holder));
                return Err(Cause::BeingMade {
                    import: api.client.secrets().shown(&import),
                });
            }
            Some(Found::Alive) => {
                let request = Request::get(&*at.collection);
                api.client.pause(LOOK_AGAIN, &request).await?;
            }
        }
    }
}

/// Takes the object over and writes it as planned. Deletes an object whose secret only the answer to
/// its creation had, and returns `None`: it is to be made anew.
///
/// # Errors
/// If the object cannot be written. Later runs can still take it over.
pub(super) async fn take(
    api: &Api,
    block: &Block,
    change: &Change<'_>,
    creation: &Creation,
    request: &Request,
    own: Own,
) -> Result<Option<Origin>, Cause> {
    let Own { at, document } = own;
    let spec = at.spec;
    if reveals_once(spec) {
        delete_object(api, &at).await?;
        return Ok(None);
    }
    // This run may be killed, too.
    let made = time_of(at.id.as_deref().unwrap_or_default());
    let time = made.map(|made| made..=made);
    let begun = api
        .journal
        .begin(creation, content(spec, request), time)
        .await;
    let origin = match spec.lifecycle.change {
        How::Never => Origin::Answered(request.clone(), document),
        _ => {
            // Everything is written, as if nothing were there.
            let again = Change {
                prior: &Value::Null,
                ..*change
            };
            let written = write_body(block, api, &at, &again, false).await;
            Origin::Rewritten(written.map_err(|(cause, _)| cause)?)
        }
    };
    let id = at.id.as_deref().unwrap_or_default();
    api.memory
        .wrote_member(&at.collection, id, change.connection);
    begun.made(id);
    Ok(Some(origin))
}

/// The name under which the content of a creation has the hash of everything that was sent, where that
/// cannot be changed later.
const SENT: &str = "(sent)";

/// Returns the content of a creation for the journal.
pub(super) fn content(spec: &Spec, request: &Request) -> Content {
    let body = request.body().unwrap_or(&Json::Null);
    let mut content = decode::content(spec, body, false);
    if matches!(spec.lifecycle.change, How::Never) {
        content.insert(
            SENT.to_owned(),
            decode::hash(format!("{body} {:?}", request.query)),
        );
    }
    content
}

/// Returns how long after its beginning a creation can be made at the latest, in seconds: the rest of
/// its time, and a margin for what is under way then.
pub(super) fn latest(api: &Api) -> u64 {
    api.client.left().as_secs().saturating_add(60)
}

/// Returns the warning that names the object which was taken over.
pub(super) fn warning(at: &Address, planned: &Value) -> Diagnostic {
    let what = at.spec.describe(planned);
    let how = match reveals_once(at.spec) {
        true => "Its secret was lost with the answer, so it was deleted and made anew.",
        false => "It was taken over and now has what the configuration says.",
    };
    let detail = format!(
        "An earlier run in this directory made it and was killed before its state was saved. {how}\n{}",
        at.path()
    );
    Diagnostic::warning(sentence(&format!("{what} was there already")), detail)
}
