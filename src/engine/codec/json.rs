//! JSON, as it stands in state files (go-cty's `json` package).

use serde_json::{Value as Json, json};

use super::error::{CodecError, DEEPEST, expected, too_deep, wrong};
use crate::engine::value::normal;
use crate::engine::{Number, Step, Type, Value};

/// Reads a value of the type. An object's missing attributes are null and unknown ones are passed
/// over, as in the state of another version of the provider.
///
/// # Errors
/// Returns an error where the document is not of the type.
pub fn from_json(json: &Json, ty: &Type) -> Result<Value, CodecError> {
    read(json, ty, 0)
}

/// Writes a value; unknowns, which JSON does not have, become null.
pub fn to_json(value: &Value) -> Json {
    match value {
        Value::Null | Value::Unknown(_) => Json::Null,
        Value::Bool(truth) => json!(truth),
        // With arbitrary precision the text of the number is kept as it is.
        Value::Number(number) => serde_json::from_str(&number.to_string()).unwrap_or(Json::Null),
        Value::String(text) => json!(text),
        Value::List(elements) | Value::Set(elements) => elements.iter().map(to_json).collect(),
        Value::Map(elements) => elements
            .iter()
            .map(|(key, element)| (key.clone(), to_json(element)))
            .collect(),
        Value::Dynamic(typed) => json!({ "value": to_json(&typed.1), "type": typed.0.to_json() }),
    }
}

fn read(json: &Json, ty: &Type, depth: usize) -> Result<Value, CodecError> {
    if depth > DEEPEST {
        return Err(too_deep());
    }
    let at = |step: Step, json: &Json, ty: &Type| {
        read(json, ty, depth + 1).map_err(|error| error.below(step))
    };
    let elements = |all: &[Json], ty: &Type| {
        all.iter()
            .enumerate()
            .map(|(i, json)| at(Step::Index(i), json, ty))
            .collect::<Result<_, _>>()
    };
    match (ty, json) {
        (_, Json::Null) => Ok(Value::Null),
        (Type::Bool | Type::Number | Type::String, json) => read_primitive(json, ty),
        (Type::List(inner), Json::Array(all)) => elements(all, inner).map(Value::List),
        (Type::Set(inner), Json::Array(all)) => elements(all, inner).map(Value::Set),
        (Type::Tuple(types), Json::Array(all)) if types.len() == all.len() => {
            let pairs = all.iter().zip(types).enumerate();
            pairs
                .map(|(i, (json, ty))| at(Step::Index(i), json, ty))
                .collect::<Result<_, _>>()
                .map(Value::List)
        }
        (Type::Map(inner), Json::Object(all)) => {
            let one = |(key, json): (&String, &Json)| {
                Ok((
                    normal(key).into_owned(),
                    at(Step::Key(key.clone()), json, inner)?,
                ))
            };
            all.iter()
                .map(one)
                .collect::<Result<_, _>>()
                .map(Value::Map)
        }
        (Type::Object(types), Json::Object(all)) => {
            let one = |(name, ty): (&String, &Type)| {
                let json = all.get(name).unwrap_or(&Json::Null);
                Ok((name.clone(), at(Step::Attribute(name.clone()), json, ty)?))
            };
            types
                .iter()
                .map(one)
                .collect::<Result<_, _>>()
                .map(Value::Map)
        }
        (Type::Dynamic, Json::Object(all)) => {
            let ty = all
                .get("type")
                .and_then(Type::from_json)
                .ok_or_else(|| wrong("carries no type"))?;
            let value = read(all.get("value").unwrap_or(&Json::Null), &ty, depth + 1)?;
            Ok(Value::Dynamic(Box::new((ty, value))))
        }
        (ty, json) => Err(expected(ty, kind(json))),
    }
}

