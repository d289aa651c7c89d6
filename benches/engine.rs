//! The cost of the engine: codecs per megabyte, plans per resource. Run with `cargo bench`.

use appservices_provider::engine::codec::{decode, encode, from_json, to_json};
use appservices_provider::engine::{Attribute, Defaults, Schema, Type, Value, plan};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

fn ty() -> Type {
    Type::list(Type::object([
        ("name", Type::String),
        ("port", Type::Number),
        ("on", Type::Bool),
        ("tags", Type::set(Type::String)),
    ]))
}

/// About a megabyte of msgpack.
fn megabyte() -> Value {
    let one = |at: i64| {
        let tags = Value::Set(
            (0..4)
                .map(|tag| Value::string(format!("tag {at} {tag}")))
                .collect(),
        );
        Value::object([
            (
                "name",
                Value::string(format!("a resource with the number {at}")),
            ),
            ("port", at.into()),
            ("on", true.into()),
            ("tags", tags),
        ])
    };
    Value::List((0..9_500).map(one).collect())
}

#[divan::bench]
fn encode_msgpack(bencher: Bencher<'_, '_>) {
    let value = megabyte();
    let ty = ty();
    let size = encode(&value, &ty).len();
    bencher
        .counter(BytesCount::new(size))
        .bench(|| encode(black_box(&value), &ty));
}

#[divan::bench]
fn decode_msgpack(bencher: Bencher<'_, '_>) {
    let ty = ty();
    let bytes = encode(&megabyte(), &ty);
    bencher
        .counter(BytesCount::new(bytes.len()))
        .bench(|| decode(black_box(&bytes), &ty));
}

#[divan::bench]
fn read_state_json(bencher: Bencher<'_, '_>) {
    let ty = ty();
    let json = to_json(&megabyte());
    bencher
        .counter(BytesCount::new(json.to_string().len()))
        .bench(|| from_json(black_box(&json), &ty));
}

/// A resource of twenty attributes, one of which changes.
#[divan::bench]
fn plan_a_change(bencher: Bencher<'_, '_>) {
    let names: Vec<String> = (0..18).map(|at| format!("attribute_{at}")).collect();
    let attributes = names.iter().map(Attribute::string);
    let schema = Schema::new(attributes.chain([
        Attribute::string("id").computed().use_state_for_unknown(),
        Attribute::string("etag").computed(),
    ]));
    let state = |value: &str| {
        Value::object(
            names
                .iter()
                .map(|name| (name.as_str(), Value::from(value)))
                .chain([("id", "1".into()), ("etag", "x".into())]),
        )
    };
    let config = |value: &str| {
        Value::object(
            names
                .iter()
                .map(|name| (name.as_str(), Value::from(value)))
                .chain([("id", Value::Null), ("etag", Value::Null)]),
        )
    };
    let prior = state("old");
    let config = config("new");
    bencher.bench(|| {
        plan(
            &schema,
            &Defaults::new(),
            black_box(&prior),
            black_box(&config),
        )
    });
}
