//! msgpack, as it goes over Terraform's wire (go-cty's `msgpack` package).

use std::collections::BTreeMap;

use rmp::Marker;
use rmp::encode::{self as write, ByteBuf};

use super::{CodecError, DEEPEST, expected, too_deep, wrong};
use crate::engine::value::normal;
use crate::engine::{Number, Step, Type, Unknown, Value};

/// Reads one value of the type; nothing may follow it.
///
/// # Errors
/// Where the bytes are cut short, are no msgpack or no value of the type.
pub fn decode(bytes: &[u8], ty: &Type) -> Result<Value, CodecError> {
    let mut reader = Reader { rest: bytes };
    let value = reader.value(ty, 0)?;
    if reader.rest.is_empty() {
        Ok(value)
    } else {
        Err(wrong("is followed by more bytes"))
    }
}

/// Writes a value of the type: object keys in order, numbers in the form that go-cty chooses.
pub fn encode(value: &Value, ty: &Type) -> Vec<u8> {
    let mut out = ByteBuf::new();
    put(&mut out, value, ty);
    out.into_vec()
}

const UNKNOWN: i8 = 0;
const REFINED: i8 = 12;
/// go-cty refuses longer refinements.
const LONGEST_REFINEMENT: usize = 1024;

fn put(out: &mut ByteBuf, value: &Value, ty: &Type) {
    match (value, ty) {
        (Value::Null, _) => {
            let Ok(()) = write::write_nil(out);
        }
        (Value::Unknown(unknown), _) => put_unknown(out, unknown),
        (Value::Dynamic(typed), ty) => put_dynamic(out, typed, ty),
        (Value::Bool(truth), _) => {
            let Ok(()) = write::write_bool(out, *truth);
        }
        (Value::Number(number), _) => put_number(out, number),
        (Value::String(text), _) => {
            let Ok(()) = write::write_str(out, text);
        }
        (Value::List(elements) | Value::Set(elements), _) => {
            let Ok(_) = write::write_array_len(out, elements.len() as u32);
            for (at, element) in elements.iter().enumerate() {
                let ty = match ty {
                    Type::List(inner) | Type::Set(inner) => inner,
                    Type::Tuple(types) => types.get(at).unwrap_or(&Type::Dynamic),
                    _ => &Type::Dynamic,
                };
                put(out, element, ty);
            }
        }
        (Value::Map(elements), _) => {
            let Ok(_) = write::write_map_len(out, elements.len() as u32);
            // An object's attributes and their types stand in the same order.
            let mut next = if let Type::Object(types) = ty {
                Some(types.iter())
            } else {
                None
            };
            for (key, element) in elements {
                let ty = match (ty, next.as_mut().and_then(Iterator::next)) {
                    (_, Some((name, ty))) if name == key => ty,
                    (Type::Map(inner), _) => inner,
                    (Type::Object(types), _) => types.get(key).unwrap_or(&Type::Dynamic),
                    _ => &Type::Dynamic,
                };
                let Ok(()) = write::write_str(out, key);
                put(out, element, ty);
            }
        }
    }
}

/// A type is written where the schema is open, and nowhere else.
fn put_dynamic(out: &mut ByteBuf, (own, value): &(Type, Value), ty: &Type) {
    if *ty == Type::Dynamic {
        let Ok(_) = write::write_array_len(out, 2);
        let Ok(()) = write::write_bin(out, own.to_json().to_string().as_bytes());
    }
    put(out, value, own);
}

fn put_unknown(out: &mut ByteBuf, unknown: &Unknown) {
    match &unknown.refinements {
        None => out
            .as_mut_vec()
            .extend_from_slice(&[Marker::FixExt1.to_u8(), UNKNOWN as u8, 0]),
        Some(payload) => {
            let Ok(_) = write::write_ext_meta(out, payload.len() as u32, REFINED);
            out.as_mut_vec().extend_from_slice(payload);
        }
    }
}

fn put_number(out: &mut ByteBuf, number: &Number) {
    if let Some(integer) = number.to_i64() {
        let Ok(_) = write::write_sint(out, integer);
        return;
    }
    // Large integers go as text even where a float has them exactly, as Terraform 1.11 writes them.
    match number.to_f64_exactly().filter(|_| !number.is_integer()) {
        Some(float) => {
            let Ok(()) = write::write_f64(out, float);
        }
        None => {
            let Ok(()) = write::write_str(out, &number.to_string());
        }
    }
}

