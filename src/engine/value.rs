//! Values: null, unknown and known are three words everywhere.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

use super::{Number, Type};

/// A value of Terraform's language. Its type stands in the schema; only a dynamic value carries its
/// own.
///
/// `Debug` shows the kind of a value and never its content, because a value does not know whether
/// it is sensitive. [`super::render`] shows contents, and hides what the schema calls sensitive.
#[derive(Clone, Default)]
pub enum Value {
    /// Not there.
    #[default]
    Null,
    /// Not known yet; known after apply.
    Unknown(Unknown),
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text, in Unicode's normal form C as Terraform compares it.
    String(String),
    /// The elements of a list or a tuple.
    List(Vec<Self>),
    /// The elements of a set, in the order in which they came; the order has no meaning.
    Set(Vec<Self>),
    /// The elements of a map or the attributes of an object.
    Map(BTreeMap<String, Self>),
    /// A value whose type the schema leaves open, with its type. Where the schema leaves open a
    /// part alone, as in `list(dynamic)`, this is a null, an unknown or an empty collection that
    /// came with a type which nothing in it shows: in blocks with dynamic parts core compares such
    /// types, too.
    Dynamic(Box<(Type, Self)>),
}

/// What is known about an unknown value: the refinements of Terraform's wire, as they came.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Unknown {
    /// The payload of msgpack extension 12 (a map of refinements), when there is one.
    pub refinements: Option<Box<[u8]>>,
}

impl Value {
    /// Unknown, with nothing known about it.
    pub const UNKNOWN: Self = Self::Unknown(Unknown { refinements: None });

    /// Returns a string, normalised as Terraform does.
    pub fn string(text: impl AsRef<str>) -> Self {
        Self::String(normal(text.as_ref()).into_owned())
    }

    /// Returns the object with these attributes.
    pub fn object<'a>(attributes: impl IntoIterator<Item = (&'a str, Self)>) -> Self {
        Self::Map(
            attributes
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }

    /// Reports whether this is null, of whatever type.
    pub fn is_null(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Dynamic(typed) => typed.1.is_null(),
            _ => false,
        }
    }

    /// Reports whether the value is itself unknown, of whatever type. A known value may have
    /// unknown parts.
    pub fn is_unknown(&self) -> bool {
        match self {
            Self::Unknown(_) => true,
            Self::Dynamic(typed) => typed.1.is_unknown(),
            _ => false,
        }
    }

    /// Reports whether neither this nor any part of it is unknown.
    pub fn is_wholly_known(&self) -> bool {
        match self {
            Self::Unknown(_) => false,
            Self::List(elements) | Self::Set(elements) => {
                elements.iter().all(Self::is_wholly_known)
            }
            Self::Map(elements) => elements.values().all(Self::is_wholly_known),
            Self::Dynamic(typed) => typed.1.is_wholly_known(),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => true,
        }
    }

    /// Returns the attribute of an object or the element of a map; `None` if there is none, or if
    /// the value is neither. For an attribute that the schema has, [`value["name"]`](#impl-Index<%26str>-for-Value)
    /// is shorter, and reports a misspelt name.
    ///
    /// ```
    /// use appservices_provider::engine::Value;
    /// let tags = Value::object([("a", Value::from(1))]);
    /// assert_eq!(tags.get("a"), Some(&Value::from(1)));
    /// assert_eq!(tags.get("b"), None);
    /// ```
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self.bare() {
            Self::Map(elements) => elements.get(name),
            _ => None,
        }
    }

    /// Returns the attribute of an object or element of a map; null where there is none or this is
    /// neither, and unknown where this is unknown itself.
    pub(crate) fn attribute(&self, name: &str) -> &Self {
        static UNKNOWN: Value = Value::UNKNOWN;
        match self {
            Self::Map(elements) => elements.get(name).unwrap_or(&Self::Null),
            Self::Unknown(_) => &UNKNOWN,
            Self::Dynamic(typed) if typed.1.is_unknown() => &UNKNOWN,
            _ => &Self::Null,
        }
    }

    /// Returns the text, when this is known text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the truth value, when this is a known one.
    pub const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// Returns the number, when this is a known one without a fraction that fits 64 bits.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Number(number) => number.to_i64(),
            _ => None,
        }
    }

    /// Returns the value itself, without the type that a [`Self::Dynamic`] carries.
    pub(crate) fn bare(&self) -> &Self {
        if let Self::Dynamic(typed) = self {
            &typed.1
        } else {
            self
        }
    }

    /// Returns the kind of the value as messages name it, with an article.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Unknown(_) => "unknown",
            Self::Bool(_) => "a bool",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Set(_) => "a set",
            Self::Map(_) => "an object or map",
            Self::Dynamic(_) => "a value with a type of its own",
        }
    }

    /// Returns the elements of a known list or set.
    pub fn elements(&self) -> &[Self] {
        match self {
            Self::List(elements) | Self::Set(elements) => elements,
            _ => &[],
        }
    }
}

