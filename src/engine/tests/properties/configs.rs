//! The generator of configurations, as core gives them: what is required is there, and what is only
//! computed is null.

use super::values::{Values, distinct};
use crate::engine::{Attribute, Block, BlockNesting, NestedBlock, Nesting, Shape, Usage, Value};

impl Values<'_> {
    /// Returns a configuration of the block.
    pub(super) fn config(&mut self, block: &Block) -> Value {
        let Value::Map(mut values) = self.config_object(&block.attributes, false) else {
            return Value::Null;
        };
        for nested in &block.blocks {
            values.insert(nested.name.clone(), self.config_of_blocks(nested));
        }
        Value::Map(values)
    }

    fn config_of_blocks(&mut self, nested: &NestedBlock) -> Value {
        if nested.nesting != BlockNesting::Group
            && self
                .dice
                .one_in(if nested.computed.is_some() { 2 } else { 4 })
        {
            return self.no_blocks(nested);
        }
        self.blocks(nested.nesting, &mut |values| values.config(&nested.block))
    }

    /// None of the blocks; cores differ in how they write that of computed ones.
    fn no_blocks(&mut self, nested: &NestedBlock) -> Value {
        if nested.computed.is_some() && self.dice.one_in(2) {
            Value::Null
        } else {
            nested.none()
        }
    }

    /// Blocks, repeated as they are.
    pub(super) fn blocks(
        &mut self,
        nesting: BlockNesting,
        one: &mut dyn FnMut(&mut Self) -> Value,
    ) -> Value {
        match nesting {
            BlockNesting::Single | BlockNesting::Group => self.objects(Nesting::Single, one),
            BlockNesting::List => self.objects(Nesting::List, one),
            BlockNesting::Set => self.objects(Nesting::Set, one),
            BlockNesting::Map => self.objects(Nesting::Map, one),
        }
    }

    fn config_object(&mut self, attributes: &[Attribute], one: bool) -> Value {
        Value::Map(
            attributes
                .iter()
                .map(|attribute| {
                    (
                        attribute.name.clone(),
                        self.config_of_attribute(attribute, one),
                    )
                })
                .collect(),
        )
    }

    fn config_of_attribute(&mut self, attribute: &Attribute, one: bool) -> Value {
        let nothing = match attribute.usage {
            Usage::Required => false,
            Usage::Computed => true,
            Usage::Optional => self.dice.one_in(4),
            Usage::OptionalComputed => self.dice.one_in(2),
        };
        match &attribute.shape {
            Shape::Plain(ty) if nothing => self.null(ty, one),
            Shape::Nested(..) if nothing => Value::Null,
            Shape::Plain(ty) if attribute.usage != Usage::Required => self.value(ty, one),
            Shape::Plain(ty) => self.there(ty, one),
            Shape::Nested(nesting, inner) => {
                let one = one || matches!(nesting, Nesting::List | Nesting::Map);
                self.objects(*nesting, &mut |values| values.config_object(inner, one))
            }
        }
    }

    /// Returns the configuration after its author has changed it in places: made, taken out,
    /// written otherwise, put in another order.
    pub(super) fn changed(&mut self, block: &Block, old: &Value) -> Value {
        let Value::Map(mut values) = self.changed_object(&block.attributes, old, false) else {
            return Value::Null;
        };
        for nested in &block.blocks {
            let old = old.attribute(&nested.name);
            let new = match nested.nesting {
                BlockNesting::Group => self.changed(&nested.block, old),
                _ if self.dice.one_in(6) => self.config_of_blocks(nested),
                _ if old.is_null() => old.clone(),
                nesting => {
                    let (mut one, mut another) = (
                        |values: &mut Self, old: &Value| values.changed(&nested.block, old),
                        |values: &mut Self| values.config(&nested.block),
                    );
                    self.changed_objects(
                        nesting != BlockNesting::Single,
                        old,
                        &mut one,
                        &mut another,
                    )
                }
            };
            values.insert(nested.name.clone(), new);
        }
        Value::Map(values)
    }

    fn changed_object(&mut self, attributes: &[Attribute], old: &Value, one: bool) -> Value {
        let values = attributes.iter().map(|attribute| {
            let name = attribute.name.clone();
            let old = old.attribute(&attribute.name);
            (name, self.changed_attribute(attribute, old, one))
        });
        Value::Map(values.collect())
    }

    fn changed_attribute(&mut self, attribute: &Attribute, old: &Value, one: bool) -> Value {
        let keeps = !self.dice.one_in(5);
        match &attribute.shape {
            _ if attribute.usage == Usage::Computed => Value::Null,
            _ if !keeps => self.config_of_attribute(attribute, one),
            _ if old.is_null() => old.clone(),
            Shape::Plain(_) if self.dice.one_in(4) => self.respelt(attribute.meaning, old),
            Shape::Plain(_) => old.clone(),
            Shape::Nested(nesting, inner) => {
                let one = one || matches!(nesting, Nesting::List | Nesting::Map);
                let mut changed =
                    |values: &mut Self, old: &Value| values.changed_object(inner, old, one);
                self.changed_objects(
                    *nesting != Nesting::Single,
                    old,
                    &mut changed,
                    &mut |values| values.config_object(inner, one),
                )
            }
        }
    }

    /// Objects of which some are changed, another comes, or the first goes.
    fn changed_objects(
        &mut self,
        repeats: bool,
        old: &Value,
        changed: &mut dyn FnMut(&mut Self, &Value) -> Value,
        another: &mut dyn FnMut(&mut Self) -> Value,
    ) -> Value {
        if !repeats {
            return changed(self, old);
        }
        let mut elements = |values: &mut Self, old: &[Value]| {
            let mut elements: Vec<Value> = old
                .iter()
                .map(|old| {
                    if values.dice.one_in(2) {
                        old.clone()
                    } else {
                        changed(values, old)
                    }
                })
                .collect();
            match values.dice.below(8) {
                0 if !elements.is_empty() => {
                    elements.remove(0);
                }
                1 => elements.insert(0, another(values)),
                2 => elements.reverse(),
                _ => {}
            }
            elements
        };
        match old {
            Value::List(old) => Value::List(elements(self, old)),
            Value::Set(old) => Value::Set(distinct(elements(self, old))),
            Value::Map(old) => {
                let keys: Vec<String> = old.keys().cloned().collect();
                let old: Vec<Value> = old.values().cloned().collect();
                Value::Map(keys.into_iter().zip(elements(self, &old)).collect())
            }
            other => other.clone(),
        }
    }
}
