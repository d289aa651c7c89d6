//! Reading Rust values out of values.

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::field::FIELD;
use crate::engine::{Number, Path, PathError, Step, Value};

pub(super) struct Reader<'a> {
    pub(super) value: &'a Value,
    pub(super) path: Path,
}

macro_rules! integers {
    ($($method:ident $visit:ident $ty:ty)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
            // The number may be a secret, so the error does not say it.
            let outside = || format!("is no {}, an integer from {} to {}", stringify!($ty), <$ty>::MIN, <$ty>::MAX);
            let number = self.number(stringify!($ty))?.to_string().parse::<$ty>();
            visitor.$visit(number.map_err(|_| PathError::new(&self.path, outside()))?)
        })*
    };
}

macro_rules! alike {
    ($($method:ident => $same:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
            self.$same(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = PathError;

    integers! {
        deserialize_i8 visit_i8 i8 deserialize_i16 visit_i16 i16 deserialize_i32 visit_i32 i32 deserialize_i64 visit_i64 i64
        deserialize_i128 visit_i128 i128 deserialize_u8 visit_u8 u8 deserialize_u16 visit_u16 u16 deserialize_u32 visit_u32 u32
        deserialize_u64 visit_u64 u64 deserialize_u128 visit_u128 u128
    }

    alike! {
        deserialize_str => deserialize_string deserialize_char => deserialize_string deserialize_identifier => deserialize_string
        deserialize_f32 => deserialize_f64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(_) => self.deserialize_bool(visitor),
            Value::Number(number) if number.to_i64().is_some() => self.deserialize_i64(visitor),
            Value::Number(_) => self.deserialize_f64(visitor),
            Value::String(_) => self.deserialize_string(visitor),
            Value::List(_) | Value::Set(_) => self.deserialize_seq(visitor),
            Value::Map(_) => self.deserialize_map(visitor),
            Value::Dynamic(typed) => Reader {
                value: &typed.1,
                path: self.path,
            }
            .deserialize_any(visitor),
            Value::Unknown(_) => Err(self.unexpected("any value")),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        match self.value.bare() {
            Value::Bool(truth) => visitor.visit_bool(*truth),
            _ => Err(self.unexpected("a bool")),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        // The nearest float, as every reader of decimal numbers gives it.
        let number = self.number("f64")?.to_string().parse();
        visitor.visit_f64(number.map_err(|_| PathError::new(&self.path, "is no f64"))?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        match self.value.bare() {
            Value::String(text) => visitor.visit_str(text),
            _ => Err(self.unexpected("a string")),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, _: V) -> Result<V::Value, PathError> {
        Err(PathError::new(
            &self.path,
            "bytes are no values of Terraform; use a string in base64",
        ))
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        match self.value {
            value if value.is_null() => visitor.visit_none(),
            value if value.is_unknown() => Err(self.unexpected("an optional value")),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        match self.value {
            value if value.is_null() => visitor.visit_unit(),
            // A unit is the empty tuple.
            Value::List(elements) if elements.is_empty() => visitor.visit_unit(),
            _ => Err(self.unexpected("null")),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, PathError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, PathError> {
        match self.value {
            value if name == FIELD && value.is_null() => visitor.visit_unit(),
            value if name == FIELD && value.is_unknown() => visitor.visit_bool(false),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        match self.value.bare() {
            Value::List(elements) | Value::Set(elements) => visitor.visit_seq(Elements {
                elements,
                next: 0,
                path: &self.path,
            }),
            _ => Err(self.unexpected("a list or set")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, PathError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, PathError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        match self.value.bare() {
            Value::Map(entries) => {
                let path = self.path.clone();
                visitor
                    .visit_map(Entries {
                        entries: entries.iter(),
                        current: None,
                        path: &path,
                        step: Step::Key,
                    })
                    .map_err(|error| error.located(&path))
            }
            _ => Err(self.unexpected("a map")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, PathError> {
        match self.value.bare() {
            Value::Map(entries) => {
                let path = self.path.clone();
                visitor
                    .visit_map(Entries {
                        entries: entries.iter(),
                        current: None,
                        path: &path,
                        step: Step::Attribute,
                    })
                    .map_err(|error| error.located(&path))
            }
            _ => Err(self.unexpected("an object")),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, PathError> {
        match self.value.bare() {
            Value::String(word) => visitor
                .visit_enum(Word(word))
                .map_err(|error| error.located(&self.path)),
            _ => Err(self.unexpected("one of some words")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        visitor.visit_unit()
    }
}

impl Reader<'_> {
    /// Returns the value without the type that a dynamic one carries.
    fn number(&self, wanted: &str) -> Result<&Number, PathError> {
        match self.value.bare() {
            Value::Number(number) => Ok(number),
            _ => Err(self.unexpected(&format!("a number ({wanted})"))),
        }
    }

    fn unexpected(&self, wanted: &str) -> PathError {
        let found = self.value.bare().kind();
        PathError::new(&self.path, format!("is {found}, and {wanted} is wanted"))
    }
}

struct Elements<'a> {
    elements: &'a [Value],
    next: usize,
    path: &'a Path,
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = PathError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, PathError> {
        let Some(value) = self.elements.get(self.next) else {
            return Ok(None);
        };
        let path = self.path.at(self.next);
        self.next += 1;
        seed.deserialize(Reader {
            value,
            path: path.clone(),
        })
        .map(Some)
        .map_err(|error| error.located(&path))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.elements.len() - self.next)
    }
}

struct Entries<'a> {
    entries: std::collections::btree_map::Iter<'a, String, Value>,
    current: Option<(&'a String, &'a Value)>,
    path: &'a Path,
    step: fn(String) -> Step,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = PathError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, PathError> {
        self.current = self.entries.next();
        self.current
            .map(|(key, _)| seed.deserialize(key.as_str().into_deserializer()))
            .transpose()
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, PathError> {
        let Some((key, value)) = self.current.take() else {
            return Err(PathError::new(self.path, "has no value"));
        };
        let path = Path(
            self.path
                .0
                .iter()
                .cloned()
                .chain([(self.step)(key.clone())])
                .collect(),
        );
        seed.deserialize(Reader {
            value,
            path: path.clone(),
        })
        .map_err(|error| error.located(&path))
    }
}

/// A word that names a variant of an enum without fields.
struct Word<'a>(&'a str);

impl<'de> EnumAccess<'de> for Word<'_> {
    type Error = PathError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), PathError> {
        let variant = seed.deserialize(IntoDeserializer::<PathError>::into_deserializer(self.0))?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Word<'_> {
    type Error = PathError;

    fn unit_variant(self) -> Result<(), PathError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, PathError> {
        Err(with_fields())
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, PathError> {
        Err(with_fields())
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, PathError> {
        Err(with_fields())
    }
}

fn with_fields() -> PathError {
    PathError::new(
        &Path::root(),
        "a variant with fields has no form in Terraform; use one optional object for each case",
    )
}