/// Reads a bool, number or string. Converts one of these types to another as Terraform does, for a
/// state that another version of the schema wrote.
fn read_primitive(json: &Json, ty: &Type) -> Result<Value, CodecError> {
    match (ty, json) {
        (Type::Bool, Json::Bool(truth)) => Ok(Value::Bool(*truth)),
        (Type::Number, Json::Number(number)) => read_number(&number.to_string()),
        (Type::Number, Json::String(text)) => read_number(text),
        (Type::String, Json::String(text)) => Ok(Value::string(text)),
        (Type::Bool, Json::String(text)) => match text.as_str() {
            "true" | "1" => Ok(Value::Bool(true)),
            "false" | "0" => Ok(Value::Bool(false)),
            _ => Err(wrong("must be a bool, or text that is one")),
        },
        (Type::String, Json::Bool(truth)) => Ok(Value::string(truth.to_string())),
        (Type::String, Json::Number(number)) => match Number::parse(&number.to_string()) {
            Some(number) => Ok(Value::string(number.to_string())),
            None => Err(wrong("must be text, or a number")),
        },
        (ty, json) => Err(expected(ty, kind(json))),
    }
}

fn read_number(text: &str) -> Result<Value, CodecError> {
    Number::parse(text)
        .map(Value::Number)
        .ok_or_else(|| wrong("must be a number"))
}

fn kind(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "a bool",
        Json::Number(_) => "a number",
        Json::String(_) => "a string",
        Json::Array(_) => "an array",
        Json::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object() -> Type {
        Type::object([
            ("a", Type::Number),
            ("b", Type::set(Type::String)),
            ("c", Type::Dynamic),
        ])
    }

    fn check(text: &str, expect: &str) {
        let json: Json = serde_json::from_str(text).expect(text);
        let written = match from_json(&json, &object()) {
            Ok(value) => to_json(&value).to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(written, expect, "{text}");
    }

    #[test]
    fn state_of_another_version_is_completed() {
        check(r#"{"a":0.1,"gone":true}"#, r#"{"a":0.1,"b":null,"c":null}"#);
    }

    #[test]
    fn a_changed_type_is_converted_as_terraform_does() {
        let read = |json: &str, ty: &Type| {
            from_json(&serde_json::from_str(json).expect(json), ty)
                .map(|value| to_json(&value).to_string())
                .ok()
        };
        for (json, ty, expected) in [
            (r#""true""#, Type::Bool, Some("true")),
            (r#""1""#, Type::Bool, Some("true")),
            (r#""false""#, Type::Bool, Some("false")),
            (r#""0""#, Type::Bool, Some("false")),
            (r#""yes""#, Type::Bool, None),
            ("1", Type::Bool, None),
            (r#""1""#, Type::Number, Some("1")),
            (r#""one""#, Type::Number, None),
            ("true", Type::Number, None),
            ("true", Type::String, Some(r#""true""#)),
            ("1.50", Type::String, Some(r#""1.5""#)),
            ("1e2", Type::String, Some(r#""100""#)),
        ] {
            assert_eq!(read(json, &ty).as_deref(), expected, "{json} as {ty}");
        }
    }

    #[test]
    fn big_numbers_and_dynamic_values_survive() {
        let big = "123456789012345678901234567890.000000001";
        check(
            &format!(
                r#"{{"a":{big},"b":["x"],"c":{{"value":["y",1],"type":["tuple",["string","number"]]}}}}"#
            ),
            &format!(
                r#"{{"a":{big},"b":["x"],"c":{{"type":["tuple",["string","number"]],"value":["y",1]}}}}"#
            ),
        );
    }

    #[test]
    fn wrong_types_are_named_where_they_are() {
        check(r#"{"b":"x"}"#, "b: must be a set of string, not a string");
        check(r#"{"b":[["x"]]}"#, "b[0]: must be a string, not an array");
        check(r#"{"c":{"value":1}}"#, "c: carries no type");
        check("[]", "must be an object, not an array");
    }
}
