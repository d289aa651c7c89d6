//! `ApplyResourceChange`: doing what was planned.

use super::call::broken_promise;
use super::{Applied, Change, Private, Resource};
use crate::engine::check::check_applied;
use crate::engine::{Diagnostic, Value, settle};

/// What core sends to `ApplyResourceChange`.
#[derive(Debug)]
pub struct ApplyRequest {
    /// The state, null for a creation.
    pub prior: Value,
    /// The plan, null for a destruction.
    pub planned: Value,
    /// The configuration, null for a destruction.
    pub config: Value,
    /// The notes from the plan.
    pub private: Private,
}

/// `ApplyResourceChange`. Whatever happened, the state in the answer is what is really there: a failed creation gives the part
/// that was made, a failed deletion keeps the state.
pub async fn apply_resource(resource: &dyn Resource, request: ApplyRequest) -> Applied {
    let ApplyRequest { prior, planned, config, private } = request;
    if planned.is_null() {
        return match resource.delete(&prior, &private).await {
            Ok(diagnostics) => Applied { state: Value::Null, private: Private::default(), diagnostics },
            Err(diagnostics) => Applied { state: prior, private, diagnostics },
        };
    }
    let change = Change { prior: &prior, planned: &planned, config: &config, private: &private };
    let mut applied = if prior.is_null() { resource.create(&change).await } else { resource.update(&change).await };
    let block = &resource.schema().block;
    let failed = applied.diagnostics.iter().any(Diagnostic::is_error);
    applied.state = settle(block, &planned, &applied.state);
    if failed {
        applied.state = without_unknowns(&applied.state);
    } else if cfg!(debug_assertions) {
        let problems = check_applied(block, &planned, &applied.state);
        applied.diagnostics.extend(broken_promise(resource.type_name(), "ApplyResourceChange", &problems));
    }
    applied
}

/// State has no unknowns; what a failed change never learned is null.
fn without_unknowns(value: &Value) -> Value {
    match value {
        Value::Unknown(_) => Value::Null,
        Value::List(elements) => Value::List(elements.iter().map(without_unknowns).collect()),
        Value::Set(elements) => Value::Set(elements.iter().map(without_unknowns).collect()),
        Value::Map(elements) => Value::Map(elements.iter().map(|(name, e)| (name.clone(), without_unknowns(e))).collect()),
        Value::Dynamic(typed) => Value::Dynamic(Box::new((typed.0.clone(), without_unknowns(&typed.1)))),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
