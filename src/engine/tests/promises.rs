//! Core's checks of what an apply made of its plan, broken one by one.

use expect_test::{Expect, expect};

use super::check_rules::lines;
use super::language::{schema, value};
use crate::engine::check::check_applied;

fn applied(schema_text: &str, planned: &str, actual: &str, expected: Expect) {
    let schema = schema(schema_text);
    expected.assert_eq(&lines(&check_applied(
        &schema.block,
        &value(&schema, planned),
        &value(&schema, actual),
    )));
}

const PROMISED: &str = "a: string optional; b: string computed; tags: set(string) optional; list: list(string) optional; map: map(string) optional";

#[test]
fn an_apply_keeps_its_promise() {
    let schema = PROMISED;
    applied(
        schema,
        r#"{"a":"x","b":"?"}"#,
        r#"{"a":"x","b":"new"}"#,
        expect![""],
    );
    applied(schema, r#"{"a":"x","b":"?"}"#, r#"{"a":"x"}"#, expect![""]);
    applied(
        schema,
        r#"{"a":"x"}"#,
        r#"{"a":"y"}"#,
        expect!["a: is not what was planned"],
    );
    applied(
        schema,
        r#"{"a":"x"}"#,
        "{}",
        expect!["a: had a value, but now is null"],
    );
    applied(
        schema,
        "{}",
        r#"{"b":"x"}"#,
        expect!["b: was null, but now has a value"],
    );
    applied(
        schema,
        r#"{"b":"?"}"#,
        r#"{"b":"?"}"#,
        expect!["b: is still unknown; set what it has become, Value::Null where that is nothing"],
    );
}

#[test]
fn an_apply_keeps_its_promise_of_elements() {
    let schema = PROMISED;
    applied(
        schema,
        r#"{"list":["a"]}"#,
        r#"{"list":["a","b"]}"#,
        expect!["list: new element 1 has appeared"],
    );
    applied(
        schema,
        r#"{"list":["a","b"]}"#,
        r#"{"list":["a"]}"#,
        expect!["list: element 1 has vanished"],
    );
    applied(
        schema,
        r#"{"map":{"a":"1"}}"#,
        r#"{"map":{"b":"1"}}"#,
        expect![[r#"
        map: element "a" has vanished
        map: new element "b" has appeared"#]],
    );
    applied(
        schema,
        r#"{"tags":["a","?"]}"#,
        r#"{"tags":["b","a"]}"#,
        expect![""],
    );
    applied(
        schema,
        r#"{"tags":["a","?"]}"#,
        r#"{"tags":["a"]}"#,
        expect![""],
    );
}

#[test]
fn an_apply_keeps_its_promise_of_the_whole() {
    let schema = PROMISED;
    applied(
        schema,
        r#"{"tags":["a"]}"#,
        r#"{"tags":["a","b"]}"#,
        expect![[r#"
        tags: length changed from 1 to 2
        tags: set has an element that was not planned"#]],
    );
    applied(
        schema,
        r#"{"tags":["a"]}"#,
        r#"{"tags":["b"]}"#,
        expect![[r#"
        tags: planned set element does not correlate with any element in actual
        tags: set has an element that was not planned"#]],
    );
    applied(
        schema,
        "null",
        r#"{"a":"x"}"#,
        expect!["was absent, but now present"],
    );
    applied(
        schema,
        r#"{"a":"x"}"#,
        "null",
        expect!["was present, but now absent"],
    );
}

#[test]
fn sensitive_values_are_not_told() {
    applied(
        "a: string sensitive",
        r#"{"a":"x"}"#,
        "{}",
        expect!["a: inconsistent values for sensitive attribute"],
    );
}

#[test]
fn blocks_stay_as_many_as_they_were() {
    let schema = "block list lines { a: string optional }; block set bag { a: string optional }";
    applied(
        schema,
        r#"{"lines":[{}]}"#,
        r#"{"lines":[{},{}]}"#,
        expect!["lines: block count changed from 1 to 2"],
    );
    applied(
        schema,
        r#"{"bag":[{"a":"?"}]}"#,
        r#"{"bag":[{"a":"x"}]}"#,
        expect![""],
    );
    applied(
        schema,
        r#"{"bag":[{"a":"x"}]}"#,
        r#"{"bag":[{"a":"y"}]}"#,
        expect![[r#"
        bag: planned set element does not correlate with any element in actual
        bag: set has an element that was not planned"#]],
    );
}
