//! JSON, as it stands in state files (go-cty's `json` package).

use serde_json::{Value as Json, json};

use super::{CodecError, DEEPEST, expected, wrong};
use crate::engine::{Number, Path, Type, Value};

/// Reads a value of the type. An object's missing attributes are null and unknown ones are passed over, as in the state of
/// another version of the provider.
///
/// # Errors
/// Where the document is not of the type.
pub fn from_json(json: &Json, ty: &Type) -> Result<Value, CodecError> {
    read(json, ty, &Path::root())
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
        Value::Map(elements) => elements.iter().map(|(key, element)| (key.clone(), to_json(element))).collect(),
        Value::Dynamic(typed) => json!({ "value": to_json(&typed.1), "type": typed.0.to_json() }),
    }
}

fn read(json: &Json, ty: &Type, at: &Path) -> Result<Value, CodecError> {
    if at.0.len() > DEEPEST {
        return Err(wrong(at, format!("is nested deeper than {DEEPEST} levels")));
    }
    let element = |index: usize, json: &Json, ty: &Type| read(json, ty, &at.at(index));
    let elements = |all: &[Json], ty: &Type| all.iter().enumerate().map(|(i, json)| element(i, json, ty)).collect::<Result<Vec<_>, _>>();
    match (ty, json) {
        (_, Json::Null) => Ok(Value::Null),
        (Type::Bool, Json::Bool(truth)) => Ok(Value::Bool(*truth)),
        (Type::Number, Json::Number(number)) => read_number(&number.to_string(), at),
        (Type::Number, Json::String(text)) => read_number(text, at),
        (Type::String, Json::String(text)) => Ok(Value::string(text)),
        // Terraform's own conversions: a state written when the attribute was a number or a bool.
        (Type::String, Json::Bool(_) | Json::Number(_)) => Ok(Value::string(json.to_string())),
        (Type::List(inner), Json::Array(all)) => elements(all, inner).map(Value::List),
        (Type::Set(inner), Json::Array(all)) => elements(all, inner).map(Value::Set),
        (Type::Tuple(types), Json::Array(all)) if types.len() == all.len() => {
            let pairs = all.iter().zip(types).enumerate();
            pairs.map(|(i, (json, ty))| element(i, json, ty)).collect::<Result<_, _>>().map(Value::List)
        }
        (Type::Map(inner), Json::Object(all)) => {
            all.iter().map(|(key, json)| Ok((key.clone(), read(json, inner, &at.key(key))?))).collect::<Result<_, _>>().map(Value::Map)
        }
        (Type::Object(types), Json::Object(all)) => {
            let attributes =
                types.iter().map(|(name, ty)| Ok((name.clone(), read(all.get(name).unwrap_or(&Json::Null), ty, &at.then(name))?)));
            attributes.collect::<Result<_, _>>().map(Value::Map)
        }
        (Type::Dynamic, Json::Object(all)) => {
            let ty = all.get("type").and_then(Type::from_json).ok_or_else(|| wrong(at, "carries no type"))?;
            let value = read(all.get("value").unwrap_or(&Json::Null), &ty, at)?;
            Ok(Value::Dynamic(Box::new((ty, value))))
        }
        (ty, json) => Err(expected(at, ty, kind(json))),
    }
}

fn read_number(text: &str, at: &Path) -> Result<Value, CodecError> {
    Number::parse(text).map(Value::Number).ok_or_else(|| wrong(at, "must be a number"))
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
        Type::object([("a", Type::Number), ("b", Type::set(Type::String)), ("c", Type::Dynamic)])
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
    fn big_numbers_and_dynamic_values_survive() {
        let big = "123456789012345678901234567890.000000001";
        check(
            &format!(r#"{{"a":{big},"b":["x"],"c":{{"value":["y",1],"type":["tuple",["string","number"]]}}}}"#),
            &format!(r#"{{"a":{big},"b":["x"],"c":{{"type":["tuple",["string","number"]],"value":["y",1]}}}}"#),
        );
    }

    #[test]
    fn wrong_types_are_named_where_they_are() {
        check(r#"{"b":"x"}"#, "b: must be a set of string, not a string");
        check(r#"{"b":[["x"]]}"#, "b[0]: must be a string, not an array");
        check(r#"{"c":{"value":1}}"#, "c: carries no type");
        check("[]", "must be a object, not an array");
    }
}
