//! The generator of what is not known yet: parts of a configuration become unknown, with what core
//! may know of them.

use super::values::Values;
use crate::engine::{
    Attribute, Block, BlockNesting, NestedBlock, Nesting, Shape, Type, Unknown, Usage, Value,
};

impl Values<'_> {
    /// Returns the configuration as it is while parts of it are unknown.
    pub(super) fn open(&mut self, block: &Block, config: &Value) -> Value {
        let Value::Map(mut values) = self.open_object(&block.attributes, config, false) else {
            return config.clone();
        };
        for nested in &block.blocks {
            let value = self.open_blocks(nested, config.attribute(&nested.name));
            values.insert(nested.name.clone(), value);
        }
        Value::Map(values)
    }

    /// Returns the blocks, of which all are unknown where it is not known for what they repeat.
    fn open_blocks(&mut self, nested: &NestedBlock, config: &Value) -> Value {
        if nested.nesting != BlockNesting::Group && self.dice.one_in(12) {
            return Value::UNKNOWN;
        }
        match config {
            Value::List(elements) => Value::List(
                elements
                    .iter()
                    .map(|config| self.open(&nested.block, config))
                    .collect(),
            ),
            Value::Set(elements) => Value::Set(
                elements
                    .iter()
                    .map(|config| self.open(&nested.block, config))
                    .collect(),
            ),
            Value::Map(elements) if nested.nesting == BlockNesting::Map => Value::Map(
                elements
                    .iter()
                    .map(|(key, config)| (key.clone(), self.open(&nested.block, config)))
                    .collect(),
            ),
            config => self.open(&nested.block, config),
        }
    }

    fn open_object(&mut self, attributes: &[Attribute], config: &Value, one: bool) -> Value {
        let Value::Map(_) = config else {
            return config.clone();
        };
        let values = attributes.iter().map(|attribute| {
            let value = self.open_attribute(attribute, config.attribute(&attribute.name), one);
            (attribute.name.clone(), value)
        });
        Value::Map(values.collect())
    }

    fn open_attribute(&mut self, attribute: &Attribute, config: &Value, one: bool) -> Value {
        if attribute.usage == Usage::Computed {
            return config.clone();
        }
        if let Shape::Plain(ty) = &attribute.shape {
            return self.open_value(ty, config, one);
        }
        let (Shape::Nested(nesting, inner), false) = (
            &attribute.shape,
            self.dice.one_in(12) && !(one && attribute.ty().has_dynamic()),
        ) else {
            return self.unknown(config, true);
        };
        let one = one || matches!(nesting, Nesting::List | Nesting::Map);
        let dynamic = attribute.ty().has_dynamic();
        let object = |values: &mut Self, config: &Value| {
            let whole = *nesting != Nesting::Single && !dynamic && values.dice.one_in(12);
            if whole {
                Value::UNKNOWN
            } else {
                values.open_object(inner, config, one)
            }
        };
        match (nesting, config) {
            (_, Value::List(elements)) => {
                Value::List(elements.iter().map(|config| object(self, config)).collect())
            }
            (_, Value::Set(elements)) => {
                Value::Set(elements.iter().map(|config| object(self, config)).collect())
            }
            (Nesting::Map, Value::Map(elements)) => Value::Map(
                elements
                    .iter()
                    .map(|(key, config)| (key.clone(), object(self, config)))
                    .collect(),
            ),
            (_, config) => object(self, config),
        }
    }

    fn open_value(&mut self, ty: &Type, value: &Value, one: bool) -> Value {
        if self.dice.one_in(8) && !(one && ty.has_dynamic()) {
            return self.unknown(value, !matches!(ty, Type::Tuple(_)));
        }
        match (ty, value) {
            (Type::List(inner), Value::List(elements)) => Value::List(
                elements
                    .iter()
                    .map(|e| self.open_value(inner, e, true))
                    .collect(),
            ),
            (Type::Set(inner), Value::Set(elements)) => {
                let mut elements: Vec<Value> = elements
                    .iter()
                    .map(|e| self.open_value(inner, e, true))
                    .collect();
                // An unknown element may turn out to be one that is there.
                if self.dice.one_in(12) && !elements.is_empty() {
                    elements.push(Value::UNKNOWN);
                }
                Value::Set(elements)
            }
            (Type::Tuple(types), Value::List(elements)) => Value::List(
                elements
                    .iter()
                    .zip(types)
                    .map(|(e, ty)| self.open_value(ty, e, one))
                    .collect(),
            ),
            (Type::Map(inner), Value::Map(elements)) => Value::Map(
                elements
                    .iter()
                    .map(|(key, e)| (key.clone(), self.open_value(inner, e, true)))
                    .collect(),
            ),
            (Type::Object(types), Value::Map(values)) => Value::Map(
                values
                    .iter()
                    .map(|(name, e)| (name.clone(), self.open_value(&types[name], e, one)))
                    .collect(),
            ),
            (Type::Dynamic, Value::Dynamic(typed)) => Value::Dynamic(Box::new((
                typed.0.clone(),
                self.open_value(&typed.0, &typed.1, true),
            ))),
            (_, other) => other.clone(),
        }
    }

    /// Unknown, and at times something is known of it that holds of the value.
    fn unknown(&mut self, value: &Value, counts: bool) -> Value {
        let not_null = [0x81, 0x01, 0xc2];
        let refinements: Box<[u8]> = match value {
            Value::Null | Value::Dynamic(_) => return Value::UNKNOWN,
            _ if self.dice.one_in(2) => return Value::UNKNOWN,
            Value::String(text)
                if text.chars().next().is_some_and(|first| first.is_ascii())
                    && self.dice.one_in(2) =>
            {
                // Not null, and the first letter.
                [&[0x82, 0x01, 0xc2, 0x02, 0xa1], &text.as_bytes()[..1]]
                    .concat()
                    .into()
            }
            Value::List(elements) | Value::Set(elements) if counts && self.dice.one_in(2) => {
                // Not null, and at least and at most as many elements.
                let length = elements.len() as u8;
                Box::from([0x83, 0x01, 0xc2, 0x05, 0, 0x06, length])
            }
            _ => Box::from(not_null),
        };
        Value::Unknown(Unknown {
            refinements: Some(refinements),
        })
    }
}

/// Reports whether the plan with unknowns cannot be kept, because the engine cannot know of it when
/// it plans again with all known. These are rare, and what would avoid them costs all users more:
///
/// - An unknown of a type becomes null where the provider then decides, and may make something of
///   another type.
/// - All of a collection, or all of an element of a set, is only spelt otherwise than before, which
///   is no change; but as long as a part of it was unknown, the known ones had to be planned as
///   configured. `in_parts` says so of the set.
pub(super) fn cannot_be_kept(
    attribute: &Attribute,
    [prior, open, config]: [&Value; 3],
    in_parts: bool,
) -> bool {
    let loses_type = attribute.is_computed()
        && matches!(open, Value::Dynamic(_))
        && open.is_unknown()
        && config.is_null();
    let in_parts = !open.is_unknown() && (in_parts || !open.is_wholly_known());
    let config = attribute
        .default
        .as_ref()
        .filter(|_| config.is_null())
        .unwrap_or(config);
    loses_type || (in_parts && config != prior && attribute.meaning.same(config, prior))
}
