//! Schemas and values in the messages of the protocol.

use anyhow::{Context as _, Result, bail};
use appservices_provider::engine::codec::{decode, encode};
use appservices_provider::engine::{
    Attribute, Block, BlockNesting, NestedBlock, Nesting, Recompute, Schema, Shape, Type, Usage,
    Value, from_wire, propose, to_wire,
};

use crate::host::proto;

/// Reads the schema of an answer, as far as core uses it.
pub(crate) fn schema(schema: Option<&proto::Schema>) -> Result<Schema> {
    let schema = schema.context("a schema")?;
    let block = block(schema.block.as_ref().context("a schema has a block")?)?;
    Ok(Schema::from(block).version(schema.version))
}

fn block(block_: &proto::schema::Block) -> Result<Block> {
    let nested = |nested: &proto::schema::NestedBlock| {
        let nesting = match nested.nesting {
            1 => BlockNesting::Single,
            2 => BlockNesting::List,
            3 => BlockNesting::Set,
            4 => BlockNesting::Map,
            _ => BlockNesting::Group,
        };
        let inner = nested
            .block
            .as_ref()
            .context("a nested block has a block")?;
        let mut made = NestedBlock::new(&nested.type_name, nesting, block(inner)?);
        made.computed = inner.computed.then_some(Recompute::OnAnyChange);
        anyhow::Ok(made)
    };
    let attributes = block_.attributes.iter().map(attribute);
    let mut made: Block = attributes.collect::<Result<_>>()?;
    for block in &block_.block_types {
        made.blocks.push(nested(block)?);
    }
    Ok(made)
}

fn attribute(one: &proto::schema::Attribute) -> Result<Attribute> {
    let usage = match (one.required, one.optional, one.computed) {
        (true, false, false) => Usage::Required,
        (false, true, false) => Usage::Optional,
        (false, true, true) => Usage::OptionalComputed,
        (false, false, true) => Usage::Computed,
        flags => bail!("{} is used as {flags:?}", one.name),
    };
    let shape = match &one.nested_type {
        None => Shape::Plain(ty(&one.r#type)?),
        Some(object) => {
            let nesting = match object.nesting {
                1 => Nesting::Single,
                2 => Nesting::List,
                3 => Nesting::Set,
                _ => Nesting::Map,
            };
            Shape::Nested(
                nesting,
                object
                    .attributes
                    .iter()
                    .map(attribute)
                    .collect::<Result<_>>()?,
            )
        }
    };
    let mut made = Attribute::bool(&one.name).describe(&one.description);
    made.usage = usage;
    made.shape = shape;
    made.sensitive = one.sensitive;
    made.write_only = one.write_only;
    Ok(made)
}

pub(super) fn ty(json: &[u8]) -> Result<Type> {
    Type::from_json(&serde_json::from_slice(json)?).context("a type")
}

/// Returns a configuration with these attributes, null for the others, and no blocks.
pub(crate) fn object(schema: &Schema, attributes: &[(&str, Value)]) -> Value {
    let Value::Map(mut values) = propose(&schema.block, &Value::Null, &Value::object([])) else {
        return Value::Null;
    };
    for nested in &schema.block.blocks {
        let none = match nested.nesting {
            _ if nested.computed.is_some() => Value::Null,
            BlockNesting::List => Value::List(Vec::new()),
            BlockNesting::Set => Value::Set(Vec::new()),
            BlockNesting::Map => Value::Map(Default::default()),
            BlockNesting::Single | BlockNesting::Group => Value::Null,
        };
        values.insert(nested.name.clone(), none);
    }
    values.extend(
        attributes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone())),
    );
    Value::Map(values)
}

pub(crate) fn message(value: &Value, schema: &Schema) -> Option<proto::DynamicValue> {
    Some(proto::DynamicValue {
        msgpack: encode(&to_wire(&schema.block, value), &schema.block.ty()),
        json: Vec::new(),
    })
}

pub(crate) fn value(message: Option<&proto::DynamicValue>, schema: &Schema) -> Result<Value> {
    match message {
        Some(message) => Ok(from_wire(
            &schema.block,
            decode(&message.msgpack, &schema.block.ty())?,
        )),
        None => Ok(Value::Null),
    }
}
