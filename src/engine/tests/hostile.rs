//! The fuzz targets with a bounded number of damaged values: `cargo fuzz run <name>` feeds the same
//! functions for longer.

#[path = "../../../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "there it is a library")]
mod targets;

use std::collections::BTreeMap;

use crate::engine::codec::{encode, to_json};
use crate::engine::{Number, Type, Unknown, Value};
use crate::testing::damaged;

const ROUNDS: usize = 4_000;

/// Values of [`targets::everything`], plain and strange.
fn values() -> Vec<Value> {
    let number = |text: &str| Value::Number(Number::parse(text).expect(text));
    let object = |b: Value| Value::object([("a", "x".into()), ("b", b)]);
    let any = |ty: Type, value: Value| Value::Dynamic(Box::new((ty, value)));
    let refined = Value::Unknown(Unknown {
        refinements: Some([0x81, 0x01, 0xc2].into()),
    });
    let whole = |any: Value, text: Value| {
        Value::object([
            ("any", any),
            ("bag", Value::Set(vec!["a".into(), "b".into()])),
            ("bool", true.into()),
            (
                "list",
                Value::List(vec![
                    object(number("0.1")),
                    object(number("18446744073709551616")),
                ]),
            ),
            (
                "map",
                Value::Map(BTreeMap::from([(
                    "k".to_owned(),
                    Value::List(vec![1.into(), number("-2.5")]),
                )])),
            ),
            ("text", text),
            (
                "tuple",
                Value::List(vec![false.into(), object(Value::Null)]),
            ),
        ])
    };
    vec![
        whole(
            any(Type::String, "x".into()),
            "e\u{301} and {\"a\": [1, 2.0]}".into(),
        ),
        whole(
            any(Type::list(Type::Number), Value::List(vec![number("1e-7")])),
            Value::UNKNOWN,
        ),
        whole(Value::UNKNOWN, refined),
        whole(Value::Null, Value::Null),
    ]
}

fn feed(seeds: &[Vec<u8>], target: fn(&[u8])) {
    for seed in seeds {
        target(seed);
    }
    damaged(seeds, ROUNDS).for_each(|bytes| target(&bytes));
}

#[test]
fn msgpack() {
    let ty = targets::everything();
    feed(
        &values()
            .iter()
            .map(|value| encode(value, &ty))
            .collect::<Vec<_>>(),
        targets::msgpack,
    );
}

#[test]
fn json() {
    let dynamic =
        br#"{"type":["object",{"a":["tuple",["string","number"]]}],"value":{"a":["x",1e400]}}"#
            .to_vec();
    let seeds: Vec<_> = values()
        .iter()
        .map(|value| to_json(value).to_string().into_bytes())
        .chain([dynamic])
        .collect();
    feed(&seeds, targets::json);
}

#[test]
fn types() {
    let seeds = [
        targets::everything().to_json().to_string().into_bytes(),
        br#"["set",["map",["object",{"a":"dynamic"},["a"]]]]"#.to_vec(),
    ];
    feed(&seeds, targets::types);
}

#[test]
fn texts() {
    let texts = [
        "-12.50e3",
        "2026-01-31T12:00:00.5+01:00",
        "1h30m0.5s",
        "10.0.0.0/8",
        "2001:db8::/32",
        "00:00:5e:00:53:01",
        r#"{"a":[1e5]}"#,
    ];
    feed(&texts.map(|text| text.as_bytes().to_vec()), targets::texts);
}

#[test]
fn plans() {
    let ty = targets::everything();
    let written: Vec<_> = values().iter().map(|value| encode(value, &ty)).collect();
    // The two halves are read apart, so the shorter is said again until both are as long.
    let pairs: Vec<_> = written
        .iter()
        .map(|one| [one.as_slice(), one.as_slice()].concat())
        .collect();
    feed(&pairs, targets::plans);
}

/// Lengths that promise more than there is, and nesting that goes deeper than anybody looks.
#[test]
fn promises_are_not_believed() {
    for length in [
        &[0xdd, 0xff, 0xff, 0xff, 0xff][..],
        &[0xdf, 0xff, 0xff, 0xff, 0xff],
        &[0xdb, 0xff, 0xff, 0xff, 0xff],
        &[0xc9, 0xff, 0xff, 0xff, 0xff, 0],
    ] {
        targets::msgpack(length);
        targets::msgpack(&[length, &[0xc0; 100]].concat());
    }
    let deep_type = format!(
        "{}\"string\"{}",
        "[\"list\",".repeat(10_000),
        "]".repeat(10_000)
    );
    let mut dynamic = vec![0x92, 0xda];
    dynamic.extend_from_slice(&u16::MAX.to_be_bytes());
    dynamic.extend_from_slice(deep_type.as_bytes());
    targets::msgpack(&dynamic);
    targets::msgpack(&[0x91; 10_000]);
    targets::types(deep_type.as_bytes());
    targets::json(format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000)).as_bytes());
    targets::texts(b"1e999999");
    targets::texts("9".repeat(100_000).as_bytes());
}