/// Returns the text in Unicode's normal form C, as Terraform has all text and all keys.
pub(crate) fn normal(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Equality as core has it: sets without order, unknowns without their refinements. A null or
/// unknown that carries a type differs from one that carries none, because core compares their
/// types, too.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) | (Self::Unknown(_), Self::Unknown(_)) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a == b,
            (Self::String(a), Self::String(b)) => a == b,
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Set(a), Self::Set(b)) => same_elements(a, b),
            (Self::Map(a), Self::Map(b)) => a == b,
            (Self::Dynamic(a), Self::Dynamic(b)) => a == b,
            _ => false,
        }
    }
}

/// Returns the elements in an order that depends on what they are alone, with all sets inside them
/// in such an order, too.
pub(crate) fn in_order(elements: &[Value]) -> Vec<Cow<'_, Value>> {
    let mut elements: Vec<Cow<'_, Value>> = elements.iter().map(canonical).collect();
    elements.sort_unstable_by(|a, b| order(a, b));
    elements
}

/// Returns the value with its sets in order. Each is brought into order once, before anything is
/// compared: to do it at each comparison would take twice as long with every level of nesting.
fn canonical(value: &Value) -> Cow<'_, Value> {
    let owned = |elements: Vec<Cow<'_, Value>>| elements.into_iter().map(Cow::into_owned).collect();
    let all_borrowed = |elements: &[Cow<'_, Value>]| {
        elements
            .iter()
            .all(|element| matches!(element, Cow::Borrowed(_)))
    };
    match value {
        Value::Set(elements) => Cow::Owned(Value::Set(owned(in_order(elements)))),
        Value::List(elements) => {
            let elements: Vec<_> = elements.iter().map(canonical).collect();
            if all_borrowed(&elements) {
                Cow::Borrowed(value)
            } else {
                Cow::Owned(Value::List(owned(elements)))
            }
        }
        Value::Map(elements) => {
            let values: Vec<_> = elements.values().map(canonical).collect();
            if all_borrowed(&values) {
                return Cow::Borrowed(value);
            }
            Cow::Owned(Value::Map(
                elements
                    .keys()
                    .cloned()
                    .zip(values.into_iter().map(Cow::into_owned))
                    .collect(),
            ))
        }
        Value::Dynamic(typed) => match canonical(&typed.1) {
            Cow::Borrowed(_) => Cow::Borrowed(value),
            Cow::Owned(inner) => Cow::Owned(Value::Dynamic(Box::new((typed.0.clone(), inner)))),
        },
        _ => Cow::Borrowed(value),
    }
}

/// Reports whether two sets have the same elements.
fn same_elements(a: &[Value], b: &[Value]) -> bool {
    a.len() == b.len()
        && in_order(a)
            .iter()
            .zip(in_order(b))
            .all(|(a, b)| order(a, &b).is_eq())
}

