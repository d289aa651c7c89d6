//! Names that another object has.
//!
//! In one apply, Terraform may rename or delete the object that has a name at the same time as another one asks for it, in either
//! order. So a name that is taken is looked at again: for as long as this process is deleting or renaming its holder, and otherwise
//! for a few seconds, in which Terraform may begin to.

use std::time::{Duration, Instant};

use serde_json::Value as Json;

use crate::admin_api::ApiError;
use crate::engine::{Diagnostic, Path, Value};

use crate::declare::context::Api;
use crate::declare::object::look::path_in;
use crate::declare::report::{failed, sentence};
use crate::declare::words::spec::Spec;

/// How long to wait before a name that is taken is looked at again, where nothing tells when it is free.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// The wait of one object for a name.
pub(crate) struct Wait<'a> {
    spec: &'static Spec,
    api: &'a Api,
    /// The object that waits, where it exists already.
    own: Option<String>,
    /// When the patience with a holder that does nothing ends.
    ends: Option<Instant>,
}

/// Why a wait ended without the name.
pub(crate) enum Taken {
    /// The holder keeps the name.
    Kept,
    /// The holder waits for the name of the object that waits for it.
    Circle,
    /// The API failed, or Terraform was interrupted.
    Failed(ApiError),
}

impl<'a> Wait<'a> {
    pub(crate) const fn new(spec: &'static Spec, api: &'a Api, own: Option<String>) -> Self {
        Self {
            spec,
            api,
            own,
            ends: None,
        }
    }

    /// Waits until it is worth looking at the name again, which `holder` has; `None` where nobody is seen to have it.
    pub(crate) async fn again(
        &mut self,
        collection: &str,
        holder: Option<&Json>,
    ) -> Result<(), Taken> {
        let memory = &self.api.memory;
        let request = self.spec.list_request(collection);
        let mut left = memory.left();
        let holder = holder.and_then(|holder| path_in(collection, holder));
        let Some(holder) = holder.filter(|holder| memory.is_leaving(holder)) else {
            if self.own.as_deref().is_some_and(|own| !memory.end_wait(own)) {
                return Err(Taken::Circle);
            }
            let now = Instant::now();
            let ends = *self.ends.get_or_insert_with(|| now + self.api.patience);
            if now >= ends {
                return Err(Taken::Kept);
            }
            let soon = tokio::time::timeout(LOOK_AGAIN.min(ends - now), left.changed());
            // Whether somebody left or the time is over: look again.
            let _ = self
                .api
                .client
                .unless_stopped(&request, soon)
                .await
                .map_err(Taken::Failed)?;
            return Ok(());
        };
        self.ends = None;
        if self
            .own
            .as_deref()
            .is_some_and(|own| !memory.wait(own, &holder))
        {
            return Err(Taken::Circle);
        }
        while memory.is_leaving(&holder) {
            // The sender lives as long as the memory does.
            let _ = self
                .api
                .client
                .unless_stopped(&request, left.changed())
                .await
                .map_err(Taken::Failed)?;
            if self
                .own
                .as_deref()
                .is_some_and(|own| memory.is_circular(own))
            {
                return Err(Taken::Circle);
            }
        }
        if self.own.as_deref().is_some_and(|own| !memory.end_wait(own)) {
            return Err(Taken::Circle);
        }
        Ok(())
    }
}

/// The error of a change whose new name another object keeps.
pub(crate) fn kept(spec: &Spec, prior: &Value, planned: &Value, error: &ApiError) -> Diagnostic {
    let action = format!(
        "could not rename {} to {}",
        spec.describe(prior),
        spec.describe(planned)
    );
    let Diagnostic { detail, .. } = failed(&action, error, None);
    let detail = format!(
        "{detail}\nIf this apply also deletes or renames the other {}, apply again: Terraform had not started that change yet (see its option -parallelism).",
        spec.title
    );
    Diagnostic::error(sentence(&action), detail).at(blamed(spec))
}

/// The error of a change whose new name belongs to an object that waits for the old one.
pub(crate) fn circle(spec: &Spec, prior: &Value, planned: &Value) -> Diagnostic {
    let detail = format!(
        "Its new name belongs to another {title}, which waits for the old one: the two swap names, or several pass theirs around in a circle. The API renames one object at a time and refuses a name that is taken.\nGive one of them a name that is free, apply, and then give all of them their names.",
        title = spec.title
    );
    let summary = format!(
        "could not rename {} to {}",
        spec.describe(prior),
        spec.describe(planned)
    );
    Diagnostic::error(sentence(&summary), detail).at(blamed(spec))
}

/// The attribute to change where a name is taken.
pub(crate) fn blamed(spec: &Spec) -> Path {
    Path::attribute(spec.unique.last().copied().unwrap_or("name"))
}
