//! Lists that are managed as a whole by one call for each member. Members that the configuration
//! does not name are removed.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value as Json;

use super::address::Address;
use super::document::{overlaid, path_in, set};
use super::failure::{Cause, Failure};
use super::follows::described;
use super::look::Seen;
use super::proof::{Answered, confirm, write as send};
use super::{Change, Current, Made, promise, rivals};
use crate::admin_api::{ApiError, Client, Repeat, Reply, Request};
use crate::declare::context::Api;
use crate::declare::memory::Write;
use crate::declare::shape::listing::id_of;
use crate::declare::shape::{decode, encode};
use crate::declare::words::{Attr, Change as How, Read, Spec, Ty};
use crate::engine::Diagnostics;
use crate::provider::Private;

/// The key of the last write's token in the private state.
const TOKEN: &str = "last_write";

/// Makes the list match the plan: first adds members, then changes them, then removes them, so that
/// members that stay never lose access.
///
/// A creation that fails halfway returns no state. The list exists with its parent anyway, and the
/// next attempt finds the finished part done. A state would be tainted, and a tainted list is
/// cleared.
///
/// Every write draws a token if the list could be read. The token stays in the private state of the
/// writer; see [`clear`].
///
/// # Errors
/// See [`Failure`].
pub(super) async fn write(api: &Api, at: &Address, change: &Change<'_>) -> Result<Made, Failure> {
    let spec = at.spec;
    let Change {
        prior,
        planned,
        connection,
        ..
    } = *change;
    let failure = |cause: Cause| {
        let doing = format!("write {}", spec.describe(planned));
        Failure::new(doing, spec, planned, cause).leaving(prior.clone())
    };
    let list = List::of(at).map_err(failure)?;
    let lock = api.memory.lock(&at.collection);
    let request = spec.list_request(&at.collection);
    let locked = api.client.unless_stopped(&request, lock.write()).await;
    let _writing = locked.map_err(|error| failure(error.into()))?;
    let present = list
        .present(api)
        .await
        .map_err(|error| failure(error.into()))?;
    let mut private = change.private.clone();
    let token = api.memory.begin_write(&at.collection, connection);
    if private.set(TOKEN, &token).is_err() {
        return Err(failure(Cause::Bug(
            "the token of a write cannot be kept".to_owned(),
        )));
    }
    let wanted = encode::field(list.attr, planned.attribute(list.attr.name)).unwrap_or_default();
    let wanted = wanted.as_array().map_or(&[] as &[Json], Vec::as_slice);
    let done = list.reconcile(api, &present, wanted, &HashSet::new()).await;
    match done {
        Ok(altered) => {
            api.memory.end_write(&at.collection, connection);
            Ok(written(api, &list, change, altered, private))
        }
        Err(error) if prior.is_null() => Err(failure(error.into())),
        Err(error) => {
            let failure = failure(error.into());
            // What the list has now, as far as that can be seen.
            let look = |client| async { at.look(&api.by(client)).await };
            Err(match api.client.deciding(&request, look).await {
                Ok(Seen::Present(documents)) => match described(spec, &documents, prior) {
                    Ok(there) => failure.leaving(there),
                    Err(_) => failure,
                },
                _ => failure,
            })
        }
    }
}

/// What a write left: what was planned, in its spelling.
fn written(
    api: &Api,
    list: &List<'_>,
    change: &Change<'_>,
    altered: bool,
    private: Private,
) -> Made {
    let spec = list.at.spec;
    let mut state = change.planned.clone();
    set(&mut state, "id", spec.parent_id(change.planned));
    let what = spec.describe(change.planned);
    let altered = altered.then(|| promise::altered(list.attr.name, &what));
    let rival = rivals::warn(spec, api, &state, change.connection);
    Made {
        state,
        warnings: altered.into_iter().chain(rival).collect(),
        private: Some(private),
    }
}

