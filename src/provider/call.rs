//! Finding what a call is about, and turning a caught panic or a broken promise into an error that can be reported.

use super::{Action, DataSource, EphemeralResource, ListResource, Outcome, Provider, Resource};
use crate::engine::Diagnostic;
use crate::engine::check::{Problem, check_schema};

/// The resource of this type.
///
/// # Errors
/// When the provider has none; core never asks for one that the schema does not list.
pub fn find_resource<'a>(provider: &'a dyn Provider, type_name: &str) -> Outcome<&'a dyn Resource> {
    let found = provider.resources().iter().find(|resource| resource.type_name() == type_name);
    found.map(AsRef::as_ref).ok_or_else(|| unknown("resource", type_name, provider))
}

/// The data source of this type.
///
/// # Errors
/// When the provider has none.
pub fn find_data_source<'a>(provider: &'a dyn Provider, type_name: &str) -> Outcome<&'a dyn DataSource> {
    let found = provider.data_sources().iter().find(|source| source.type_name() == type_name);
    found.map(AsRef::as_ref).ok_or_else(|| unknown("data source", type_name, provider))
}

/// The ephemeral resource of this type.
///
/// # Errors
/// When the provider has none.
pub fn find_ephemeral_resource<'a>(provider: &'a dyn Provider, type_name: &str) -> Outcome<&'a dyn EphemeralResource> {
    let found = provider.ephemeral_resources().iter().find(|resource| resource.type_name() == type_name);
    found.map(AsRef::as_ref).ok_or_else(|| unknown("ephemeral resource", type_name, provider))
}

/// The list of resources of this type.
///
/// # Errors
/// When the provider has none.
pub fn find_list_resource<'a>(provider: &'a dyn Provider, type_name: &str) -> Outcome<&'a dyn ListResource> {
    let found = provider.list_resources().iter().find(|list| list.type_name() == type_name);
    found.map(AsRef::as_ref).ok_or_else(|| unknown("list resource", type_name, provider))
}

/// The action of this type.
///
/// # Errors
/// When the provider has none.
pub fn find_action<'a>(provider: &'a dyn Provider, type_name: &str) -> Outcome<&'a dyn Action> {
    let found = provider.actions().iter().find(|action| action.type_name() == type_name);
    found.map(AsRef::as_ref).ok_or_else(|| unknown("action", type_name, provider))
}

/// Reports broken rules as one bug. Only debug builds and tests look for them, so release builds never pay.
pub(super) fn broken_promise(type_name: &str, call: &str, problems: &[Problem]) -> Option<Diagnostic> {
    if problems.is_empty() {
        return None;
    }
    let lines: Vec<_> = problems.iter().map(|problem| format!("  {problem}")).collect();
    Some(Diagnostic::bug(format!("{type_name} gave an answer to {call} that Terraform will refuse:\n{}", lines.join("\n"))))
}

/// The mistakes in a provider's schemas that core would refuse or planning would stumble over, each naming its type.
pub fn check_schemas(provider: &dyn Provider) -> Vec<Diagnostic> {
    let resources = provider.resources().iter().map(|one| (one.type_name(), one.schema()));
    let data_sources = provider.data_sources().iter().map(|one| (one.type_name(), one.schema()));
    let ephemeral = provider.ephemeral_resources().iter().map(|one| (one.type_name(), one.schema()));
    let lists = provider.list_resources().iter().map(|one| (one.type_name(), one.schema()));
    let actions = provider.actions().iter().map(|one| (one.type_name(), one.schema()));
    let all =
        [("provider", provider.schema())].into_iter().chain(resources).chain(data_sources).chain(ephemeral).chain(lists).chain(actions);
    all.flat_map(|(name, schema)| {
        check_schema(schema).into_iter().map(move |problem| Diagnostic::bug(format!("In the schema of {name}, {problem}.")))
    })
    .collect()
}

fn unknown(kind: &str, type_name: &str, provider: &dyn Provider) -> Vec<Diagnostic> {
    vec![Diagnostic::error(format!("Unknown {kind} type"), format!("The provider {:?} has no {kind} {type_name:?}.", provider.name()))]
}
