//! Tests of each decoder with hostile bytes. `cargo fuzz run <name>` runs one without end; `cargo test` feeds some thousand damaged
//! values to each (`src/engine/tests/hostile.rs`). None may panic, hang or allocate more memory than the bytes can fill. A value that
//! can be read must be the same after it is written and read again.

use appservices_provider::engine::codec::{decode, encode, from_json, to_json};
use appservices_provider::engine::{
    Attribute, Block, Defaults, Meaning, Number, Path, Schema, Type, Usage, Value, plan, validators,
};

/// A type that contains all others.
pub fn everything() -> Type {
    let object = Type::object([("a", Type::String), ("b", Type::Number)]);
    Type::object([
        ("any", Type::Dynamic),
        ("bag", Type::set(Type::String)),
        ("bool", Type::Bool),
        ("list", Type::list(object.clone())),
        ("map", Type::map(Type::list(Type::Number))),
        ("text", Type::String),
        ("tuple", Type::Tuple(vec![Type::Bool, object])),
    ])
}

/// msgpack, as core sends it.
pub fn msgpack(bytes: &[u8]) {
    for ty in [everything(), Type::Dynamic, Type::list(Type::Dynamic)] {
        let Ok(value) = decode(bytes, &ty) else {
            continue;
        };
        assert!(value.fits(&ty), "what was read is not of its type");
        let written = encode(&value, &ty);
        let again = decode(&written, &ty).expect("what was written can be read");
        assert!(again == value, "what was written is another value");
        assert_eq!(encode(&again, &ty), written, "it is written otherwise");
    }
}

/// JSON, in the form of states.
pub fn json(bytes: &[u8]) {
    let Ok(json) = serde_json::from_slice(bytes) else {
        return;
    };
    for ty in [everything(), Type::Dynamic, Type::list(Type::Dynamic)] {
        let Ok(value) = from_json(&json, &ty) else {
            continue;
        };
        assert!(value.fits(&ty), "what was read is not of its type");
        let again = from_json(&to_json(&value), &ty).expect("what was written can be read");
        assert!(again == value, "what was written is another value");
    }
}

/// Types, as dynamic values carry them.
pub fn types(bytes: &[u8]) {
    let Some(ty) = serde_json::from_slice(bytes)
        .ok()
        .as_ref()
        .and_then(Type::from_json)
    else {
        return;
    };
    assert_eq!(
        Type::from_json(&ty.to_json()),
        Some(ty),
        "what was written is another type"
    );
}

/// Numbers, and texts with a meaning.
pub fn texts(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Some(number) = Number::parse(text) {
        // Writing a million digits twice would take too long.
        if text.len() < 400 && number.to_string().len() < 4000 {
            assert!(
                Number::parse(&number.to_string()) == Some(number),
                "{text} is written as another number"
            );
        }
    }
    let value = Value::string(text);
    for validator in [
        validators::json(),
        validators::time(),
        validators::duration(),
        validators::cidr(),
        validators::mac_address(),
    ] {
        validator.complaints(&value, &Path::root());
    }
    for meaning in [
        Meaning::Json,
        Meaning::Time,
        Meaning::Duration,
        Meaning::Network,
        Meaning::Mac,
    ] {
        assert!(meaning.same(&value, &value));
    }
}

/// Plans of a configuration over a state, which follow each other in the bytes.
pub fn plans(bytes: &[u8]) {
    let ty = everything();
    let Type::Object(types) = &ty else { return };
    let attribute = |(name, ty): (&String, &Type)| Attribute {
        meaning: if *ty == Type::String {
            Meaning::Json
        } else {
            Meaning::Exact
        },
        ..Attribute::new(
            name,
            ty.clone(),
            if name == "any" {
                Usage::OptionalComputed
            } else {
                Usage::Optional
            },
            "",
        )
    };
    let schema = Schema {
        version: 0,
        block: Block {
            attributes: types.iter().map(attribute).collect(),
            ..Block::default()
        },
    };
    let (prior, config) = bytes.split_at(bytes.len() / 2);
    let (Ok(prior), Ok(config)) = (decode(prior, &ty), decode(config, &ty)) else {
        return;
    };
    let planned = plan(&schema, &Defaults::new(), &prior, &config);
    assert!(
        planned.planned.is_null() || planned.planned.fits(&ty),
        "the plan is not of the schema's type"
    );
}
