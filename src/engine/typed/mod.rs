//! Values as Rust types, by serde: a struct in, a struct out.
//!
//! A struct's fields are the attributes of an object, by name. `Option<T>` is a value that may be
//! null; [`Field<T>`] one that may be null or unknown; any other type wants a known value. A
//! mismatch is an error at its path, never a guess.
//!
//! ```
//! use appservices_provider::engine::{Field, Type, Value, from_value, to_value};
//! #[derive(serde::Serialize, serde::Deserialize)]
//! struct File { name: String, mode: Option<u32>, id: Field<String> }
//!
//! let ty = Type::object([("name", Type::String), ("mode", Type::Number), ("id", Type::String)]);
//! let planned = Value::object([("name", "notes".into()), ("mode", Value::Null), ("id", Value::UNKNOWN)]);
//! let mut file: File = from_value(&planned)?;
//! assert!(file.id.is_unknown());
//! file.id = Field::Known("7".to_owned());
//! assert_eq!(to_value(&file, &ty)?["id"].as_str(), Some("7"));
//! # Ok::<(), appservices_provider::engine::PathError>(())
//! ```

mod de;
mod entries;
mod field;
mod probe;
mod search;
mod ser;
mod shape;
mod writer;

use std::cell::RefCell;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use field::Field;
pub(crate) use probe::misfits;
pub(crate) use shape::{Need, Shape as RustShape};
use writer::Writer;

use super::{Diagnostic, Path, PathError, Type, Value, wording};

impl PathError {
    /// Reports that a value of `type_name` and its Rust type do not fit, as a bug of the provider
    /// at the attribute. The error must come from [`from_value`] or [`to_value`].
    pub fn diagnostic(self, type_name: &str) -> Diagnostic {
        self.misfit(&format!("A value of {type_name}"))
    }

    /// Reports that a value and its Rust type do not fit. `what` begins the sentence.
    pub(super) fn misfit(self, what: &str) -> Diagnostic {
        Diagnostic::bug(format!("{what} does not fit its Rust type: {self}")).at(self.path)
    }
}

/// Returns the Rust value that `value` holds.
///
/// # Errors
/// Returns an error where a value is null, unknown or of another kind than the Rust type wants, and
/// where a number does not fit exactly.
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, PathError> {
    T::deserialize(de::Reader {
        value,
        path: Path::root(),
    })
}

/// Returns the value of the type `ty` that `rust` holds.
///
/// # Errors
/// Returns an error where the Rust value is of another kind than `ty` wants, lacks an attribute or
/// has one too many.
pub fn to_value<T: Serialize + ?Sized>(rust: &T, ty: &Type) -> Result<Value, PathError> {
    rust.serialize(Writer::new(ty, Path::root()))
}

/// Returns the attributes of `ty` that `rust` holds and that fit, and what does not fit. The value
/// is null if `rust` is no object.
pub(crate) fn to_value_in_part<T: Serialize>(rust: &T, ty: &Type) -> (Value, Vec<PathError>) {
    let misfits = RefCell::default();
    let written = rust.serialize(Writer {
        misfits: Some(&misfits),
        ..Writer::new(ty, Path::root())
    });
    let mut found = misfits.into_inner();
    let value = written.unwrap_or_else(|misfit| {
        found.push(misfit);
        Value::Null
    });
    (value, found)
}

impl serde::de::Error for PathError {
    fn custom<T: std::fmt::Display>(what: T) -> Self {
        Self::new(&Path::root(), what.to_string())
    }

    // serde's own words for these quote the value, which may be a secret.
    fn invalid_type(_: serde::de::Unexpected<'_>, wanted: &dyn serde::de::Expected) -> Self {
        Self::custom(format_args!("is of another kind, and {wanted} is wanted"))
    }

    fn invalid_value(_: serde::de::Unexpected<'_>, wanted: &dyn serde::de::Expected) -> Self {
        Self::custom(format_args!("is not {wanted}"))
    }

