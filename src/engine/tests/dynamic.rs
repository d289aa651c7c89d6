//! Values whose type the schema leaves open: their nulls and unknowns have types, too, and core
//! compares them.

use super::language::schema;
use crate::engine::check::{check_applied, check_plan};
use crate::engine::{Defaults, Schema, Type, Unknown, Value, plan, settle};

fn typed(ty: Type, value: Value) -> Value {
    Value::Dynamic(Box::new((ty, value)))
}

fn object(any: Value) -> Value {
    Value::object([("any", any)])
}

fn planned(schema: &Schema, prior: &Value, config: &Value) -> Value {
    plan(schema, &Defaults::new(), prior, config).planned
}

/// `value = var.v` with `type = string` and `default = null`.
#[test]
fn a_null_of_a_type_is_planned_as_it_is_configured() {
    let schema = schema("any: dynamic optional");
    let config = object(typed(Type::String, Value::Null));
    let states = [
        Value::Null,
        object(Value::Null),
        object(typed(Type::Number, Value::Null)),
        object(typed(Type::Number, 1.into())),
    ];
    for prior in states {
        let planned = planned(&schema, &prior, &config);
        assert!(
            planned == config,
            "over {prior:?} it is planned as {planned:?}"
        );
        assert_eq!(check_plan(&schema.block, &prior, &config, &planned), []);
    }
    for wrong in [
        Value::Null,
        typed(Type::Number, Value::Null),
        typed(Type::String, Value::UNKNOWN),
    ] {
        assert_ne!(
            check_plan(&schema.block, &Value::Null, &config, &object(wrong.clone())),
            [],
            "{wrong:?}"
        );
    }
}

#[test]
fn an_unknown_of_a_type_stays_of_it() {
    let schema = schema("any: dynamic optional");
    let config = object(typed(Type::String, Value::UNKNOWN));
    let planned = planned(&schema, &Value::Null, &config);
    assert!(planned == config);
    // A provider that answers null means the null of the type.
    let settled = settle(&schema.block, &planned, &object(Value::Null));
    assert!(
        settled == object(typed(Type::String, Value::Null)),
        "{settled:?}"
    );
    assert_eq!(check_applied(&schema.block, &planned, &settled), []);
    assert_eq!(
        check_applied(
            &schema.block,
            &planned,
            &object(typed(Type::String, "x".into()))
        ),
        []
    );
    for wrong in [
        Value::Null,
        typed(Type::Number, Value::Null),
        typed(Type::Number, 1.into()),
    ] {
        assert_ne!(
            check_applied(&schema.block, &planned, &object(wrong.clone())),
            [],
            "{wrong:?}"
        );
    }
    // What has no type may become anything.
    for nothing in [Value::Null, Value::UNKNOWN] {
        assert_eq!(
            check_applied(
                &schema.block,
                &object(nothing),
                &object(typed(Type::Number, 1.into()))
            ),
            []
        );
    }
}

#[test]
fn a_refresh_keeps_the_type_of_a_null() {
    let schema = schema("any: dynamic optional; many: object(any: dynamic) optional");
    let state = Value::object([
        ("any", typed(Type::String, Value::Null)),
        ("many", object(typed(Type::Bool, Value::Null))),
    ]);
    let answer = Value::object([("any", Value::Null), ("many", object(Value::Null))]);
    assert!(settle(&schema.block, &state, &answer) == state);
}

/// What a plan says of an unknown value holds after the apply.
#[test]
fn what_is_known_of_an_unknown_holds() {
    let schema = schema("any: string optional");
    let refinements = Some(Box::from(*b"\x82\x01\xc2\x02\xa2ab"));
    let planned = object(Value::Unknown(Unknown { refinements }));
    assert_eq!(
        check_applied(&schema.block, &planned, &object("abc".into())),
        []
    );
    for wrong in [Value::Null, "b".into()] {
        let told = check_applied(&schema.block, &planned, &object(wrong));
        assert_eq!(
            told.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["any: does not conform to what was known of it in the plan"]
        );
    }
}

#[test]
fn a_null_of_a_type_leaves_an_attribute_to_the_provider() {
    let schema = schema("any: dynamic optional+computed");
    let prior = object(typed(Type::String, "v".into()));
    let config = object(typed(Type::String, Value::Null));
    assert_eq!(planned(&schema, &prior, &config), prior);
}

#[test]
fn an_unknown_of_a_type_is_unknown_in_the_plan() {
    let schema = schema("any: dynamic optional+computed");
    let prior = object(typed(Type::String, "v".into()));
    let config = object(typed(Type::String, Value::UNKNOWN));
    assert!(
        planned(&schema, &prior, &config)
            .attribute("any")
            .is_unknown()
    );
}

/// `jsonencode({ id = other.id })`: core knows how the text begins, and the state has the server's
/// spelling of it.
#[test]
fn nothing_is_promised_of_how_a_text_with_a_meaning_begins() {
    let schema = schema(
        "rule: string optional json; rules: list(string) optional json; text: string optional",
    );
    let refinements = Some(Box::from(*b"\x82\x01\xc2\x02\xa2{\""));
    let open = Value::Unknown(Unknown { refinements });
    let all = |one: &Value| {
        Value::object([
            ("rule", one.clone()),
            ("rules", Value::List(vec![one.clone()])),
            ("text", one.clone()),
        ])
    };
    let text = || Value::from("{\"id\":1}");
    let prior = Value::object([
        ("rule", "{ \"id\": 1 }".into()),
        ("rules", Value::List(vec!["{ \"id\": 1 }".into()])),
        ("text", text()),
    ]);
    let seen = planned(&schema, &prior, &all(&open));
    assert_eq!(check_plan(&schema.block, &prior, &all(&open), &seen), []);
    let made = planned(&schema, &prior, &all(&text()));
    assert!(made == prior);
    assert_eq!(check_applied(&schema.block, &seen, &made), []);
    // Of what has no meaning, what is known is passed on.
    assert!(matches!(
        seen.attribute("text"),
        Value::Unknown(Unknown {
            refinements: Some(_)
        })
    ));
}
