//! The generator of values of a type, and of the defaults of attributes.
//!
//! Texts and numbers are few, so that two values of a case are often equal, or mean the same; some
//! are strange.

use super::dice::Dice;
use super::schemas;
use crate::engine::{Attribute, Meaning, Nesting, Number, Shape, Type, Value};

/// Makes values.
pub(super) struct Values<'d> {
    pub(super) dice: &'d mut Dice,
    /// The type of the dynamic values in lists and maps: all elements of one have the same.
    one_type: Type,
}

const TEXTS: [&str; 8] = [
    "",
    "a",
    "A",
    "b",
    "[1]",
    "[ 1 ]",
    "{}",
    "\u{e9}\u{301} \u{1f980}",
];
const NUMBERS: [&str; 8] = [
    "0",
    "1",
    "2",
    "-1",
    "0.1",
    "0.5",
    "18446744073709551616",
    "123456789012345678901234567890.000000001",
];

impl<'d> Values<'d> {
    pub(super) fn new(dice: &'d mut Dice) -> Self {
        let one_type = dice.pick(&[
            Type::String,
            Type::String,
            Type::Number,
            Type::object([("m", Type::String)]),
        ]);
        Self { dice, one_type }
    }

    /// Returns a value of the type, null at times. With `one`, it stands in a list or map, and
    /// dynamic values have the one type.
    pub(super) fn value(&mut self, ty: &Type, one: bool) -> Value {
        if self.dice.one_in(6) {
            self.null(ty, one)
        } else {
            self.known(ty, one)
        }
    }

    /// Null, where that is possible: in a list or map each element shows its type where that is
    /// open.
    pub(super) fn null(&mut self, ty: &Type, one: bool) -> Value {
        match ty {
            Type::Dynamic if one => Value::Dynamic(Box::new((self.one_type.clone(), Value::Null))),
            ty if one && ty.has_dynamic() => self.known(ty, one),
            _ => Value::Null,
        }
    }

    /// Returns a value of the type that is not null, but for the null of a type in a dynamic value.
    pub(super) fn known(&mut self, ty: &Type, one: bool) -> Value {
        let count = self.dice.below(3).max(usize::from(one && ty.has_dynamic()));
        match ty {
            Type::Bool => Value::Bool(self.dice.one_in(2)),
            Type::Number => self.number(),
            Type::String => self.text(),
            Type::Dynamic => self.dynamic(one),
            Type::List(inner) => Value::List((0..count).map(|_| self.value(inner, true)).collect()),
            Type::Set(inner) => Value::Set(distinct(
                (0..count + 1).map(|_| self.value(inner, true)).collect(),
            )),
            Type::Map(inner) => Value::Map(
                (0..count)
                    .map(|_| (self.key(), self.value(inner, true)))
                    .collect(),
            ),
            Type::Tuple(types) => Value::List(types.iter().map(|ty| self.value(ty, one)).collect()),
            Type::Object(types) => Value::Map(
                types
                    .iter()
                    .map(|(name, ty)| (name.clone(), self.value(ty, one)))
                    .collect(),
            ),
        }
    }

    /// Returns a value of the type that is not null, of whatever type.
    pub(super) fn there(&mut self, ty: &Type, one: bool) -> Value {
        loop {
            let value = self.known(ty, one);
            if !value.is_null() {
                return value;
            }
        }
    }

    /// Returns a value with its type, or at times the null of a type.
    fn dynamic(&mut self, one: bool) -> Value {
        let typed = |ty, value| Value::Dynamic(Box::new((ty, value)));
        if one {
            let ty = self.one_type.clone();
            let value = self.value(&ty, true);
            return typed(ty, value);
        }
        match self.dice.below(12) {
            // `{ m = null }` and `[null]`, whose nulls have no type.
            0 => typed(
                Type::object([("m", Type::Dynamic)]),
                Value::object([("m", Value::Null)]),
            ),
            1 => typed(
                Type::Tuple(vec![Type::Dynamic]),
                Value::List(vec![Value::Null]),
            ),
            _ => {
                let ty = schemas::ty(self.dice, 2, false);
                let value = self.value(&ty, true);
                typed(ty, value)
            }
        }
    }

