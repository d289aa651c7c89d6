//! Validation, drift and rendering.

use expect_test::{Expect, expect};

use super::language::{schema, show, value};
use crate::engine::{Diagnostic, Path, Rule, Schema, Validator, changes, render, settle, validate};

/// A schema whose every string must not be "bad", and whose blocks want `a` set.
fn strict() -> Schema {
    let mut schema = schema(
        "a: string optional; many: list{ s: string optional } optional; bag: set{ s: string optional } optional; block list lines { a: string optional }",
    );
    let not_bad = Validator::new(|value, path| match value.as_str() {
        Some("bad") => vec![Diagnostic::error("bad", "").at(path.clone())],
        _ => Vec::new(),
    });
    let wants_a = Rule::new(|config| match config.get("a").is_null() {
        true => vec![Diagnostic::error("a is missing", "").at(Path::attribute("a"))],
        false => Vec::new(),
    });
    schema.block.attributes[0].validators.push(not_bad.clone());
    for attribute in &mut schema.block.attributes[1..] {
        if let crate::engine::Shape::Nested(_, inner) = &mut attribute.shape {
            inner[0].validators.push(not_bad.clone());
        }
    }
    schema.block.blocks[0].block.rules.push(wants_a);
    schema
}

fn check(config: &str, expected: Expect) {
    let schema = strict();
    let complaints = validate(&schema.block, &value(&schema, config));
    let lines: Vec<_> =
        complaints.iter().map(|one| format!("{}: {}", one.path.as_ref().map_or(String::new(), ToString::to_string), one.summary)).collect();
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn complaints_point_at_their_values() {
    check(r#"{"a":"good"}"#, expect![""]);
    check(
        r#"{"a":"bad","many":[{"s":"x"},{"s":"bad"}],"bag":[{"s":"bad"}],"lines":[{"a":"x"},{}]}"#,
        expect![[r#"
        a: bad
        many[1].s: bad
        bag.s: bad
        lines[1].a: a is missing"#]],
    );
}

#[test]
fn unknown_values_are_not_complained_about() {
    check(r#"{"a":"?","many":"?","bag":["?"],"lines":"?"}"#, expect![""]);
}

#[test]
fn changes_are_told_without_secrets() {
    let schema = schema(
        "name: string required; key: string sensitive; one: single{ pin: number sensitive; on: bool optional } optional; block list lines { a: string optional }",
    );
    let old = value(&schema, r#"{"name":"a","key":"k1","one":{"pin":1,"on":true},"lines":[{"a":"x"}]}"#);
    let new = value(&schema, r#"{"name":"b","key":"k2","one":{"pin":2,"on":true},"lines":[{"a":"y"}]}"#);
    let lines: Vec<_> = changes(&schema.block, &old, &new).iter().map(|c| format!("{}: {} -> {}", c.path, c.old, c.new)).collect();
    expect![[r#"
        name: "a" -> "b"
        key: (sensitive) -> (sensitive)
        one: {pin: (sensitive), on: true} -> {pin: (sensitive), on: true}
        lines[0].a: "x" -> "y""#]]
    .assert_eq(&lines.join("\n"));
    expect![[r#"{name: "b", key: (sensitive), one: {pin: (sensitive), on: true}, lines: [{a: "y"}]}"#]]
        .assert_eq(&render(&schema.block, &new));
}

#[test]
fn a_refresh_keeps_spellings_that_mean_the_same() {
    let schema = schema(
        "rule: string optional json; bag: set{ json: string required json } optional; many: list{ json: string required json } optional",
    );
    let state = value(&schema, r#"{"rule":"{ \"a\":1 }","bag":[{"json":"[ 1 ]"},{"json":"[2]"}],"many":[{"json":"{ }"},{"json":"[3]"}]}"#);
    let refreshed = value(&schema, r#"{"rule":"{\"a\":1}","bag":[{"json":"[1]"},{"json":"[9]"}],"many":[{"json":"{}"},{"json":"[4]"}]}"#);
    expect![[r#"{"bag":[{"json":"[ 1 ]"},{"json":"[9]"}],"many":[{"json":"{ }"},{"json":"[4]"}],"rule":"{ \"a\":1 }"}"#]]
        .assert_eq(&show(&settle(&schema.block, &state, &refreshed)));
}

#[test]
fn settling_goes_into_objects_and_blocks_and_uses_each_spelling_once() {
    let schema = schema(
        "one: single{ doc: string optional json; id: string computed } optional; block list lines { doc: string optional json; id: string computed }; bag: set{ doc: string required json } optional",
    );
    let planned =
        value(&schema, r#"{"one":{"doc":"{ \"a\": 1 }","id":"?"},"lines":[{"doc":"[ 1 ]","id":"?"}],"bag":[{"doc":"[1]"},{"doc":"[2]"}]}"#);
    let answer =
        value(&schema, r#"{"one":{"doc":"{\"a\":1}","id":"7"},"lines":[{"doc":"[1]","id":"8"}],"bag":[{"doc":"[ 1 ]"},{"doc":"[ 1]"}]}"#);
    expect![[r#"{"bag":[{"doc":"[ 1]"},{"doc":"[1]"}],"lines":[{"doc":"[ 1 ]","id":"8"}],"one":{"doc":"{ \"a\": 1 }","id":"7"}}"#]]
        .assert_eq(&show(&settle(&schema.block, &planned, &answer)));
}

#[test]
fn blocks_that_come_and_go_are_told() {
    let schema =
        schema("block list lines { a: string optional }; block set bag { a: string optional }; block single one { a: string sensitive }");
    let old = value(&schema, r#"{"lines":[{"a":"1"}],"bag":[{"a":"1"}]}"#);
    let new = value(&schema, r#"{"lines":[{"a":"1"},{"a":"2"}],"bag":[{"a":"2"}],"one":{"a":"x"}}"#);
    let lines: Vec<_> = changes(&schema.block, &old, &new).iter().map(|c| format!("{}: {} -> {}", c.path, c.old, c.new)).collect();
    expect![[r#"
        lines: [{a: "1"}] -> [{a: "1"}, {a: "2"}]
        bag: [{a: "1"}] -> [{a: "2"}]
        one: null -> {a: (sensitive)}"#]]
    .assert_eq(&lines.join("\n"));
}
