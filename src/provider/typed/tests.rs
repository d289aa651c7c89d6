//! What an author hears whose Rust type is not the schema's.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::engine::{
    Attribute, Diagnostics, Field, NestedBlock, RustShape, Schema, Type, misfits, timeouts,
};
use crate::provider::{CallFunctionRequest, Function, Parameter, Result, Signature, TypedFunction};

fn check<T: for<'de> Deserialize<'de>>(schema: &Schema, expected: Expect) {
    let found = misfits::<T>(&RustShape::of_state(&schema.block));
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    expected.assert_eq(&found.join("\n"));
}

fn schema() -> Schema {
    Schema::new([
        Attribute::string("id").computed(),
        Attribute::string("name").required(),
        Attribute::number("size"),
        Attribute::bool("on").default(true),
        Attribute::string("kind").required(),
        Attribute::set("tags", Type::String),
        Attribute::map_nested(
            "ports",
            [
                Attribute::number("port").required(),
                Attribute::string("host"),
            ],
        ),
        Attribute::of("pair", Type::Tuple(vec![Type::String, Type::Number])),
        Attribute::dynamic("any"),
        timeouts::attribute(&["create"]),
    ])
    .block(NestedBlock::list(
        "rule",
        [Attribute::string("action").required()],
    ))
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Small,
    Large,
}

#[derive(Serialize, Deserialize)]
struct Port {
    port: u16,
    host: Option<std::net::IpAddr>,
}

#[derive(Serialize, Deserialize)]
struct Rule {
    action: Kind,
}

#[derive(Serialize, Deserialize)]
struct Right {
    id: Field<String>,
    name: String,
    size: Option<u32>,
    on: bool,
    kind: Kind,
    tags: Option<Vec<String>>,
    ports: Option<BTreeMap<String, Port>>,
    pair: Option<(String, f64)>,
    any: Json,
    timeouts: Option<timeouts::Timeouts>,
    rule: Vec<Rule>,
}

#[test]
fn a_type_that_fits_is_silent_also_where_it_refuses_words() {
    check::<Right>(&schema(), expect![""]);
}

#[test]
fn every_misfit_is_named() {
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its form matters")]
    struct WrongPort {
        // This refuses the probe's text, which must not hide the other.
        host: std::net::IpAddr,
        port: bool,
    }
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its form matters")]
    struct Wrong {
        id: Option<String>,
        nmae: String,
        size: u32,
        on: Option<bool>,
        kind: std::net::IpAddr,
        tags: Option<Vec<u8>>,
        ports: Option<BTreeMap<String, WrongPort>>,
        pair: Option<(String, f64, bool)>,
        any: Option<String>,
        timeouts: Option<timeouts::Timeouts>,
        rule: Rule,
    }
    check::<Wrong>(
        &schema(),
        expect![[r#"
        nmae: the schema has no attribute for this field
        name: the Rust type has no field for this attribute
        id: the value is unknown before it is computed; make the field a Field<…>
        size: the value can be null; make the field an Option<…> or a Field<…>
        tags[…]: the schema has a string, and the Rust type a number
        ports[…].port: the schema has a number, and the Rust type a bool
        pair: the schema has a tuple, and the Rust type a tuple of 3
        rule: the schema has a list, and the Rust type a struct
        ports[…].host: the value can be null; make the field an Option<…> or a Field<…>"#]],
    );
}

struct Shout;

impl TypedFunction for Shout {
    type Arguments = (String, Option<u8>, Vec<String>);
    type Returns = String;

    fn name(&self) -> &str {
        "shout"
    }

    fn signature(&self) -> Signature {
        let times = Parameter::number("times").allow_null();
        Signature::new([Parameter::string("text"), times], Type::String)
            .variadic(Parameter::string("more"))
    }

    fn call(
        &self,
        (text, times, more): Self::Arguments,
    ) -> Result<String, crate::provider::FunctionError> {
        let more = more.join(" ");
        Ok(format!("{text} {more}")
            .to_uppercase()
            .repeat(times.unwrap_or(1).into()))
    }
}

#[test]
fn a_function_blames_its_argument() {
    let signature = Function::signature(&Shout);
    assert_eq!(Shout.misfits(&signature), []);
    let call = |arguments: &[crate::engine::Value]| {
        Function::call(&Shout, CallFunctionRequest::new(arguments, &signature))
            .map(|value| value.as_str().map(str::to_owned))
    };
    assert_eq!(
        call(&["a".into(), 2.into(), "b".into()]),
        Ok(Some("A BA B".to_owned()))
    );
    let error = call(&["a".into(), 300.into()]).expect_err("300 is no u8");
    assert_eq!(
        (error.argument, error.text.as_str()),
        (Some(1), "300 is no u8")
    );
    let error = call(&[
        "a".into(),
        crate::engine::Value::Null,
        "b".into(),
        crate::engine::Value::UNKNOWN,
    ]);
    let error = error.expect_err("it is unknown");
    assert_eq!(error.argument, Some(3));

    struct Wrong;
    impl TypedFunction for Wrong {
        type Arguments = (String, u8);
        type Returns = String;

        fn name(&self) -> &str {
            "wrong"
        }

        fn signature(&self) -> Signature {
            Function::signature(&Shout)
        }

        fn call(&self, _: Self::Arguments) -> Result<String, crate::provider::FunctionError> {
            Ok(String::new())
        }
    }
    let found: Vec<String> = Wrong
        .misfits(&signature)
        .iter()
        .map(ToString::to_string)
        .collect();
    expect!["the schema has a tuple, and the Rust type a tuple of 2"].assert_eq(&found.join("\n"));
    let _: Diagnostics = Diagnostics::new();
}
