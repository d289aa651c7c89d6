//! Conversion between protobuf messages and the engine's types. No decisions are made here.

use std::collections::HashSet;

use crate::engine::codec::{CodecError, decode, encode, from_json};
use crate::engine::{
    Attribute, Block, BlockNesting, Diagnostic, NestedBlock, Nesting, Path, PathError, Schema,
    Severity, Shape, Step, Type, Usage, Value, from_wire, to_wire,
};

use super::proto::tfplugin6 as proto;
use crate::provider::Deferred;
use proto::schema;

/// Returns the value of a block in a message. An absent or empty message is null.
pub(super) fn value(
    message: Option<&proto::DynamicValue>,
    block: &Block,
) -> Result<Value, CodecError> {
    typed_value(message, &block.ty()).map(|value| from_wire(block, value))
}

/// Returns the value of a type in a message. An absent or empty message is null.
pub(super) fn typed_value(
    message: Option<&proto::DynamicValue>,
    ty: &Type,
) -> Result<Value, CodecError> {
    match message {
        Some(message) if !message.msgpack.is_empty() => decode(&message.msgpack, ty),
        Some(message) if !message.json.is_empty() => {
            let json = serde_json::from_slice(&message.json);
            let json = json
                .map_err(|error| PathError::new(&Path::root(), format!("is not JSON: {error}")))?;
            from_json(&json, ty)
        }
        _ => Ok(Value::Null),
    }
}

pub(super) fn message(value: &Value, block: &Block) -> proto::DynamicValue {
    typed_message(&to_wire(block, value), &block.ty())
}

pub(super) fn typed_message(value: &Value, ty: &Type) -> proto::DynamicValue {
    proto::DynamicValue {
        msgpack: encode(value, ty),
        json: Vec::new(),
    }
}

/// Converts diagnostics in their order, each once: a validator of elements may report the same for
/// several of them.
pub(super) fn diagnostics(all: impl IntoIterator<Item = Diagnostic>) -> Vec<proto::Diagnostic> {
    let mut told = HashSet::new();
    all.into_iter()
        .filter(|one| told.insert(one.clone()))
        .map(diagnostic)
        .collect()
}

pub(super) fn deferred(deferred: Option<Deferred>) -> Option<proto::Deferred> {
    use proto::deferred::Reason;
    let reason = match deferred? {
        Deferred::ResourceConfigUnknown => Reason::ResourceConfigUnknown,
        Deferred::ProviderConfigUnknown => Reason::ProviderConfigUnknown,
        Deferred::AbsentPrerequisite => Reason::AbsentPrereq,
    };
    Some(proto::Deferred {
        reason: reason.into(),
    })
}

fn diagnostic(one: Diagnostic) -> proto::Diagnostic {
    let severity = match one.severity {
        Severity::Error => proto::diagnostic::Severity::Error,
        Severity::Warning => proto::diagnostic::Severity::Warning,
    };
    proto::Diagnostic {
        severity: severity.into(),
        summary: one.summary,
        detail: one.detail,
        attribute: one.path.as_ref().map(path),
    }
}

pub(super) fn path(path: &Path) -> proto::AttributePath {
    use proto::attribute_path::step::Selector;
    let selectors = path.0.iter().map_while(|step| match step {
        Step::Attribute(name) => Some(Selector::AttributeName(name.clone())),
        Step::Key(key) => Some(Selector::ElementKeyString(key.clone())),
        Step::Index(index) => Some(Selector::ElementKeyInt(
            i64::try_from(*index).unwrap_or(i64::MAX),
        )),
        // There is no selector for an element of a set, so the path ends at the set.
        Step::Element => None,
    });
    let steps = selectors.map(|selector| proto::attribute_path::Step {
        selector: Some(selector),
    });
    proto::AttributePath {
        steps: steps.collect(),
    }
}

pub(super) fn schema(schema: &Schema) -> proto::Schema {
    proto::Schema {
        version: schema.version,
        block: Some(block(&schema.block, schema.version, false)),
    }
}

fn block(block_: &Block, version: i64, computed: bool) -> schema::Block {
    schema::Block {
        version,
        attributes: block_.attributes.iter().map(attribute).collect(),
        block_types: block_.blocks.iter().map(nested_block).collect(),
        description: block_.description.clone(),
        description_kind: proto::StringKind::Markdown.into(),
        deprecated: block_.deprecated.is_some(),
        deprecation_message: block_.deprecated.clone().unwrap_or_default(),
        computed,
    }
}

fn nested_block(nested: &NestedBlock) -> schema::NestedBlock {
    use schema::nested_block::NestingMode;
    let nesting = match nested.nesting {
        BlockNesting::Single => NestingMode::Single,
        BlockNesting::Group => NestingMode::Group,
        BlockNesting::List => NestingMode::List,
        BlockNesting::Set => NestingMode::Set,
        BlockNesting::Map => NestingMode::Map,
    };
    schema::NestedBlock {
        type_name: nested.name.clone(),
        block: Some(block(&nested.block, 0, nested.computed.is_some())),
        nesting: nesting.into(),
        min_items: nested.min_items.into(),
        max_items: nested.max_items.into(),
    }
}

fn attribute(one: &Attribute) -> schema::Attribute {
    let (ty, nested_type) = match &one.shape {
        Shape::Plain(ty) => (ty.to_json().to_string().into_bytes(), None),
        Shape::Nested(nesting, attributes) => (Vec::new(), Some(object(*nesting, attributes))),
    };
    schema::Attribute {
        name: one.name.clone(),
        r#type: ty,
        nested_type,
        description: one.description.clone(),
        required: one.usage == Usage::Required,
        optional: matches!(one.usage, Usage::Optional | Usage::OptionalComputed),
        computed: one.is_computed(),
        sensitive: one.sensitive,
        description_kind: proto::StringKind::Markdown.into(),
        deprecated: one.deprecated.is_some(),
        write_only: one.write_only,
        deprecation_message: one.deprecated.clone().unwrap_or_default(),
    }
}

#[expect(
    deprecated,
    reason = "two fields of the message are unused by its definition"
)]
fn object(nesting: Nesting, attributes: &[Attribute]) -> schema::Object {
    use schema::object::NestingMode;
    let nesting = match nesting {
        Nesting::Single => NestingMode::Single,
        Nesting::List => NestingMode::List,
        Nesting::Set => NestingMode::Set,
        Nesting::Map => NestingMode::Map,
    };
    schema::Object {
        attributes: attributes.iter().map(attribute).collect(),
        nesting: nesting.into(),
        min_items: 0,
        max_items: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Terraform cannot follow a path into a set.
    #[test]
    fn a_path_ends_at_a_set() {
        let inside = Path::attribute("bag").element().then("name");
        assert_eq!(path(&inside), path(&Path::attribute("bag")));
        assert_eq!(
            path(&Path::attribute("list").at(1).then("name"))
                .steps
                .len(),
            3
        );
    }

    #[test]
    fn each_is_told_once_and_in_order() {
        let one = |text: &str| Diagnostic::warning(text, "").at(Path::attribute("bag"));
        let told = diagnostics([one("b"), one("a"), one("b"), Diagnostic::warning("b", "")]);
        let texts: Vec<_> = told
            .iter()
            .map(|one| (one.summary.as_str(), one.attribute.is_some()))
            .collect();
        assert_eq!(texts, [("b", true), ("a", true), ("b", false)]);
    }
}
