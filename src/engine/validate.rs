//! Whether a configuration is one that the schema's author wants.
//!
//! Core has checked types and which arguments are written; here comes what it lets pass, then validators and rules. Unknown values
//! are never complained about: core validates again when more is known.

use super::repeat::each_object;
use super::{Attribute, Block, Diagnostic, NestedBlock, Path, Shape, Usage, Value, contradictions};

/// All complaints about `config`: its [`contradictions`], and then those of validators, rules and deprecations in the schema's
/// order. That the whole is deprecated is not among them, because `block` does not know what it is called.
pub fn validate(block: &Block, config: &Value) -> Vec<Diagnostic> {
    let mut complaints = contradictions(block, &Value::Null, config);
    validate_block(block, &Path::root(), config, &mut complaints);
    complaints
}

/// Complaints about every write-only attribute that is set: for a core that would write them into its state.
pub fn refuse_write_only(block: &Block, config: &Value) -> Vec<Diagnostic> {
    let mut complaints = Vec::new();
    write_only_block(block, &Path::root(), config, &mut complaints);
    complaints
}

fn write_only_block(block: &Block, at: &Path, config: &Value, complaints: &mut Vec<Diagnostic>) {
    write_only_attributes(&block.attributes, at, config, complaints);
    for nested in &block.blocks {
        each_object(
            nested.nesting.into(),
            &at.then(&nested.name),
            None,
            config.get(&nested.name),
            &mut |at, _, config| {
                write_only_block(&nested.block, at, config, complaints);
            },
        );
    }
}

fn write_only_attributes(
    attributes: &[Attribute],
    at: &Path,
    config: &Value,
    complaints: &mut Vec<Diagnostic>,
) {
    for attribute in attributes {
        let (value, at) = (config.get(&attribute.name), at.then(&attribute.name));
        if attribute.write_only && !value.is_null() {
            let detail = format!(
                "{:?} is only ever in the configuration, and this version would write it into its state.",
                attribute.name
            );
            complaints.push(
                Diagnostic::error(
                    "Write-only attributes need Terraform 1.11 or OpenTofu 1.11",
                    detail,
                )
                .at(at.clone())
                .naming(&at),
            );
        }
        if let Shape::Nested(nesting, inner) = &attribute.shape {
            each_object((*nesting).into(), &at, None, value, &mut |at, _, value| {
                write_only_attributes(inner, at, value, complaints)
            });
        }
    }
}

fn validate_block(block: &Block, at: &Path, config: &Value, complaints: &mut Vec<Diagnostic>) {
    let Value::Map(_) = config else { return };
    for rule in &block.rules {
        complaints.extend(
            rule.complaints(config)
                .into_iter()
                .map(|complaint| complaint.below(at)),
        );
    }
    validate_attributes(&block.attributes, at, config, complaints);
    for nested in &block.blocks {
        let (value, at) = (config.get(&nested.name), at.then(&nested.name));
        if let (Some(why), true) = (&nested.block.deprecated, is_there(nested, value)) {
            complaints.push(deprecated(&at, why));
        }
        each_object(
            nested.nesting.into(),
            &at,
            None,
            value,
            &mut |at, _, config| {
                validate_block(&nested.block, at, config, complaints);
            },
        );
    }
}

fn validate_attributes(
    attributes: &[Attribute],
    at: &Path,
    config: &Value,
    complaints: &mut Vec<Diagnostic>,
) {
    for attribute in attributes {
        let (value, at) = (config.get(&attribute.name), at.then(&attribute.name));
        // What only the provider sets has been refused already.
        if value.is_null() || value.is_unknown() || attribute.usage == Usage::Computed {
            continue;
        }
        if let Some(why) = &attribute.deprecated {
            complaints.push(deprecated(&at, why));
        }
        for validator in &attribute.validators {
            complaints.extend(
                validator
                    .complaints(value, &at)
                    .into_iter()
                    .map(|complaint| complaint.naming(&at)),
            );
        }
        if let Shape::Nested(nesting, inner) = &attribute.shape {
            each_object((*nesting).into(), &at, None, value, &mut |at, _, value| {
                validate_attributes(inner, at, value, complaints)
            });
        }
    }
}

/// Whether the configuration has the block; a group is there anyway, with nothing in it.
fn is_there(nested: &NestedBlock, value: &Value) -> bool {
    !value.is_null() && !value.is_unknown() && *value != nested.none()
}

fn deprecated(at: &Path, why: &str) -> Diagnostic {
    Diagnostic::warning(format!("{at} is deprecated"), why).at(at.clone())
}
