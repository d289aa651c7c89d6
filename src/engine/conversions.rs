//! Conversions from Rust values, and access to attributes by name.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Index;

use super::wording::listed;
use super::{Number, Value};

/// Returns the attribute of an object. An attribute of null is null, and one of an unknown value is
/// unknown.
///
/// # Panics
/// If the object has no such attribute, or if the value has no attributes: the name is misspelt. The
/// message lists the names that there are. [`Value::get`] does not panic. In a call of Terraform, a
/// panic becomes an error that asks the user to report it.
///
/// ```
/// use appservices_provider::engine::Value;
/// let object = Value::object([("name", Value::from("a")), ("size", Value::Null)]);
/// assert_eq!(object["name"].as_str(), Some("a"));
/// assert!(object["size"]["unit"].is_null());
/// ```
impl Index<&str> for Value {
    type Output = Self;

    #[expect(
        clippy::panic,
        reason = "an index that is out of range panics, as in the standard library"
    )]
    fn index(&self, name: &str) -> &Self {
        static UNKNOWN: Value = Value::UNKNOWN;
        match self.bare() {
            Self::Null => &Self::Null,
            Self::Unknown(_) => &UNKNOWN,
            Self::Map(values) => values.get(name).unwrap_or_else(|| {
                let names: Vec<&str> = values.keys().map(String::as_str).collect();
                panic!(
                    "there is no attribute {name:?}; there are {}",
                    listed(&names)
                )
            }),
            other => panic!("there is no attribute {name:?} in {}", other.kind()),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::string(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::string(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::string(text)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

macro_rules! from_integers {
    ($($ty:ty as $wide:ty),* $(,)?) => {
        $(impl From<$ty> for Value {
            fn from(integer: $ty) -> Self {
                Self::Number(Number::from(<$wide>::from(integer)))
            }
        })*
    };
}

from_integers!(
    i8 as i64, i16 as i64, i32 as i64, i64 as i64, u8 as i64, u16 as i64, u32 as i64, u64 as u64
);

/// Converts the exact value of the float: `0.1_f64` is a number of 55 decimals. Fails for infinities
/// and NaN, which Terraform does not have.
impl TryFrom<f64> for Value {
    type Error = NotFinite;

    fn try_from(float: f64) -> Result<Self, Self::Error> {
        Number::from_f64(float).map(Self::Number).ok_or(NotFinite)
    }
}

/// The error of a float that is infinite or not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the float is not finite, and Terraform has no such numbers")]
pub struct NotFinite;

/// Converts `None` to null.
impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Converts to a list.
impl<T: Into<Self>> From<Vec<T>> for Value {
    fn from(elements: Vec<T>) -> Self {
        Self::List(elements.into_iter().map(Into::into).collect())
    }
}

/// Converts to a set.
impl<T: Into<Self>> From<BTreeSet<T>> for Value {
    fn from(elements: BTreeSet<T>) -> Self {
        Self::Set(elements.into_iter().map(Into::into).collect())
    }
}

/// Converts to a map.
impl<T: Into<Self>> From<BTreeMap<String, T>> for Value {
    fn from(elements: BTreeMap<String, T>) -> Self {
        Self::Map(
            elements
                .into_iter()
                .map(|(key, value)| (key, value.into()))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_values_become_values() {
        assert_eq!(Value::from(Some("a".to_owned())), Value::string("a"));
        assert_eq!(Value::from(None::<u32>), Value::Null);
        assert_eq!(
            Value::from(u64::MAX),
            Value::Number(Number::parse("18446744073709551615").expect("a number"))
        );
        assert_eq!(
            Value::from(vec![1_u8, 2]),
            Value::List(vec![1.into(), 2.into()])
        );
        assert_eq!(
            Value::from(BTreeSet::from([true])),
            Value::Set(vec![true.into()])
        );
        let map = BTreeMap::from([("k".to_owned(), -1_i8)]);
        assert_eq!(Value::from(map).get("k"), Some(&(-1).into()));
        assert_eq!(
            Value::try_from(0.5),
            Ok(Value::Number(Number::parse("0.5").expect("a number")))
        );
        assert_eq!(Value::try_from(f64::NAN), Err(NotFinite));
    }

    #[test]
    fn attributes_of_null_and_unknown_are_null_and_unknown() {
        assert!(Value::Null["a"].is_null());
        assert!(Value::UNKNOWN["a"].is_unknown());
    }

    #[test]
    fn a_misspelt_name_is_reported() {
        let of = |value: Value, name: &'static str| {
            let panic = std::panic::catch_unwind(move || value[name].clone()).err();
            panic.and_then(|panic| panic.downcast_ref::<String>().cloned())
        };
        let object = Value::object([("name", Value::Null), ("size", Value::Null)]);
        assert_eq!(
            of(object, "nmae").as_deref(),
            Some("there is no attribute \"nmae\"; there are name, size")
        );
        assert_eq!(
            of("text".into(), "a").as_deref(),
            Some("there is no attribute \"a\" in a string")
        );
    }
}