    fn unknown_variant(_: &str, wanted: &'static [&'static str]) -> Self {
        Self::custom(format_args!("is none of {}", wording::listed(wanted)))
    }
}

impl serde::ser::Error for PathError {
    fn custom<T: std::fmt::Display>(what: T) -> Self {
        Self::new(&Path::root(), what.to_string())
    }
}

impl PathError {
    /// serde's own errors know no place; the innermost reader that passes one on does.
    fn located(self, path: &Path) -> Self {
        if self.path.0.is_empty() {
            Self {
                path: path.clone(),
                ..self
            }
        } else {
            self
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde::{Deserialize, Serialize};

    use super::*;
    use crate::engine::codec::{from_json, to_json};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Rule {
        name: String,
        port: u16,
        weight: Option<f64>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Thing {
        id: Field<String>,
        on: bool,
        tags: BTreeSet<String>,
        rules: Vec<Rule>,
        labels: BTreeMap<String, String>,
        one: Option<Rule>,
        pair: (String, i64),
        any: Field<i64>,
    }

    fn rule() -> Type {
        Type::object([
            ("name", Type::String),
            ("port", Type::Number),
            ("weight", Type::Number),
        ])
    }

    fn thing() -> Type {
        Type::object([
            ("id", Type::String),
            ("on", Type::Bool),
            ("tags", Type::set(Type::String)),
            ("rules", Type::list(rule())),
            ("labels", Type::map(Type::String)),
            ("one", rule()),
            ("pair", Type::Tuple(vec![Type::String, Type::Number])),
            ("any", Type::Dynamic),
        ])
    }

    fn value(text: &str) -> Value {
        from_json(&serde_json::from_str(text).expect(text), &thing()).expect(text)
    }

    const WHOLE: &str = r#"{"id":"1","on":true,"tags":["a","b"],"rules":[{"name":"r","port":80,"weight":0.5}],"labels":{"k":"v"},"one":null,"pair":["p",-3],"any":{"type":"number","value":7}}"#;

    #[test]
    fn a_struct_comes_out_and_goes_in() {
        let thing_: Thing = from_value(&value(WHOLE)).expect("a thing");
        assert_eq!(
            thing_.rules,
            [Rule {
                name: "r".to_owned(),
                port: 80,
                weight: Some(0.5)
            }]
        );
        assert_eq!(thing_.any, Field::Known(7));
        let back = to_value(&thing_, &thing()).expect("a value");
        assert!(back == value(WHOLE), "{}", to_json(&back));
    }

    #[test]
    fn null_and_unknown_have_their_words() {
        let open = Value::object([("f", Value::UNKNOWN)]);
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct Open<T> {
            f: T,
        }
        assert_eq!(
            from_value::<Open<Field<String>>>(&open),
            Ok(Open { f: Field::Unknown })
        );
        assert_eq!(
            from_value::<Open<Field<bool>>>(&Value::object([("f", Value::Null)])),
            Ok(Open { f: Field::Null })
        );
        assert_eq!(
            from_value::<Open<Field<bool>>>(&Value::object([("f", true.into())])),
            Ok(Open {
                f: Field::Known(true)
            })
        );
        let ty = Type::object([("f", Type::String)]);
        assert!(
            to_value(
                &Open {
                    f: Field::<String>::Unknown
                },
                &ty
            )
            .expect("a value")
                == open
        );
        assert!(
            to_value(&Open { f: None::<String> }, &ty)
                .expect("a value")
                .attribute("f")
                .is_null()
        );
        let text = |error: PathError| error.to_string();
        assert_eq!(
            from_value::<Open<String>>(&open).map_err(text),
            Err("f: is unknown, and String is wanted".replace("String", "a string"))
        );
        assert_eq!(
            from_value::<Open<Option<String>>>(&open).map_err(text),
            Err("f: is unknown, and an optional value is wanted".to_owned())
        );
        assert_eq!(
            from_value::<Open<String>>(&Value::object([("f", Value::Null)])).map_err(text),
            Err("f: is null, and a string is wanted".to_owned())
        );
    }

    #[test]
    fn a_field_reads_the_json_that_it_writes() {
        for (field, json) in [(Field::Null, "null"), (Field::Known(7), "7")] {
            assert_eq!(serde_json::to_string(&field).expect("JSON"), json);
            assert_eq!(serde_json::from_str::<Field<i64>>(json).expect(json), field);
        }
        assert_eq!(
            serde_json::from_str::<Field<bool>>("false").expect("a bool"),
            Field::Known(false)
        );
        assert!(serde_json::from_str::<Field<i64>>("true").is_err());
        // JSON has no word for unknown.
        assert_eq!(
            serde_json::to_string(&Field::<i64>::Unknown).expect("JSON"),
            "null"
        );
    }

    #[test]
    fn mistakes_are_named_where_they_are() {
        let read = |text: &str| {
            from_value::<Thing>(&value(text))
                .map_err(|error| error.to_string())
                .map(drop)
        };
        assert_eq!(
            read(&WHOLE.replace("80", "70000")),
            Err("rules[0].port: is no u16, an integer from 0 to 65535".to_owned())
        );
        assert_eq!(
            read(&WHOLE.replace("80", "8.5")),
            Err("rules[0].port: is no u16, an integer from 0 to 65535".to_owned())
        );
        assert_eq!(
            read(&WHOLE.replace("\"r\"", "null")),
            Err("rules[0].name: is null, and a string is wanted".to_owned())
        );

        #[derive(Serialize)]
        struct Wrong {
            name: i64,
            prot: i64,
        }
        let wrong = |name: i64, ty: &Type| {
            to_value(&Wrong { name, prot: 1 }, ty)
                .map_err(|error| error.to_string())
                .map(drop)
        };
        assert_eq!(
            wrong(1, &rule()),
            Err("name: the schema wants a string, not a number".to_owned())
        );
        let ty = Type::object([("name", Type::Number), ("port", Type::Number)]);
        assert_eq!(
            wrong(1, &ty),
            Err("prot: the schema has no such attribute".to_owned())
        );
        let ty = Type::object([
            ("name", Type::Number),
            ("port", Type::Number),
            ("prot", Type::Number),
        ]);
        assert_eq!(
            wrong(1, &ty),
            Err("port: the Rust type has no field for this attribute".to_owned())
        );
    }

    #[test]
    fn every_digit_of_a_number_of_json_is_kept() {
        #[derive(Serialize, Deserialize)]
        struct Json {
            number: serde_json::Number,
            any: serde_json::Value,
        }
        let json: Json = serde_json::from_str(r#"{"number":12345678901234567890.5,"any":[1e30]}"#)
            .expect("JSON");
        let ty = Type::object([("number", Type::Number), ("any", Type::list(Type::Number))]);
        let value = to_value(&json, &ty).expect("a value");
        let digits = |value: &Value| match value {
            Value::Number(number) => number.to_string(),
            other => panic!("{}", to_json(other)),
        };
        assert_eq!(digits(&value["number"]), "12345678901234567890.5");
        assert_eq!(
            digits(&value["any"].elements()[0]),
            "1000000000000000000000000000000"
        );
        let ty = Type::object([("number", Type::String), ("any", Type::Dynamic)]);
        assert_eq!(
            to_value(&json, &ty)
                .map_err(|error| error.to_string())
                .map(drop),
            Err("number: the schema wants a string, not a number".to_owned())
        );
    }

    #[test]
    fn a_field_that_is_skipped_is_null() {
        #[derive(Serialize)]
        struct Skipping {
            #[serde(skip_serializing_if = "Option::is_none")]
            name: Option<String>,
        }
        let ty = Type::object([("name", Type::String)]);
        let value = to_value(&Skipping { name: None }, &ty).expect("a value");
        assert!(value["name"].is_null());
    }
}
