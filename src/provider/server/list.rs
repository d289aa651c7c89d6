//! `ListResource`.

use async_trait::async_trait;

use super::answer::known;
use super::refusal::accepted;
use super::{ListResourceType, ResourceType, Server};
use crate::engine::{Diagnostic, Diagnostics, Value, settle};
use crate::provider::{Call, ListRequest, ListResult, ListResultSink, Result};

/// What core asks a list for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListOptions {
    /// Whether each object's state is wanted, too.
    pub include_resource: bool,
    /// How many objects are wanted at the most.
    pub limit: usize,
}

/// All identities, without states.
impl Default for ListOptions {
    fn default() -> Self {
        Self {
            include_resource: false,
            limit: usize::MAX,
        }
    }
}

impl ListOptions {
    /// Wants each object's state, too.
    #[must_use]
    pub const fn with_resource(self) -> Self {
        Self {
            include_resource: true,
            ..self
        }
    }

    /// Wants this many objects at the most.
    #[must_use]
    pub const fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }
}

impl Server {
    /// Answers `ListResource`: sends each object to `results` until that wants no more, or until
    /// there are as many as wanted. Each is one that core can read: its identity is wholly known,
    /// and its state is one of the resource.
    ///
    /// # Errors
    /// Returns an error if the configuration contradicts the schema, if the list cannot be read to
    /// its end, or if it sends what core cannot read.
    pub async fn list_objects(
        &self,
        list: &ListResourceType,
        config: &Value,
        options: ListOptions,
        results: &mut dyn ListResultSink,
        call: &Call,
    ) -> Result<()> {
        let config = &*accepted(&list.schema().block, config)?;
        let resource = self.resource(list.name())?;
        let identity_schema = resource.identity_schema().ok_or_else(|| {
            Diagnostic::bug(format!("{} is listed and has no identity", list.name()))
        })?;
        let configured = self.configured();
        let request = ListRequest {
            data: configured.needed()?,
            config,
            include_resource: options.include_resource,
            limit: options.limit,
            schema: list.schema(),
            resource_schema: resource.schema(),
            identity_schema,
            call,
        };
        let mut sink = Checked {
            resource,
            results,
            left: options.limit,
            mistake: None,
        };
        let listed = list.item.list(request, &mut sink).await;
        match (listed, sink.mistake) {
            (_, Some(mistake)) => Err(mistake),
            (Err(errors), None) => Err(errors.of_failure(format_args!("listing {}", list.name()))),
            (Ok(()), None) => Ok(()),
        }
    }
}

/// A sink that passes on what core can read.
struct Checked<'a> {
    resource: &'a ResourceType,
    results: &'a mut dyn ListResultSink,
    left: usize,
    /// Why an object cannot be reported, which ends the list.
    mistake: Option<Diagnostics>,
}

#[async_trait]
impl ListResultSink for Checked<'_> {
    async fn send(&mut self, result: ListResult) -> bool {
        if self.left == 0 || self.mistake.is_some() {
            return false;
        }
        match checked(self.resource, result) {
            Ok(result) => {
                self.left -= 1;
                self.results.send(result).await && self.left > 0
            }
            Err(mistake) => {
                self.mistake = Some(mistake);
                false
            }
        }
    }
}

fn checked(resource: &ResourceType, mut found: ListResult) -> Result<ListResult> {
    let type_name = resource.name();
    let is_right = resource.identity_schema().is_some_and(|schema| {
        !found.identity.is_null()
            && found.identity.fits(&schema.ty())
            && found.identity.is_wholly_known()
    });
    if !is_right {
        return Err(Diagnostic::bug(format!(
            "The list of {type_name} found an object whose identity is not of its identity schema"
        ))
        .into());
    }
    if let Some(state) = found.state.take() {
        let block = &resource.schema().block;
        let state = known(type_name, "ListResource", block, state)?;
        found.state = Some(settle(block, &state, &state));
    }
    Ok(found)
}
