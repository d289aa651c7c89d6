//! Validation: whether a configuration is one that the schema's author wants.

use super::refusal::{pointing, written};
use super::{
    ActionType, DataSourceType, EphemeralResourceType, ListResourceType, ResourceType, Server,
};
use crate::engine::{
    Block, Diagnostic, Diagnostics, NestedBlock, Schema, Value, refuse_write_only, validate,
};
use crate::provider::ClientCapabilities;

impl Server {
    /// Answers `ValidateProviderConfig`.
    pub fn validate_provider(&self, config: &Value) -> Diagnostics {
        of_type(&self.name, self.schema(), config)
    }

    /// Answers `ValidateResourceConfig`. What an older core could not plan, or would write into its
    /// state, is refused.
    pub fn validate_resource(
        &self,
        resource: &ResourceType,
        config: &Value,
        capabilities: ClientCapabilities,
    ) -> Diagnostics {
        let block = &resource.schema().block;
        let mut complaints = of_type(resource.name(), resource.schema(), config);
        if !capabilities.write_only_attributes_allowed {
            complaints.extend(refuse_write_only(block, config));
        }
        if !capabilities.computed_blocks_allowed {
            complaints.extend(computed_block(block).map(|name| {
                let detail = format!(
                    "The provider makes the blocks {name:?} of {}, which this version cannot plan.",
                    resource.name()
                );
                Diagnostic::error("Computed blocks need Terraform 1.16", detail)
            }));
        }
        complaints
    }

    /// Answers `ValidateDataResourceConfig`.
    pub fn validate_data_source(&self, source: &DataSourceType, config: &Value) -> Diagnostics {
        of_type(source.name(), source.schema(), config)
    }

    /// Answers `ValidateEphemeralResourceConfig`.
    pub fn validate_ephemeral(
        &self,
        resource: &EphemeralResourceType,
        config: &Value,
    ) -> Diagnostics {
        of_type(resource.name(), resource.schema(), config)
    }

    /// Answers `ValidateListResourceConfig`.
    pub fn validate_list(&self, list: &ListResourceType, config: &Value) -> Diagnostics {
        of_type(list.name(), list.schema(), config)
    }

    /// Answers `ValidateActionConfig`.
    pub fn validate_action(&self, action: &ActionType, config: &Value) -> Diagnostics {
        of_type(action.name(), action.schema(), config)
    }
}

fn of_type(type_name: &str, schema: &Schema, config: &Value) -> Diagnostics {
    let block = &schema.block;
    let mut complaints: Diagnostics = validate(block, &written(block, config))
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
