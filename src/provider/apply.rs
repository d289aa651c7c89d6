//! `ApplyResourceChange`: doing what was planned.

use super::answer::broken_promise;
use super::{Applied, Change, Current, Private, Resource, identity};
use crate::engine::check::{check_applied, check_type, conformed, unknowns};
use crate::engine::{Diagnostic, Value, complete, settle};

/// What core sends to `ApplyResourceChange`.
#[derive(Debug, Default)]
pub struct ApplyRequest {
    /// The state, null for a creation.
    pub prior: Value,
    /// The plan, null for a destruction.
    pub planned: Value,
    /// The configuration, null for a destruction.
    pub config: Value,
    /// The notes from the plan.
    pub private: Private,
    /// The identity from the plan, where there is one.
    pub identity: Option<Value>,
    /// What the module says to the provider (`provider_meta`); null where it says nothing.
    pub meta: Value,
}

/// `ApplyResourceChange`. Whatever happened, the state in the answer is what is really there: a failed creation gives the part
/// that was made, a failed deletion keeps the state. Of an answer with mistakes, what is right is kept, and the mistakes are
/// errors.
pub async fn apply_resource(resource: &dyn Resource, request: ApplyRequest) -> Applied {
    let ApplyRequest { prior, planned, config, private, identity, meta } = request;
    if planned.is_null() {
        let current = Current { state: &prior, private: &private, meta: &meta, deferral_allowed: false };
        return match resource.delete(&current).await {
            Ok(diagnostics) => Applied { state: Value::Null, private: Some(Private::default()), diagnostics },
            Err(diagnostics) => Applied { state: prior, private: Some(private), diagnostics },
        };
    }
    let change = Change { prior: &prior, planned: &planned, config: &config, private: &private, meta: &meta };
    let mut applied = if prior.is_null() { resource.create(&change).await } else { resource.update(&change).await };
    applied.private.get_or_insert(private);
    let block = &resource.schema().block;
    let failed = applied.diagnostics.iter().any(Diagnostic::is_error);
    let state = complete(block, &applied.state);
    let misfits = check_type(block, &state);
    let state = if misfits.is_empty() { state } else { conformed(block, &state) };
    let state = settle(block, &planned, &state);
    let mut problems = misfits;
    if !failed {
        problems.extend(unknowns(&state));
        if cfg!(debug_assertions) && problems.is_empty() {
            problems = check_applied(block, &planned, &state);
        }
        if let (Some(before), true) = (&identity, problems.is_empty()) {
            applied.diagnostics.extend(identity::changed(resource, before, &state));
        }
    }
    applied.diagnostics.extend(broken_promise(resource.type_name(), "ApplyResourceChange", &problems));
    applied.state = without_unknowns(&state);
    applied
}

/// State has no unknowns; what a change never learned is null.
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
