//! States: from other versions, from other types, refreshed.

use serde_json::Value as Json;

use super::answer::known;
use super::identity::{changed, identity_of, no_identity, not_given};
use super::{ResourceType, Server, deferral};
use crate::engine::codec::from_json;
use crate::engine::{Diagnostic, Diagnostics, Value, complete, from_wire, settle};
use crate::provider::{
    Call, Deferred, MoveStateRequest, MoveStateResponse, Private, ReadRequest, Result,
    UpgradeRequest, UpgradeResponse,
};

/// What core sends to `ReadResource`.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct ReadResourceRequest {
    /// The object's state.
    pub state: Value,
    /// The object's private state.
    pub private: Private,
    /// The object's identity, where the state has one.
    pub identity: Option<Value>,
}

impl ReadResourceRequest {
    /// Returns the request to refresh the object with this state.
    pub fn new(state: Value) -> Self {
        Self {
            state,
            ..Self::default()
        }
    }
}

/// The answer to `ReadResource`.
#[derive(Debug)]
#[non_exhaustive]
pub struct ReadResourceResponse {
    /// The object's state, or `None` if it is gone.
    pub state: Option<Value>,
    /// The object's private state.
    pub private: Private,
    /// The object's identity, where the resource has one.
    pub identity: Option<Value>,
    /// Warnings.
    pub warnings: Diagnostics,
    /// Why the answer is deferred, if it is. The state is then the prior one.
    pub deferred: Option<Deferred>,
}

impl Server {
    /// Answers `UpgradeResourceState`: called for every object in a state, also when its version is
    /// the current one. Returns the state and warnings.
    ///
    /// # Errors
    /// Returns an error if the state was written by a newer version, or is no state of this
    /// resource.
    pub fn upgrade_resource_state(
        &self,
        resource: &ResourceType,
        version: i64,
        state: Json,
    ) -> Result<(Value, Diagnostics)> {
        let schema = resource.schema();
        let type_name = resource.name();
        if version > schema.version {
            return Err(Diagnostic::error(
                format!("State of {type_name} was written by a newer version of the provider"),
                format!(
                    "The state has version {version} of this resource's schema; this provider knows versions up to {}.\nUse the provider version that wrote it, or a newer one.",
                    schema.version
                ),
            )
            .into());
        }
        let UpgradeResponse { upgraded, warnings } = if version == schema.version {
            state.into()
        } else {
            let upgraded = resource
                .item
                .upgrade_state(UpgradeRequest::new(version, state));
            upgraded.map_err(|errors| errors.of_failure(format_args!("upgrading {type_name}")))?
        };
        let state = from_json(&upgraded, &schema.block.ty()).map_err(|error| {
            Diagnostic::error(
                format!("State of {type_name} cannot be read"),
                format!("In the stored state, {error}.\nIf it was edited by hand, undo that; otherwise please report this to the provider's developers."),
            )
        })?;
        let state = from_wire(&schema.block, state);
        // An attribute may have become write-only, and blocks may be new, since the state was
        // written.
        let state = settle(&schema.block, &state, &complete(&schema.block, &state));
        Ok((state, warnings))
    }

    /// Answers `ReadResource`: returns the object's state, in the spelling of the prior state where
    /// the two mean the same. A deferred read returns the prior state.
    ///
    /// # Errors
    /// Returns an error if it cannot be determined whether the object is there; the state stays as
    /// it was.
    pub async fn read_resource(
        &self,
        resource: &ResourceType,
        request: ReadResourceRequest,
        call: &Call,
    ) -> Result<ReadResourceResponse> {
        let ReadResourceRequest {
            state,
            private,
            identity,
        } = request;
        let configured = self.configured();
        if let Some(deferred) = configured.deferral(call) {
            return Ok(ReadResourceResponse {
                state: Some(state),
                private,
                identity,
                warnings: Diagnostics::new(),
                deferred: Some(deferred),
            });
        }
        let reading = ReadRequest {
            data: configured.needed()?,
            state: &state,
            identity: identity.as_ref(),
            private: &private,
            schema: resource.schema(),
            call,
        };
        let found = resource.item.read(reading).await;
        let found = found
            .map_err(|errors| errors.of_failure(format_args!("reading {}", resource.name())))?;
        let Some(found) = found else {
            return Ok(ReadResourceResponse {
                state: None,
                private: Private::default(),
                identity: None,
                warnings: Diagnostics::new(),
                deferred: None,
            });
        };
        let block = &resource.schema().block;
        let deferred = deferral::checked(resource.name(), found.deferred, call)?;
        let after = known(resource.name(), "ReadResource", block, found.state)?;
        let after = settle(block, &state, &after);
        let before = identity.as_ref();
        let given = found.identity.as_ref();
        let seen = identity_of(resource, &after, given, before, &Value::Null);
        let bug = seen.as_ref().and_then(|seen| {
            let changed = || before.and_then(|before| changed(resource, before, seen));
            let bug = no_identity(resource, given).or_else(changed);
            bug.or_else(|| not_given(resource, seen))
        });
        // A deferred read did not look at the object, so nothing follows from what it says.
        if let Some(bug) = bug.filter(|_| deferred.is_none()) {
            return Err(bug.into());
        }
        Ok(ReadResourceResponse {
            state: Some(after),
            private: found.private.unwrap_or(private),
            identity: if deferred.is_some() { identity } else { seen },
            warnings: found.warnings,
            deferred,
        })
    }

    /// Answers `MoveResourceState`: the state that an object of another type becomes.
    ///
    /// # Errors
    /// Returns an error if the resource takes no objects of that type, or cannot read this one's
    /// state.
    pub fn move_resource(
        &self,
        resource: &ResourceType,
        request: &MoveStateRequest,
    ) -> Result<MoveStateResponse> {
        let moved = resource.item.move_state(request);
        let moved = moved
            .map_err(|errors| errors.of_failure(format_args!("moving to {}", resource.name())))?;
        let Some(mut found) = moved else {
            let detail = format!(
                "{} of {} cannot become {}.\nImport the object instead, and remove the old one from the state.",
                request.type_name,
                request.provider,
                resource.name()
            );
            return Err(Diagnostic::error("Unsupported move", detail).into());
        };
        let block = &resource.schema().block;
        let state = known(resource.name(), "MoveResourceState", block, found.state)?;
        found.state = settle(block, &state, &state);
        Ok(found)
    }
}