/// Compares canonical values in an arbitrary total order, so that large sets can be sorted and
/// compared. Equal values are equal in it.
pub(crate) fn order(a: &Value, b: &Value) -> Ordering {
    let bare = |value: &Value| match value {
        Value::Null => 0,
        Value::Unknown(_) => 1,
        Value::Bool(_) => 2,
        Value::Number(_) => 3,
        Value::String(_) => 4,
        Value::List(_) => 5,
        Value::Set(_) => 6,
        Value::Map(_) => 7,
        Value::Dynamic(_) => 8,
    };
    fn by_elements<'v>(
        mut a: impl Iterator<Item = &'v Value>,
        mut b: impl Iterator<Item = &'v Value>,
    ) -> Ordering {
        loop {
            match (a.next(), b.next()) {
                (Some(a), Some(b)) => match order(a, b) {
                    Ordering::Equal => {}
                    differing => return differing,
                },
                (a, b) => return a.is_some().cmp(&b.is_some()),
            }
        }
    }
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (Value::List(a), Value::List(b)) | (Value::Set(a), Value::Set(b)) => {
            by_elements(a.iter(), b.iter())
        }
        (Value::Map(a), Value::Map(b)) => a
            .keys()
            .cmp(b.keys())
            .then_with(|| by_elements(a.values(), b.values())),
        // Types have no order; what they are written as has one.
        (Value::Dynamic(a), Value::Dynamic(b)) => order(&a.1, &b.1).then_with(|| {
            if a.0 == b.0 {
                Ordering::Equal
            } else {
                a.0.to_json().to_string().cmp(&b.0.to_json().to_string())
            }
        }),
        _ => bare(a).cmp(&bare(b)),
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Unknown(_) => f.write_str("unknown"),
            Self::Bool(_) => f.write_str("bool"),
            Self::Number(_) => f.write_str("number"),
            Self::String(_) => f.write_str("string"),
            Self::List(elements) => f.debug_list().entries(elements).finish(),
            Self::Set(elements) => f.debug_set().entries(elements).finish(),
            Self::Map(elements) => f.debug_map().entries(elements).finish(),
            Self::Dynamic(typed) => write!(f, "dynamic {:?}", typed.1),
        }
    }
}

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_equal_in_any_order() {
        let set = |texts: &[&str]| Value::Set(texts.iter().map(|t| Value::from(*t)).collect());
        assert_eq!(set(&["a", "b"]), set(&["b", "a"]));
        assert_ne!(set(&["a", "b"]), set(&["a"]));
        assert_ne!(set(&["a"]), Value::List(vec!["a".into()]));
    }

    /// Two towers of sets that differ at the bottom.
    #[test]
    fn deep_sets_are_compared_in_no_time() {
        let mut s = Value::Set(vec![0.into()]);
        let mut x = Value::Set(vec![1.into()]);
        for _ in 0..60 {
            let higher = Value::Set(vec![s, x.clone()]);
            x = Value::Set(vec![x]);
            s = higher;
            if !matches!(&s, Value::Set(elements) if elements.len() < 3) {
                break;
            }
        }
        assert_eq!(s, s.clone());
        assert_ne!(s, x);
    }

    #[test]
    fn debug_shows_no_content() {
        let value = Value::object([
            ("password", Value::from("hush")),
            ("port", Value::from(5432)),
        ]);
        assert_eq!(
            format!("{value:?}"),
            r#"{"password": string, "port": number}"#
        );
    }

    /// A message of many small values is as large in memory as they are.
    #[test]
    fn values_are_small() {
        assert!(size_of::<Value>() <= 32, "{} bytes", size_of::<Value>());
    }

    #[test]
    fn text_is_normalised() {
        assert_eq!(Value::string("e\u{301}"), Value::string("\u{e9}"));
    }
}
