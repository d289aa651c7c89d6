//! Values as bytes.

use rmp::Marker;
use rmp::encode::{self as write, ByteBuf};

use super::extensions::{REFINED, UNKNOWN};
use crate::engine::{Number, Type, Unknown, Value};

/// Writes a value of the type: object keys in order, numbers in the form that go-cty chooses.
pub fn encode(value: &Value, ty: &Type) -> Vec<u8> {
    let mut out = ByteBuf::new();
    put(&mut out, value, ty);
    out.into_vec()
}

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
        (Value::String(text), _) => put_text(out, text),
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
                put_text(out, key);
                put(out, element, ty);
            }
        }
    }
}

/// Most names and many texts are short, and their length stands in the first byte.
#[inline]
fn put_text(out: &mut ByteBuf, text: &str) {
    match u8::try_from(text.len()) {
        Ok(length @ 0..=31) => {
            let bytes = out.as_mut_vec();
            bytes.push(Marker::FixStr(length).to_u8());
            bytes.extend_from_slice(text.as_bytes());
        }
        _ => {
            let Ok(()) = write::write_str(out, text);
        }
    }
}

/// Writes a value with its type where the schema is open, and without it elsewhere.
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
