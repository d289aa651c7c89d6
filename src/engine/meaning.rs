//! Semantic equality: when two spellings mean the same.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value as Json;

use super::formats::{duration_nanoseconds, mac, network, rfc3339};
use super::value::{in_order, order};
use super::{Number, Type, Value};

/// Semantic equality of an attribute's values. If the configuration means what the state says, the
/// state's spelling stays and no change is planned. Core accepts the prior value in place of the
/// configured one.
#[derive(Clone, Copy, Default)]
#[non_exhaustive]
pub enum Meaning {
    /// As written.
    #[default]
    Exact,
    /// As JSON documents: white space and the order of keys do not count.
    Json,
    /// As times of RFC 3339: the same instant in any zone.
    Time,
    /// As durations as Go writes them: `1h30m` is `90m`.
    Duration,
    /// As IP addresses or CIDR blocks: by what they cover.
    Network,
    /// As MAC addresses: in either case, with any separators.
    Mac,
    /// By a function that is given two known values of the attribute, whole.
    Custom(fn(&Value, &Value) -> bool),
}

impl Meaning {
    /// Reports whether the two values mean the same. A value that is not wholly known means the
    /// same only as an equal one. Collections mean the same if all their elements do: core compares
    /// them whole, so no element keeps its spelling alone.
    pub fn same(&self, a: &Value, b: &Value) -> bool {
        if a == b {
            return true;
        }
        if !a.is_wholly_known() || !b.is_wholly_known() || a.is_null() || b.is_null() {
            return false;
        }
        match self {
            Self::Exact => false,
            Self::Json => throughout(a, b, &same_json),
            Self::Time => throughout(a, b, &same_as(rfc3339)),
            Self::Duration => throughout(a, b, &same_as(duration_nanoseconds)),
            Self::Network => throughout(a, b, &same_as(network)),
            Self::Mac => throughout(a, b, &same_as(mac)),
            Self::Custom(same) => same(a, b),
        }
    }

    /// Reports whether values of the type can have the meaning: it is one of texts.
    pub(crate) fn admits(&self, ty: &Type) -> bool {
        match ty {
            Type::String | Type::Dynamic => true,
            Type::Bool | Type::Number => matches!(self, Self::Exact | Self::Custom(_)),
            Type::List(inner) | Type::Set(inner) | Type::Map(inner) => self.admits(inner),
            Type::Tuple(types) => types.is_empty() || types.iter().any(|ty| self.admits(ty)),
            Type::Object(types) => types.is_empty() || types.values().any(|ty| self.admits(ty)),
        }
    }
}

/// Reports whether two values are equal but for texts that mean the same.
fn throughout(a: &Value, b: &Value, same: &dyn Fn(&str, &str) -> bool) -> bool {
    let inside = |a: &Value, b: &Value| throughout(a, b, same);
    match (a, b) {
        (Value::String(a), Value::String(b)) => a == b || same(a, b),
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| inside(a, b))
        }
        (Value::Set(a), Value::Set(b)) => one_to_one(a, b, inside),
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| inside(a, b)))
        }
        (Value::Dynamic(a), Value::Dynamic(b)) => a.0 == b.0 && inside(&a.1, &b.1),
        (a, b) => a == b,
    }
}

/// Reports whether each element of one set has one of its own in the other.
fn one_to_one(a: &[Value], b: &[Value], same: impl Fn(&Value, &Value) -> bool) -> bool {
    // Most are the same to the letter, and need no reading.
    let ours = in_order(a);
    let theirs = in_order(b);
    let left = |all: &[Cow<'_, Value>], other: &[Cow<'_, Value>]| {
        let stays =
            |one: &&Cow<'_, Value>| other.binary_search_by(|other| order(other, one)).is_err();
        all.iter()
            .filter(stays)
            .map(|one| one.clone().into_owned())
            .collect::<Vec<_>>()
    };
    let ours_left = left(&ours, &theirs);
    let mut unused = left(&theirs, &ours);
    a.len() == b.len()
        && ours_left.len() == unused.len()
        && ours_left.iter().all(|a| {
            let found = unused.iter().position(|b| same(a, b));
            found.map(|at| unused.swap_remove(at)).is_some()
        })
}

