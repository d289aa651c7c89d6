//! What is known about an unknown value.
//!
//! Core refines an unknown by a map in the payload of msgpack extension 12, with numbers as keys: 1
//! is whether it is null, 2 how a string begins, 3 and 4 the least and the greatest number, 5 and 6
//! the least and the greatest length of a collection.

use rmp::Marker;

use super::error::CodecError;
use super::msgpack::Reader;
use crate::engine::value::in_order;
use crate::engine::{Number, Type, Unknown, Value};

impl Unknown {
    /// Reports whether the unknown may turn out to be `value` (cty's `Range().Includes`). What
    /// cannot be read says nothing.
    pub(crate) fn may_become(&self, value: &Value) -> bool {
        let Some(payload) = self.refinements.as_deref() else {
            return true;
        };
        all_hold(&mut Reader { rest: payload }, value).unwrap_or(true)
    }
}

fn all_hold(reader: &mut Reader<'_>, value: &Value) -> Result<bool, CodecError> {
    let mut hold = true;
    let marker = reader.marker()?;
    for _ in 0..reader.map_length(marker)? {
        hold &= match integer(reader)? {
            Some(1) => (reader.marker()? == Marker::True) == value.is_null(),
            Some(2) => {
                let marker = reader.marker()?;
                let prefix = reader.text(marker)?;
                value.as_str().is_none_or(|text| text.starts_with(prefix))
            }
            Some(3) => bound(reader, value, |number, bound| number > bound)?,
            Some(4) => bound(reader, value, |number, bound| number < bound)?,
            Some(5) => integer(reader)?
                .zip(length(value))
                .is_none_or(|(least, length)| length >= least),
            Some(6) => integer(reader)?
                .zip(length(value))
                .is_none_or(|(most, length)| length <= most),
            // A newer core may send refinements of unknown length, so the rest cannot be read.
            _ => return Ok(hold),
        };
    }
    Ok(hold)
}

/// Returns a bound and whether it may be reached itself.
fn bound(
    reader: &mut Reader<'_>,
    value: &Value,
    beyond: fn(&Number, &Number) -> bool,
) -> Result<bool, CodecError> {
    let marker = reader.marker()?;
    reader.array_length(marker)?;
    let bound = reader.value(&Type::Number, 0)?;
    let inclusive = reader.marker()? == Marker::True;
    let (Value::Number(number), Value::Number(bound)) = (value, &bound) else {
        return Ok(true);
    };
    Ok(beyond(number, bound) || (inclusive && number == bound))
}

fn integer(reader: &mut Reader<'_>) -> Result<Option<i64>, CodecError> {
    Ok(match reader.value(&Type::Number, 0)? {
        Value::Number(number) => number.to_i64(),
        _ => None,
    })
}

fn length(value: &Value) -> Option<i64> {
    let length = match value {
        Value::List(elements) => elements.len(),
        Value::Set(elements) => {
            let mut distinct = in_order(elements);
            distinct.dedup();
            distinct.len()
        }
        Value::Map(elements) => elements.len(),
        _ => return None,
    };
    i64::try_from(length).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::codec::decode;

    fn check(bytes: &[u8], ty: &Type, good: &[Value], bad: &[Value]) {
        let Ok(Value::Unknown(unknown)) = decode(bytes, ty) else {
            panic!("{bytes:x?} is no unknown value")
        };
        for value in good {
            assert!(unknown.may_become(value), "{bytes:x?} may become {value:?}");
        }
        for value in bad {
            assert!(
                !unknown.may_become(value),
                "{bytes:x?} may not become {value:?}"
            );
        }
    }

    #[test]
    fn an_unknown_becomes_what_is_known_of_it() {
        let list = |length: i64| Value::List((0..length).map(Value::from).collect());
        // Not null.
        check(
            b"\xc7\x03\x0c\x81\x01\xc2",
            &Type::String,
            &["".into(), "x".into()],
            &[Value::Null],
        );
        // Not null, and with a prefix.
        let prefix = b"\xc7\x07\x0c\x82\x01\xc2\x02\xa2ab";
        check(
            prefix,
            &Type::String,
            &["ab".into(), "abc".into()],
            &["a".into(), "ba".into(), Value::Null],
        );
        // More than 1, at most 3.
        let between = b"\xc7\x09\x0c\x82\x03\x92\x01\xc2\x04\x92\x03\xc3";
        check(
            between,
            &Type::Number,
            &[2.into(), 3.into(), Value::Null],
            &[1.into(), 4.into()],
        );
        // One or two elements.
        check(
            b"\xc7\x05\x0c\x82\x05\x01\x06\x02",
            &Type::list(Type::Number),
            &[list(1), list(2)],
            &[list(0), list(3)],
        );
        // A refinement of a newer core.
        check(
            b"\xc7\x03\x0c\x81\x09\x01",
            &Type::String,
            &["x".into(), Value::Null],
            &[],
        );
        assert!(Unknown::default().may_become(&Value::Null));
    }
}
