//! Whether a Rust type fits a schema, found without a value: at start, with the field named.
//!
//! A deserializer that holds no data asks the Rust type what it wants at each place, and compares
//! that with the schema.

use std::cell::RefCell;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer as _, MapAccess, SeqAccess,
    Visitor,
};

use super::field::FIELD;
use super::shape::{Need, Shape};
use crate::engine::wording::with_article;
use crate::engine::{Path, PathError, Step};

/// How many ways through a type are tried. A field whose type refuses the probe's text ends one.
const WAYS: usize = 4096;

/// Returns where `T` does not fit the shape.
pub(crate) fn misfits<T: DeserializeOwned>(shape: &Shape) -> Vec<PathError> {
    let found = RefCell::new(Vec::new());
    for way in 0..WAYS.min(shape.ways()) {
        let probe = Probe {
            shape,
            need: Need::default(),
            path: Path::root(),
            way,
            found: &found,
        };
        if T::deserialize(probe).is_ok() {
            break;
        }
    }
    found.into_inner()
}

struct Probe<'a> {
    shape: &'a Shape,
    /// What the value can be, and the Rust type has not shown yet that it takes.
    need: Need,
    path: Path,
    /// Which field of an object comes first: the remainder by the number of fields. The rest is for
    /// that field.
    way: usize,
    found: &'a RefCell<Vec<PathError>>,
}

impl<'a> Probe<'a> {
    fn problem(&self, path: &Path, what: impl Into<String>) {
        let problem = PathError::new(path, what);
        let mut found = self.found.borrow_mut();
        if !found.contains(&problem) {
            found.push(problem);
        }
    }

    /// Reports a kind that is not the schema's, and a null or unknown value that the type does not
    /// take.
    fn wants(&self, kind: &str, is_right: impl FnOnce(&Shape) -> bool) -> Result<(), PathError> {
        if !matches!(self.shape, Shape::Dynamic) && !is_right(self.shape) {
            let what = format!(
                "the schema has {}, and the Rust type {kind}",
                with_article(self.shape.kind())
            );
            self.problem(&self.path, what);
            return Err(PathError::new(&self.path, ""));
        }
        if self.need.unknown {
            self.problem(
                &self.path,
                "the value is unknown before it is computed; make the field a Field<…>",
            );
        } else if self.need.null {
            self.problem(
                &self.path,
                "the value can be null; make the field an Option<…> or a Field<…>",
            );
        }
        Ok(())
    }

    fn inner(&self, shape: &'a Shape, need: Need, step: Option<Step>, way: usize) -> Self {
        let path = step.map_or_else(|| self.path.clone(), |step| self.path.step(step));
        Self {
            shape,
            need,
            path,
            way,
            found: self.found,
        }
    }

    /// Visits the attributes of these names, each with its own probe.
    fn attributes<'de, V: Visitor<'de>>(
        self,
        names: impl Fn(&str) -> bool,
        visitor: V,
    ) -> Result<V::Value, PathError> {
        let Shape::Object(attributes) = self.shape else {
            return visitor.visit_map(Entries {
                probe: &self,
                left: Vec::new(),
                next: None,
            });
        };
        let mut left: Vec<_> = attributes
            .iter()
            .filter(|(name, ..)| names(name))
            .map(|(name, shape, need)| {
                (
                    name.as_str(),
                    self.inner(shape, *need, Some(Step::Attribute(name.clone())), 0),
                )
            })
            .collect();
        if !left.is_empty() {
            let first = self.way % left.len();
            let rest = self.way / left.len();
            left.rotate_left(first);
            left[0].1.way = rest;
            left.reverse();
        }
        visitor.visit_map(Entries {
            probe: &self,
            left,
            next: None,
        })
    }

    fn element<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        let left = match self.shape {
            Shape::List(element) => {
                vec![self.inner(element, Need::default(), Some(Step::Element), self.way)]
            }
            Shape::Tuple(elements) => elements
                .iter()
                .enumerate()
                .rev()
                .map(|(at, (element, need))| {
                    self.inner(element, *need, Some(Step::Index(at)), self.way)
                })
                .collect(),
            _ => Vec::new(),
        };
        visitor.visit_seq(Elements(left))
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
            self.wants("a number", |shape| matches!(shape, Shape::Number))?;
            visitor.$visit(Default::default())
        })*
    };
}