impl fmt::Debug for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Exact => "Exact",
            Self::Json => "Json",
            Self::Time => "Time",
            Self::Duration => "Duration",
            Self::Network => "Network",
            Self::Mac => "Mac",
            Self::Custom(_) => "Custom",
        })
    }
}

/// Reports whether both texts mean something, and the same.
fn same_as<T: PartialEq>(meaning: fn(&str) -> Option<T>) -> impl Fn(&str, &str) -> bool {
    move |a, b| matches!((meaning(a), meaning(b)), (Some(a), Some(b)) if a == b)
}

fn same_json(a: &str, b: &str) -> bool {
    let parse = |text: &str| serde_json::from_str::<Json>(text).ok();
    matches!((parse(a), parse(b)), (Some(a), Some(b)) if json_equal(&a, &b))
}

/// Equality of JSON documents, numbers by value: `1.0` is `1`.
fn json_equal(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => {
            match (Number::parse(&a.to_string()), Number::parse(&b.to_string())) {
                (Some(a), Some(b)) => a == b,
                _ => a == b,
            }
        }
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| json_equal(a, b))
        }
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| json_equal(a, b)))
        }
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_durations_and_networks_are_compared_by_meaning() {
        assert!(Meaning::Time.same(
            &"2026-01-01T00:00:00Z".into(),
            &"2026-01-01T01:00:00+01:00".into()
        ));
        assert!(Meaning::Duration.same(&"1h".into(), &"60m".into()));
        assert!(Meaning::Network.same(&"10.0.0.1".into(), &"10.0.0.1/32".into()));
        assert!(Meaning::Mac.same(&"00:00:5E:00:53:01".into(), &"0000.5e00.5301".into()));
        assert!(!Meaning::Time.same(&"soon".into(), &"later".into()));
    }

    #[test]
    fn collections_mean_the_same_when_all_in_them_does() {
        let list =
            |texts: &[&str]| Value::List(texts.iter().map(|text| Value::from(*text)).collect());
        let set =
            |texts: &[&str]| Value::Set(texts.iter().map(|text| Value::from(*text)).collect());
        let object = |text: &str| Value::object([("rule", text.into()), ("port", 1.into())]);
        assert!(Meaning::Json.same(&list(&["[1]", "{}"]), &list(&["[ 1 ]", "{ }"])));
        assert!(!Meaning::Json.same(&list(&["[1]", "{}"]), &list(&["[ 1 ]", "[]"])));
        assert!(Meaning::Json.same(&set(&["[1]", "[2]"]), &set(&["[ 2 ]", "[ 1 ]"])));
        assert!(!Meaning::Json.same(&set(&["[1]", "[2]"]), &set(&["[ 2 ]", "[  2]"])));
        assert!(Meaning::Json.same(&object("{}"), &object("{ }")));
        let unknown = Value::List(vec!["[ 1 ]".into(), Value::UNKNOWN]);
        assert!(!Meaning::Json.same(&list(&["[1]", "{}"]), &unknown));
    }

    #[test]
    fn json_is_compared_as_json() {
        let same = |a: &str, b: &str| Meaning::Json.same(&a.into(), &b.into());
        assert!(same(
            r#"{"a":1,"b":[true]}"#,
            r#"{ "b": [ true ], "a": 1.0 }"#
        ));
        assert!(!same("[1,2]", "[2,1]"));
        assert!(!same("{}", "not json"));
        assert!(!Meaning::Json.same(&Value::UNKNOWN, &"{}".into()));
        assert!(!Meaning::Json.same(&Value::Null, &"null".into()));
    }
}
