//! The generator of states: what a provider may have made of a configuration, and what has happened
//! to it since.

use super::values::{Values, distinct};
use crate::engine::{Attribute, Block, BlockNesting, NestedBlock, Nesting, Shape, Value};

impl Values<'_> {
    /// Returns a state that may have come of the configuration; with `drift`, somebody else has
    /// changed parts of it.
    pub(super) fn state(&mut self, block: &Block, config: &Value, drift: bool) -> Value {
        let Value::Map(mut values) = self.state_object(&block.attributes, config, drift, false)
        else {
            return Value::Null;
        };
        for nested in &block.blocks {
            values.insert(
                nested.name.clone(),
                self.state_of_blocks(nested, config.attribute(&nested.name), drift),
            );
        }
        Value::Map(values)
    }

    fn state_of_blocks(&mut self, nested: &NestedBlock, config: &Value, drift: bool) -> Value {
        let one = |values: &mut Self, config: &Value| values.state(&nested.block, config, drift);
        let makes = config.is_null()
            || (nested.nesting != BlockNesting::Single && *config == nested.none());
        match config {
            _ if nested.computed.is_some() && makes && self.dice.one_in(2) => {
                self.blocks(nested.nesting, &mut |values| one(values, &Value::Null))
            }
            Value::Null => nested.none(),
            Value::List(elements) => {
                Value::List(elements.iter().map(|config| one(self, config)).collect())
            }
            Value::Set(elements) => Value::Set(distinct(
                elements.iter().map(|config| one(self, config)).collect(),
            )),
            Value::Map(elements) if nested.nesting == BlockNesting::Map => Value::Map(
                elements
                    .iter()
                    .map(|(key, config)| (key.clone(), one(self, config)))
                    .collect(),
            ),
            config => one(self, config),
        }
    }

    fn state_object(
        &mut self,
        attributes: &[Attribute],
        config: &Value,
        drift: bool,
        of_one: bool,
    ) -> Value {
        let values = attributes.iter().map(|attribute| {
            let value = self.state_of_attribute(
                attribute,
                config.attribute(&attribute.name),
                drift,
                of_one,
            );
            (attribute.name.clone(), value)
        });
        Value::Map(values.collect())
    }

    fn state_of_attribute(
        &mut self,
        attribute: &Attribute,
        config: &Value,
        drift: bool,
        of_one: bool,
    ) -> Value {
        let drifted = drift && self.dice.one_in(8);
        let made = drifted || (attribute.is_computed() && config.is_null());
        if attribute.write_only || (drifted && self.dice.one_in(3)) {
            return match &attribute.shape {
                Shape::Plain(ty) => self.null(ty, of_one),
                Shape::Nested(..) => Value::Null,
            };
        }
        if let (true, Some(default), true) = (made, &attribute.default, self.dice.one_in(2)) {
            return default.clone();
        }
        match &attribute.shape {
            Shape::Plain(ty) if made => self.value(ty, of_one),
            Shape::Plain(_) => config.clone(),
            Shape::Nested(nesting, inner) => {
                let of_one = of_one || matches!(nesting, Nesting::List | Nesting::Map);
                let one = |values: &mut Self, config: &Value| {
                    values.state_object(inner, config, drift, of_one)
                };
                match (nesting, config) {
                    _ if made && self.dice.one_in(4) => Value::Null,
                    _ if made => self.objects(*nesting, &mut |values| one(values, &Value::Null)),
                    (_, Value::List(elements)) => {
                        Value::List(elements.iter().map(|config| one(self, config)).collect())
                    }
                    (_, Value::Set(elements)) => Value::Set(distinct(
                        elements.iter().map(|config| one(self, config)).collect(),
                    )),
                    (Nesting::Map, Value::Map(elements)) => Value::Map(
                        elements
                            .iter()
                            .map(|(key, config)| (key.clone(), one(self, config)))
                            .collect(),
                    ),
                    (_, Value::Map(_)) => one(self, config),
                    (_, other) => other.clone(),
                }
            }
        }
    }
}
