//! `PlanResourceChange`: what will be done.

use super::answer::{broken_promise, promised};
use super::refusal::refuse;
use super::{
    Outcome, PlanRequest, Provider, Resource, ResourcePlan, deferral, identity, identity_of,
};
use crate::engine::check::{check_plan, check_type};
use crate::engine::{Diagnostic, Plan, Value, plan};

/// Answers `PlanResourceChange`. The plan of a deferred change is what the schema alone says.
///
/// # Errors
/// Returns an error if the configuration contradicts the schema, or if the resource defers a change
/// although deferral is not allowed.
pub fn plan_resource(
    provider: &dyn Provider,
    resource: &dyn Resource,
    request: &PlanRequest,
) -> Outcome<ResourcePlan> {
    let PlanRequest {
        prior,
        config,
        private,
        ..
    } = request;
    let schema = resource.schema();
    refuse(&schema.block, prior, config)?;
    let plan = plan(schema, &provider.defaults(), prior, config);
    let deferred = deferral::put_off(provider, request.deferral_allowed);
    let mut answer = ResourcePlan {
        plan,
        private: private.clone(),
        identity: None,
        deferred,
    };
    if deferred.is_some() {
        answer.identity = planned_identity(resource, request, &answer.plan);
        return Ok(answer);
    }
    resource.refine_plan(request, &mut answer);
    answer.deferred = deferral::checked(
        resource.type_name(),
        answer.deferred,
        request.deferral_allowed,
    )?;
    answer.plan.replaces.sort();
    answer.plan.replaces.dedup();
    // A plan that is not of the schema's type cannot be sent to core.
    promised(
        resource.type_name(),
        "PlanResourceChange",
        &check_type(&schema.block, &answer.plan.planned),
    )?;
    let failed = answer.plan.diagnostics.iter().any(Diagnostic::is_error);
    if cfg!(debug_assertions) && answer.deferred.is_none() && !failed {
        let problems = check_plan(&schema.block, prior, config, &answer.plan.planned);
        answer.plan.diagnostics.extend(broken_promise(
            resource.type_name(),
            "PlanResourceChange",
            &problems,
        ));
    }
    answer.identity = planned_identity(resource, request, &answer.plan);
    if stays(request, &answer.plan)
        && let Some(before) = &request.identity
        && let Some(after) = &answer.identity
    {
        answer
            .plan
            .diagnostics
            .extend(identity::changed(resource, before, after));
    }
    Ok(answer)
}

/// Returns the identity of the planned object. An object that is destroyed or updated in place
/// keeps its identity, also where the plan leaves the attribute unknown. A partly known identity is
/// none: Terraform since 1.12 fails to render it ("Failed to marshal plan to json: value is not
/// known"), and shows no plan at all.
fn planned_identity(resource: &dyn Resource, request: &PlanRequest, plan: &Plan) -> Option<Value> {
    if plan.planned.is_null() {
        return request.identity.clone();
    }
    let mut identity = identity_of(resource, &plan.planned)?;
    if let (true, Value::Map(values)) = (stays(request, plan), &mut identity) {
        let before = request
            .identity
            .clone()
            .or_else(|| identity_of(resource, &request.prior))
            .unwrap_or_default();
        for (name, value) in values.iter_mut().filter(|(_, value)| value.is_unknown()) {
            *value = before.get(name).clone();
        }
    }
    Some(identity).filter(Value::is_wholly_known)
}

/// Reports whether the object exists and stays the same one.
fn stays(request: &PlanRequest, plan: &Plan) -> bool {
    !request.prior.is_null() && !plan.planned.is_null() && plan.replaces.is_empty()
}
