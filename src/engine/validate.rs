//! Whether a configuration is one that the schema's author wants.
//!
//! Core has checked types and which arguments are written; here comes what it lets pass, then
//! validators and rules. Unknown values are never complained about: core validates again when more
//! is known.

use super::expression::Scope;
use super::fields::{Fields, Part};
use super::repeat::each_object;
use super::{
    Attribute, Block, Diagnostic, Diagnostics, NestedBlock, Path, Usage, ValidateRequest, Value,
    contradictions,
};

/// Returns all complaints about `config`: its [`contradictions`], and then those of validators,
/// rules and deprecations in the schema's order. A deprecation of the whole is not among them,
/// because `block` does not know its own name.
pub fn validate(block: &Block, config: &Value) -> Diagnostics {
    let mut complaints = contradictions(block, &Value::Null, config);
    let root = Scope {
        path: &Path::root(),
        value: config,
        outer: None,
    };
    object(block.into(), &root, &mut complaints);
    complaints
}

/// Returns a complaint about every write-only attribute that is set: for a core that would write it
/// into its state.
pub fn refuse_write_only(block: &Block, config: &Value) -> Diagnostics {
    let mut complaints = Diagnostics::new();
    write_only(block.into(), &Path::root(), config, &mut complaints);
    complaints
}

fn write_only(fields: Fields<'_>, at: &Path, config: &Value, complaints: &mut Diagnostics) {
    for part in fields.parts() {
        let value = config.attribute(part.name());
        let at = at.then(part.name());
        if let Part::Attribute(attribute) = part
            && attribute.write_only
            && !value.is_null()
        {
            complaints.push(unsupported_write_only(attribute, &at));
        }
        if let Some((repeat, inner)) = part.objects() {
            each_object(repeat, &at, None, value, &mut |at, _, value| {
                write_only(inner, at, value, complaints);
            });
        }
    }
}

fn object(fields: Fields<'_>, here: &Scope<'_>, complaints: &mut Diagnostics) {
    let config = here.value;
    let Value::Map(_) = config else { return };
    for rule in fields.rules {
        complaints.extend(
            rule.complaints(config)
                .into_iter()
                .map(|complaint| complaint.below(here.path)),
        );
    }
    for part in fields.parts() {
        let value = config.attribute(part.name());
        let at = here.path.then(part.name());
        let within = here.inner(&at, value);
        match part {
            // What only the provider sets has been refused already.
            Part::Attribute(attribute)
                if value.is_null() || value.is_unknown() || attribute.usage == Usage::Computed =>
            {
                continue;
            }
            Part::Attribute(found) => attribute(found, &within, complaints),
            Part::Block(nested) => {
                if let Some(why) = &nested.block.deprecated
                    && is_there(nested, value)
                {
                    complaints.push(deprecated(&at, why));
                }
            }
        }
        if let Some((repeat, inner)) = part.objects() {
            each_object(repeat, &at, None, value, &mut |at, _, value| {
                object(inner, &within.inner(at, value), complaints);
            });
        }
    }
}

fn attribute(attribute: &Attribute, here: &Scope<'_>, complaints: &mut Diagnostics) {
    let at = here.path;
    if let Some(why) = &attribute.deprecated {
        complaints.push(deprecated(at, why));
    }
    for validator in &attribute.validators {
        complaints.extend(
            validator
                .check(&ValidateRequest(*here))
                .into_iter()
                .map(|complaint| complaint.naming(at)),
        );
    }
}

fn unsupported_write_only(attribute: &Attribute, at: &Path) -> Diagnostic {
    let detail = format!(
        "{:?} is only ever in the configuration, and this version would write it into its state.",
        attribute.name
    );
    Diagnostic::error(
        "Write-only attributes need Terraform 1.11 or OpenTofu 1.11",
        detail,
    )
    .at(at.clone())
    .naming(at)
}

/// Reports whether the configuration has the block; a group is there anyway, with nothing in it.
fn is_there(nested: &NestedBlock, value: &Value) -> bool {
    !value.is_null() && !value.is_unknown() && *value != nested.none()
}

fn deprecated(at: &Path, why: &str) -> Diagnostic {
    Diagnostic::warning(format!("{at} is deprecated"), why).at(at.clone())
}
