//! Validation: whether a configuration is one that the schema's author wants.

use super::refusal::pointing;
use super::{Action, DataSource, EphemeralResource, ListResource, Provider, Resource};
use crate::engine::{Block, Diagnostic, NestedBlock, Schema, Value, refuse_write_only, validate};

/// Answers `ValidateProviderConfig`.
pub fn validate_provider(provider: &dyn Provider, config: &Value) -> Vec<Diagnostic> {
    of_type(provider.name(), provider.schema(), config)
}

/// Answers `ValidateResourceConfig`. What an older core could not plan, or would write into its
/// state, is refused.
pub fn validate_resource(
    resource: &dyn Resource,
    config: &Value,
    write_only_allowed: bool,
    computed_blocks_allowed: bool,
) -> Vec<Diagnostic> {
    let block = &resource.schema().block;
    let mut complaints = of_type(resource.type_name(), resource.schema(), config);
    if !write_only_allowed {
        complaints.extend(refuse_write_only(block, config));
    }
    if !computed_blocks_allowed {
        complaints.extend(computed_block(block).map(|name| {
            let detail = format!(
                "The provider makes the blocks {name:?} of {}, which this version cannot plan.",
                resource.type_name()
            );
            Diagnostic::error("Computed blocks need Terraform 1.16", detail)
        }));
    }
    complaints
}

/// Answers `ValidateDataResourceConfig`.
pub fn validate_data_source(source: &dyn DataSource, config: &Value) -> Vec<Diagnostic> {
    of_type(source.type_name(), source.schema(), config)
}

/// Answers `ValidateEphemeralResourceConfig`.
pub fn validate_ephemeral(resource: &dyn EphemeralResource, config: &Value) -> Vec<Diagnostic> {
    of_type(resource.type_name(), resource.schema(), config)
}

/// Answers `ValidateListResourceConfig`.
pub fn validate_list(list: &dyn ListResource, config: &Value) -> Vec<Diagnostic> {
    of_type(list.type_name(), list.schema(), config)
}

/// Answers `ValidateActionConfig`.
pub fn validate_action(action: &dyn Action, config: &Value) -> Vec<Diagnostic> {
    of_type(action.type_name(), action.schema(), config)
}

fn of_type(type_name: &str, schema: &Schema, config: &Value) -> Vec<Diagnostic> {
    let block = &schema.block;
    let mut complaints: Vec<_> = validate(block, config)
        .into_iter()
        .map(|complaint| pointing(block, complaint))
        .collect();
    complaints.extend(
        schema
            .block
            .deprecated
            .as_ref()
            .map(|why| Diagnostic::warning(format!("{type_name} is deprecated"), why)),
    );
    complaints
}

fn computed_block(block: &Block) -> Option<&str> {
    block
        .blocks
        .iter()
        .find(|nested| nested.has_computed())
        .map(|nested: &NestedBlock| nested.name.as_str())
}
