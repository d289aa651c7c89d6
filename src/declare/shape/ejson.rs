//! Equality of MongoDB Extended JSON for the types whose two forms are equivalent: numbers and
//! dates.

use serde_json::{Map, Value as Json};

use crate::engine::{Meaning, Value};

/// Reports whether two texts of Extended JSON describe the same document.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    let relaxed = |value: &Value| {
        let json: Json = serde_json::from_str(value.as_str()?).ok()?;
        Some(Value::string(relaxed(json).to_string()))
    };
    match (relaxed(a), relaxed(b)) {
        (Some(a), Some(b)) => Meaning::Json.same(&a, &b),
        _ => false,
    }
}

/// Returns the relaxed form of a text of Extended JSON, with sorted names and without white space, or `None`
/// if it is not JSON.
pub(crate) fn normalized(text: &str) -> Option<String> {
    let json: Json = serde_json::from_str(text).ok()?;
    Some(relaxed(json).to_string())
}

/// Converts to the relaxed form (MongoDB Extended JSON v2 specification): numbers as in JSON, and
/// dates between 1970 and 9999 as text.
fn relaxed(json: Json) -> Json {
    match json {
        Json::Array(elements) => elements.into_iter().map(relaxed).collect(),
        Json::Object(fields) => wrapped(&fields).unwrap_or_else(|| {
            let fields = fields.into_iter();
            Json::Object(fields.map(|(name, field)| (name, relaxed(field))).collect())
        }),
        other => other,
    }
}

/// Returns the relaxed form of an object that wraps one value.
fn wrapped(fields: &Map<String, Json>) -> Option<Json> {
    let mut fields = fields.iter();
    let (name, value) = fields.next()?;
    if fields.next().is_some() {
        return None;
    }
    let text = value.as_str();
    match name.as_str() {
        "$numberInt" | "$numberLong" => serde_json::from_str(text?).ok(),
        "$numberDouble" => text?
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
            .and_then(|_| serde_json::from_str(text?).ok()),
        "$date" => {
            let milliseconds = value.get("$numberLong")?.as_str()?.parse().ok()?;
            Some(Json::Object(Map::from_iter([(
                name.clone(),
                Json::String(date(milliseconds)?),
            )])))
        }
        _ => None,
    }
}

/// Returns a date as text, with milliseconds only if there are any.
fn date(milliseconds: i64) -> Option<String> {
    let seconds = u64::try_from(milliseconds.div_euclid(1000)).ok()?;
    let part = milliseconds.rem_euclid(1000);
    let whole = timestamp(seconds)?;
    Some(match part {
        0 => format!("{whole}Z"),
        part => format!("{whole}.{part:03}Z"),
    })
}

/// Formats seconds since 1970 as `2026-01-31T12:00:00` (Howard Hinnant, "chrono-Compatible
/// Low-Level Date Algorithms").
fn timestamp(seconds: u64) -> Option<String> {
    let days = i64::try_from(seconds / 86_400).ok()? + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let time = seconds % 86_400;
    (year <= 9999).then(|| {
        format!(
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}",
            time / 3600,
            time / 60 % 60,
            time % 60
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_mean_the_same() {
        for (a, b, wanted) in [
            (r#"{"a":{"$numberInt":"5"}}"#, r#"{ "a": 5 }"#, true),
            (
                r#"{"a":{"$numberLong":"5"}}"#,
                r#"{"a":{"$numberInt":"5"}}"#,
                true,
            ),
            (r#"{"a":{"$numberDouble":"5.0"}}"#, r#"{"a":5}"#, true),
            (
                r#"{"a":{"$numberDouble":"NaN"}}"#,
                r#"{"a":{"$numberDouble":"NaN"}}"#,
                true,
            ),
            (r#"{"a":{"$numberDecimal":"5"}}"#, r#"{"a":5}"#, false),
            (
                r#"{"a":[{"$oid":"64f0aa64f0aa64f0aa64f0aa"}]}"#,
                r#"{"a":["64f0aa64f0aa64f0aa64f0aa"]}"#,
                false,
            ),
            (
                r#"{"d":{"$date":{"$numberLong":"1769860800000"}}}"#,
                r#"{"d":{"$date":"2026-01-31T12:00:00Z"}}"#,
                true,
            ),
            (
                r#"{"d":{"$date":{"$numberLong":"1769860800250"}}}"#,
                r#"{"d":{"$date":"2026-01-31T12:00:00.250Z"}}"#,
                true,
            ),
            (r#"{"b":1,"a":2}"#, r#"{"a":2,"b":1}"#, true),
            (r#"{"a":1}"#, "no json", false),
        ] {
            let text = |text: &str| Value::string(text);
            assert_eq!(same(&text(a), &text(b)), wanted, "{a} {b}");
            assert_eq!(same(&text(b), &text(a)), wanted, "{b} {a}");
        }
    }
}
