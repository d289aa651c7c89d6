//! Waits for names that other objects hold.
//!
//! In one apply, Terraform may rename or delete the holder of a name while another object asks for
//! the name, in either order. So a taken name is checked again while this process is deleting or
//! renaming its holder. Otherwise it is checked for a few seconds, in which Terraform may begin to
//! do so.

use std::time::Duration;

use serde_json::Value as Json;
use tokio::sync::watch;

use super::document::path_in;
use super::failure::Cause;
use crate::declare::context::Api;
use crate::declare::words::Spec;

/// How long to wait before checking a taken name again if no event announces that it is free.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// The wait of one object for a name.
pub(super) struct Wait<'a> {
    spec: &'static Spec,
    api: &'a Api,
    /// The path of the waiting object, if the object exists already.
    own: Option<String>,
    /// When to give up on a holder that is not leaving.
    ends: Option<Duration>,
}

/// Why a wait ended without the name.
pub(super) enum Taken {
    /// The holder keeps the name.
    Kept,
    /// The holder waits for the name of the waiting object.
    Circle,
    /// The API failed, or Terraform was interrupted.
    Failed(Cause),
}

impl<'a> Wait<'a> {
    pub(super) const fn new(spec: &'static Spec, api: &'a Api, own: Option<String>) -> Self {
        Self {
            spec,
            api,
            own,
            ends: None,
        }
    }

    /// Waits until it is worth checking the name again. `holder` is the object that has the name,
    /// or `None` if no such object is visible.
    pub(super) async fn again(
        &mut self,
        collection: &str,
        holder: Option<&Json>,
    ) -> Result<(), Taken> {
        // Subscribe before looking, so that no notification is missed.
        let mut left = self.api.memory.left();
        let holder = holder.and_then(|holder| path_in(collection, holder));
        match holder.filter(|holder| self.api.memory.is_leaving(holder)) {
            Some(holder) => self.until_left(collection, &holder, &mut left).await,
            None => self.a_little(collection, &mut left).await,
        }
    }

    /// Waits while the holder, which is being deleted or renamed, has the name.
    async fn until_left(
        &mut self,
        collection: &str,
        holder: &str,
        left: &mut watch::Receiver<u64>,
    ) -> Result<(), Taken> {
        let memory = &self.api.memory;
        self.ends = None;
        let own = self.own.as_deref();
        if own.is_some_and(|own| !memory.wait(own, holder)) {
            return Err(Taken::Circle);
        }
        while memory.is_leaving(holder) {
            if self
                .within(collection, self.api.client.left(), left)
                .await?
                == Heard::Nothing
            {
                return Err(Taken::Kept);
            }
            if own.is_some_and(|own| memory.is_circular(own)) {
                return Err(Taken::Circle);
            }
        }
        self.waits_no_more()
    }

    /// Waits a little for a holder that is not leaving, until the patience ends.
    async fn a_little(
        &mut self,
        collection: &str,
        left: &mut watch::Receiver<u64>,
    ) -> Result<(), Taken> {
        self.waits_no_more()?;
        let client = &self.api.client;
        let now = client.now();
        let patience = self.api.patience.min(client.left());
        let ends = *self.ends.get_or_insert_with(|| now + patience);
        if now >= ends {
            return Err(Taken::Kept);
        }
        // Look again, whether an object left or the time is over.
        let soon = LOOK_AGAIN.min(ends - now);
        self.within(collection, soon, left).await.map(|_| ())
    }

    fn waits_no_more(&self) -> Result<(), Taken> {
        let is_over = self
            .own
            .as_deref()
            .is_none_or(|own| self.api.memory.end_wait(own));
        if is_over { Ok(()) } else { Err(Taken::Circle) }
    }

    /// Waits until an object has left its name, for at most `duration`.
    async fn within(
        &self,
        collection: &str,
        duration: Duration,
        left: &mut watch::Receiver<u64>,
    ) -> Result<Heard, Taken> {
        let request = self.spec.list_request(collection);
        let waited = tokio::select! {
            biased;
            _ = left.changed() => return Ok(Heard::Left),
            waited = self.api.client.pause(duration, &request) => waited,
        };
        waited
            .map(|()| Heard::Nothing)
            .map_err(|error| Taken::Failed(error.into()))
    }
}

/// What a wait has heard.
#[derive(PartialEq)]
enum Heard {
    /// An object has left its name.
    Left,
    Nothing,
}