/// Reads from the front. Places are told on the way out of an error alone, so that values without one cost nothing for it.
pub(super) struct Reader<'a> {
    pub(super) rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn value(&mut self, ty: &Type, depth: usize) -> Result<Value, CodecError> {
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

    pub(super) fn text(&mut self, marker: Marker) -> Result<&'a str, CodecError> {
        let length = match marker {
            Marker::FixStr(length) => usize::from(length),
            Marker::Str8 | Marker::Bin8 => usize::from(u8::from_be_bytes(self.array()?)),
            Marker::Str16 | Marker::Bin16 => usize::from(u16::from_be_bytes(self.array()?)),
            Marker::Str32 | Marker::Bin32 => u32::from_be_bytes(self.array()?) as usize,
            _ => return Err(wrong("must be text")),
        };
        std::str::from_utf8(self.take(length)?).map_err(|_| wrong("must be UTF-8"))
    }

    pub(super) fn array_length(&mut self, marker: Marker) -> Result<usize, CodecError> {
        match marker {
            Marker::FixArray(length) => Ok(usize::from(length)),
            Marker::Array16 => Ok(usize::from(u16::from_be_bytes(self.array()?))),
            Marker::Array32 => Ok(u32::from_be_bytes(self.array()?) as usize),
            _ => Err(wrong("must be an array")),
        }
    }

    pub(super) fn map_length(&mut self, marker: Marker) -> Result<usize, CodecError> {
        match marker {
            Marker::FixMap(length) => Ok(usize::from(length)),
            Marker::Map16 => Ok(usize::from(u16::from_be_bytes(self.array()?))),
            Marker::Map32 => Ok(u32::from_be_bytes(self.array()?) as usize),
            _ => Err(wrong("must be a map")),
        }
    }

    /// The code and length of an extension; `None` for every other kind.
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

    pub(super) fn marker(&mut self) -> Result<Marker, CodecError> {
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
        return Err(CodecError {
            infinite: true,
            ..wrong("must be a finite number")
        });
    }
    Ok(Number::from_f64(float))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: String = hex.split_whitespace().collect();
        (0..digits.len() / 2)
            .map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect(hex))
            .collect()
    }

    fn round_trip(hex: &str, ty: &Type) {
        let value = decode(&bytes(hex), ty).expect(hex);
        assert_eq!(encode(&value, ty), bytes(hex), "{hex}");
    }

    #[test]
    fn what_go_cty_writes_is_written_again() {
        round_trip("c0", &Type::String);
        round_trip("a2 6869", &Type::String);
        round_trip("d4 00 00", &Type::Number);
        round_trip("c7 03 0c 81 01 c2", &Type::String); // refined: not null
        round_trip("cb 3fe0000000000000", &Type::Number); // 0.5
        round_trip("a3 302e31", &Type::Number); // 0.1, as text
        round_trip("cd 0100", &Type::Number);
        round_trip("b4 3138343436373434303733373039353531363136", &Type::Number); // 2^64, as text
        round_trip("92 a1 62 a1 61", &Type::set(Type::String));
        round_trip(
            "82 a1 61 c3 a1 62 91 01",
            &Type::object([("a", Type::Bool), ("b", Type::list(Type::Number))]),
        );
        round_trip("92 c4 08 22737472696e6722 a1 78", &Type::Dynamic);
        round_trip(
            "92 a1 61 01",
            &Type::Tuple(vec![Type::String, Type::Number]),
        );
    }

    #[test]
    fn broken_bytes_give_errors_with_a_place() {
        let object = Type::object([("a", Type::list(Type::Bool))]);
        for (hex, expect) in [
            ("", "is cut short"),
            ("a5 6869", "must be a map"),
            ("81 a1 61 91 01", "a[0]: must be a bool, not another kind"),
            ("81 a1 62 c3", "has no attribute \"b\""),
            ("80", "must have 1 attributes, not 0"),
            ("81 a1 61 dd ffffffff", "a[0]: is cut short"),
            ("c0 c0", "is followed by more bytes"),
            (
                "c7 02 05 8000",
                "has an extension 5 of 2 bytes, which means nothing here",
            ),
        ] {
            assert_eq!(
                decode(&bytes(hex), &object).map_err(|e| e.to_string()),
                Err(expect.to_owned()),
                "{hex}"
            );
        }
    }

    #[test]
    fn depth_ends_in_an_error() {
        let mut ty = Type::Bool;
        for _ in 0..1000 {
            ty = Type::list(ty);
        }
        let nested = vec![0x91; 1001];
        assert!(
            decode(&nested, &ty)
                .expect_err("too deep")
                .what
                .contains("deeper than")
        );
    }
}