/// Removes every member, unless another resource of the same run has written the list. Members that
/// individual resources of the same run have written stay, too.
///
/// After a rename without `moved`, Terraform creates the list at its new address and destroys the
/// old one, in either order. The configured members must survive this.
///
/// A state without a token (after an import, or from a host that loses private state) may belong to
/// the writer or to the other address. The list is then left alone: the warning shows a list that
/// stays too long, but a cleared list locks out every client.
///
/// # Errors
/// If the list cannot be cleared, or another resource of the run failed to write it.
pub(super) async fn clear(
    api: &Api,
    at: &Address,
    current: &Current<'_>,
) -> Result<Diagnostics, Cause> {
    let spec = at.spec;
    let list = List::of(at)?;
    let lock = api.memory.lock(&at.collection);
    let request = spec.list_request(&at.collection);
    let _writing = api.client.unless_stopped(&request, lock.write()).await?;
    let own = current.private.get::<String>(TOKEN).unwrap_or_default();
    match api.memory.last_write(&at.collection, current.connection) {
        Some(Write { token, .. }) if Some(&token) == own.as_ref() => {}
        Some(Write { is_done: true, .. }) => {
            return Ok(rivals::list_left_alone(spec, current.state, &at.collection).into());
        }
        Some(Write { is_done: false, .. }) => {
            return Err(Cause::ListNotWritten {
                writer: spec.type_name(),
                path: at.collection.clone(),
            });
        }
        None => {}
    }
    let kept = api.memory.members(&at.collection, current.connection);
    let cleared = match list.present(api).await {
        Ok(present) => list.reconcile(api, &present, &[], &kept).await,
        Err(error) => Err(error),
    };
    match cleared {
        Ok(_) => Ok(Diagnostics::new()),
        // The parent may be gone, and the list with it. Or the list was cleared, and the last
        // answer was lost.
        Err(error) if error.is_404() || error.may_have_worked() => match at.look(api).await {
            Ok(Seen::Absent) => Ok(Diagnostics::new()),
            Ok(Seen::Present(Json::Array(left)))
                if left.iter().all(|member| is_kept(member, &kept)) =>
            {
                Ok(Diagnostics::new())
            }
            Ok(Seen::Present(_)) => Err(error.into()),
            Err(blind) => Err(if error.is_404() { blind } else { error }.into()),
        },
        Err(error) => Err(error.into()),
    }
}

/// A list whose members are written one by one.
struct List<'a> {
    at: &'a Address,
    /// The attribute that holds the members.
    attr: &'static Attr,
    /// The attributes of a member.
    members: &'static [Attr],
    /// The field that is unique within the list.
    key: &'static str,
}

impl<'a> List<'a> {
    fn of(at: &'a Address) -> Result<Self, Cause> {
        let spec: &'static Spec = at.spec;
        let (Read::WholeList { attr, .. }, How::ByMembers(key)) =
            (spec.lifecycle.read, spec.lifecycle.change)
        else {
            return Err(Cause::Bug(format!(
                "{} is no list of members",
                spec.type_name()
            )));
        };
        match spec.attr(attr) {
            Some(
                attr @ Attr {
                    ty: Ty::SetOf(members),
                    ..
                },
            ) => Ok(Self {
                at,
                attr,
                members,
                key,
            }),
            _ => Err(Cause::Bug(format!("{} has no members", spec.type_name()))),
        }
    }

    /// Returns the members of the list, without members that this process has deleted and lagging
    /// reads still show.
    async fn present(&self, api: &Api) -> Result<Vec<Json>, ApiError> {
        let mut members = self.at.list(api).await?.to_vec();
        let has_left = |path: String| api.memory.has_left(&path, None, api.read_lag);
        members.retain(|member| !path_in(&self.at.collection, member).is_some_and(has_left));
        Ok(members)
    }

    /// Makes the list match `wanted`, without removing `kept` members. Returns whether the API
    /// wrote a member differently than it was sent.
    async fn reconcile(
        &self,
        api: &Api,
        present: &[Json],
        wanted: &[Json],
        kept: &HashSet<String>,
    ) -> Result<bool, ApiError> {
        let mut altered = false;
        let mut unsure = None;
        for member in wanted {
            match present
                .iter()
                .find(|other| self.is_called_as(other, member))
            {
                None => altered |= self.add(api, member).await?,
                Some(other) if self.is_same(other, member) => {}
                Some(other) => altered |= self.change(api, other, member, &mut unsure).await?,
            }
        }
        let is_wanted = |other: &Json| wanted.iter().any(|member| self.is_called_as(other, member));
        for other in present
            .iter()
            .filter(|other| !is_wanted(other) && !is_kept(other, kept))
        {
            self.remove(api, other, &mut unsure).await?;
        }
        let Some(request) = unsure else {
            return Ok(altered);
        };
        let done = |seen: &Seen| matches!(seen, Seen::Present(Json::Array(list)) if self.is_as_wanted(list, wanted, kept));
        confirm(api, self.at, &request, done)
            .await
            .map(|()| altered)
    }

