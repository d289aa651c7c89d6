//! What a call learns to be secret before it does anything.

use crate::admin_api::Secrets;
use crate::engine::Attribute;
use crate::engine::Block;
use crate::engine::Value;
use crate::engine::{BlockNesting, Nesting};

use crate::appservices::catalog::spec;
use crate::declare::shape::sensitive::*;
use crate::engine::{NestedBlock, Type, Usage};

#[test]
fn everything_sensitive_in_a_block_is_learned() {
    let plain = |name: &str| Attribute::new(name, Type::String, Usage::Optional, "");
    let sensitive = |name: &str| Attribute {
        sensitive: true,
        ..plain(name)
    };
    let inside = || vec![sensitive("hidden"), plain("shown")];
    let nested =
        |name: &str, nesting| Attribute::nested(name, nesting, inside(), Usage::Optional, "");
    let repeated = |name: &str, nesting| {
        NestedBlock::new(
            name,
            nesting,
            Block {
                attributes: inside(),
                ..Block::default()
            },
        )
    };
    let block = Block {
        attributes: vec![
            sensitive("text"),
            Attribute {
                write_only: true,
                ..plain("written")
            },
            Attribute {
                sensitive: true,
                ..Attribute::new("numbers", Type::list(Type::Number), Usage::Optional, "")
            },
            Attribute {
                sensitive: true,
                ..Attribute::new("map", Type::map(Type::String), Usage::Optional, "")
            },
            Attribute {
                sensitive: true,
                ..Attribute::nested(
                    "whole",
                    Nesting::Single,
                    vec![plain("inner")],
                    Usage::Optional,
                    "",
                )
            },
            nested("one", Nesting::Single),
            nested("list", Nesting::List),
            nested("set", Nesting::Set),
            nested("by_name", Nesting::Map),
            plain("open"),
        ],
        blocks: vec![
            repeated("block", BlockNesting::Single),
            repeated("blocks", BlockNesting::List),
            repeated("labeled", BlockNesting::Map),
        ],
        ..Block::default()
    };
    let inner = |at: usize| {
        Value::object([
            ("hidden", format!("hidden-{at}-canary").as_str().into()),
            ("shown", "shown-text".into()),
        ])
    };
    let value = Value::object([
        ("text", "text-canary".into()),
        ("written", "written-canary".into()),
        (
            "numbers",
            Value::List(vec![1_234_567.into(), Value::UNKNOWN]),
        ),
        ("map", Value::object([("key-canary", "map-canary".into())])),
        ("whole", Value::object([("inner", "inner-canary".into())])),
        ("one", inner(1)),
        ("list", Value::List(vec![inner(2), Value::Null])),
        ("set", Value::Set(vec![inner(3)])),
        ("by_name", Value::object([("label-text", inner(4))])),
        ("open", "open-text".into()),
        ("block", inner(5)),
        ("blocks", Value::List(vec![inner(6)])),
        ("labeled", Value::object([("label-text", inner(7))])),
    ]);
    let secrets = Secrets::default();
    teach(&block, &value, &secrets);
    teach(&block, &Value::Null, &secrets);
    let all = [
        "text-canary",
        "written-canary",
        "1234567",
        "key-canary",
        "map-canary",
        "inner-canary",
    ]
    .map(str::to_owned);
    for text in all
        .into_iter()
        .chain((1..=7).map(|at| format!("hidden-{at}-canary")))
    {
        assert_eq!(secrets.shown(&text), "(sensitive)", "{text}");
    }
    for text in ["shown-text", "open-text", "label-text"] {
        assert_eq!(secrets.shown(text), text);
    }
}

#[test]
fn declarations_say_what_their_answers_reveal() {
    assert_eq!(spec("api_key").secret_fields(true), ["key"]);
    assert_eq!(spec("api_key").secret_fields(false), [""; 0]);
    // Never told.
    assert_eq!(spec("secret").secret_fields(true), [""; 0]);
}
