//! Types that only the wire shows: of nulls, unknowns and empty collections in blocks with dynamic
//! parts.
//!
//! The bytes are those that go-cty 1.16 writes for what hcldec reads of `b { a = … }`.

use super::language::schema;
use crate::engine::check::{check_applied, check_plan};
use crate::engine::codec::{decode, encode};
use crate::engine::{
    Block, Defaults, PathError, Schema, Type, Value, contradictions, from_wire, plan, propose,
    settle, to_wire,
};

/// A block `b` with the attribute `a`, in a list or a map, with `a` as it came from core: the JSON
/// of its type, and its bytes.
struct Sent {
    block: Block,
    list: bool,
}

impl Sent {
    fn new(attribute: &str, nesting: &str) -> Self {
        Self {
            block: schema(&format!("block {nesting} b {{ a: {attribute} }}")).block,
            list: nesting == "list",
        }
    }

    fn bytes(&self, ty: &str, value: &[u8]) -> Vec<u8> {
        let object = format!(r#"["object",{{"a":{ty}}}]"#);
        let ty = if self.list {
            format!(r#"["tuple",[{object}]]"#)
        } else {
            format!(r#"["object",{{"k":{object}}}]"#)
        };
        let head = if self.list {
            &b"\x91\x81\xa1a"[..]
        } else {
            b"\x81\xa1k\x81\xa1a"
        };
        [
            &[0x81, 0xa1, b'b', 0x92, 0xc4, ty.len() as u8][..],
            ty.as_bytes(),
            head,
            value,
        ]
        .concat()
    }

    fn read(&self, ty: &str, value: &[u8]) -> Value {
        from_wire(
            &self.block,
            decode(&self.bytes(ty, value), &self.block.ty()).expect(ty),
        )
    }

    fn written(&self, value: &Value) -> Vec<u8> {
        encode(&to_wire(&self.block, value), &self.block.ty())
    }
}

const NULL: &[u8] = b"\xc0";
const UNKNOWN: &[u8] = b"\xd4\x00\x00";
const EMPTY: &[u8] = b"\x90";

/// What core sends for an attribute of the type: the type of the value as JSON, and the value.
const SENT: &[(&str, &str, &[u8])] = &[
    // `a = null`, and variables of a type that are null, unknown and empty.
    (
        "list(object(a: dynamic))",
        r#"["list",["object",{"a":"dynamic"}]]"#,
        NULL,
    ),
    (
        "list(object(a: dynamic))",
        r#"["list",["object",{"a":"string"}]]"#,
        NULL,
    ),
    (
        "list(object(a: dynamic))",
        r#"["list",["object",{"a":"string"}]]"#,
        UNKNOWN,
    ),
    (
        "list(object(a: dynamic))",
        r#"["list",["object",{"a":"dynamic"}]]"#,
        EMPTY,
    ),
    (
        "list(object(a: dynamic))",
        r#"["list",["object",{"a":"string"}]]"#,
        EMPTY,
    ),
    ("list(dynamic)", r#"["list","dynamic"]"#, EMPTY),
    ("list(dynamic)", r#"["list","string"]"#, EMPTY),
    ("list(dynamic)", r#"["list",["list","string"]]"#, NULL),
    ("map(dynamic)", r#"["map","string"]"#, NULL),
    ("map(dynamic)", r#"["map","string"]"#, b"\x80"),
    (
        "map(dynamic)",
        r#"["map",["list","string"]]"#,
        b"\x81\xa1k\x90",
    ),
    (
        "tuple(dynamic, string)",
        r#"["tuple",["number","string"]]"#,
        NULL,
    ),
    (
        "tuple(dynamic, string)",
        r#"["tuple",["dynamic","string"]]"#,
        b"\x92\xc0\xc0",
    ),
    (
        "tuple(dynamic, string)",
        r#"["tuple",["number","string"]]"#,
        b"\x92\x01\xa1x",
    ),
    (
        "tuple(dynamic, string)",
        r#"["tuple",["number","string"]]"#,
        b"\x92\xc0\xa1x",
    ),
    (
        "object(p: tuple(dynamic, string))",
        r#"["object",{"p":["tuple",["bool","string"]]}]"#,
        b"\x81\xa1p\x92\xc3\xa1x",
    ),
    ("set(dynamic)", r#"["set","string"]"#, b"\x91\xa1x"),
    ("set(dynamic)", r#"["set","string"]"#, EMPTY),
    ("object(a: dynamic)", r#"["object",{"a":"string"}]"#, NULL),
    (
        "object(a: dynamic)",
        r#"["object",{"a":"string"}]"#,
        UNKNOWN,
    ),
    (
        "object(a: dynamic)",
        r#"["object",{"a":"string"}]"#,
        b"\x81\xa1a\xc0",
    ),
    (
        "object(l: list(dynamic), o: object(a: dynamic))",
        r#"["object",{"l":["list","string"],"o":["object",{"a":"bool"}]}]"#,
        b"\x82\xa1l\x90\xa1o\xc0",
    ),
    // `[]` and `null` take the type of the element beside them.
    ("list(dynamic)", r#"["list","string"]"#, b"\x92\xc0\xa1x"),
    (
        "list(dynamic)",
        r#"["list",["list","string"]]"#,
        b"\x92\x90\x91\xa1x",
    ),
    (
        "list(list(dynamic))",
        r#"["list",["list","string"]]"#,
        b"\x92\x90\x91\xa1x",
    ),
    (
        "list(list(dynamic))",
        r#"["list",["list","string"]]"#,
        b"\x92\xc0\x91\xa1x",
    ),
    (
        "list(list(dynamic))",
        r#"["list",["list","dynamic"]]"#,
        b"\x91\x90",
    ),
    (
        "list(map(dynamic))",
        r#"["list",["map","number"]]"#,
        b"\x92\x80\x81\xa1a\x01",
    ),
    (
        "list(object(a: dynamic))",
        r#"["list",["object",{"a":"number"}]]"#,
        b"\x92\xc0\x81\xa1a\x01",
    ),
    (
        "list(object(a: dynamic))",
        r#"["list",["object",{"a":"number"}]]"#,
        b"\x92\x81\xa1a\xc0\x81\xa1a\x01",
    ),
    (
        "list(object(a: dynamic))",
        r#"["list",["object",{"a":"string"}]]"#,
        b"\x92\x81\xa1a\xd4\x00\x00\xc0",
    ),
    (
        "map(list(dynamic))",
        r#"["map",["list","string"]]"#,
        b"\x82\xa1k\x90\xa1l\x91\xa1x",
    ),
    ("dynamic", r#"["list",["object",{"a":"string"}]]"#, NULL),
    ("dynamic", r#"["tuple",["dynamic"]]"#, b"\x91\xc0"),
    // Nested attributes have such types, too.
    ("single{ a: dynamic }", r#"["object",{"a":"string"}]"#, NULL),
    (
        "list{ a: dynamic }",
        r#"["list",["object",{"a":"string"}]]"#,
        EMPTY,
    ),
    (
        "list{ a: dynamic; o: object(a: dynamic) }",
        r#"["list",["object",{"a":"string","o":["object",{"a":"bool"}]}]]"#,
        b"\x91\x82\xa1a\xa1x\xa1o\xc0",
    ),
    (
        "map{ a: dynamic }",
        r#"["map",["object",{"a":"string"}]]"#,
        b"\x80",
    ),
];

/// Whatever the state was: of another type, of none, or not there.
#[test]
fn a_value_is_planned_and_written_with_the_type_that_came() {
    for nesting in ["list", "map"] {
        for (attribute, ty, bytes) in SENT {
            let sent = Sent::new(attribute, nesting);
            let config = sent.read(ty, bytes);
            let expected = sent.bytes(ty, bytes);
            assert_eq!(sent.written(&config), expected, "{attribute} as {ty}");
            assert!(sent.block.admits(&config), "{attribute} as {ty}");
            let schema = Schema {
                version: 0,
                block: sent.block.clone(),
            };
            let others = SENT
                .iter()
                .filter(|other| other.0 == *attribute)
                .map(|(_, ty, bytes)| sent.read(ty, bytes));
            for prior in others.chain([Value::Null]) {
                let planned = plan(&schema, &Defaults::new(), &prior, &config).planned;
                assert_eq!(
                    sent.written(&planned),
                    expected,
                    "{attribute} as {ty} over {prior:?}"
                );
                assert_eq!(check_plan(&sent.block, &prior, &config, &planned), []);
                assert_eq!(
                    sent.written(&propose(&sent.block, &prior, &config)),
                    expected
                );
            }
        }
    }
}

#[test]
fn another_type_is_no_plan_of_it() {
    let sent = Sent::new("list(dynamic)", "list");
    let config = sent.read(r#"["list","string"]"#, EMPTY);
    for (ty, bytes) in [
        (r#"["list","number"]"#, EMPTY),
        (r#"["list","dynamic"]"#, EMPTY),
        (r#"["list","string"]"#, NULL),
    ] {
        let found = check_plan(&sent.block, &Value::Null, &config, &sent.read(ty, bytes));
        assert_eq!(
            told(&found),
            ["b[0].a: planned value does not match config value"]
        );
    }
}

/// A provider answers with nulls and empty lists, and knows nothing of their types.
#[test]
fn an_answer_without_types_gets_those_of_the_plan() {
    let texts = r#"["list",["object",{"a":"string"}]]"#;
    let sent = Sent::new("list(object(a: dynamic))", "list");
    let block = |value| Value::object([("b", Value::List(vec![Value::object([("a", value)])]))]);
    let none = || Value::List(vec![Value::object([("a", Value::Null)])]);
    for (planned, answer, expected) in [
        (NULL, Value::Null, NULL),
        (EMPTY, Value::List(Vec::new()), EMPTY),
        (UNKNOWN, Value::Null, NULL),
        (UNKNOWN, Value::List(Vec::new()), EMPTY),
        (UNKNOWN, none(), b"\x91\x81\xa1a\xc0"),
    ] {
        let planned = sent.read(texts, planned);
        let state = settle(&sent.block, &planned, &block(answer));
        assert_eq!(sent.written(&state), sent.bytes(texts, expected));
        assert_eq!(check_applied(&sent.block, &planned, &state), []);
        // A refresh that finds the same is quiet.
        assert!(settle(&sent.block, &state, &state) == state);
    }
    let planned = sent.read(texts, UNKNOWN);
    let numbers = sent.read(
        r#"["list",["object",{"a":"number"}]]"#,
        b"\x91\x81\xa1a\x01",
    );
    assert_eq!(
        told(&check_applied(&sent.block, &planned, &numbers)),
        ["b[0].a: wrong final value type"]
    );
    let texts = sent.read(texts, b"\x91\x81\xa1a\xa1x");
    assert_eq!(check_applied(&sent.block, &planned, &texts), []);
}

/// Terraform 1.16 goes into an unknown element of a nested attribute, whose parts have types then.
#[test]
fn the_parts_of_an_unknown_element_have_the_types_of_its_parts() {
    let sent = Sent::new("list{ a: dynamic; name: string }", "list");
    let ty = r#"["list",["object",{"a":"number","name":"string"}]]"#;
    let config = sent.read(ty, &[b"\x91", UNKNOWN].concat());
    let prior = sent.read(ty, b"\x91\x82\xa1a\x01\xa4name\xa1x");
    let parts = sent.bytes(
        ty,
        &[&b"\x91\x82\xa1a"[..], UNKNOWN, b"\xa4name", UNKNOWN].concat(),
    );
    assert_eq!(sent.written(&propose(&sent.block, &prior, &config)), parts);
    let schema = Schema {
        version: 0,
        block: sent.block.clone(),
    };
    let planned = plan(&schema, &Defaults::new(), &prior, &config).planned;
    assert_eq!(sent.written(&planned), parts);
    assert_eq!(check_plan(&sent.block, &prior, &config, &planned), []);
}

/// OpenTofu 1.10 to 1.12 crash over null elements of nested attributes, of whatever type.
#[test]
fn a_null_element_with_a_type_is_refused() {
    let sent = Sent::new("list{ a: dynamic }", "list");
    let config = sent.read(
        r#"["list",["object",{"a":"number"}]]"#,
        b"\x92\xc0\x81\xa1a\x01",
    );
    let told = contradictions(&sent.block, &Value::Null, &config);
    assert_eq!(
        told.iter()
            .map(|one| one.summary.as_str())
            .collect::<Vec<_>>(),
        ["b[0].a[0] must not be null"]
    );
}

/// Outside such blocks the schema's type is what core reads, so a type that was copied there is not
/// written.
#[test]
fn a_type_goes_nowhere_but_where_it_came() {
    let typed = Value::Dynamic(Box::new((
        Type::list(Type::String),
        Value::List(Vec::new()),
    )));
    assert!(typed.fits(&Type::list(Type::Dynamic)) && typed.elements().is_empty());
    assert_eq!(encode(&typed, &Type::list(Type::Dynamic)), EMPTY);
    // Where nothing is open, and where a value shows its type, it is none of the schema's.
    assert!(!typed.fits(&Type::list(Type::String)) && !typed.fits(&Type::set(Type::Dynamic)));
    let shown = Value::Dynamic(Box::new((
        Type::list(Type::String),
        Value::List(vec!["x".into()]),
    )));
    assert!(!shown.fits(&Type::list(Type::Dynamic)));
}

fn told(found: &[PathError]) -> Vec<String> {
    found.iter().map(ToString::to_string).collect()
}
