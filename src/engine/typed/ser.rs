//! Writing Rust values into values of a type.

use serde::ser::{Impossible, Serialize, Serializer};

use super::entries::{Elements, Entries, NUMBER};
use super::field::UNKNOWN;
use super::writer::Writer;
use crate::engine::{PathError, Type, Value};

macro_rules! integers {
    ($($method:ident $ty:ty)*) => {
        $(fn $method(self, integer: $ty) -> Result<Value, PathError> {
            self.number(&integer.to_string())
        })*
    };
}

impl<'a> Serializer for Writer<'a> {
    type Ok = Value;
    type Error = PathError;
    type SerializeSeq = Elements<'a>;
    type SerializeTuple = Elements<'a>;
    type SerializeTupleStruct = Elements<'a>;
    type SerializeTupleVariant = Impossible<Value, PathError>;
    type SerializeMap = Entries<'a>;
    type SerializeStruct = Entries<'a>;
    type SerializeStructVariant = Impossible<Value, PathError>;

    integers! {
        serialize_i8 i8 serialize_i16 i16 serialize_i32 i32 serialize_i64 i64 serialize_i128 i128
        serialize_u8 u8 serialize_u16 u16 serialize_u32 u32 serialize_u64 u64 serialize_u128 u128
    }

    fn serialize_bool(self, truth: bool) -> Result<Value, PathError> {
        self.plain(Type::Bool, Value::Bool(truth))
    }

    fn serialize_f32(self, float: f32) -> Result<Value, PathError> {
        self.number(&float.to_string())
    }

    /// Returns the shortest decimal that means this float: 0.1 is written as 0.1.
    fn serialize_f64(self, float: f64) -> Result<Value, PathError> {
        self.number(&float.to_string())
    }

    fn serialize_char(self, character: char) -> Result<Value, PathError> {
        self.serialize_str(character.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<Value, PathError> {
        self.plain(Type::String, Value::string(text))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Value, PathError> {
        Err(PathError::new(
            &self.path,
            "bytes are no values of Terraform; use a string in base64",
        ))
    }

    fn serialize_none(self) -> Result<Value, PathError> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, PathError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, PathError> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, name: &'static str) -> Result<Value, PathError> {
        Ok(if name == UNKNOWN {
            Value::UNKNOWN
        } else {
            Value::Null
        })
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        word: &'static str,
    ) -> Result<Value, PathError> {
        self.serialize_str(word)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Value, PathError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Value, PathError> {
        Err(self.variant())
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Elements<'a>, PathError> {
        match self.ty {
            Type::List(_) | Type::Set(_) | Type::Tuple(_) | Type::Dynamic => {
                Ok(Elements::new(self, length.unwrap_or(0)))
            }
            _ => Err(self.unexpected("a sequence")),
        }
    }

    fn serialize_tuple(self, length: usize) -> Result<Elements<'a>, PathError> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        length: usize,
    ) -> Result<Elements<'a>, PathError> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, PathError> {
        Err(self.variant())
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'a>, PathError> {
        match self.ty {
            Type::Map(_) | Type::Object(_) | Type::Dynamic => Ok(Entries::new(self)),
            _ => Err(self.unexpected("an object or map")),
        }
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Entries<'a>, PathError> {
        if name == NUMBER {
            return Ok(Entries::new(self));
        }
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, PathError> {
        Err(self.variant())
    }
}
