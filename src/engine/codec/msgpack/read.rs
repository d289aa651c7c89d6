//! Bytes as values.

use std::collections::BTreeMap;

use rmp::Marker;

use super::extensions::REFINED;
use crate::engine::codec::error::{CodecError, DEEPEST, expected, too_deep, wrong};
use crate::engine::value::normal;
use crate::engine::{Number, Path, PathError, Step, Type, Unknown, Value};

/// go-cty refuses longer refinements.
const LONGEST_REFINEMENT: usize = 1024;

/// Reads one value of the type; nothing may follow it.
///
/// # Errors
/// Returns an error where the bytes are cut short, are no msgpack or no value of the type.
pub fn decode(bytes: &[u8], ty: &Type) -> Result<Value, CodecError> {
    let mut reader = Reader { rest: bytes };
    let value = reader.value(ty, 0)?;
    if reader.rest.is_empty() {
        Ok(value)
    } else {
        Err(wrong("is followed by more bytes"))
    }
}

/// Reads from the front. An error gets its path on the way out, so that a value without errors pays
/// nothing for it.
pub(in crate::engine::codec) struct Reader<'a> {
    pub(in crate::engine::codec) rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(in crate::engine::codec) fn value(
        &mut self,
        ty: &Type,
        depth: usize,
    ) -> Result<Value, CodecError> {
        if depth > DEEPEST {
            return Err(too_deep());
        }
        let marker = self.marker()?;
        if marker == Marker::Null {
            return Ok(Value::Null);
        }
        if let Some(length) = self.extension_length(marker)? {
            return self.unknown(length);
        }
        match ty {
            Type::Dynamic => self.dynamic(marker, depth),
            Type::Bool => match marker {
                Marker::True => Ok(Value::Bool(true)),
                Marker::False => Ok(Value::Bool(false)),
                _ => Err(expected(ty, "another kind")),
            },
            Type::String => Ok(Value::string(self.text(marker)?)),
            Type::Number => self.number(marker),
            Type::List(inner) => self
                .sequence(marker, depth, Step::Index, |_| Some(inner))
                .map(Value::List),
            Type::Set(inner) => self
                .sequence(marker, depth, |_| Step::Element, |_| Some(inner))
                .map(Value::Set),
            Type::Tuple(types) => {
                let elements =
                    self.sequence(marker, depth, Step::Index, |index| types.get(index))?;
                let complete = elements.len() == types.len();
                if complete {
                    Ok(Value::List(elements))
                } else {
                    Err(wrong(format!("must have {} elements", types.len())))
                }
            }
            Type::Map(inner) => {
                let mut elements = BTreeMap::new();
                for _ in 0..self.map_length(marker)? {
                    let key = normal(self.key()?).into_owned();
                    let element = self
                        .value(inner, depth + 1)
                        .map_err(|error| error.below(Step::Key(key.clone())))?;
                    elements.insert(key, element);
                }
                Ok(Value::Map(elements))
            }
            Type::Object(types) => self.object(marker, types, depth),
        }
    }

    fn object(
        &mut self,
        marker: Marker,
        types: &BTreeMap<String, Type>,
        depth: usize,
    ) -> Result<Value, CodecError> {
        let length = self.map_length(marker)?;
        let mut attributes = BTreeMap::new();
        // Core writes attributes in the order in which their types stand.
        let mut next = types.iter();
        for _ in 0..length {
            let name = self.key()?;
            let found = next
                .next()
                .filter(|(expected, _)| *expected == name)
                .or_else(|| types.get_key_value(name));
            let (name, inner) = found.ok_or_else(|| wrong(format!("has no attribute {name:?}")))?;
            let value = self
                .value(inner, depth + 1)
                .map_err(|error| error.below(Step::Attribute(name.clone())))?;
            attributes.insert(name.clone(), value);
        }
        let complete = attributes.len() == types.len() && length == types.len();
        if complete {
            Ok(Value::Map(attributes))
        } else {
            Err(wrong(format!(
                "must have {} attributes, not {length}",
                types.len()
            )))
        }
    }

    fn dynamic(&mut self, marker: Marker, depth: usize) -> Result<Value, CodecError> {
        if self.array_length(marker)? != 2 {
            return Err(wrong("must be a type and a value"));
        }
        let marker = self.marker()?;
        let text = self.text(marker)?;
        let json = serde_json::from_str(text).ok();
        let ty = json
            .as_ref()
            .and_then(Type::from_json)
            .ok_or_else(|| wrong("carries no type"))?;
        let value = self.value(&ty, depth + 1)?;
        Ok(Value::Dynamic(Box::new((ty, value))))
    }

    fn sequence<'t>(
        &mut self,
        marker: Marker,
        depth: usize,
        step: fn(usize) -> Step,
        ty: impl Fn(usize) -> Option<&'t Type>,
    ) -> Result<Vec<Value>, CodecError> {
        let length = self.array_length(marker)?;
        // The length comes from outside: room is made for no more elements than there are bytes.
        let mut elements = Vec::with_capacity(length.min(self.rest.len() / size_of::<Value>()));
        for index in 0..length {
            let ty = ty(index).ok_or_else(|| wrong("has too many elements"))?;
            elements.push(
                self.value(ty, depth + 1)
                    .map_err(|error| error.below(step(index)))?,
            );
        }
        Ok(elements)
    }

    fn unknown(&mut self, (code, length): (i8, usize)) -> Result<Value, CodecError> {
        let payload = self.take(length)?;
        match (code, length) {
            (_, 0 | 1) => Ok(Value::UNKNOWN),
            (REFINED, 2..=LONGEST_REFINEMENT) => Ok(Value::Unknown(Unknown {
                refinements: Some(payload.into()),
            })),
            _ => Err(wrong(format!(
                "has an extension {code} of {length} bytes, which means nothing here"
            ))),
        }
    }

    fn number(&mut self, marker: Marker) -> Result<Value, CodecError> {
        let number = match marker {
            Marker::FixPos(small) => Some(Number::from(i64::from(small))),
            Marker::FixNeg(small) => Some(Number::from(i64::from(small))),
            Marker::U8 => Some(Number::from(i64::from(u8::from_be_bytes(self.array()?)))),
            Marker::U16 => Some(Number::from(i64::from(u16::from_be_bytes(self.array()?)))),
            Marker::U32 => Some(Number::from(i64::from(u32::from_be_bytes(self.array()?)))),
            Marker::U64 => Some(Number::from(u64::from_be_bytes(self.array()?))),
            Marker::I8 => Some(Number::from(i64::from(i8::from_be_bytes(self.array()?)))),
            Marker::I16 => Some(Number::from(i64::from(i16::from_be_bytes(self.array()?)))),
            Marker::I32 => Some(Number::from(i64::from(i32::from_be_bytes(self.array()?)))),
            Marker::I64 => Some(Number::from(i64::from_be_bytes(self.array()?))),
            Marker::F32 => finite(f64::from(f32::from_be_bytes(self.array()?)))?,
            Marker::F64 => finite(f64::from_be_bytes(self.array()?))?,
            _ => Number::parse(self.text(marker)?),
        };
        number
            .map(Value::Number)
            .ok_or_else(|| wrong("must be a finite number"))
    }

    fn key(&mut self) -> Result<&'a str, CodecError> {
        let marker = self.marker()?;
        self.text(marker)
    }

    pub(in crate::engine::codec) fn text(&mut self, marker: Marker) -> Result<&'a str, CodecError> {
        let length = match marker {
            Marker::FixStr(length) => usize::from(length),
            Marker::Str8 | Marker::Bin8 => usize::from(u8::from_be_bytes(self.array()?)),
            Marker::Str16 | Marker::Bin16 => usize::from(u16::from_be_bytes(self.array()?)),
            Marker::Str32 | Marker::Bin32 => u32::from_be_bytes(self.array()?) as usize,
            _ => return Err(wrong("must be text")),
        };
        std::str::from_utf8(self.take(length)?).map_err(|_| wrong("must be UTF-8"))
    }

    pub(in crate::engine::codec) fn array_length(
        &mut self,
        marker: Marker,
    ) -> Result<usize, CodecError> {
        match marker {
            Marker::FixArray(length) => Ok(usize::from(length)),
            Marker::Array16 => Ok(usize::from(u16::from_be_bytes(self.array()?))),
            Marker::Array32 => Ok(u32::from_be_bytes(self.array()?) as usize),
            _ => Err(wrong("must be an array")),
        }
    }

    pub(in crate::engine::codec) fn map_length(
        &mut self,
        marker: Marker,
    ) -> Result<usize, CodecError> {
        match marker {
            Marker::FixMap(length) => Ok(usize::from(length)),
            Marker::Map16 => Ok(usize::from(u16::from_be_bytes(self.array()?))),
            Marker::Map32 => Ok(u32::from_be_bytes(self.array()?) as usize),
            _ => Err(wrong("must be a map")),
        }
    }

    /// Returns the code and length of an extension; `None` for every other kind.
    fn extension_length(&mut self, marker: Marker) -> Result<Option<(i8, usize)>, CodecError> {
        let length = match marker {
            Marker::FixExt1 => 1,
            Marker::FixExt2 => 2,
            Marker::FixExt4 => 4,
            Marker::FixExt8 => 8,
            Marker::FixExt16 => 16,
            Marker::Ext8 => usize::from(u8::from_be_bytes(self.array()?)),
            Marker::Ext16 => usize::from(u16::from_be_bytes(self.array()?)),
            Marker::Ext32 => u32::from_be_bytes(self.array()?) as usize,
            _ => return Ok(None),
        };
        Ok(Some((i8::from_be_bytes(self.array()?), length)))
    }

    pub(in crate::engine::codec) fn marker(&mut self) -> Result<Marker, CodecError> {
        Ok(Marker::from_u8(self.array::<1>()?[0]))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], CodecError> {
        let mut bytes = [0; N];
        bytes.copy_from_slice(self.take(N)?);
        Ok(bytes)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], CodecError> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or_else(|| wrong("is cut short"))?;
        self.rest = rest;
        Ok(taken)
    }
}

/// Core has infinite numbers, such as `pow(10, 400)`.
fn finite(float: f64) -> Result<Option<Number>, CodecError> {
    if float.is_infinite() {
        let error = PathError::new(&Path::root(), "must be a finite number");
        return Err(CodecError::Infinite(error));
    }
    Ok(Number::from_f64(float))
}
