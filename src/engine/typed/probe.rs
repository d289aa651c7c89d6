//! Whether a Rust type fits a schema, found without a value: at start, with the field named.
//!
//! A deserializer that holds no data asks the Rust type what it wants at each place, and compares
//! that with the schema.

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer as _, MapAccess, SeqAccess,
    Visitor,
};

use super::field::FIELD;
use super::search::Search;
use super::shape::{Need, Shape};
use crate::engine::wording::with_article;
use crate::engine::{Path, PathError, Step};

/// Returns where `T` does not fit the shape.
pub(crate) fn misfits<T: DeserializeOwned>(shape: &Shape) -> Vec<PathError> {
    Search::default().run(shape, |search| {
        let probe = Probe {
            shape,
            need: Need::default(),
            path: Path::root(),
            search,
        };
        T::deserialize(probe).is_ok()
    })
}

struct Probe<'a> {
    shape: &'a Shape,
    /// What the value can be, and the Rust type has not shown yet that it takes.
    need: Need,
    path: Path,
    search: &'a Search,
}

impl<'a> Probe<'a> {
    /// Reports a kind that is not the schema's, and a null or unknown value that the type does not
    /// take.
    fn wants(&self, kind: &str, is_right: impl FnOnce(&Shape) -> bool) -> Result<(), PathError> {
        if !matches!(self.shape, Shape::Dynamic) && !is_right(self.shape) {
            let what = format!(
                "the schema has {}, and the Rust type {kind}",
                with_article(self.shape.kind())
            );
            self.search.report(&self.path, what);
            return Err(self.end());
        }
        if !self.refuses_unknown() && self.need.null {
            let what = "the value can be null; make the field an Option<…> or a Field<…>";
            self.search.report(&self.path, what);
        }
        Ok(())
    }

    /// Reports an unknown value that the type does not take.
    fn refuses_unknown(&self) -> bool {
        if self.need.unknown {
            let what = "the value is unknown before it is computed; make the field a Field<…>";
            self.search.report(&self.path, what);
        }
        self.need.unknown
    }

    /// Returns the error that ends a way. Nobody reads it.
    fn end(&self) -> PathError {
        PathError::new(&self.path, "")
    }

    fn inner(&self, shape: &'a Shape, need: Need, step: Step) -> Self {
        Self {
            shape,
            need,
            path: self.path.step(step),
            search: self.search,
        }
    }

    /// Visits the attributes of these names, each with its own probe, and then the stranger.
    fn attributes<'de, V: Visitor<'de>>(
        self,
        names: impl Fn(&str) -> bool,
        stranger: Option<&'static str>,
        visitor: V,
    ) -> Result<V::Value, PathError> {
        let Shape::Object(attributes) = self.shape else {
            return Err(self.end());
        };
        let named = attributes.iter().filter(|(name, ..)| names(name));
        let mut left: Vec<_> = named
            .map(|(name, shape, need)| {
                let probe = self.inner(shape, *need, Step::Attribute(name.clone()));
                (name.as_str(), probe)
            })
            .collect();
        left.reverse();
        // The last one is the first that is visited.
        left.sort_by_key(|(_, probe)| self.search.leads_through(&probe.path));
        visitor.visit_map(Entries {
            probe: &self,
            left,
            stranger,
            next: None,
        })
    }

    fn element<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        let left = match self.shape {
            Shape::List(element, need) => vec![self.inner(element, *need, Step::Element)],
            Shape::Tuple(elements) => elements
                .iter()
                .enumerate()
                .rev()
                .map(|(at, (element, need))| self.inner(element, *need, Step::Index(at)))
                .collect(),
            // What a value of any type holds is known when there is one.
            _ => return Err(self.end()),
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
        self.refuses_unknown();
        match self.shape {
            Shape::Bool => visitor.visit_bool(false),
            Shape::Number => visitor.visit_i64(0),
            Shape::String => visitor.visit_str("x"),
            Shape::List(..) | Shape::Tuple(_) => self.element(visitor),
            Shape::Object(_) => self.attributes(|_| true, None, visitor),
            Shape::Map(_) => self.deserialize_map(visitor),
            Shape::Dynamic => visitor.visit_unit(),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, _: V) -> Result<V::Value, PathError> {
        let what = "bytes are no values of Terraform; use a string in base64";
        self.search.report(&self.path, what);
        Err(self.end())
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        self.refuses_unknown();
        let need = Need::default();
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

    /// A unit is the empty tuple.
    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        let is_empty = |shape: &Shape| matches!(shape, Shape::Tuple(types) if types.is_empty());
        self.wants("a unit", is_empty)?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, PathError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PathError> {
        self.wants("a list", |shape| {
            matches!(shape, Shape::List(..) | Shape::Tuple(_))
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
                let element = self.inner(element, Need::default(), Step::Element);
                let left = vec![("x", element)];
                visitor.visit_map(Entries {
                    probe: &self,
                    left,
                    stranger: None,
                    next: None,
                })
            }
            _ => self.attributes(|_| true, None, visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, PathError> {
        self.wants("a struct", |shape| matches!(shape, Shape::Object(_)))?;
        let Shape::Object(attributes) = self.shape else {
            return Err(self.end());
        };
        let attributes: Vec<&str> = attributes.iter().map(|(name, ..)| name.as_str()).collect();
        for name in attributes.iter().filter(|name| !fields.contains(name)) {
            let what = "the Rust type has no field for this attribute";
            self.search.report(&self.path.then(name), what);
        }
        let beside: Vec<Path> = attributes
            .iter()
            .filter(|name| fields.contains(name))
            .map(|name| self.path.then(name))
            .collect();
        let mut trial = None;
        for field in fields.iter().filter(|field| !attributes.contains(field)) {
            let attribute = self.search.stranger(&self.path.then(field), &beside);
            trial = trial.or(attribute.map(|attribute| (*field, attribute)));
        }
        let Some((stranger, attribute)) = trial else {
            return self.attributes(|name| fields.contains(&name), None, visitor);
        };
        let path = self.path.clone();
        self.attributes(|name| path.then(name) == attribute, Some(stranger), visitor)
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
    /// The field that is visited last, although the schema has no attribute for it.
    stranger: Option<&'static str>,
    next: Option<Probe<'a>>,
}

impl<'de> MapAccess<'de> for Entries<'_, '_> {
    type Error = PathError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, PathError> {
        let name = if let Some((name, probe)) = self.left.pop() {
            self.next = Some(probe);
            name
        } else if let Some(name) = self.stranger {
            self.probe.search.named();
            name
        } else {
            return Ok(None);
        };
        let name: StrDeserializer<'_, PathError> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, PathError> {
        let search = self.probe.search;
        let Some(probe) = self.next.take() else {
            search.asked();
            return Err(self.probe.end());
        };
        search.visit(&probe.path);
        seed.deserialize(probe)
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
        let Some(probe) = self.0.pop() else {
            return Ok(None);
        };
        probe.search.visit(&probe.path);
        seed.deserialize(probe).map(Some)
    }
}
