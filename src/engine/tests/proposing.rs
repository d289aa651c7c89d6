//! Proposals: core's `ProposedNew`, case by case.

use expect_test::{Expect, expect};

use super::language::{schema, show, value};
use crate::engine::check::check_plan;
use crate::engine::{Defaults, plan, propose};

fn check(schema_text: &str, prior: &str, config: &str, expected: Expect) {
    let schema = schema(schema_text);
    let proposed = propose(
        &schema.block,
        &value(&schema, prior),
        &value(&schema, config),
    );
    let again = propose(&schema.block, &proposed, &value(&schema, config));
    assert!(again == proposed, "proposing over the proposal differs");
    expected.assert_eq(&show(&proposed));
}

#[test]
fn computed_attributes_are_null_on_creation_and_prior_on_update() {
    let schema = "id: string computed; name: string required; region: string optional+computed";
    check(
        schema,
        "null",
        r#"{"name":"a"}"#,
        expect![[r#"{"id":null,"name":"a","region":null}"#]],
    );
    check(
        schema,
        r#"{"id":"1","name":"a","region":"r"}"#,
        r#"{"name":"b"}"#,
        expect![[r#"{"id":"1","name":"b","region":"r"}"#]],
    );
    check(
        schema,
        r#"{"id":"1","name":"a","region":"r"}"#,
        r#"{"name":"b","region":"s"}"#,
        expect![[r#"{"id":"1","name":"b","region":"s"}"#]],
    );
}

#[test]
fn optional_attributes_are_what_is_configured() {
    check(
        "name: string optional",
        r#"{"name":"a"}"#,
        "{}",
        expect![[r#"{"name":null}"#]],
    );
    check(
        "name: list(string) optional",
        r#"{"name":["a"]}"#,
        r#"{"name":["?","b"]}"#,
        expect![[r#"{"name":["?","b"]}"#]],
    );
}

#[test]
fn a_nested_attribute_that_was_configured_goes_when_it_is_taken_out() {
    let schema = "one: single{ a: string optional; c: string computed } optional+computed";
    check(
        schema,
        r#"{"one":{"a":"x","c":"y"}}"#,
        "{}",
        expect![[r#"{"one":null}"#]],
    );
    // What only the provider filled stays.
    check(
        schema,
        r#"{"one":{"c":"y"}}"#,
        "{}",
        expect![[r#"{"one":{"a":null,"c":"y"}}"#]],
    );
}

#[test]
fn elements_of_sets_find_what_they_were() {
    let schema = "bag: set{ a: string required; id: string computed; note: string optional+computed } optional";
    check(
        schema,
        r#"{"bag":[{"a":"x","id":"1","note":"n"},{"a":"y","id":"2"}]}"#,
        r#"{"bag":[{"a":"y"},{"a":"x"},{"a":"z"}]}"#,
        expect![[
            r#"{"bag":[{"a":"x","id":"1","note":"n"},{"a":"y","id":"2","note":null},{"a":"z","id":null,"note":null}]}"#
        ]],
    );
    // Each is found once.
    check(
        schema,
        r#"{"bag":[{"a":"x","id":"1"}]}"#,
        r#"{"bag":[{"a":"x"},{"a":"?"}]}"#,
        expect![[r#"{"bag":[{"a":"?","id":null,"note":null},{"a":"x","id":"1","note":null}]}"#]],
    );
}

/// Core gives up on an element where the provider made an object in it, and proposes a new one.
/// Planned so, it would be known after apply in every plan, though nothing changed.
#[test]
fn an_element_that_core_proposes_anew_stays_what_it_was() {
    let made = "made: single{ id: string computed } computed";
    for (schema_text, proposed) in [
        (
            format!("bag: set{{ a: string required; {made} }} optional"),
            r#"{"bag":[{"a":"x","made":null}]}"#,
        ),
        (
            format!("block set bag {{ a: string required; {made} }}"),
            r#"{"bag":[{"a":"x","made":null}]}"#,
        ),
    ] {
        let prior = r#"{"bag":[{"a":"x","made":{"id":"1"}}]}"#;
        let config = r#"{"bag":[{"a":"x"}]}"#;
        let schema = schema(&schema_text);
        let [prior, config] = [prior, config].map(|text| value(&schema, text));
        assert_eq!(show(&propose(&schema.block, &prior, &config)), proposed);
        let same = plan(&schema, &Defaults::new(), &prior, &config).planned;
        assert!(same == prior, "{schema_text}: {}", show(&same));
        assert_eq!(check_plan(&schema.block, &prior, &config, &same), []);
        // What is configured otherwise is a new element.
        let config = value(&schema, r#"{"bag":[{"a":"y"}]}"#);
        let other = plan(&schema, &Defaults::new(), &prior, &config).planned;
        assert_eq!(show(&other), r#"{"bag":[{"a":"y","made":"?"}]}"#);
    }
}

#[test]
fn lists_match_by_place_and_maps_by_key() {
    let schema = "many: list{ a: string required; id: string computed } optional; named: map{ a: string required; id: string computed } optional";
    check(
        schema,
        r#"{"many":[{"a":"1","id":"i1"},{"a":"2","id":"i2"}],"named":{"k":{"a":"1","id":"ik"},"l":{"a":"2","id":"il"}}}"#,
        r#"{"many":[{"a":"9"}],"named":{"l":{"a":"9"},"m":{"a":"3"}}}"#,
        expect![[
            r#"{"many":[{"a":"9","id":"i1"}],"named":{"l":{"a":"9","id":"il"},"m":{"a":"3","id":null}}}"#
        ]],
    );
}

#[test]
fn unknown_nested_attributes_and_blocks_are_unknown() {
    let schema = "many: list{ a: string required; id: string computed } optional; block list lines { a: string required; id: string computed }";
    check(
        schema,
        r#"{"many":[{"a":"1","id":"i"}],"lines":[{"a":"1","id":"i"}]}"#,
        r#"{"many":"?","lines":"?"}"#,
        expect![[r#"{"lines":"?","many":"?"}"#]],
    );
}

#[test]
fn blocks_recur() {
    let schema = "block list outer { a: string required; block set inner { b: string required; id: string computed } }";
    check(
        schema,
        r#"{"outer":[{"a":"1","inner":[{"b":"x","id":"i"}]}]}"#,
        r#"{"outer":[{"a":"2","inner":[{"b":"x"},{"b":"y"}]},{"a":"3","inner":[]}]}"#,
        expect![[
            r#"{"outer":[{"a":"2","inner":[{"b":"x","id":"i"},{"b":"y","id":null}]},{"a":"3","inner":[]}]}"#
        ]],
    );
}

#[test]
fn maps_of_blocks_inside_sets_are_matched_key_by_key() {
    let schema = "block set rule { a: string required; block map label { v: string optional; id: string computed } }";
    check(
        schema,
        r#"{"rule":[{"a":"x","label":{"k":{"v":"1","id":"i"}}}]}"#,
        r#"{"rule":[{"a":"x","label":{"k":{"v":"1"}}}]}"#,
        expect![[r#"{"rule":[{"a":"x","label":{"k":{"id":"i","v":"1"}}}]}"#]],
    );
}

#[test]
fn whatever_was_configured_inside_counts() {
    let map = "named: map{ id: string computed; name: string optional } optional+computed";
    check(
        map,
        r#"{"named":{"id":{"id":"1","name":"x"}}}"#,
        "{}",
        expect![[r#"{"named":null}"#]],
    );
    let deep = "settings: single{ tls: single{ cert: string computed } optional; etag: string computed } optional+computed";
    check(
        deep,
        r#"{"settings":{"tls":{"cert":"c"},"etag":"e"}}"#,
        "{}",
        expect![[r#"{"settings":null}"#]],
    );
    check(
        deep,
        r#"{"settings":{"etag":"e"}}"#,
        "{}",
        expect![[r#"{"settings":{"etag":"e","tls":null}}"#]],
    );
}
