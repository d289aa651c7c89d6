//! Attributes whose change takes time: the region that an app is moved to.

use serde_json::{Map, Value as Json};

use super::address::Address;
use super::document::set;
use super::failure::Cause;
use super::job::{self, Ended};
use super::window::Window;
use crate::admin_api::Request;
use crate::declare::context::Api;
use crate::declare::shape::encode::field;
use crate::declare::words::{Attr, Sent};
use crate::engine::Value;

/// Changes all attributes of a part by one call, and waits until the change is done. Records the changes in
/// `state`.
///
/// # Errors
/// See [`crate::admin_api::ApiError`]. [`Cause::Failed`] if the API says that the change failed.
pub(super) async fn make(
    api: &Api,
    at: &Address,
    part: &'static str,
    state: &mut Value,
    planned: &Value,
) -> Result<(), Cause> {
    let path = format!("{}/{part}", at.path());
    let is_of_the_part = |attr: &&Attr| attr.sent == Sent::Move(part);
    let attrs: Vec<&Attr> = at.spec.attrs.iter().filter(is_of_the_part).collect();
    let wanted: Map<String, Json> = attrs
        .iter()
        .filter_map(|attr| {
            let planned = field(attr, planned.attribute(attr.name));
            let value = planned.or_else(|| field(attr, state.attribute(attr.name)))?;
            Some((attr.name.to_owned(), value))
        })
        .collect();
    let wanted = Json::Object(wanted);
    let request = Request::put(path.clone()).with_body(wanted.clone());
    if let Err(error) = api.client.send(&request).await {
        // An earlier try may have begun the change.
        let begun = api.client.fresh().send(&Request::get(path.clone())).await;
        let begun = begun.is_ok_and(|reply| reply.body.unwrap_or_default()["to"] == wanted);
        if !begun {
            return Err(error.into());
        }
    }
    let request = Request::get(path.clone());
    // A read may show an earlier change. How the API spells what was sent is not known for certain, so
    // that is waited for no longer than reads lag.
    let mut window = Window::of_a_write(api);
    let told = ("message", "change");
    let ended = job::ended(api, &request, told, &mut window, |seen| {
        seen["to"] == wanted
    });
    if let Ended::Failed(message) = ended.await? {
        return Err(Cause::Failed { message, path });
    }
    for attr in attrs {
        let wanted = planned.attribute(attr.name);
        if !wanted.is_unknown() {
            set(state, attr.name, wanted);
        }
    }
    Ok(())
}
