//! Elements of sets that become equal when what they leave out is filled in.

use super::language::{schema, show, value};
use crate::engine::{Defaults, Diagnostics, plan};

#[test]
fn a_set_of_blocks_has_each_once_and_the_second_plan_is_empty() {
    let schema = schema(
        "etag: string computed; block set bag { on: bool optional+computed default(true) replaces }",
    );
    let config = value(&schema, r#"{"bag":[{"on":true},{}]}"#);
    let first = plan(&schema, &Defaults::new(), &value(&schema, "null"), &config);
    assert_eq!(
        (show(&first.planned), first.diagnostics),
        (
            r#"{"bag":[{"on":true}],"etag":"?"}"#.to_owned(),
            Diagnostics::new()
        )
    );
    let state = value(&schema, r#"{"etag":"1","bag":[{"on":true}]}"#);
    let second = plan(&schema, &Defaults::new(), &state, &config);
    assert!(
        second.planned == state && second.replaces.is_empty(),
        "{}",
        show(&second.planned)
    );
    let other = value(&schema, r#"{"etag":"1","bag":[{"on":false}]}"#);
    assert_eq!(
        show(&plan(&schema, &Defaults::new(), &other, &config).planned),
        r#"{"bag":[{"on":true}],"etag":"?"}"#
    );
}

#[test]
fn two_elements_of_a_nested_set_that_become_one_are_named() {
    let schema = schema(
        "name: string optional; bag: set{ on: bool optional+computed default(true); pin: string sensitive } optional",
    );
    let planned = |config: &str| {
        plan(
            &schema,
            &Defaults::new(),
            &value(&schema, "null"),
            &value(&schema, config),
        )
        .diagnostics
    };
    assert_eq!(planned(r#"{"bag":[{"on":true},{"on":false}]}"#), []);
    let told = planned(r#"{"bag":[{"on":true,"pin":"7"},{"on":false},{"pin":"7"}]}"#);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].summary, "Two elements of bag are the same");
    assert!(
        told[0]
            .detail
            .contains("{on: true, pin: (sensitive)} and {pin: (sensitive)}"),
        "{}",
        told[0].detail
    );
    // What is not known yet may turn out different.
    assert_eq!(planned(r#"{"bag":["?","?"]}"#), []);
}

/// The blocks in a block of a set, too, are each there once, and the outer one is the old one all
/// the same.
#[test]
fn a_block_of_a_set_is_found_by_what_becomes_of_the_blocks_in_it() {
    let schema = schema(
        "block set bag { id: string computed; block set in { on: bool optional+computed default(true) } }",
    );
    let config = value(&schema, r#"{"bag":[{"in":[{"on":true},{}]}]}"#);
    let state = value(&schema, r#"{"bag":[{"id":"1","in":[{"on":true}]}]}"#);
    assert_eq!(
        show(&plan(&schema, &Defaults::new(), &state, &config).planned),
        show(&state)
    );
    let other = value(
        &schema,
        r#"{"bag":[{"id":"1","in":[{"on":true},{"on":false}]}]}"#,
    );
    assert_eq!(
        show(&plan(&schema, &Defaults::new(), &other, &config).planned),
        r#"{"bag":[{"id":"?","in":[{"on":true}]}]}"#
    );
}

/// Core proposes for the first block what was computed for an old one with fewer lines, and for the
/// second the old one that it is.
#[test]
fn a_changed_block_of_a_set_does_not_become_another_one() {
    let schema = schema(
        r#"block set bag { id: string optional+computed keeps; block list lines { x: string optional+computed default("d") } }"#,
    );
    let config = value(&schema, r#"{"bag":[{"lines":[{}]},{"lines":[{"x":"d"}]}]}"#);
    let state = value(
        &schema,
        r#"{"bag":[{"id":"1","lines":[]},{"id":"1","lines":[{"x":"d"}]}]}"#,
    );
    let planned = plan(&schema, &Defaults::new(), &state, &config).planned;
    assert_eq!(
        show(&planned),
        r#"{"bag":[{"id":"1","lines":[{"x":"d"}]},{"id":"?","lines":[{"x":"d"}]}]}"#
    );
    let state = value(
        &schema,
        r#"{"bag":[{"id":"1","lines":[{"x":"d"}]},{"id":"2","lines":[{"x":"d"}]}]}"#,
    );
    assert!(plan(&schema, &Defaults::new(), &state, &config).planned == state);
}

/// Of two blocks that could be the old one, it is the one that says all, be it by a default.
#[test]
fn a_block_of_a_set_that_leaves_nothing_open_goes_first() {
    let schema = schema(
        "block set bag { on: bool optional+computed default(true); id: string optional+computed }",
    );
    let config = value(&schema, r#"{"bag":[{},{"id":"1"}]}"#);
    let state = value(&schema, r#"{"bag":[{"on":true,"id":"1"}]}"#);
    let planned = plan(&schema, &Defaults::new(), &state, &config).planned;
    assert_eq!(
        show(&planned),
        r#"{"bag":[{"id":"1","on":true},{"id":"?","on":true}]}"#
    );
}
