//! A provider's declarations against what core takes: mistakes of its author, found before any user
//! is.

use std::collections::HashSet;

use super::registry::ResourceType;
use super::{FunctionType, Server};
use crate::engine::check::check_schema;
use crate::engine::wording::with_article;
use crate::engine::{Diagnostic, Diagnostics, PathError, Schema, Type};
use crate::provider::{IdentityAttribute, IdentitySchema, Signature};

impl Server {
    /// Returns the mistakes in the provider's declarations that core would refuse or planning could
    /// not handle. Each names the type and the attribute, and says how to mend it. They are served
    /// as errors of `GetProviderSchema`, so that they are seen at once. A provider's own tests can
    /// assert that there are none.
    pub fn check_schemas(&self) -> Diagnostics {
        // They do not change.
        self.mistakes.get_or_init(|| self.find_mistakes()).clone()
    }

    fn find_mistakes(&self) -> Diagnostics {
        let mut found = Diagnostics::new();
        let mut tell = |what: String| found.push(Diagnostic::bug(what));
        tell_schema("the provider", self.schema(), &mut tell);
        reserved(
            "the provider",
            self.schema(),
            &["alias", "version"],
            &mut tell,
        );
        if let Some(meta) = self.meta_schema() {
            tell_schema("provider_meta", meta, &mut tell);
        }
        self.check_types(&mut tell);
        for resource in self.resources() {
            if let Some(identity) = resource.identity_schema() {
                check_identity(resource, identity, &mut tell);
            }
        }
        self.check_lists(&mut tell);
        let mut names = HashSet::new();
        for function in self.functions() {
            if !names.insert(function.name()) {
                tell(format!(
                    "The function {} is declared twice; take one of them out.",
                    function.name()
                ));
            }
            check_function(function, &mut tell);
        }
        found
    }

    fn check_types(&self, tell: &mut dyn FnMut(String)) {
        macro_rules! declared {
            ($kind:literal, $all:ident, $misfits:expr) => {
                let all = self.$all();
                self.types(
                    $kind,
                    all.iter().map(|one| (one.name(), one.schema())),
                    tell,
                );
                for one in all {
                    tell_misfits(one.name(), $misfits(one), tell);
                }
            };
        }
        declared!("resource", resources, |one: &ResourceType| one
            .item
            .misfits(one.schema()));
        declared!(
            "data source",
            data_sources,
            |one: &super::DataSourceType| one.item.misfits(one.schema())
        );
        declared!(
            "ephemeral resource",
            ephemeral_resources,
            |one: &super::EphemeralResourceType| one.item.misfits(one.schema())
        );
        declared!(
            "list resource",
            list_resources,
            |_: &super::ListResourceType| Vec::new()
        );
        declared!("action", actions, |one: &super::ActionType| one
            .item
            .misfits(one.schema()));
    }

    fn check_lists(&self, tell: &mut dyn FnMut(String)) {
        for list in self.list_resources() {
            let resource = self.resources.get(list.name());
            if resource.is_none_or(|resource| resource.identity_schema().is_none()) {
                tell(format!(
                    "There is a list of {0}, which is no resource with an identity; give {0} an identity.",
                    list.name()
                ));
            }
        }
    }

    fn types<'a>(
        &self,
        kind: &str,
        types: impl Iterator<Item = (&'a str, &'a Schema)>,
        tell: &mut dyn FnMut(String),
    ) {
        let mut names = HashSet::new();
        let prefix = format!("{}_", self.name);
        for (name, schema) in types {
            if !names.insert(name) {
                tell(format!(
                    "The {kind} {name} is declared twice; take one of them out."
                ));
            }
            if name != self.name && !name.starts_with(&prefix) {
                tell(format!(
                    "The {kind} {name} is not found by its name; begin it with {prefix:?}."
                ));
            }
            tell_schema(name, schema, tell);
            reserved(name, schema, &META_ARGUMENTS, tell);
        }
    }
}

fn tell_misfits(name: &str, misfits: Vec<PathError>, tell: &mut dyn FnMut(String)) {
    for misfit in misfits {
        tell(format!(
            "The Rust type of {name} does not fit its schema: {misfit}."
        ));
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
    resource: &ResourceType,
    identity: &IdentitySchema,
    tell: &mut dyn FnMut(String),
) {
    let name = resource.name();
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
        check_source(resource, attribute, tell);
    }
}

/// Checks where the value of an identity's attribute comes from.
fn check_source(
    resource: &ResourceType,
    attribute: &IdentityAttribute,
    tell: &mut dyn FnMut(String),
) {
    let name = resource.name();
    match resource.schema().block.attribute(&attribute.name) {
        Some(_) if !attribute.in_state => tell(format!(
            "In the identity of {name}, {} is not in the state, and an attribute of the schema has its name; take not_in_state out.",
            attribute.name
        )),
        None if !attribute.in_state => {}
        Some(source) if source.ty() == attribute.ty && !source.write_only && !source.sensitive => {}
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
            "In the identity of {name}, {} is no attribute of the schema, where its value would come from; add one, or say not_in_state.",
            attribute.name
        )),
    }
}

fn check_function(function: &FunctionType, tell: &mut dyn FnMut(String)) {
    let name = function.name();
    let signature = function.signature();
    let Signature {
        parameters,
        variadic,
        ..
    } = signature;
    tell_misfits(name, function.item.misfits(signature), tell);
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
        if parameter
            .validators
            .iter()
            .any(|one| !one.others().is_empty())
        {
            tell(format!(
                "The parameter {} of {name} has a validator that looks at other attributes, and a function has none; take that out.",
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