macro_rules! texts {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
            self.wants("a string", |shape| matches!(shape, Shape::String))?;
            visitor.visit_str("x")
        })*
    };
}

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = PathError;

    numbers! {
        deserialize_i8 visit_i8 deserialize_i16 visit_i16 deserialize_i32 visit_i32 deserialize_i64 visit_i64
        deserialize_i128 visit_i128 deserialize_u8 visit_u8 deserialize_u16 visit_u16 deserialize_u32 visit_u32
        deserialize_u64 visit_u64 deserialize_u128 visit_u128 deserialize_f32 visit_f32 deserialize_f64 visit_f64
    }

    texts! { deserialize_str deserialize_string deserialize_char deserialize_identifier }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        self.wants("a bool", |shape| matches!(shape, Shape::Bool))?;
        visitor.visit_bool(false)
    }

    /// Whatever takes anything fits.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        match self.shape {
            Shape::Bool => visitor.visit_bool(false),
            Shape::Number => visitor.visit_i64(0),
            Shape::String => visitor.visit_str("x"),
            Shape::List(_) | Shape::Tuple(_) => self.element(visitor),
            Shape::Object(_) => self.attributes(|_| true, visitor),
            Shape::Map(_) => self.deserialize_map(visitor),
            Shape::Dynamic => visitor.visit_unit(),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, _: V) -> Result<V::Value, PathError> {
        self.problem(
            &self.path,
            "bytes are no values of Terraform; use a string in base64",
        );
        Err(PathError::new(&self.path, ""))
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        let need = Need {
            null: false,
            ..self.need
        };
        visitor.visit_some(Self { need, ..self })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, PathError> {
        let need = if name == FIELD {
            Need::default()
        } else {
            self.need
        };
        visitor.visit_newtype_struct(Self { need, ..self })
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, PathError> {
        visitor.visit_unit()
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        self.wants("a list", |shape| {
            matches!(shape, Shape::List(_) | Shape::Tuple(_))
        })?;
        self.element(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, PathError> {
        let fits = |shape: &Shape| match shape {
            Shape::Tuple(elements) => elements.len() == length,
            _ => false,
        };
        self.wants(&format!("a tuple of {length}"), fits)?;
        self.element(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, PathError> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        self.wants("a map", |shape| {
            matches!(shape, Shape::Map(_) | Shape::Object(_))
        })?;
        match self.shape {
            Shape::Map(element) => {
                let element = self.inner(element, Need::default(), Some(Step::Element), self.way);
                let left = vec![("x", element)];
                visitor.visit_map(Entries {
                    probe: &self,
                    left,
                    next: None,
                })
            }
            _ => self.attributes(|_| true, visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, PathError> {
        self.wants("a struct", |shape| matches!(shape, Shape::Object(_)))?;
        let attributes: Vec<&str> = match self.shape {
            Shape::Object(attributes) => {
                attributes.iter().map(|(name, ..)| name.as_str()).collect()
            }
            _ => Vec::new(),
        };
        for field in fields.iter().filter(|field| !attributes.contains(field)) {
            self.problem(
                &self.path.then(field),
                "the schema has no attribute for this field",
            );
        }
        for name in attributes.iter().filter(|name| !fields.contains(name)) {
            self.problem(
                &self.path.then(name),
                "the Rust type has no field for this attribute",
            );
        }
        self.attributes(|name| fields.contains(&name), visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, PathError> {
        self.wants("an enum of words", |shape| matches!(shape, Shape::String))?;
        let word: StrDeserializer<'static, PathError> = variants
            .first()
            .copied()
            .unwrap_or_default()
            .into_deserializer();
        visitor.visit_enum(word)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        visitor.visit_unit()
    }
}

/// The attributes that are left, the next one last.
struct Entries<'p, 'a> {
    probe: &'p Probe<'a>,
    left: Vec<(&'p str, Probe<'a>)>,
    next: Option<Probe<'a>>,
}

impl<'de> MapAccess<'de> for Entries<'_, '_> {
    type Error = PathError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, PathError> {
        let Some((name, probe)) = self.left.pop() else {
            return Ok(None);
        };
        self.next = Some(probe);
        let name: StrDeserializer<'_, PathError> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, PathError> {
        match self.next.take() {
            Some(probe) => seed.deserialize(probe),
            None => Err(PathError::new(&self.probe.path, "")),
        }
    }
}

/// The elements that are left, the next one last.
struct Elements<'a>(Vec<Probe<'a>>);

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = PathError;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, PathError> {
        self.0
            .pop()
            .map(|probe| seed.deserialize(probe))
            .transpose()
    }
}
