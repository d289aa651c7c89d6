//! The types that Terraform's language has.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value as Json, json};

/// A type of Terraform's language; the type of a schema's attribute, or the one that a dynamic
/// value carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// A number of any size and precision.
    Number,
    /// Text.
    String,
    /// Any value; it carries its own type.
    Dynamic,
    /// Any number of elements of one type, in order.
    List(Box<Self>),
    /// Any number of different elements of one type, without order.
    Set(Box<Self>),
    /// Values of one type by name.
    Map(Box<Self>),
    /// A fixed number of elements, each of its own type.
    Tuple(Vec<Self>),
    /// Named attributes, each of its own type.
    Object(BTreeMap<String, Self>),
}

impl Type {
    /// Returns the list type with these elements.
    pub fn list(element: Self) -> Self {
        Self::List(Box::new(element))
    }

    /// Returns the set type with these elements.
    pub fn set(element: Self) -> Self {
        Self::Set(Box::new(element))
    }

    /// Returns the map type with these elements.
    pub fn map(element: Self) -> Self {
        Self::Map(Box::new(element))
    }

    /// Returns the object type with these attributes.
    pub fn object<'a>(attributes: impl IntoIterator<Item = (&'a str, Self)>) -> Self {
        Self::Object(
            attributes
                .into_iter()
                .map(|(name, ty)| (name.to_owned(), ty))
                .collect(),
        )
    }

    /// Reports whether values of it carry types of their own, anywhere.
    pub(crate) fn has_dynamic(&self) -> bool {
        match self {
            Self::Dynamic => true,
            Self::Bool | Self::Number | Self::String => false,
            Self::List(inner) | Self::Set(inner) | Self::Map(inner) => inner.has_dynamic(),
            Self::Tuple(types) => types.iter().any(Self::has_dynamic),
            Self::Object(types) => types.values().any(Self::has_dynamic),
        }
    }

    /// Returns the type of a map's elements or of an object's attribute.
    pub(crate) fn part(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Map(inner) => Some(inner),
            Self::Object(types) => types.get(name),
            _ => None,
        }
    }

    /// Reports whether every value of the other type is one of this, which may be open in places
    /// (cty's `TestConformance`).
    pub(crate) fn admits(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Dynamic, _) => true,
            (Self::List(a), Self::List(b))
            | (Self::Set(a), Self::Set(b))
            | (Self::Map(a), Self::Map(b)) => a.admits(b),
            (Self::Tuple(a), Self::Tuple(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.admits(b))
            }
            (Self::Object(a), Self::Object(b)) => {
                a.len() == b.len()
                    && a.iter()
                        .all(|(name, a)| b.get(name).is_some_and(|b| a.admits(b)))
            }
            (a, b) => a == b,
        }
    }

    /// Returns the type as Terraform's protocol writes it (protocol 6, `Schema.Attribute.type`).
    pub fn to_json(&self) -> Json {
        match self {
            Self::Bool => json!("bool"),
            Self::Number => json!("number"),
            Self::String => json!("string"),
            Self::Dynamic => json!("dynamic"),
            Self::List(element) => json!(["list", element.to_json()]),
            Self::Set(element) => json!(["set", element.to_json()]),
            Self::Map(element) => json!(["map", element.to_json()]),
            Self::Tuple(elements) => json!([
                "tuple",
                elements.iter().map(Self::to_json).collect::<Vec<_>>()
            ]),
            Self::Object(attributes) => {
                let attributes: serde_json::Map<_, _> = attributes
                    .iter()
                    .map(|(n, t)| (n.clone(), t.to_json()))
                    .collect();
                json!(["object", attributes])
            }
        }
    }

    /// Reads what [`Self::to_json`] writes; `None` for anything else. An object's optional
    /// attributes are read as plain ones.
    pub fn from_json(json: &Json) -> Option<Self> {
        match json {
            Json::String(word) => match word.as_str() {
                "bool" => Some(Self::Bool),
                "number" => Some(Self::Number),
                "string" => Some(Self::String),
                "dynamic" => Some(Self::Dynamic),
                _ => None,
            },
            Json::Array(parts) => {
                let kind = parts.first()?.as_str()?;
                let inner = parts.get(1)?;
                match kind {
                    "list" => Some(Self::list(Self::from_json(inner)?)),
                    "set" => Some(Self::set(Self::from_json(inner)?)),
                    "map" => Some(Self::map(Self::from_json(inner)?)),
                    "tuple" => inner
                        .as_array()?
                        .iter()
                        .map(Self::from_json)
                        .collect::<Option<_>>()
                        .map(Self::Tuple),
                    "object" => {
                        let attributes = inner
                            .as_object()?
                            .iter()
                            .map(|(n, t)| Some((n.clone(), Self::from_json(t)?)));
                        attributes.collect::<Option<_>>().map(Self::Object)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// The type in words, for messages.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("bool"),
            Self::Number => f.write_str("number"),
            Self::String => f.write_str("string"),
            Self::Dynamic => f.write_str("any type"),
            Self::List(element) => write!(f, "list of {element}"),
            Self::Set(element) => write!(f, "set of {element}"),
            Self::Map(element) => write!(f, "map of {element}"),
            Self::Tuple(_) => f.write_str("tuple"),
            Self::Object(_) => f.write_str("object"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_protocols_spelling_goes_both_ways() {
        for text in [
            r#""string""#,
            r#"["list","number"]"#,
            r#"["object",{"a":"bool","b":["set","dynamic"]}]"#,
            r#"["tuple",["string",["map","number"]]]"#,
        ] {
            let json: Json = serde_json::from_str(text).expect(text);
            let ty = Type::from_json(&json).expect(text);
            assert_eq!(ty.to_json().to_string(), text);
        }
        for text in [r#""text""#, r#"["list"]"#, r#"["object",["a"]]"#, "3"] {
            assert_eq!(
                Type::from_json(&serde_json::from_str(text).expect(text)),
                None,
                "{text}"
            );
        }
    }
}
