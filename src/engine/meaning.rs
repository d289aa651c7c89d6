//! When two spellings mean the same.

use std::fmt;

use serde_json::Value as Json;

use super::formats::{duration_nanoseconds, network, rfc3339};
use super::{Number, Value};

/// How an attribute's values are compared. When the configuration means what the state says, the state's spelling stays
/// and nothing is planned (Terraform allows this: core's `AssertPlanValid` takes the prior value for the configured one).
#[derive(Clone, Copy, Default)]
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
    /// By a function that is given two known values.
    Custom(fn(&Value, &Value) -> bool),
}

impl Meaning {
    /// Whether the two mean the same. What is not known means nothing but itself.
    pub fn same(&self, a: &Value, b: &Value) -> bool {
        if a == b {
            return true;
        }
        if !a.is_wholly_known() || !b.is_wholly_known() || a.is_null() || b.is_null() {
            return false;
        }
        match self {
            Self::Exact => false,
            Self::Json => same_json(a, b),
            Self::Time => same_as(a, b, rfc3339),
            Self::Duration => same_as(a, b, duration_nanoseconds),
            Self::Network => same_as(a, b, network),
            Self::Custom(same) => same(a, b),
        }
    }
}

impl fmt::Debug for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Exact => "Exact",
            Self::Json => "Json",
            Self::Time => "Time",
            Self::Duration => "Duration",
            Self::Network => "Network",
            Self::Custom(_) => "Custom",
        })
    }
}

/// Whether both texts mean something, and the same.
fn same_as<T: PartialEq>(a: &Value, b: &Value, meaning: fn(&str) -> Option<T>) -> bool {
    let meaning = |value: &Value| value.as_str().and_then(meaning);
    matches!((meaning(a), meaning(b)), (Some(a), Some(b)) if a == b)
}

fn same_json(a: &Value, b: &Value) -> bool {
    let parse = |value: &Value| value.as_str().and_then(|text| serde_json::from_str::<Json>(text).ok());
    matches!((parse(a), parse(b)), (Some(a), Some(b)) if json_equal(&a, &b))
}

/// Equality of JSON documents, numbers by value: `1.0` is `1`.
fn json_equal(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => match (Number::parse(&a.to_string()), Number::parse(&b.to_string())) {
            (Some(a), Some(b)) => a == b,
            _ => a == b,
        },
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| json_equal(a, b)),
        (Json::Object(a), Json::Object(b)) => a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| json_equal(a, b))),
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_durations_and_networks_are_compared_by_meaning() {
        assert!(Meaning::Time.same(&"2026-01-01T00:00:00Z".into(), &"2026-01-01T01:00:00+01:00".into()));
        assert!(Meaning::Duration.same(&"1h".into(), &"60m".into()));
        assert!(Meaning::Network.same(&"10.0.0.1".into(), &"10.0.0.1/32".into()));
        assert!(!Meaning::Time.same(&"soon".into(), &"later".into()));
    }

    #[test]
    fn json_is_compared_as_json() {
        let same = |a: &str, b: &str| Meaning::Json.same(&a.into(), &b.into());
        assert!(same(r#"{"a":1,"b":[true]}"#, r#"{ "b": [ true ], "a": 1.0 }"#));
        assert!(!same("[1,2]", "[2,1]"));
        assert!(!same("{}", "not json"));
        assert!(!Meaning::Json.same(&Value::UNKNOWN, &"{}".into()));
        assert!(!Meaning::Json.same(&Value::Null, &"null".into()));
    }
}
