//! A provider's declarations against what core takes: mistakes of its author, found before any user
//! is.

use std::collections::HashSet;

use super::{Function, IdentitySchema, Provider, Resource, Signature};
use crate::engine::check::check_schema;
use crate::engine::wording::with_article;
use crate::engine::{Diagnostic, Schema, Type};

/// Returns the mistakes in a provider's declarations that core would refuse or planning could not
/// handle. Each names the type and the attribute, and says how to mend it. They are served as
/// errors of `GetProviderSchema`, so that they are seen at once. A provider's own tests can assert
/// that there are none.
pub fn check_schemas(provider: &dyn Provider) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut tell = |what: String| found.push(Diagnostic::bug(what));
    tell_schema("the provider", provider.schema(), &mut tell);
    reserved(
        "the provider",
        provider.schema(),
        &["alias", "version"],
        &mut tell,
    );
    if let Some(meta) = provider.meta_schema() {
        tell_schema("provider_meta", meta, &mut tell);
    }
    check_types(provider, &mut tell);
    for resource in provider.resources() {
        if let Some(identity) = resource.identity() {
            check_identity(resource.as_ref(), identity, &mut tell);
        }
    }
    check_lists(provider, &mut tell);
    let mut names = HashSet::new();
    for function in provider.functions() {
        if !names.insert(function.name()) {
            tell(format!(
                "The function {} is declared twice; take one of them out.",
                function.name()
            ));
        }
        check_function(function.as_ref(), &mut tell);
    }
    found
}

fn check_types(provider: &dyn Provider, tell: &mut dyn FnMut(String)) {
    macro_rules! declared {
        ($all:expr) => {
            $all.iter()
                .map(|one| (one.type_name(), one.schema()))
                .collect()
        };
    }
    types(provider, "resource", declared!(provider.resources()), tell);
    types(
        provider,
        "data source",
        declared!(provider.data_sources()),
        tell,
    );
    types(
        provider,
        "ephemeral resource",
        declared!(provider.ephemeral_resources()),
        tell,
    );
    types(
        provider,
        "list resource",
        declared!(provider.list_resources()),
        tell,
    );
    types(provider, "action", declared!(provider.actions()), tell);
}

fn check_lists(provider: &dyn Provider, tell: &mut dyn FnMut(String)) {
    for list in provider.list_resources() {
        let resource = provider
            .resources()
            .iter()
            .find(|resource| resource.type_name() == list.type_name());
        if resource.is_none_or(|resource| resource.identity().is_none()) {
            tell(format!(
                "There is a list of {0}, which is no resource with an identity; give {0} an identity.",
                list.type_name()
            ));
        }
    }
}

fn types(
    provider: &dyn Provider,
    kind: &str,
    types: Vec<(&str, &Schema)>,
    tell: &mut dyn FnMut(String),
) {
    let mut names = HashSet::new();
    let prefix = format!("{}_", provider.name());
    for (name, schema) in types {
        if !names.insert(name) {
            tell(format!(
                "The {kind} {name} is declared twice; take one of them out."
            ));
        }
        if name != provider.name() && !name.starts_with(&prefix) {
            tell(format!(
                "The {kind} {name} is not found by its name; begin it with {prefix:?}."
            ));
        }
        tell_schema(name, schema, tell);
        reserved(name, schema, &META_ARGUMENTS, tell);
    }
}

/// The names that Terraform reserves in the blocks of all types.
const META_ARGUMENTS: [&str; 7] = [
    "connection",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "provider",
    "provisioner",
];

fn reserved(name: &str, schema: &Schema, words: &[&str], tell: &mut dyn FnMut(String)) {
    let blocks = schema.block.blocks.iter().map(|nested| &nested.name);
    for taken in schema
        .block
        .attributes
        .iter()
        .map(|attribute| &attribute.name)
        .chain(blocks)
        .filter(|name| words.contains(&name.as_str()))
    {
        tell(format!(
            "In the schema of {name}, {taken} is a word that Terraform takes for itself; give it another name."
        ));
    }
}

fn tell_schema(name: &str, schema: &Schema, tell: &mut dyn FnMut(String)) {
    check_schema(schema)
        .into_iter()
        .for_each(|problem| tell(format!("In the schema of {name}, {problem}.")));
}

fn check_identity(
    resource: &dyn Resource,
    identity: &IdentitySchema,
    tell: &mut dyn FnMut(String),
) {
    let name = resource.type_name();
    if identity.attributes.is_empty() {
        tell(format!(
            "The identity of {name} has no attributes; give it one, or take it out."
        ));
    }
    let mut names = HashSet::new();
    for attribute in &identity.attributes {
        if !names.insert(attribute.name.as_str()) {
            tell(format!(
                "In the identity of {name}, {} is declared twice; take one of them out.",
                attribute.name
            ));
        }
        let right = match &attribute.ty {
            Type::Bool | Type::Number | Type::String => true,
            Type::List(inner) => matches!(**inner, Type::Bool | Type::Number | Type::String),
            _ => false,
        };
        if !right {
            tell(format!(
                "In the identity of {name}, {} is {}; it can be text, a number, a bool, or a list of these.",
                attribute.name,
                with_article(&attribute.ty.to_string())
            ));
        }
        match resource.schema().block.attribute(&attribute.name) {
            Some(source)
                if source.ty() == attribute.ty && !source.write_only && !source.sensitive => {}
            Some(source) if source.write_only || source.sensitive => {
                tell(format!(
                    "In the identity of {name}, {} is an attribute that nobody may see; use another.",
                    attribute.name
                ));
            }
            Some(source) => tell(format!(
                "In the identity of {name}, {} is {}, and in the schema {}; make them the same.",
                attribute.name,
                with_article(&attribute.ty.to_string()),
                with_article(&source.ty().to_string())
            )),
            None => tell(format!(
                "In the identity of {name}, {} is no attribute of the schema, where its value would come from.",
                attribute.name
            )),
        }
    }
}

fn check_function(function: &dyn Function, tell: &mut dyn FnMut(String)) {
    let (
        name,
        Signature {
            parameters,
            variadic,
            ..
        },
    ) = (function.name(), function.signature());
    if !is_identifier(name) {
        tell(format!(
            "The function {name:?} has a name that configurations cannot write; use letters, digits and underscores."
        ));
    }
    let mut names = HashSet::new();
    for parameter in parameters.iter().chain(variadic) {
        if !is_identifier(&parameter.name) {
            tell(format!(
                "The function {name} has a parameter {:?}; use letters, digits and underscores.",
                parameter.name
            ));
        }
        if !names.insert(parameter.name.as_str()) {
            tell(format!(
                "The function {name} has two parameters {}; give each a name of its own.",
                parameter.name
            ));
        }
        for validator in parameter
            .validators
            .iter()
            .filter(|validator| !validator.takes().admits(&parameter.ty))
        {
            let ty = with_article(&parameter.ty.to_string());
            let takes = validator.takes();
            tell(format!(
                "The parameter {} of {name} is {ty}, and has a validator for {takes}; take that out.",
                parameter.name
            ));
        }
    }
}

fn is_identifier(name: &str) -> bool {
    let rest = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(rest)
}
