//! `ApplyResourceChange`: doing what was planned.

use super::answer::broken_promise;
use super::{Applied, Change, Current, HostConnection, Private, Resource, identity, identity_of};
use crate::engine::check::{check_applied, check_type, conformed, unknowns};
use crate::engine::{Diagnostic, Path, PathError, Value, complete, settle};

/// What core sends to `ApplyResourceChange`.
#[derive(Debug, Default)]
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
    /// What the module says to the provider (`provider_meta`); null where it says nothing.
    pub meta: Value,
    /// The connection over which the request came.
    pub connection: HostConnection,
}

/// Answers `ApplyResourceChange`. The state in the answer is always what really exists: a failed
/// creation returns the part that was made, and a failed deletion keeps the state. If the
/// resource's answer has mistakes, they are errors; the parts that are right are kept, and the
/// other parts are as planned or as before.
pub async fn apply_resource(resource: &dyn Resource, request: ApplyRequest) -> Applied {
    let ApplyRequest {
        prior,
        planned,
        config,
        private,
        identity,
        meta,
        connection,
    } = request;
    if planned.is_null() {
        return delete(resource, prior, private, &meta, &connection).await;
    }
    let change = Change {
        prior: &prior,
        planned: &planned,
        config: &config,
        private: &private,
        meta: &meta,
        connection: &connection,
    };
    let mut applied = if prior.is_null() {
        resource.create(&change).await
    } else {
        resource.update(&change).await
    };
    applied.private.get_or_insert(private);
    judged(resource, &prior, &planned, identity.as_ref(), applied)
}

/// Deletes an object. The state stays if there is an error.
async fn delete(
    resource: &dyn Resource,
    prior: Value,
    private: Private,
    meta: &Value,
    connection: &HostConnection,
) -> Applied {
    let current = Current {
        state: &prior,
        private: &private,
        meta,
        deferral_allowed: false,
        connection,
    };
    match resource.delete(&current).await {
        Ok(diagnostics) if !diagnostics.iter().any(Diagnostic::is_error) => Applied {
            state: Value::Null,
            private: Some(Private::default()),
            diagnostics,
        },
        Ok(diagnostics) | Err(diagnostics) => Applied {
            state: prior,
            private: Some(private),
            diagnostics,
        },
    }
}

/// Returns the resource's answer with a state that core can read, and an error for each mistake in
/// the answer.
fn judged(
    resource: &dyn Resource,
    prior: &Value,
    planned: &Value,
    identity: Option<&Value>,
    mut applied: Applied,
) -> Applied {
    let block = &resource.schema().block;
    let failed = applied.diagnostics.iter().any(Diagnostic::is_error);
    let answer = complete(block, &applied.state);
    let mut problems = check_type(block, &answer);
    problems.extend(unknowns(&answer));
    if answer.is_null() && !failed {
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
    applied.state = settle(block, planned, &state);
    if failed {
        // The state of a failure may have gaps: what is not said is as it was.
        return applied;
    }
    if cfg!(debug_assertions) && problems.is_empty() {
        problems = check_applied(block, planned, &applied.state);
    }
    if problems.is_empty()
        && let Some(before) = identity
        && let Some(after) = identity_of(resource, &applied.state)
    {
        applied
            .diagnostics
            .extend(identity::changed(resource, before, &after));
    }
    applied.diagnostics.extend(broken_promise(
        resource.type_name(),
        "ApplyResourceChange",
        &problems,
    ));
    applied
}
