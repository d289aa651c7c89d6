//! Writing Rust values into values of a type.

use serde::ser::{
    Impossible, Serialize, SerializeSeq, SerializeTuple, SerializeTupleStruct, Serializer,
};

use super::entries::{Entries, NUMBER};
use super::field::UNKNOWN;
use crate::engine::wording::with_article;
use crate::engine::{Number, Path, PathError, Type, Value};

pub(super) struct Writer<'a> {
    pub(super) ty: &'a Type,
    pub(super) path: Path,
}

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
            Type::List(_) | Type::Set(_) | Type::Tuple(_) | Type::Dynamic => Ok(Elements {
                ty: self.ty,
                path: self.path,
                elements: Vec::with_capacity(length.unwrap_or(0)),
            }),
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

impl Writer<'_> {
    fn plain(self, own: Type, value: Value) -> Result<Value, PathError> {
        match self.ty {
            Type::Dynamic => Ok(Value::Dynamic(Box::new((own, value)))),
            ty if *ty == own => Ok(value),
            _ => Err(self.unexpected(&with_article(&own.to_string()))),
        }
    }

    pub(super) fn number(self, text: &str) -> Result<Value, PathError> {
        match Number::parse(text) {
            Some(number) => self.plain(Type::Number, Value::Number(number)),
            None => Err(PathError::new(
                &self.path,
                format!("{text} is no number of Terraform"),
            )),
        }
    }

    fn unexpected(&self, found: &str) -> PathError {
        PathError::new(
            &self.path,
            format!(
                "the schema wants {}, not {found}",
                with_article(&self.ty.to_string())
            ),
        )
    }

    fn variant(&self) -> PathError {
        PathError::new(
            &self.path,
            "a variant with fields has no form in Terraform; use one optional object for each case",
        )
    }
}

/// The elements of a list, set or tuple under way.
pub(super) struct Elements<'a> {
    ty: &'a Type,
    path: Path,
    elements: Vec<Value>,
}

impl Elements<'_> {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), PathError> {
        let at = self.elements.len();
        let ty = match self.ty {
            Type::List(inner) | Type::Set(inner) => inner,
            Type::Tuple(types) => types.get(at).ok_or_else(|| {
                PathError::new(
                    &self.path,
                    format!("the schema wants {} elements", types.len()),
                )
            })?,
            _ => &Type::Dynamic,
        };
        self.elements.push(value.serialize(Writer {
            ty,
            path: self.path.at(at),
        })?);
        Ok(())
    }

    fn finish(self) -> Result<Value, PathError> {
        match self.ty {
            Type::Set(_) => Ok(Value::Set(self.elements)),
            Type::Tuple(types) if types.len() != self.elements.len() => Err(PathError::new(
                &self.path,
                format!("the schema wants {} elements", types.len()),
            )),
            Type::Dynamic => {
                let (types, elements) = self.elements.into_iter().map(undressed).unzip();
                Ok(Value::Dynamic(Box::new((
                    Type::Tuple(types),
                    Value::List(elements),
                ))))
            }
            _ => Ok(Value::List(self.elements)),
        }
    }
}

/// Returns a dynamic value as the type and value that it has inside another dynamic one.
pub(super) fn undressed(value: Value) -> (Type, Value) {
    match value {
        Value::Dynamic(typed) => *typed,
        other => (Type::Dynamic, other),
    }
}

macro_rules! sequences {
    ($($name:ident $method:ident)*) => {
        $(impl $name for Elements<'_> {
            type Ok = Value;
            type Error = PathError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), PathError> {
                self.push(value)
            }

            fn end(self) -> Result<Value, PathError> {
                self.finish()
            }
        })*
    };
}

sequences! { SerializeSeq serialize_element SerializeTuple serialize_element SerializeTupleStruct serialize_field }
