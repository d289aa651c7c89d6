//! What an author hears whose Rust type is not the schema's.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::engine::{Attribute, Field, NestedBlock, RustShape, Schema, Type, misfits, timeouts};
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
            name: the Rust type has no field for this attribute
            id: the value is unknown before it is computed; make the field a Field<…>
            size: the value can be null; make the field an Option<…> or a Field<…>
            tags[…]: the schema has a string, and the Rust type a number
            ports[…].port: the schema has a number, and the Rust type a bool
            ports[…].host: the value can be null; make the field an Option<…> or a Field<…>
            pair: the schema has a tuple, and the Rust type a tuple of 3
            rule: the schema has a list, and the Rust type a struct"#]],
    );
}

#[test]
fn what_a_value_of_any_type_holds_is_not_known_at_start() {
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its form matters")]
    struct Any {
        any: Option<Part>,
        list: Option<Vec<String>>,
        pair: Option<(String, bool)>,
        map: Option<BTreeMap<String, Port>>,
    }
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its form matters")]
    struct Part {
        one: String,
        two: Vec<Rule>,
    }
    let schema = Schema::new(["any", "list", "pair", "map"].map(Attribute::dynamic));
    check::<Any>(&schema, expect![""]);
}

#[test]
fn another_name_of_a_field_is_no_field() {
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its form matters")]
    struct Named {
        #[serde(alias = "title", alias = "label")]
        name: String,
        #[serde(default)]
        size: Option<u8>,
        sise: Option<u8>,
    }
    let schema = Schema::new([
        Attribute::string("name").required(),
        Attribute::number("size"),
    ]);
    check::<Named>(
        &schema,
        expect!["sise: the schema has no attribute for this field"],
    );
}

/// A field that refuses the probe's text proves nothing about the names beside it.
#[test]
fn another_name_of_a_field_that_refuses_words_is_no_field() {
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its form matters")]
    struct Named {
        #[serde(alias = "addr")]
        address: std::net::IpAddr,
        #[serde(alias = "title")]
        name: String,
        port: std::num::NonZeroU16,
        any: Option<Vec<String>>,
    }
    let schema = Schema::new([
        Attribute::string("address").required(),
        Attribute::string("name").required(),
        Attribute::number("port").required(),
        Attribute::dynamic("any"),
    ]);
    check::<Named>(&schema, expect![""]);
}

#[test]
fn an_option_takes_no_unknown_value() {
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its form matters")]
    struct Wrong {
        inside: Option<Field<String>>,
        right: Field<Option<String>>,
        json: Json,
    }
    let schema =
        Schema::new(["inside", "right", "json"].map(|name| Attribute::string(name).computed()));
    check::<Wrong>(
        &schema,
        expect![[r#"
            inside: the value is unknown before it is computed; make the field a Field<…>
            json: the value is unknown before it is computed; make the field a Field<…>"#]],
    );
}

#[test]
fn a_type_of_many_parts_that_refuse_is_checked_at_once() {
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its form matters")]
    struct Leaf {
        a: std::net::IpAddr,
        b: std::net::IpAddr,
        c: bool,
    }
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its form matters")]
    struct Tree {
        a: Leaf,
        b: Leaf,
        c: Leaf,
        d: Leaf,
    }
    let leaf = || ["a", "b", "c"].map(|name| Attribute::string(name).required());
    let leaf = |name| Attribute::single_nested(name, leaf()).required();
    let schema = Schema::new(["a", "b", "c", "d"].map(leaf));
    check::<Tree>(
        &schema,
        expect![[r#"
            a.c: the schema has a string, and the Rust type a bool
            b.c: the schema has a string, and the Rust type a bool
            c.c: the schema has a string, and the Rust type a bool
            d.c: the schema has a string, and the Rust type a bool"#]],
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
    let error = call(&["a".into(), 300.into()]).expect_err("too large for a u8");
    assert_eq!(
        (error.argument, error.text.as_str()),
        (Some(1), "is no u8, an integer from 0 to 255")
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
}

#[test]
fn a_function_without_arguments_takes_a_unit() {
    struct Now;
    impl TypedFunction for Now {
        type Arguments = ();
        type Returns = i64;

        fn name(&self) -> &str {
            "now"
        }

        fn signature(&self) -> Signature {
            Signature::new([], Type::Number)
        }

        fn call(&self, (): ()) -> Result<i64, crate::provider::FunctionError> {
            Ok(7)
        }
    }
    let signature = Function::signature(&Now);
    assert_eq!(Now.misfits(&signature), []);
    let now = Function::call(&Now, CallFunctionRequest::new(&[], &signature));
    assert!(now == Ok(7.into()));
    let found = Now.misfits(&Function::signature(&Shout));
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    expect!["the schema has a tuple, and the Rust type a unit"].assert_eq(&found.join("\n"));
}

#[test]
fn a_variadic_parameter_has_a_form_too() {
    struct Join;
    impl TypedFunction for Join {
        type Arguments = (Vec<String>,);
        type Returns = String;

        fn name(&self) -> &str {
            "join"
        }

        fn signature(&self) -> Signature {
            Signature::new([], Type::String).variadic(Parameter::string("part").allow_null())
        }

        fn call(&self, (parts,): (Vec<String>,)) -> Result<String, crate::provider::FunctionError> {
            Ok(parts.concat())
        }
    }
    let found = Join.misfits(&Function::signature(&Join));
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    expect!["[0][…]: the value can be null; make the field an Option<…> or a Field<…>"]
        .assert_eq(&found.join("\n"));
}
