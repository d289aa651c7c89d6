//! `ApplyResourceChange`: doing what was planned.

use super::answer::broken_promise;
use super::identity::{changed, identity_of, no_identity, not_given};
use super::plan::PlanResponse;
use super::{ResourceType, Server};
use crate::engine::check::{check_applied, check_type, conformed, unknowns};
use crate::engine::{Diagnostics, Path, PathError, Value, complete, settle};
use crate::provider::{
    ApplyError, Call, CreateRequest, CreateResponse, DeleteRequest, Private, Result, UpdateRequest,
    UpdateResponse,
};

/// What core sends to `ApplyResourceChange`.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct ApplyRequest {
    /// The state, null for a creation.
    pub prior: Value,
    /// The plan, null for a destruction.
    pub planned: Value,
    /// The configuration, null for a destruction.
    pub config: Value,
    /// The private state from the plan.
    pub private: Private,
    /// The identity from the plan, where there is one.
    pub identity: Option<Value>,
}

impl ApplyRequest {
    /// Returns the request to apply a plan.
    pub fn of(plan: &PlanResponse, prior: Value, config: Value) -> Self {
        Self {
            prior,
            planned: plan.plan.planned.clone(),
            config,
            private: plan.private.clone(),
            identity: plan.identity.clone(),
        }
    }

    /// Returns the request to destroy the object with this state.
    pub fn destroy(state: Value) -> Self {
        Self {
            prior: state,
            ..Self::default()
        }
    }
}

/// The answer to `ApplyResourceChange`. With errors among the diagnostics, the state is what is
/// really there.
#[derive(Debug)]
#[non_exhaustive]
pub struct ApplyResponse {
    /// The state; null where there is no object.
    pub state: Value,
    /// The object's private state.
    pub private: Private,
    /// The object's identity, where the resource has one.
    pub identity: Option<Value>,
    /// What went wrong or deserves attention.
    pub diagnostics: Diagnostics,
}

/// What a creation or an update came to.
struct Applied {
    state: Value,
    private: Option<Private>,
    /// The attributes of the identity that the resource gave.
    given: Option<Value>,
    diagnostics: Diagnostics,
}

macro_rules! applied {
    ($($response:ident)*) => {
        $(impl From<$response> for Applied {
            fn from(response: $response) -> Self {
                Self {
                    state: response.state,
                    private: response.private,
                    given: response.identity,
                    diagnostics: response.warnings,
                }
            }
        })*
    };
}

applied!(CreateResponse UpdateResponse);

impl Server {
    /// Answers `ApplyResourceChange`. The state in the answer is always what really exists: a
    /// failed creation returns the part that was made, and a failed deletion keeps the state. If
    /// the resource's answer has mistakes, they are errors; the parts that are right are kept, and
    /// the other parts are as planned or as before.
    pub async fn apply_resource(
        &self,
        resource: &ResourceType,
        request: ApplyRequest,
        call: &Call,
    ) -> ApplyResponse {
        if request.planned.is_null() {
            return self.delete(resource, request, call).await;
        }
        let written = if request.prior.is_null() {
            self.create(resource, &request, call).await
        } else {
            self.update(resource, &request, call).await
        };
        let applied = written.unwrap_or_else(|error| {
            let doing = if request.prior.is_null() {
                "creating"
            } else {
                "updating"
            };
            let call = format_args!("{doing} {}", resource.name()).to_string();
            Applied {
                state: error
                    .state
                    .map_or_else(|| request.prior.clone(), |state| *state),
                private: error.private,
                given: error.identity,
                diagnostics: error.diagnostics.of_failure(call),
            }
        });
        judged(resource, request, applied)
    }

    async fn create(
        &self,
        resource: &ResourceType,
        request: &ApplyRequest,
        call: &Call,
    ) -> Result<Applied, ApplyError> {
        let configured = self.configured();
        let creation = CreateRequest {
            data: configured.needed()?,
            planned: &request.planned,
            config: &request.config,
            private: &request.private,
            schema: resource.schema(),
            call,
        };
        Ok(resource.item.create(creation).await?.into())
    }

    async fn update(
        &self,
        resource: &ResourceType,
        request: &ApplyRequest,
        call: &Call,
    ) -> Result<Applied, ApplyError> {
        let configured = self.configured();
        let update = UpdateRequest {
            data: configured.needed()?,
            prior: &request.prior,
            planned: &request.planned,
            config: &request.config,
            identity: request.identity.as_ref(),
            private: &request.private,
            schema: resource.schema(),
            call,
        };
        Ok(resource.item.update(update).await?.into())
    }

    /// Deletes an object. The state stays if there is an error.
    async fn delete(
        &self,
        resource: &ResourceType,
        request: ApplyRequest,
        call: &Call,
    ) -> ApplyResponse {
        let configured = self.configured();
        let deletion = |data| DeleteRequest {
            data,
            state: &request.prior,
            identity: request.identity.as_ref(),
            private: &request.private,
            schema: resource.schema(),
            call,
        };
        let deleted = match configured.needed() {
            Ok(data) => resource.item.delete(deletion(data)).await,
            Err(errors) => Err(errors),
        };
        match deleted {
            Ok(deleted) if !deleted.warnings.has_error() => ApplyResponse {
                state: Value::Null,
                private: Private::default(),
                identity: None,
                diagnostics: deleted.warnings,
            },
            kept => {
                let call = format!("deleting {}", resource.name());
                let diagnostics =
                    kept.map_or_else(|errors| errors.of_failure(call), |deleted| deleted.warnings);
                let before = request.identity.as_ref();
                ApplyResponse {
                    identity: identity_of(resource, &request.prior, None, before, &Value::Null),
                    state: request.prior,
                    private: request.private,
                    diagnostics,
                }
            }
        }
    }
}

/// Returns the resource's answer with a state that core can read, and an error for each mistake in
/// the answer.
fn judged(resource: &ResourceType, request: ApplyRequest, applied: Applied) -> ApplyResponse {
    let ApplyRequest { prior, planned, .. } = &request;
    let Applied {
        state,
        private,
        given,
        mut diagnostics,
    } = applied;
    let block = &resource.schema().block;
    let has_failed = diagnostics.has_error();
    let answer = complete(block, &state);
    let mut problems = check_type(block, &answer);
    problems.extend(unknowns(&answer));
    if answer.is_null() && !has_failed {
        problems.push(PathError::new(
            &Path::root(),
            "is null; give the state of what was made or changed",
        ));
    }
    let state = if problems.is_empty() {
        answer
    } else {
        conformed(block, &answer, planned, prior)
    };
    let state = settle(block, planned, &state);
    let before = request.identity.as_ref();
    let wrong = no_identity(resource, given.as_ref());
    let given = given.as_ref().filter(|_| wrong.is_none());
    diagnostics.extend(wrong);
    let identity = identity_of(resource, &state, given, before, &Value::Null);
    // The state of a failure may have gaps: what is not said is as it was.
    if !has_failed {
        if cfg!(debug_assertions) && problems.is_empty() {
            problems = check_applied(block, planned, &state);
        }
        if problems.is_empty()
            && let Some(after) = &identity
        {
            diagnostics.extend(not_given(resource, after));
            diagnostics.extend(before.and_then(|before| changed(resource, before, after)));
        }
        diagnostics.extend(broken_promise(
            resource.name(),
            "ApplyResourceChange",
            &problems,
        ));
    }
    ApplyResponse {
        state,
        private: private.unwrap_or(request.private),
        identity,
        diagnostics,
    }
}
