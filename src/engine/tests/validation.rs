//! Validation, drift and rendering.

use expect_test::{Expect, expect};

use super::language::{schema, show, value};
use crate::engine::{
    Diagnostic, Path, Rule, Schema, Severity, Validator, Value, changes, contradictions, render,
    settle, validate,
};

/// Returns a schema whose every string must not be "bad", and whose blocks want `a` set.
fn strict() -> Schema {
    let mut schema = schema(
        "a: string optional; many: list{ s: string optional } optional; bag: set{ s: string optional } optional; block list lines { a: string optional }",
    );
    let not_bad = Validator::new(|value, path| match value.as_str() {
        Some("bad") => vec![Diagnostic::error("bad", "").at(path.clone())],
        _ => Vec::new(),
    });
    let wants_a = Rule::new(|config| match config.attribute("a").is_null() {
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
    let lines: Vec<_> = complaints
        .iter()
        .map(|one| {
            format!(
                "{}: {}",
                one.path.as_ref().map_or(String::new(), ToString::to_string),
                one.summary
            )
        })
        .collect();
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn complaints_point_at_their_values() {
    check(r#"{"a":"good"}"#, expect![""]);
    check(
        r#"{"a":"bad","many":[{"s":"x"},{"s":"bad"}],"bag":[{"s":"bad"}],"lines":[{"a":"x"},{}]}"#,
        expect![[r#"
        a: bad
        many[1].s: bad (many[1].s)
        bag[…].s: bad (bag[…].s)
        lines[1].a: a is missing in lines[1]"#]],
    );
}

#[test]
fn unknown_values_are_not_complained_about() {
    check(
        r#"{"a":"?","many":"?","bag":["?"],"lines":"?"}"#,
        expect![""],
    );
}

/// Returns what core lets pass, with its whole path; a warning begins with its severity.
fn told(schema_text: &str, config: &str, expected: &[&str]) {
    let schema = schema(schema_text);
    let complaints = validate(&schema.block, &value(&schema, config));
    let line = |one: &Diagnostic| {
        format!(
            "{}{}",
            if one.severity == Severity::Warning {
                "warning: "
            } else {
                ""
            },
            one.summary
        )
    };
    assert_eq!(
        complaints.iter().map(line).collect::<Vec<_>>(),
        expected,
        "{schema_text} {config}"
    );
}

#[test]
fn what_is_required_must_not_be_null_at_any_depth() {
    told(
        "a: string required",
        r#"{"a":null}"#,
        &["a must not be null"],
    );
    told("a: string required", r#"{"a":"?"}"#, &[]);
    told("a: string required", r#"{"a":""}"#, &[]);
    told(
        "o: single{ a: string required } optional",
        r#"{"o":{}}"#,
        &["o.a must not be null"],
    );
    told("o: single{ a: string required } optional", "{}", &[]);
    told(
        "l: list{ a: string required } optional",
        r#"{"l":[{"a":"x"},{},{"a":"?"}]}"#,
        &["l[1].a must not be null"],
    );
    told(
        "s: set{ a: string required; b: string optional } optional",
        r#"{"s":[{"b":"x"},"?"]}"#,
        &["s[…].a must not be null"],
    );
    told(
        "m: map{ a: single{ b: string required } required } optional",
        r#"{"m":{"k":{"a":{}},"l":{}}}"#,
        &[
            "m[\"k\"].a.b must not be null",
            "m[\"l\"].a must not be null",
        ],
    );
    told(
        "block list lines { a: string required; block single one { b: string required } }",
        r#"{"lines":[{"one":{}},"?"]}"#,
        &[
            "lines[0].a must not be null",
            "lines[0].one.b must not be null",
        ],
    );
    told(
        "block set bag { a: string required }; block map named { a: string required }",
        r#"{"bag":[{}],"named":{"k":{}}}"#,
        &[
            "bag[…].a must not be null",
            "named[\"k\"].a must not be null",
        ],
    );
    // A group that is left out looks like one that is written with nulls.
    let group = "block group g { a: string required; b: string optional }";
    told(group, "{}", &[]);
    told(group, r#"{"g":{"b":"x"}}"#, &["g.a must not be null"]);
}

#[test]
fn what_is_read_only_must_not_be_set_at_any_depth() {
    told(
        "id: string computed",
        r#"{"id":"1"}"#,
        &["id is set by the provider; remove it"],
    );
    told("id: string computed", r#"{"id":"?"}"#, &[]);
    told("id: string optional+computed", r#"{"id":"1"}"#, &[]);
    told(
        "o: single{ a: string optional; id: string computed } optional",
        r#"{"o":{"id":"1"}}"#,
        &["o.id is set by the provider; remove it"],
    );
    told(
        "s: set{ id: string computed } optional",
        r#"{"s":[{"id":"1"}]}"#,
        &["s[…].id is set by the provider; remove it"],
    );
    told(
        "made: list{ id: string computed } computed",
        r#"{"made":[{"id":"1"}]}"#,
        &["made is set by the provider; remove it"],
    );
    told(
        "block list lines { id: string computed }",
        r#"{"lines":[{"id":"1"}]}"#,
        &["lines[0].id is set by the provider; remove it"],
    );
    told(
        "block list lines keeps { id: string computed }",
        r#"{"lines":[{"id":"1"}]}"#,
        &["lines[0].id is set by the provider; remove it"],
    );
}

#[test]
fn collections_refuse_null_elements() {
    told(
        "l: list{ a: string optional } optional",
        r#"{"l":[null,{}]}"#,
        &["l[0] must not be null"],
    );
    told(
        "s: set{ a: string optional } optional",
        r#"{"s":[null]}"#,
        &["s[…] must not be null"],
    );
    told(
        "m: map{ a: string optional } optional",
        r#"{"m":{"k":null}}"#,
        &["m[\"k\"] must not be null"],
    );
    told("l: list(string) optional", r#"{"l":[null]}"#, &[]);
    told(
        "l: list(string) optional no-nulls",
        r#"{"l":["a",null,"?"]}"#,
        &["l[1] must not be null"],
    );
    told(
        "s: set(string) optional no-nulls",
        r#"{"s":[null,"a"]}"#,
        &["s[…] must not be null"],
    );
    told(
        "m: map(list(string)) optional no-nulls",
        r#"{"m":{"k":["a",null]}}"#,
        &["m[\"k\"][1] must not be null"],
    );
    told(
        "t: tuple(string, list(string)) optional no-nulls",
        r#"{"t":[null,[null]]}"#,
        &["t[1][0] must not be null"],
    );
    told(
        "o: object(a: string, l: list(string)) optional no-nulls",
        r#"{"o":{"a":null,"l":[null]}}"#,
        &["o.l[0] must not be null"],
    );
}

#[test]
fn what_is_deprecated_is_warned_of() {
    told(
        "old: string optional deprecated",
        r#"{"old":"x"}"#,
        &["warning: old is deprecated"],
    );
    told("old: string optional deprecated", "{}", &[]);
    told("old: string optional deprecated", r#"{"old":"?"}"#, &[]);
    told(
        "o: single{ old: string optional deprecated } optional",
        r#"{"o":{"old":"x"}}"#,
        &["warning: o.old is deprecated"],
    );
    let mut schema =
        schema("block list old { a: string optional }; block group gone { a: string optional }");
    schema
        .block
        .blocks
        .iter_mut()
        .for_each(|nested| nested.block.deprecated = Some("Do without.".to_owned()));
    for (config, expected) in [
        ("{}", 0),
        (r#"{"old":[{},{}]}"#, 1),
        (r#"{"gone":{"a":"x"}}"#, 1),
    ] {
        assert_eq!(
            validate(&schema.block, &value(&schema, config)).len(),
            expected,
            "{config}"
        );
    }
}

/// What `ignore_changes` copies from the state into the configuration is nobody's mistake.
#[test]
fn what_is_as_it_was_contradicts_nothing() {
    let schema = schema(
        "id: string computed; a: string required; l: list{ id: string computed; b: string required } optional",
    );
    let [state, more, other] = [
        r#"{"id":"1","l":[{"id":"2"}]}"#,
        r#"{"id":"1","l":[{"id":"2"},{"id":"3","b":"x"}]}"#,
        r#"{"id":"2","a":"x","l":[{"id":"2"}]}"#,
    ]
    .map(|text| value(&schema, text));
    let told = |prior: &Value, config: &Value| {
        contradictions(&schema.block, prior, config)
            .into_iter()
            .map(|one| one.summary)
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&state, &state), Vec::<String>::new());
    assert_eq!(
        told(&state, &more),
        ["l[1].id is set by the provider; remove it"]
    );
    assert_eq!(
        told(&state, &other),
        ["id is set by the provider; remove it"]
    );
    assert_eq!(told(&Value::Null, &state).len(), 4);
}

#[test]
fn changes_are_told_without_secrets() {
    let schema = schema(
        "name: string required; key: string sensitive; one: single{ pin: number sensitive; on: bool optional } optional; block list lines { a: string optional }",
    );
    let old = value(
        &schema,
        r#"{"name":"a","key":"k1","one":{"pin":1,"on":true},"lines":[{"a":"x"}]}"#,
    );
    let new = value(
        &schema,
        r#"{"name":"b","key":"k2","one":{"pin":2,"on":true},"lines":[{"a":"y"}]}"#,
    );
    let lines: Vec<_> = changes(&schema.block, &old, &new)
        .iter()
        .map(|c| format!("{}: {} -> {}", c.path, c.old, c.new))
        .collect();
    expect![[r#"
        name: "a" -> "b"
        key: (sensitive) -> (sensitive)
        one: {pin: (sensitive), on: true} -> {pin: (sensitive), on: true}
        lines[0].a: "x" -> "y""#]]
    .assert_eq(&lines.join("\n"));
    expect![[
        r#"{name: "b", key: (sensitive), one: {pin: (sensitive), on: true}, lines: [{a: "y"}]}"#
    ]]
    .assert_eq(&render(&schema.block, &new));
}

#[test]
fn a_refresh_keeps_spellings_that_mean_the_same() {
    let schema = schema(
        "rule: string optional json; bag: set{ json: string required json } optional; many: list{ json: string required json } optional",
    );
    let state = value(
        &schema,
        r#"{"rule":"{ \"a\":1 }","bag":[{"json":"[ 1 ]"},{"json":"[2]"}],"many":[{"json":"{ }"},{"json":"[3]"}]}"#,
    );
    let refreshed = value(
        &schema,
        r#"{"rule":"{\"a\":1}","bag":[{"json":"[1]"},{"json":"[9]"}],"many":[{"json":"{}"},{"json":"[4]"}]}"#,
    );
    expect![[r#"{"bag":[{"json":"[ 1 ]"},{"json":"[9]"}],"many":[{"json":"{ }"},{"json":"[4]"}],"rule":"{ \"a\":1 }"}"#]]
        .assert_eq(&show(&settle(&schema.block, &state, &refreshed)));
}

#[test]
fn settling_goes_into_objects_and_blocks_and_uses_each_spelling_once() {
    let schema = schema(
        "one: single{ doc: string optional json; id: string computed } optional; block list lines { doc: string optional json; id: string computed }; bag: set{ doc: string required json } optional",
    );
    let planned = value(
        &schema,
        r#"{"one":{"doc":"{ \"a\": 1 }","id":"?"},"lines":[{"doc":"[ 1 ]","id":"?"}],"bag":[{"doc":"[1]"},{"doc":"[2]"}]}"#,
    );
    let answer = value(
        &schema,
        r#"{"one":{"doc":"{\"a\":1}","id":"7"},"lines":[{"doc":"[1]","id":"8"}],"bag":[{"doc":"[ 1 ]"},{"doc":"[ 1]"}]}"#,
    );
    expect![[r#"{"bag":[{"doc":"[ 1]"},{"doc":"[1]"}],"lines":[{"doc":"[ 1 ]","id":"8"}],"one":{"doc":"{ \"a\": 1 }","id":"7"}}"#]]
        .assert_eq(&show(&settle(&schema.block, &planned, &answer)));
}

#[test]
fn blocks_that_come_and_go_are_told() {
    let schema = schema(
        "block list lines { a: string optional }; block set bag { a: string optional }; block single one { a: string sensitive }",
    );
    let old = value(&schema, r#"{"lines":[{"a":"1"}],"bag":[{"a":"1"}]}"#);
    let new = value(
        &schema,
        r#"{"lines":[{"a":"1"},{"a":"2"}],"bag":[{"a":"2"}],"one":{"a":"x"}}"#,
    );
    let lines: Vec<_> = changes(&schema.block, &old, &new)
        .iter()
        .map(|c| format!("{}: {} -> {}", c.path, c.old, c.new))
        .collect();
    expect![[r#"
        lines: [{a: "1"}] -> [{a: "1"}, {a: "2"}]
        bag: [{a: "1"}] -> [{a: "2"}]
        one: null -> {a: (sensitive)}"#]]
    .assert_eq(&lines.join("\n"));
}
