//! Validation and planning: what core asks before anything is done.

use super::call::broken_promise;
use super::{DataSource, Provider, Resource};
use crate::engine::check::check_plan;
use crate::engine::{Attribute, Block, Diagnostic, Nesting, Path, Plan, Shape, Value, plan, validate};

/// `ValidateProviderConfig`.
pub fn validate_provider(provider: &dyn Provider, config: &Value) -> Vec<Diagnostic> {
    validate(&provider.schema().block, config)
}

/// `ValidateResourceConfig`. An old core without write-only attributes would store them, so then they are refused.
pub fn validate_resource(resource: &dyn Resource, config: &Value, write_only_allowed: bool) -> Vec<Diagnostic> {
    let block = &resource.schema().block;
    let mut complaints = validate(block, config);
    if !write_only_allowed {
        refuse_write_only(block, config, &mut complaints);
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
    pub private: Vec<u8>,
}

/// The answer to `PlanResourceChange`.
#[derive(Debug)]
pub struct ResourcePlan {
    /// The plan.
    pub plan: Plan,
    /// The notes, for the apply.
    pub private: Vec<u8>,
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

fn refuse_write_only(block: &Block, config: &Value, complaints: &mut Vec<Diagnostic>) {
    let set = |attribute: &&Attribute| attribute.write_only && !config.get(&attribute.name).is_null();
    for attribute in block.attributes.iter().filter(set) {
        complaints.push(
            Diagnostic::error(
                "Write-only attributes need Terraform 1.11 or OpenTofu 1.11",
                format!("{:?} is only ever in the configuration, and this version would write it into its state.", attribute.name),
            )
            .at(Path::attribute(&attribute.name)),
        );
    }
    for attribute in &block.attributes {
        if let Shape::Nested(Nesting::Single, inner) = &attribute.shape {
            let inner = Block { attributes: inner.clone(), ..Block::default() };
            refuse_write_only(&inner, config.get(&attribute.name), complaints);
        }
    }
}
