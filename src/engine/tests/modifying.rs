//! Modifiers: what they may change, and where they are.

use super::language::{schema, show, value};
use crate::engine::check::check_plan;
use crate::engine::{Block, Defaults, Diagnostic, Modifier, Schema, Shape, Value, plan};

/// Returns a schema in which each attribute called `n` is at least what it was: less replaces the
/// object, and says so.
fn growing(text: &str) -> Schema {
    let mut schema = schema(text);
    let modifier = Modifier::new(|modifying| {
        if let (Value::Number(old), Value::Number(new)) = (modifying.prior, &modifying.planned) {
            modifying.replaces = new < old;
            if new < old {
                modifying
                    .diagnostics
                    .push(Diagnostic::warning("It shrinks", "").at(modifying.path.clone()));
            }
        }
    });
    give(&mut schema.block, &modifier);
    schema
}

fn give(block: &mut Block, modifier: &Modifier) {
    for attribute in &mut block.attributes {
        if attribute.name == "n" {
            attribute.modifiers.push(modifier.clone());
        }
        if let Shape::Nested(_, inner) = &mut attribute.shape {
            let mut nested = Block {
                attributes: std::mem::take(inner),
                ..Block::default()
            };
            give(&mut nested, modifier);
            *inner = nested.attributes;
        }
    }
    block
        .blocks
        .iter_mut()
        .for_each(|nested| give(&mut nested.block, modifier));
}

fn check(text: &str, prior: &str, config: &str, replaces: &[&str]) {
    let schema = growing(text);
    let prior = value(&schema, prior);
    let config = value(&schema, config);
    let planned = plan(&schema, &Defaults::new(), &prior, &config);
    let paths: Vec<String> = planned.replaces.iter().map(ToString::to_string).collect();
    assert_eq!(paths, replaces, "{}", show(&planned.planned));
    let told: Vec<String> = planned
        .diagnostics
        .iter()
        .filter_map(|one| one.path.as_ref())
        .map(ToString::to_string)
        .collect();
    assert_eq!(told, replaces);
    assert_eq!(
        check_plan(&schema.block, &prior, &config, &planned.planned),
        []
    );
}

#[test]
fn the_path_is_the_attributes() {
    check("n: number optional", r#"{"n":2}"#, r#"{"n":1}"#, &["n"]);
    check("n: number optional", r#"{"n":2}"#, r#"{"n":3}"#, &[]);
    check("n: number optional", "null", r#"{"n":3}"#, &[]);
    check(
        "one: single{ n: number optional } optional",
        r#"{"one":{"n":2}}"#,
        r#"{"one":{"n":1}}"#,
        &["one.n"],
    );
    check(
        "many: list{ n: number optional } optional",
        r#"{"many":[{"n":2},{"n":2}]}"#,
        r#"{"many":[{"n":2},{"n":1}]}"#,
        &["many[1].n"],
    );
    check(
        "named: map{ n: number optional } optional",
        r#"{"named":{"k":{"n":2}}}"#,
        r#"{"named":{"k":{"n":1}}}"#,
        &[r#"named["k"].n"#],
    );
    check(
        "block list lines { n: number optional }",
        r#"{"lines":[{"n":2}]}"#,
        r#"{"lines":[{"n":1}]}"#,
        &["lines[0].n"],
    );
}

/// Core cannot follow a path into a set, so everything in one is told of the set.
#[test]
fn inside_a_set_the_path_is_the_sets() {
    let everywhere = |text: &str, config: &str| {
        let mut schema = schema(text);
        let modifier = Modifier::new(|modifying| {
            modifying
                .diagnostics
                .push(Diagnostic::warning("here", "").at(modifying.path.clone()))
        });
        give(&mut schema.block, &modifier);
        let planned = plan(
            &schema,
            &Defaults::new(),
            &Value::Null,
            &value(&schema, config),
        );
        planned
            .diagnostics
            .iter()
            .filter_map(|one| one.path.as_ref())
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        everywhere(
            "bag: set{ n: number optional } optional",
            r#"{"bag":[{"n":1}]}"#
        ),
        ["bag"]
    );
    assert_eq!(
        everywhere(
            "block set pool { n: number optional }",
            r#"{"pool":[{"n":1}]}"#
        ),
        ["pool"]
    );
    let deep =
        "many: list{ bag: set{ one: single{ n: number optional } optional } optional } optional";
    assert_eq!(
        everywhere(deep, r#"{"many":[{"bag":[{"one":{"n":1}}]}]}"#),
        ["many[0].bag"]
    );
}
