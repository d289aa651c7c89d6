//! Finding what a call is about.

use super::{Action, DataSource, EphemeralResource, ListResource, Outcome, Provider, Resource};
use crate::engine::Diagnostic;

/// Returns the resource of this type.
///
/// # Errors
/// Returns an error if the provider has none; core never asks for one that the schema does not
/// list.
pub fn find_resource<'a>(provider: &'a dyn Provider, type_name: &str) -> Outcome<&'a dyn Resource> {
    let found = provider
        .resources()
        .iter()
        .find(|resource| resource.type_name() == type_name);
    found
        .map(AsRef::as_ref)
        .ok_or_else(|| unknown("resource", type_name, provider))
}

/// Returns the data source of this type.
///
/// # Errors
/// Returns an error if the provider has none.
pub fn find_data_source<'a>(
    provider: &'a dyn Provider,
    type_name: &str,
) -> Outcome<&'a dyn DataSource> {
    let found = provider
        .data_sources()
        .iter()
        .find(|source| source.type_name() == type_name);
    found
        .map(AsRef::as_ref)
        .ok_or_else(|| unknown("data source", type_name, provider))
}

/// Returns the ephemeral resource of this type.
///
/// # Errors
/// Returns an error if the provider has none.
pub fn find_ephemeral_resource<'a>(
    provider: &'a dyn Provider,
    type_name: &str,
) -> Outcome<&'a dyn EphemeralResource> {
    let found = provider
        .ephemeral_resources()
        .iter()
        .find(|resource| resource.type_name() == type_name);
    found
        .map(AsRef::as_ref)
        .ok_or_else(|| unknown("ephemeral resource", type_name, provider))
}

/// Returns the list of resources of this type.
///
/// # Errors
/// Returns an error if the provider has none.
pub fn find_list_resource<'a>(
    provider: &'a dyn Provider,
    type_name: &str,
) -> Outcome<&'a dyn ListResource> {
    let found = provider
        .list_resources()
        .iter()
        .find(|list| list.type_name() == type_name);
    found
        .map(AsRef::as_ref)
        .ok_or_else(|| unknown("list resource", type_name, provider))
}

/// Returns the action of this type.
///
/// # Errors
/// Returns an error if the provider has none.
pub fn find_action<'a>(provider: &'a dyn Provider, type_name: &str) -> Outcome<&'a dyn Action> {
    let found = provider
        .actions()
        .iter()
        .find(|action| action.type_name() == type_name);
    found
        .map(AsRef::as_ref)
        .ok_or_else(|| unknown("action", type_name, provider))
}

fn unknown(kind: &str, type_name: &str, provider: &dyn Provider) -> Vec<Diagnostic> {
    vec![Diagnostic::error(
        format!("Unknown {kind} type"),
        format!(
            "The provider {:?} has no {kind} {type_name:?}.",
            provider.name()
        ),
    )]
}
