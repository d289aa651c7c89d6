//! Writing structs and maps into objects and maps.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, SerializeStruct};

use super::ser::{Writer, undressed};
use crate::engine::{Path, PathError, Type, Value};

/// The name of the struct, and of its only field, as which `serde_json` writes a number whose digits
/// it keeps (`arbitrary_precision`).
pub(super) const NUMBER: &str = "$serde_json::private::Number";

/// The attributes of an object, or the elements of a map, under way.
pub(super) struct Entries<'a> {
    ty: &'a Type,
    path: Path,
    values: BTreeMap<String, Value>,
    key: Option<String>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(writer: Writer<'a>) -> Self {
        Self {
            ty: writer.ty,
            path: writer.path,
            values: BTreeMap::new(),
            key: None,
        }
    }

    fn insert<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), PathError> {
        let (ty, path) = match self.ty {
            Type::Object(types) => {
                let path = self.path.then(name);
                (
                    types
                        .get(name)
                        .ok_or_else(|| PathError::new(&path, "the schema has no such attribute"))?,
                    path,
                )
            }
            Type::Map(inner) => (&**inner, self.path.key(name)),
            _ => (&Type::Dynamic, self.path.then(name)),
        };
        self.values
            .insert(name.to_owned(), value.serialize(Writer { ty, path })?);
        Ok(())
    }

    fn finish(self) -> Result<Value, PathError> {
        match self.ty {
            Type::Object(types) => match types.keys().find(|name| !self.values.contains_key(*name))
            {
                Some(missing) => Err(PathError::new(
                    &self.path.then(missing),
                    "the Rust type has no field for this attribute",
                )),
                None => Ok(Value::Map(self.values)),
            },
            Type::Dynamic => {
                let undressed = self
                    .values
                    .into_iter()
                    .map(|(name, value)| (name, undressed(value)));
                let (types, values) = undressed
                    .map(|(name, (ty, value))| ((name.clone(), ty), (name, value)))
                    .unzip();
                Ok(Value::Dynamic(Box::new((
                    Type::Object(types),
                    Value::Map(values),
                ))))
            }
            _ => Ok(Value::Map(self.values)),
        }
    }
}

impl SerializeStruct for Entries<'_> {
    type Ok = Value;
    type Error = PathError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), PathError> {
        if name == NUMBER {
            let digits = value.serialize(Writer {
                ty: &Type::String,
                path: self.path.clone(),
            })?;
            self.values.insert(NUMBER.to_owned(), digits);
            return Ok(());
        }
        self.insert(name, value)
    }

    /// A field that is skipped (`skip_serializing_if`) is null.
    fn skip_field(&mut self, name: &'static str) -> Result<(), PathError> {
        self.insert(name, &())
    }

    fn end(self) -> Result<Value, PathError> {
        let (ty, path) = (self.ty, self.path.clone());
        match self.values.get(NUMBER).and_then(Value::as_str) {
            Some(digits) => Writer { ty, path }.number(digits),
            None => self.finish(),
        }
    }
}

impl SerializeMap for Entries<'_> {
    type Ok = Value;
    type Error = PathError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), PathError> {
        let key = key.serialize(Writer {
            ty: &Type::String,
            path: self.path.clone(),
        })?;
        self.key = key.as_str().map(str::to_owned);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), PathError> {
        match self.key.take() {
            Some(key) => self.insert(&key, value),
            None => Err(PathError::new(&self.path, "a key must be text")),
        }
    }

    fn end(self) -> Result<Value, PathError> {
        self.finish()
    }
}
