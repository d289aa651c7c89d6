//! Writing the parts of sequences, structs and maps.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, SerializeTupleStruct,
};

use super::writer::{Writer, undressed};
use crate::engine::{Path, PathError, Type, Value};

/// The name of the struct, and of its only field, as which `serde_json` writes a number whose digits
/// it keeps (`arbitrary_precision`).
pub(super) const NUMBER: &str = "$serde_json::private::Number";

/// The elements of a list, set or tuple under way.
pub(super) struct Elements<'a> {
    ty: &'a Type,
    path: Path,
    elements: Vec<Value>,
}

impl<'a> Elements<'a> {
    pub(super) fn new(writer: Writer<'a>, length: usize) -> Self {
        Self {
            ty: writer.ty,
            path: writer.path,
            elements: Vec::with_capacity(length),
        }
    }

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
        self.elements
            .push(value.serialize(Writer::new(ty, self.path.at(at)))?);
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

/// The attributes of an object, or the elements of a map, under way.
pub(super) struct Entries<'a> {
    ty: &'a Type,
    path: Path,
    misfits: Option<&'a RefCell<Vec<PathError>>>,
    values: BTreeMap<String, Value>,
    key: Option<String>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(writer: Writer<'a>) -> Self {
        Self {
            ty: writer.ty,
            path: writer.path,
            misfits: writer.misfits,
            values: BTreeMap::new(),
            key: None,
        }
    }

    fn insert<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), PathError> {
        let written = self.written(name, value);
        match (written, self.misfits) {
            (Ok(value), _) => {
                self.values.insert(name.to_owned(), value);
                Ok(())
            }
            (Err(misfit), Some(misfits)) => {
                misfits.borrow_mut().push(misfit);
                Ok(())
            }
            (Err(misfit), None) => Err(misfit),
        }
    }

    fn written<T: Serialize + ?Sized>(&self, name: &str, value: &T) -> Result<Value, PathError> {
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
        let written = value.serialize(Writer::new(ty, path.clone()));
        written.map_err(|misfit| misfit.located(&path))
    }

    fn finish(self) -> Result<Value, PathError> {
        match self.ty {
            Type::Object(types) => {
                let missing = types.keys().filter(|name| !self.values.contains_key(*name));
                for path in missing.map(|name| self.path.then(name)) {
                    let what = "the Rust type has no field for this attribute";
                    let misfit = PathError::new(&path, what);
                    match self.misfits.map(RefCell::borrow_mut) {
                        None => return Err(misfit),
                        Some(found)
                            if found.iter().any(|known| known.path.0.starts_with(&path.0)) => {}
                        Some(mut found) => found.push(misfit),
                    }
                }
                Ok(Value::Map(self.values))
            }
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
            let digits = value.serialize(Writer::new(&Type::String, self.path.clone()))?;
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
            Some(digits) => Writer::new(ty, path).number(digits),
            None => self.finish(),
        }
    }
}

impl SerializeMap for Entries<'_> {
    type Ok = Value;
    type Error = PathError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), PathError> {
        let key = key.serialize(Writer::new(&Type::String, self.path.clone()))?;
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