    fn text(&mut self) -> Value {
        if self.dice.one_in(24) {
            let length = self.dice.below(300);
            return Value::string(
                (0..length)
                    .map(|_| char::from_u32(self.dice.below(0x2000) as u32).unwrap_or(' '))
                    .collect::<String>(),
            );
        }
        Value::string(self.dice.pick(&TEXTS))
    }

    fn number(&mut self) -> Value {
        if self.dice.one_in(24) {
            return Value::from(self.dice.next() as i64);
        }
        let text = self.dice.pick(&NUMBERS);
        Value::Number(Number::parse(text).expect("a number"))
    }

    pub(super) fn key(&mut self) -> String {
        self.dice.pick(&["k", "l", "a key"]).to_owned()
    }

    /// Another spelling of a value, and at times of what is in it, where the attribute has a
    /// meaning.
    pub(super) fn respelt(&mut self, meaning: Meaning, value: &Value) -> Value {
        match (meaning, value) {
            (Meaning::Json, Value::String(text)) if text.starts_with(['[', '{']) => {
                Value::string(format!(" {text}"))
            }
            (Meaning::Custom(_), Value::String(text)) => Value::string(text.to_ascii_uppercase()),
            (_, Value::List(elements)) => Value::List(
                elements
                    .iter()
                    .map(|element| self.respelt(meaning, element))
                    .collect(),
            ),
            (_, Value::Set(elements)) => {
                let mut elements: Vec<Value> = elements
                    .iter()
                    .map(|element| self.respelt(meaning, element))
                    .collect();
                let first = self.dice.below(elements.len().max(1));
                elements.rotate_left(first);
                Value::Set(distinct(elements))
            }
            (_, Value::Map(elements)) => Value::Map(
                elements
                    .iter()
                    .map(|(name, element)| (name.clone(), self.respelt(meaning, element)))
                    .collect(),
            ),
            (_, other) => other.clone(),
        }
    }

    /// Returns a default that the author of a schema may have given to the attribute.
    pub(super) fn default_of(&mut self, attribute: &Attribute) -> Value {
        match &attribute.shape {
            Shape::Plain(ty) => self.there(ty, false),
            Shape::Nested(nesting, inner) => {
                self.objects(*nesting, &mut |values| values.default_object(inner))
            }
        }
    }

    fn default_object(&mut self, attributes: &[Attribute]) -> Value {
        let values = attributes.iter().map(|attribute| {
            // What it leaves out stays null, and no provider may fill it.
            let nothing = attribute.write_only || (!attribute.is_computed() && self.dice.one_in(4));
            let value = if nothing {
                Value::Null
            } else {
                self.default_of(attribute)
            };
            (attribute.name.clone(), value)
        });
        Value::Map(values.collect())
    }

    /// Nested attributes, repeated as they are.
    pub(super) fn objects(
        &mut self,
        nesting: Nesting,
        one: &mut dyn FnMut(&mut Self) -> Value,
    ) -> Value {
        let count = self.dice.below(3);
        match nesting {
            Nesting::Single => one(self),
            Nesting::List => Value::List((0..count).map(|_| one(self)).collect()),
            Nesting::Set => Value::Set(distinct((0..count + 1).map(|_| one(self)).collect())),
            Nesting::Map => Value::Map((0..count).map(|_| (self.key(), one(self))).collect()),
        }
    }
}

/// Each of the elements once, as a set has them. Two that are not wholly known are never the same.
pub(super) fn distinct(elements: Vec<Value>) -> Vec<Value> {
    elements.into_iter().fold(Vec::new(), |mut kept, element| {
        if !element.is_wholly_known() || !kept.contains(&element) {
            kept.push(element);
        }
        kept
    })
}
