//! Validation: whether a configuration is one that the schema's author wants.

use super::{DataSource, Provider, Resource};
use crate::engine::{Block, Diagnostic, NestedBlock, Value, refuse_write_only, validate};

/// `ValidateProviderConfig`.
pub fn validate_provider(provider: &dyn Provider, config: &Value) -> Vec<Diagnostic> {
    validate(&provider.schema().block, config)
}

/// `ValidateResourceConfig`. What an older core could not plan, or would write into its state, is refused.
pub fn validate_resource(
    resource: &dyn Resource,
    config: &Value,
    write_only_allowed: bool,
    computed_blocks_allowed: bool,
) -> Vec<Diagnostic> {
    let block = &resource.schema().block;
    let mut complaints = validate(block, config);
    if !write_only_allowed {
        complaints.extend(refuse_write_only(block, config));
    }
    if !computed_blocks_allowed {
        complaints.extend(computed_block(block).map(|name| {
            let detail = format!("The provider makes the blocks {name:?} of {}, which this version cannot plan.", resource.type_name());
            Diagnostic::error("Computed blocks need Terraform 1.16", detail)
        }));
    }
    complaints
}

/// `ValidateDataResourceConfig`.
pub fn validate_data_source(source: &dyn DataSource, config: &Value) -> Vec<Diagnostic> {
    validate(&source.schema().block, config)
}

fn computed_block(block: &Block) -> Option<&str> {
    block.blocks.iter().find(|nested| nested.has_computed()).map(|nested: &NestedBlock| nested.name.as_str())
}
