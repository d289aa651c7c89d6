//! Converts a declaration to the engine's schema.

use super::ejson;
use super::judge::Stage;
use super::rules::rule;
use super::validators::validators;
use crate::declare::words::{Attr, Case, Default, Returned, Sent, Spec, Ty, Usage};
use crate::engine::timeouts;
use crate::engine::{
    Attribute, Block, Meaning, Nesting, Number, Recompute, Replace, Schema, Shape, Type,
    Usage as EngineUsage, Value,
};

/// Returns the schema of a declared resource.
pub(crate) fn schema(spec: &'static Spec) -> Schema {
    Schema {
        version: 0,
        block: block(spec, Stage::Validate),
    }
}

/// Returns the root block of a declared resource, with the validators of one stage.
pub(crate) fn block(spec: &'static Spec, stage: Stage) -> Block {
    let mut attributes = attributes(spec.attrs, stage);
    attributes.push(timeouts::attribute(&OPERATIONS).describe(timeouts_doc(spec.minutes)));
    Block {
        attributes,
        description: spec.doc.to_owned(),
        deprecated: spec.ended.map(str::to_owned),
        rules: spec.rules.iter().map(|one| rule(spec, one)).collect(),
        ..Block::default()
    }
}

/// The operations that a resource has a timeout for.
const OPERATIONS: [&str; 4] = ["create", "read", "update", "delete"];

fn timeouts_doc(minutes: u64) -> String {
    format!(
        "How long each operation may take, in which the provider repeats requests that fail for a reason that passes, and waits for what is not there yet. Defaults to `{minutes}m` for each operation. A change of this alone sends no request."
    )
}

fn attributes(attrs: &'static [Attr], stage: Stage) -> Vec<Attribute> {
    attrs.iter().map(|attr| attribute(attr, stage)).collect()
}

/// Returns an attribute of a declared resource, with the validators of one stage.
pub(crate) fn attribute(attr: &'static Attr, stage: Stage) -> Attribute {
    let nested = |nesting: Nesting, inner: Vec<Attribute>| Shape::Nested(nesting, inner);
    let shape = match attr.ty {
        Ty::Object(attrs) => nested(Nesting::Single, attributes(attrs, stage)),
        Ty::SetOf(attrs) => nested(Nesting::Set, attributes(attrs, stage)),
        Ty::ListOf(attrs) => nested(Nesting::List, attributes(attrs, stage)),
        Ty::MapOf(attrs) => nested(Nesting::Map, attributes(attrs, stage)),
        Ty::OneOf(cases) => nested(
            Nesting::Single,
            cases.iter().map(|one| case(one, stage)).collect(),
        ),
        ty => Shape::Plain(leaf_type(&ty)),
    };
    let mut attribute = Attribute::shaped(attr.name.to_owned(), shape, usage(attr), doc(attr));
    attribute.sensitive = attr.sensitive;
    attribute.write_only = attr.write_only;
    attribute.default = match attr.default {
        _ if attr.usage == Usage::Computed => None,
        Default::Bool(truth) => Some(Value::Bool(truth)),
        Default::Number(number) => Some(Value::Number(Number::from(number))),
        Default::Text(text) => Some(Value::string(text)),
        Default::Null | Default::Server | Default::Provider => None,
    };
    attribute.replace = match (attr.replaces, attr.returned) {
        (false, _) if attr.when.is_some() => Replace::If(|old, new| old.is_null() != new.is_null()),
        (false, _) => Replace::Never,
        // The state has null after an import, or if another tool wrote it. That must not force
        // replacement.
        (true, Returned::Never) => Replace::OnChangeFromKnown,
        (true, _) if attr.default == Default::Provider => Replace::OnChangeFromKnown,
        // What follows from another attribute changes with it.
        (true, _) if !attr.follows.is_empty() => Replace::IfConfigured,
        (true, _) => Replace::OnChange,
    };
    // Values that the server computes at creation stay. Values that follow from other attributes
    // change with them.
    attribute.recompute = match attr.follows {
        [] => Recompute::Never,
        names => Recompute::OnChangeOf(names.iter().map(|name| (*name).to_owned()).collect()),
    };
    attribute.meaning = meaning(&attr.ty);
    attribute.no_null_elements = matches!(
        attr.ty,
        Ty::Words(_) | Ty::List(_) | Ty::Set(_) | Ty::Map(_)
    );
    attribute.validators = validators(attr, stage);
    attribute
}

/// Returns the attribute's description, followed by sentences about its accepted values and its
/// default.
pub(crate) fn doc(attr: &Attr) -> String {
    let mut doc = attr.doc.to_owned();
    if let Ty::Word(words) | Ty::Words(words) = attr.ty {
        let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
        doc.push_str(&format!(
            " One{} of {}.",
            if matches!(attr.ty, Ty::Words(_)) {
                " or more"
            } else {
                ""
            },
            words.join(", ")
        ));
    }
    match attr.default {
        Default::Bool(truth) => doc.push_str(&format!(" Defaults to `{truth}`.")),
        Default::Number(number) => doc.push_str(&format!(" Defaults to `{number}`.")),
        Default::Text(text) => doc.push_str(&format!(" Defaults to `{text}`.")),
        Default::Null | Default::Server | Default::Provider => {}
    }
    if attr.replaces {
        doc.push_str(" Forces replacement.");
    }
    if matches!(attr.returned, Returned::Never) && attr.sent != Sent::Nowhere && !attr.write_only {
        doc.push_str(" The API never returns this value, so it is null after an import.");
    }
    doc
}

/// Returns how values of the type are compared.
pub(super) fn meaning(ty: &Ty) -> Meaning {
    match ty {
        Ty::JsonObject | Ty::AnyJson => Meaning::Json,
        Ty::Ejson => Meaning::Custom(ejson::same),
        Ty::Address => Meaning::Network,
        _ => Meaning::Exact,
    }
}

/// Returns the type of a value that is not a nested object.
fn leaf_type(ty: &Ty) -> Type {
    match ty {
        Ty::Bool => Type::Bool,
        Ty::Number => Type::Number,
        Ty::Words(_) => Type::set(Type::String),
        Ty::List(element) => Type::list(leaf_type(element)),
        Ty::Set(element) => Type::set(leaf_type(element)),
        Ty::Map(value) => Type::map(leaf_type(value)),
        // All other types are text, or objects, which are not leaves.
        _ => Type::String,
    }
}

fn usage(attr: &Attr) -> EngineUsage {
    match (attr.usage, attr.default) {
        (Usage::Required, _) => EngineUsage::Required,
        (Usage::Computed, _) => EngineUsage::Computed,
        (Usage::Optional, Default::Null) => EngineUsage::Optional,
        (Usage::Optional, _) => EngineUsage::OptionalComputed,
    }
}

fn case(case: &'static Case, stage: Stage) -> Attribute {
    Attribute::single_nested(case.name, attributes(case.attrs, stage)).describe(case.doc)
}
