//! The rules for attributes, nested ones included.

use std::collections::HashSet;

use crate::engine::PathError;
use crate::engine::check::problems::problem;
use crate::engine::wording::with_article;
use crate::engine::{Attribute, Meaning, Nesting, Path, Recompute, Shape, Type, Usage, Value};

pub(super) fn check_attributes(
    attributes: &[Attribute],
    at: &Path,
    in_set: bool,
    found: &mut Vec<PathError>,
) {
    let mut names = HashSet::new();
    for attribute in attributes {
        let at = at.then(&attribute.name);
        check_name(&attribute.name, &at, found);
        if !names.insert(attribute.name.as_str()) {
            problem(found, &at, "is declared twice; take one of them out");
        }
        check_attribute(attribute, attributes, &at, in_set, found);
    }
}

fn check_attribute(
    attribute: &Attribute,
    beside: &[Attribute],
    at: &Path,
    in_set: bool,
    found: &mut Vec<PathError>,
) {
    check_default(attribute, at, found);
    check_write_only(attribute, at, in_set, found);
    check_recompute(attribute, beside, at, found);
    check_validators(attribute, at, found);
    check_meaning(attribute, at, found);
    check_shape(attribute, at, in_set, found);
}

fn check_default(attribute: &Attribute, at: &Path, found: &mut Vec<PathError>) {
    if let Some(default) = &attribute.default {
        if attribute.usage != Usage::OptionalComputed {
            problem(
                found,
                at,
                "has a default, so the provider sets it at times; make it Usage::OptionalComputed",
            );
        }
        if default.is_null() || !default.is_wholly_known() || !default.fits(&attribute.ty()) {
            problem(
                found,
                at,
                format!("its default is no known {}", attribute.ty()),
            );
        }
    }
    if attribute.default.as_ref().is_some_and(beyond_terraform) {
        problem(
            found,
            at,
            "its default has more digits than the 512 bits of Terraform's numbers hold, so it would never be the stored one",
        );
    }
}

fn check_write_only(attribute: &Attribute, at: &Path, in_set: bool, found: &mut Vec<PathError>) {
    if attribute.write_only && attribute.is_computed() {
        problem(
            found,
            at,
            "is write-only, so only a configuration sets it; make it Usage::Required or Usage::Optional",
        );
    }
    if attribute.write_only && in_set {
        problem(
            found,
            at,
            "is write-only inside a set, whose elements would change by it; use a list or map",
        );
    }
}

fn check_recompute(
    attribute: &Attribute,
    beside: &[Attribute],
    at: &Path,
    found: &mut Vec<PathError>,
) {
    if let Recompute::OnChangeOf(names) = &attribute.recompute {
        for name in names
            .iter()
            .filter(|name| !beside.iter().any(|other| other.name == **name))
        {
            problem(
                found,
                at,
                format!("follows {name:?}, which is no attribute beside it"),
            );
        }
    }
}

fn check_validators(attribute: &Attribute, at: &Path, found: &mut Vec<PathError>) {
    let ty = attribute.ty();
    for validator in attribute
        .validators
        .iter()
        .filter(|validator| !validator.takes().admits(&ty))
    {
        problem(
            found,
            at,
            format!(
                "is {}, and has a validator for {}; take that out or change the type",
                with_article(&ty.to_string()),
                validator.takes()
            ),
        );
    }
    if attribute.no_null_elements
        && !matches!(&attribute.shape, Shape::Plain(ty) if takes_elements(ty))
    {
        problem(
            found,
            at,
            format!(
                "is {}, and refuses null elements; take no_null_elements out",
                with_article(&ty.to_string())
            ),
        );
    }
}

fn check_meaning(attribute: &Attribute, at: &Path, found: &mut Vec<PathError>) {
    let ty = attribute.ty();
    let meant = !matches!(attribute.meaning, Meaning::Exact);
    if meant && (matches!(attribute.shape, Shape::Nested(..)) || !attribute.meaning.admits(&ty)) {
        problem(
            found,
            at,
            format!(
                "is {}, which has no {:?} meaning; give that to the strings in it",
                with_article(&ty.to_string()),
                attribute.meaning
            ),
        );
    }
}

/// Checks the type where it stands, and the attributes nested in it.
fn check_shape(attribute: &Attribute, at: &Path, in_set: bool, found: &mut Vec<PathError>) {
    match &attribute.shape {
        Shape::Plain(ty) if in_set && ty.has_dynamic() => problem(
            found,
            at,
            "is dynamic inside a set, whose elements must have one type; use a list",
        ),
        Shape::Plain(_) => {}
        Shape::Nested(nesting, inner) => {
            check_attributes(inner, at, in_set || *nesting == Nesting::Set, found);
            if attribute.usage == Usage::OptionalComputed
                && attribute.default.is_none()
                && let Some(part) = configured(inner)
            {
                problem(
                    found,
                    at,
                    format!(
                        "is computed where it is left out, and {part} in it is not: Terraform takes that for configured, and would plan the provider's answer away each time; make {part} computed, too"
                    ),
                );
            }
        }
    }
}

/// Returns the first attribute, however deep, that only a configuration sets.
fn configured(attributes: &[Attribute]) -> Option<String> {
    attributes
        .iter()
        .find_map(|attribute| match &attribute.shape {
            _ if !attribute.is_computed() => Some(attribute.name.clone()),
            Shape::Nested(_, inner) => {
                configured(inner).map(|name| format!("{}.{name}", attribute.name))
            }
            Shape::Plain(_) => None,
        })
}

/// Reports whether there are collections in the type whose elements could be null; nested
/// attributes refuse them anyway.
fn takes_elements(ty: &Type) -> bool {
    match ty {
        Type::List(_) | Type::Set(_) | Type::Map(_) | Type::Dynamic => true,
        Type::Tuple(types) => types.iter().any(takes_elements),
        Type::Object(types) => types.values().any(takes_elements),
        Type::Bool | Type::Number | Type::String => false,
    }
}

/// Reports whether a number in it would be rounded by core.
fn beyond_terraform(value: &Value) -> bool {
    match value {
        Value::Number(number) => !number.fits_terraform(),
        Value::List(elements) | Value::Set(elements) => elements.iter().any(beyond_terraform),
        Value::Map(elements) => elements.values().any(beyond_terraform),
        Value::Dynamic(typed) => beyond_terraform(&typed.1),
        _ => false,
    }
}

pub(super) fn check_name(name: &str, at: &Path, found: &mut Vec<PathError>) {
    let right = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if !right || name.starts_with(|first: char| first.is_ascii_digit()) {
        problem(
            found,
            at,
            "has a name that configurations cannot write; use lower case letters, digits and underscores",
        );
    }
}
