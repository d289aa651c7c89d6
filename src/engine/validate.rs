//! Whether a configuration is one that the schema's author wants.
//!
//! Core has checked types and what is required; here come validators and rules. Null and unknown values are never complained about.

use super::repeat::{Repeat, pairs};
use super::{Attribute, Block, Diagnostic, Path, Shape, Value};

/// All complaints about `config`, in the schema's order.
pub fn validate(block: &Block, config: &Value) -> Vec<Diagnostic> {
    let mut complaints = Vec::new();
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
        objects(nested.nesting.into(), &at.then(&nested.name), config.get(&nested.name), &mut |at, config| {
            write_only_block(&nested.block, at, config, complaints);
        });
    }
}

fn write_only_attributes(attributes: &[Attribute], at: &Path, config: &Value, complaints: &mut Vec<Diagnostic>) {
    for attribute in attributes {
        let (value, at) = (config.get(&attribute.name), at.then(&attribute.name));
        if attribute.write_only && !value.is_null() {
            let detail = format!("{:?} is only ever in the configuration, and this version would write it into its state.", attribute.name);
            complaints.push(Diagnostic::error("Write-only attributes need Terraform 1.11 or OpenTofu 1.11", detail).at(at.clone()));
        }
        if let Shape::Nested(nesting, inner) = &attribute.shape {
            objects((*nesting).into(), &at, value, &mut |at, value| write_only_attributes(inner, at, value, complaints));
        }
    }
}

fn validate_block(block: &Block, at: &Path, config: &Value, complaints: &mut Vec<Diagnostic>) {
    let Value::Map(_) = config else { return };
    for rule in &block.rules {
        complaints.extend(rule.complaints(config).into_iter().map(|complaint| complaint.below(at)));
    }
    validate_attributes(&block.attributes, at, config, complaints);
    for nested in &block.blocks {
        objects(nested.nesting.into(), &at.then(&nested.name), config.get(&nested.name), &mut |at, config| {
            validate_block(&nested.block, at, config, complaints);
        });
    }
}

fn validate_attributes(attributes: &[Attribute], at: &Path, config: &Value, complaints: &mut Vec<Diagnostic>) {
    for attribute in attributes {
        let (value, at) = (config.get(&attribute.name), at.then(&attribute.name));
        if value.is_null() || value.is_unknown() {
            continue;
        }
        for validator in &attribute.validators {
            complaints.extend(validator.complaints(value, &at));
        }
        if let Shape::Nested(nesting, inner) = &attribute.shape {
            objects((*nesting).into(), &at, value, &mut |at, value| validate_attributes(inner, at, value, complaints));
        }
    }
}

/// Each object with its path; what is in a set has the set's path.
fn objects(repeat: Repeat, at: &Path, value: &Value, one: &mut dyn FnMut(&Path, &Value)) {
    match (repeat, value) {
        (Repeat::Set, Value::Set(elements)) => elements.iter().for_each(|element| one(at, element)),
        _ => pairs(repeat, at, value, value, &mut |at, value, _| one(at, value)),
    }
}