    async fn add(&self, api: &Api, member: &Json) -> Result<bool, ApiError> {
        let request = Request::post(&*self.at.collection).with_body(member.clone());
        let is_unclear = AtomicBool::new(false);
        let look = async |client: Client| {
            is_unclear.store(true, Ordering::Relaxed);
            let list = self.at.list(&api.by(client)).await?;
            let is_it = |other: &Json| self.is_called_as(other, member);
            let found = list.iter().find(|other| is_it(other));
            Ok(found.cloned().map(Reply::found))
        };
        let answer = match api.client.send_once(&request, &look).await {
            // An earlier attempt was done, although the list did not show it yet.
            Err(error) if error.is_conflict() && is_unclear.load(Ordering::Relaxed) => {
                look(api.client.clone()).await?.ok_or(error)?
            }
            answer => answer?,
        };
        let answer = answer.body.unwrap_or_default();
        match id_of(&answer) {
            Some(_) => Ok(!self.is_same(&overlaid(member.clone(), &answer), member)),
            None => Err(ApiError::unreadable(&request, "it has no _id")),
        }
    }

    async fn change(
        &self,
        api: &Api,
        other: &Json,
        member: &Json,
        unsure: &mut Option<Request>,
    ) -> Result<bool, ApiError> {
        // The key keeps its current spelling. Attributes that the member no longer has are sent as
        // "none".
        let mut change = member.clone();
        for attr in self.members {
            let none = attr.none.filter(|_| member.get(attr.name).is_none());
            if let Some(none) = none {
                change[attr.name] = none.json();
            }
        }
        change[self.key] = other[self.key].clone();
        let request = Request::patch(self.path(other))
            .with_body(change.clone())
            .repeated(Repeat::Freely);
        match send(&api.client, &request, id_of(other)).await? {
            Answered::With(answer) => return Ok(!self.is_same(&overlaid(change, &answer), member)),
            Answered::Done => {}
            Answered::Unproven => *unsure = Some(request),
        }
        Ok(false)
    }

    async fn remove(
        &self,
        api: &Api,
        other: &Json,
        unsure: &mut Option<Request>,
    ) -> Result<(), ApiError> {
        let request = Request::delete(self.path(other));
        let leaving = api.memory.leaving(self.path(other));
        match send(&api.client, &request, id_of(other)).await {
            Ok(Answered::Done) => leaving.deleted(),
            // Another client may remove the member at the same time. The list then proves that it
            // is gone.
            Ok(Answered::With(_) | Answered::Unproven) => *unsure = Some(request),
            Err(error) if error.is_404() => *unsure = Some(request),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Returns the path of a member. Every member has an ID, because a list without IDs is not
    /// read.
    fn path(&self, member: &Json) -> String {
        path_in(&self.at.collection, member).unwrap_or_default()
    }

    /// Reports whether the list has every wanted member, and no others except kept ones.
    fn is_as_wanted(&self, list: &[Json], wanted: &[Json], kept: &HashSet<String>) -> bool {
        let is_wanted = |other: &Json| wanted.iter().any(|member| self.is_called_as(other, member));
        wanted
            .iter()
            .all(|member| list.iter().any(|other| self.is_same(other, member)))
            && list
                .iter()
                .all(|other| is_kept(other, kept) || is_wanted(other))
    }

    /// Reports whether two members agree in every attribute.
    fn is_same(&self, a: &Json, b: &Json) -> bool {
        self.is_called_as(a, b)
            && self
                .members
                .iter()
                .all(|attr| attr.name == self.key || same_field(attr, a, b))
    }

    /// Reports whether two members have the same key.
    fn is_called_as(&self, a: &Json, b: &Json) -> bool {
        let key = self.members.iter().find(|attr| attr.name == self.key);
        key.is_some_and(|attr| a.get(attr.name).is_some() && same_field(attr, a, b))
    }
}

/// Reports whether two documents have equivalent values in a field.
fn same_field(attr: &Attr, a: &Json, b: &Json) -> bool {
    decode::means_the_same(attr, a.get(attr.name), b.get(attr.name))
}

fn is_kept(member: &Json, kept: &HashSet<String>) -> bool {
    id_of(member).is_some_and(|id| kept.contains(id))
}
