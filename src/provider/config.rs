//! Validation and planning: what core asks before anything is done.

use super::call::broken_promise;
use super::{DataSource, Private, Provider, Resource};
use crate::engine::check::check_plan;
use crate::engine::{Diagnostic, Plan, Value, plan, refuse_write_only, validate};

/// `ValidateProviderConfig`.
pub fn validate_provider(provider: &dyn Provider, config: &Value) -> Vec<Diagnostic> {
    validate(&provider.schema().block, config)
}

/// `ValidateResourceConfig`. An old core without write-only attributes would store them, so then they are refused.
pub fn validate_resource(resource: &dyn Resource, config: &Value, write_only_allowed: bool) -> Vec<Diagnostic> {
    let block = &resource.schema().block;
    let mut complaints = validate(block, config);
    if !write_only_allowed {
        complaints.extend(refuse_write_only(block, config));
    }
    complaints
}

/// `ValidateDataResourceConfig`.
pub fn validate_data_source(source: &dyn DataSource, config: &Value) -> Vec<Diagnostic> {
    validate(&source.schema().block, config)
}

/// What core sends to `PlanResourceChange`.
#[derive(Debug)]
pub struct PlanRequest {
    /// The state, null for a creation.
    pub prior: Value,
    /// The configuration, null for a destruction.
    pub config: Value,
    /// The provider's own notes about the object.
    pub private: Private,
}

/// The answer to `PlanResourceChange`.
#[derive(Debug)]
pub struct ResourcePlan {
    /// The plan.
    pub plan: Plan,
    /// The notes, for the apply.
    pub private: Private,
}

/// `PlanResourceChange`.
pub fn plan_resource(provider: &dyn Provider, resource: &dyn Resource, request: PlanRequest) -> ResourcePlan {
    let PlanRequest { prior, config, private } = request;
    let schema = resource.schema();
    let mut plan = plan(schema, &provider.defaults(), &prior, &config);
    resource.refine_plan(&prior, &config, &mut plan);
    plan.replaces.sort();
    plan.replaces.dedup();
    if cfg!(debug_assertions) {
        let problems = check_plan(&schema.block, &prior, &config, &plan.planned);
        plan.diagnostics.extend(broken_promise(resource.type_name(), "PlanResourceChange", &problems));
    }
    ResourcePlan { plan, private }
}
