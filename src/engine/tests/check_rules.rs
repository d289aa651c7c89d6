//! Core's checks of a plan, broken one by one.

use expect_test::{Expect, expect};

use super::language::{schema, value};
use crate::engine::check::{check_applied, check_plan};
use crate::engine::{PathError, Value};

fn plan(schema_text: &str, prior: &str, config: &str, planned: &str, expected: Expect) {
    let schema = schema(schema_text);
    let [prior, config, planned] = [prior, config, planned].map(|text| value(&schema, text));
    expected.assert_eq(&lines(&check_plan(
        &schema.block,
        &prior,
        &config,
        &planned,
    )));
}

pub(super) fn lines(problems: &[PathError]) -> String {
    problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_configured_value_is_planned_as_it_is_or_as_it_was() {
    let schema = "a: string optional; b: string optional+computed; c: string computed";
    plan(
        schema,
        "null",
        r#"{"a":"x"}"#,
        r#"{"a":"x","b":"?","c":"?"}"#,
        expect![""],
    );
    plan(
        schema,
        r#"{"a":"X"}"#,
        r#"{"a":"x"}"#,
        r#"{"a":"X"}"#,
        expect![""],
    );
    plan(
        schema,
        "null",
        r#"{"a":"x"}"#,
        r#"{"a":"X"}"#,
        expect!["a: planned value does not match config value"],
    );
    plan(
        schema,
        r#"{"a":"w"}"#,
        r#"{"a":"x"}"#,
        r#"{"a":"y"}"#,
        expect!["a: planned value does not match config value nor prior value"],
    );
    plan(
        schema,
        "null",
        "{}",
        r#"{"a":"x"}"#,
        expect!["a: planned value for a non-computed attribute"],
    );
    plan(
        schema,
        "null",
        r#"{"a":"?"}"#,
        r#"{"a":"x"}"#,
        expect!["a: planned value does not match config value"],
    );
    plan(
        schema,
        "null",
        r#"{"b":"x"}"#,
        r#"{"b":"y"}"#,
        expect!["b: planned value does not match config value"],
    );
}

#[test]
fn existence_is_what_the_configuration_wants() {
    plan(
        "a: string optional",
        "null",
        "{}",
        "null",
        expect!["planned for absence but config wants existence"],
    );
    plan(
        "a: string optional",
        r#"{"a":"x"}"#,
        "null",
        r#"{"a":"x"}"#,
        expect!["planned for existence but config wants absence"],
    );
}

#[test]
fn write_only_values_are_never_planned() {
    plan(
        "a: string optional write-only",
        "null",
        r#"{"a":"x"}"#,
        r#"{"a":"x"}"#,
        expect!["a: planned value for write-only attribute is not null"],
    );
    plan(
        "a: string optional write-only",
        "null",
        r#"{"a":"x"}"#,
        "{}",
        expect![""],
    );
}

#[test]
fn blocks_that_are_not_there_are_empty_and_never_null() {
    let schema = schema(
        "block list many { a: string optional }; block set bag { a: string optional }; block map named { a: string optional }",
    );
    let none = value(&schema, "{}");
    let why = "attribute representing a list of nested blocks must be empty to indicate no blocks, not null";
    for name in ["many", "bag", "named"] {
        let mut planned = none.clone();
        if let Value::Map(values) = &mut planned {
            values.insert(name.to_owned(), Value::Null);
        }
        let told = format!("{name}: {why}");
        assert_eq!(
            lines(&check_plan(&schema.block, &Value::Null, &none, &planned)),
            told
        );
        // Whatever is configured, and whatever was.
        assert_eq!(
            lines(&check_plan(&schema.block, &planned, &planned, &planned)),
            told
        );
        let null = planned;
        assert_eq!(
            lines(&check_applied(&schema.block, &none, &null)),
            format!("{name}: null block value after apply")
        );
        // Core has refused such a plan, and trusts what becomes of it, as it does of unknown
        // blocks.
        assert_eq!(lines(&check_applied(&schema.block, &null, &none)), "");
        let unknown = value(&schema, &format!(r#"{{"{name}":"?"}}"#));
        assert_eq!(lines(&check_applied(&schema.block, &unknown, &null)), "");
    }
}

#[test]
fn nested_attributes_keep_their_counts_and_keys() {
    let schema = "one: single{ a: string required } optional; many: list{ a: string required } optional; named: map{ a: string required } optional; bag: set{ a: string required } optional";
    plan(
        schema,
        "null",
        r#"{"one":{"a":"x"}}"#,
        r#"{"one":"?"}"#,
        expect!["one: planned unknown for configured value"],
    );
    plan(
        schema,
        "null",
        r#"{"many":[{"a":"x"}]}"#,
        r#"{"many":[]}"#,
        expect!["many: count in plan (0) disagrees with count in config (1)"],
    );
    plan(
        schema,
        "null",
        r#"{"named":{"k":{"a":"x"}}}"#,
        r#"{"named":{"l":{"a":"x"}}}"#,
        expect![[r#"
            named: map key "l" from plan is not present in config
            named: map key "k" from config is not present in plan"#]],
    );
    plan(
        schema,
        "null",
        r#"{"bag":[{"a":"x"}]}"#,
        r#"{"bag":[{"a":"y"}]}"#,
        expect![""],
    );
    plan(
        schema,
        "null",
        r#"{"bag":[{"a":"x"}]}"#,
        r#"{"bag":[{"a":"y"},{"a":"z"}]}"#,
        expect!["bag: count in plan (2) disagrees with count in config (1)"],
    );
    plan(
        schema,
        "null",
        r#"{"many":[{"a":"x"}]}"#,
        r#"{"many":[{"a":"y"}]}"#,
        expect!["many[0].a: planned value does not match config value"],
    );
}

#[test]
fn blocks_are_never_unknown_and_never_counted_otherwise() {
    let schema = "block list lines { a: string optional }; block set bag { a: string optional }; block map named { a: string optional }; block single one { a: string optional }";
    plan(
        schema,
        "null",
        r#"{"lines":[{}]}"#,
        r#"{"lines":"?"}"#,
        expect![
            "lines: attribute representing nested block must not be unknown itself; set nested attribute values to unknown instead"
        ],
    );
    plan(
        schema,
        "null",
        r#"{"lines":[{}]}"#,
        r#"{"lines":["?"]}"#,
        expect![
            "lines[0]: element representing nested block must not be unknown itself; set nested attribute values to unknown instead"
        ],
    );
    plan(
        schema,
        "null",
        r#"{"lines":[{}]}"#,
        "{}",
        expect!["lines: block count in plan (0) disagrees with count in config (1)"],
    );
    plan(
        schema,
        "null",
        r#"{"lines":"?"}"#,
        "{}",
        expect!["lines: planned value for unknown dynamic block"],
    );
    plan(
        schema,
        "null",
        r#"{"named":{"k":{}}}"#,
        r#"{"named":{"l":{}}}"#,
        expect![[r#"
            named: block key "l" from plan is not present in config
            named: block key "k" from config is not present in plan"#]],
    );
    plan(
        schema,
        "null",
        r#"{"one":{}}"#,
        "{}",
        expect!["one: planned for absence but config wants existence"],
    );
}
