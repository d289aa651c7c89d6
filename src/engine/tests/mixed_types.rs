//! Collections whose type the schema leaves open: their elements have one type all the same.

use super::language::schema;
use crate::engine::check::{check_plan, check_type, conformed};
use crate::engine::codec::{decode, encode};
use crate::engine::own_types::fixed;
use crate::engine::{Block, Type, Value, from_wire, settle, to_wire};

fn any(ty: Type, value: Value) -> Value {
    Value::Dynamic(Box::new((ty, value)))
}

fn text() -> Value {
    any(Type::String, "a".into())
}

fn number() -> Value {
    any(Type::Number, 1.into())
}

fn null() -> Value {
    any(Type::String, Value::Null)
}

/// Returns a block in a list, with the attribute `a` in it.
fn block(attribute: &str) -> Block {
    schema(&format!("block list b {{ a: {attribute} }}")).block
}

fn with(a: Value) -> Value {
    Value::object([("b", Value::List(vec![Value::object([("a", a)])]))])
}

/// Returns what core reads of the value; an error where it can read none.
fn read_back(block: &Block, value: &Value) -> Result<Value, String> {
    let bytes = encode(&to_wire(block, value), &block.ty());
    decode(&bytes, &block.ty())
        .map(|value| from_wire(block, value))
        .map_err(|error| error.to_string())
}

/// The planned or prior value says what a null beside elements of another type would be, and is not
/// asked.
#[test]
fn a_null_takes_no_type_that_the_elements_beside_it_do_not_have() {
    let texts = |value: Value| any(Type::list(Type::String), value);
    let object = |a: Value| Value::object([("a", a)]);
    let lists = [
        texts(Value::Null),
        texts(Value::UNKNOWN),
        texts(Value::List(Vec::new())),
        Value::List(vec![null(), null()]),
        Value::List(vec![any(Type::String, Value::UNKNOWN)]),
    ];
    let objects = [
        any(
            Type::list(Type::object([("a", Type::String)])),
            Value::UNKNOWN,
        ),
        Value::List(vec![object(null()), object(null())]),
    ];
    let map = |first: Value, second: Value| Value::object([("k", first), ("l", second)]);
    let maps = [
        any(Type::map(Type::String), Value::UNKNOWN),
        map(null(), null()),
    ];
    let answers = |empty: Value| Value::List(vec![empty, object(number())]);
    let cases = [
        (
            "list(dynamic)",
            &lists[..],
            Value::List(vec![Value::Null, number()]),
            Type::list(Type::Number),
        ),
        (
            "map(dynamic)",
            &maps[..],
            map(Value::Null, number()),
            Type::map(Type::Number),
        ),
        (
            "list(object(a: dynamic))",
            &objects[..],
            answers(object(Value::Null)),
            Type::list(Type::object([("a", Type::Number)])),
        ),
        (
            "list{ a: dynamic }",
            &objects[..],
            answers(object(Value::Null)),
            Type::list(Type::object([("a", Type::Number)])),
        ),
    ];
    for (attribute, known, answer, ty) in cases {
        let block = block(attribute);
        for known in known {
            let state = settle(&block, &with(known.clone()), &with(answer.clone()));
            let told = format!("{attribute} over {known:?}");
            assert!(block.admits(&state), "{told}");
            let back = read_back(&block, &state).expect(&told);
            let declared = block.blocks[0].block.attributes[0].ty();
            let (own, _) = fixed(&declared, back.attribute("b").elements()[0].attribute("a"));
            assert_eq!(own, ty, "{told}");
        }
    }
}

#[track_caller]
fn refused(schema_text: &str, value: &Value, expected: &[&str]) {
    let block = schema(schema_text).block;
    let found: Vec<String> = check_type(&block, value)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(found, expected);
    assert_eq!(block.admits(value), expected.is_empty());
    // What is kept of such an answer is of one type.
    let kept = conformed(&block, value, &Value::Null, &Value::Null);
    assert!(block.admits(&kept), "what is kept does not conform");
}

/// Core ends in a panic over them.
#[test]
fn elements_of_different_types_are_refused() {
    let a = |value: Value| Value::object([("a", value)]);
    refused(
        "block list b { a: list(dynamic) }",
        &with(Value::List(vec![Value::Null, text(), number()])),
        &[
            "b[0].a: must have elements of one type, but element 1 is a string and element 2 is a number; give all elements the same type",
        ],
    );
    refused(
        "a: map(dynamic)",
        &a(Value::object([("k", text()), ("l", number())])),
        &[
            "a: must have elements of one type, but element \"k\" is a string and element \"l\" is a number; give all elements the same type",
        ],
    );
    refused(
        "a: set(dynamic)",
        &a(Value::Set(vec![text(), number()])),
        &[
            "a: must have elements of one type, but an element is a string and an element is a number; give all elements the same type",
        ],
    );
    refused(
        "a: list(list(dynamic))",
        &a(Value::List(vec![
            Value::List(vec![text()]),
            Value::List(vec![number()]),
        ])),
        &[
            "a: must have elements of one type, but element 0 is a list of string and element 1 is a list of number; give all elements the same type",
        ],
    );
    refused(
        "a: list{ any: dynamic }",
        &a(Value::List(vec![
            Value::object([("any", text())]),
            Value::object([("any", number())]),
        ])),
        &[
            "a: must have elements of one type, but any of element 0 is a string and any of element 1 is a number; give all elements the same type",
        ],
    );
    for value in [
        Value::List(vec![Value::Null, text(), Value::UNKNOWN, text()]),
        Value::List(vec![any(Type::String, Value::Null), text()]),
    ] {
        refused("a: list(dynamic)", &a(value), &[]);
    }
    refused(
        "a: tuple(dynamic, dynamic)",
        &a(Value::List(vec![text(), number()])),
        &[],
    );
}

#[test]
fn a_plan_with_elements_of_different_types_is_refused() {
    let block = block("list(dynamic) computed");
    let config = with(Value::Null);
    let planned = with(Value::List(vec![text(), number()]));
    let found: Vec<String> = check_plan(&block, &Value::Null, &config, &planned)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(found, ["does not conform to the schema's type"]);
}
