//! `PlanResourceChange`: what will be done.

use super::answer::{broken_promise, promised};
use super::identity::{changed, identity_of};
use super::refusal::refuse;
use super::{ResourceType, Server, deferral};
use crate::engine::check::{check_plan, check_type};
use crate::engine::{Plan, Value, plan};
use crate::provider::{Call, Deferred, ModifyPlanRequest, ModifyPlanResponse, Private, Result};

/// What core sends to `PlanResourceChange`.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct PlanRequest {
    /// The state, null for a creation.
    pub prior: Value,
    /// The configuration, null for a destruction.
    pub config: Value,
    /// The object's private state.
    pub private: Private,
    /// The private state of the plan that is being applied.
    pub planned_private: Option<Private>,
    /// The object's identity, where the state has one.
    pub identity: Option<Value>,
}

impl PlanRequest {
    /// Returns the request to change `prior` into what `config` says. A null `prior` is a creation,
    /// a null `config` a destruction.
    pub fn new(prior: Value, config: Value) -> Self {
        Self {
            prior,
            config,
            ..Self::default()
        }
    }
}

/// The answer to `PlanResourceChange`.
#[derive(Debug)]
#[non_exhaustive]
pub struct PlanResponse {
    /// The plan.
    pub plan: Plan,
    /// The private state, for the apply.
    pub private: Private,
    /// The object's identity after the change: none where the resource has none, and none while any
    /// part of it is unknown, because Terraform since 1.12 cannot show such a plan.
    pub identity: Option<Value>,
    /// Why the change is deferred, if it is.
    pub deferred: Option<Deferred>,
}

impl Server {
    /// Answers `PlanResourceChange`. The plan of a deferred change is what the schema alone says.
    ///
    /// # Errors
    /// Returns an error if the configuration contradicts the schema, or if the resource defers a
    /// change although deferral is not allowed.
    pub fn plan_resource(
        &self,
        resource: &ResourceType,
        request: &PlanRequest,
        call: &Call,
    ) -> Result<PlanResponse> {
        let PlanRequest { prior, config, .. } = request;
        let schema = resource.schema();
        refuse(&schema.block, prior, config)?;
        let configured = self.configured();
        let plan = plan(schema, &configured.defaults, prior, config);
        if let Some(deferred) = configured.deferral(call) {
            return Ok(PlanResponse {
                identity: planned_identity(resource, request, &plan),
                plan,
                private: request.private.clone(),
                deferred: Some(deferred),
            });
        }
        let mut modified =
            ModifyPlanResponse::new(plan, request.private.clone(), schema.block.ty());
        let modifying = ModifyPlanRequest {
            data: configured.data(),
            prior,
            config,
            private: &request.private,
            planned_private: request.planned_private.as_ref(),
            identity: request.identity.as_ref(),
            schema,
            call,
        };
        if let Err(errors) = resource.item.modify_plan(&modifying, &mut modified) {
            let mut errors = errors.of_failure(format_args!("planning {}", resource.name()));
            errors.extend(modified.plan.diagnostics);
            return Err(errors);
        }
        checked(resource, request, modified, call)
    }
}

/// Checks a plan as core does, and adds the identity that follows from it.
fn checked(
    resource: &ResourceType,
    request: &PlanRequest,
    modified: ModifyPlanResponse,
    call: &Call,
) -> Result<PlanResponse> {
    let PlanRequest { prior, config, .. } = request;
    let ModifyPlanResponse {
        mut plan,
        private,
        deferred,
        ..
    } = modified;
    let type_name = resource.name();
    let block = &resource.schema().block;
    let deferred = deferral::checked(type_name, deferred, call)?;
    plan.replaces.sort();
    plan.replaces.dedup();
    // A plan that is not of the schema's type cannot be sent to core.
    promised(
        type_name,
        "PlanResourceChange",
        &check_type(block, &plan.planned),
    )?;
    if cfg!(debug_assertions) && deferred.is_none() && !plan.diagnostics.has_error() {
        let problems = check_plan(block, prior, config, &plan.planned);
        plan.diagnostics
            .extend(broken_promise(type_name, "PlanResourceChange", &problems));
    }
    let identity = planned_identity(resource, request, &plan);
    if stays(request, &plan)
        && let Some(before) = &request.identity
        && let Some(after) = &identity
    {
        plan.diagnostics.extend(changed(resource, before, after));
    }
    Ok(PlanResponse {
        plan,
        private,
        identity,
        deferred,
    })
}

/// Returns the identity of the planned object. An object that is destroyed or updated in place
/// keeps its identity, also where the plan leaves the attribute unknown. A partly known identity is
/// none: Terraform since 1.12 fails to render it ("Failed to marshal plan to json: value is not
/// known"), and shows no plan at all.
fn planned_identity(resource: &ResourceType, request: &PlanRequest, plan: &Plan) -> Option<Value> {
    if plan.planned.is_null() {
        return request.identity.clone();
    }
    let is_same = stays(request, plan);
    let before = request.identity.as_ref();
    let mut identity = identity_of(
        resource,
        &plan.planned,
        None,
        before.filter(|_| is_same),
        &Value::UNKNOWN,
    )?;
    if let (true, Value::Map(values)) = (is_same, &mut identity) {
        let of_prior = || identity_of(resource, &request.prior, None, None, &Value::UNKNOWN);
        let before = before.cloned().or_else(of_prior).unwrap_or_default();
        for (name, value) in values.iter_mut().filter(|(_, value)| value.is_unknown()) {
            *value = before.attribute(name).clone();
        }
    }
    Some(identity).filter(Value::is_wholly_known)
}

/// Reports whether the object exists and stays the same one.
fn stays(request: &PlanRequest, plan: &Plan) -> bool {
    !request.prior.is_null() && !plan.planned.is_null() && plan.replaces.is_empty()
}
