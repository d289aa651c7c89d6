//! Plans: what changes, what is unknown, what replaces.

use expect_test::{Expect, expect};

use super::language::{schema, show, value};
use crate::engine::check::check_plan;
use crate::engine::{Defaults, plan};

/// Plans `config` over `prior` and compares `action [replacing paths] planned`. Every plan must also pass core's checks, and be
/// the same twice.
fn check(schema_text: &str, prior: &str, config: &str, expected: Expect) {
    check_with(Defaults::new(), schema_text, prior, config, expected);
}

fn check_with(defaults: Defaults, schema_text: &str, prior: &str, config: &str, expected: Expect) {
    let schema = schema(schema_text);
    let (prior, config) = (value(&schema, prior), value(&schema, config));
    let planned = plan(&schema, &defaults, &prior, &config);
    let problems = check_plan(&schema.block, &prior, &config, &planned.planned);
    assert!(
        problems.is_empty(),
        "core would refuse the plan {}: {problems:?}",
        show(&planned.planned)
    );
    let again = plan(&schema, &defaults, &prior, &config);
    assert!(
        again.planned == planned.planned && again.replaces == planned.replaces,
        "planning twice differs"
    );
    let action = match (prior.is_null(), planned.planned.is_null()) {
        (_, true) => "delete",
        (true, false) => "create",
        (false, false) if planned.planned == prior => "nothing",
        (false, false) if planned.replaces.is_empty() => "update",
        (false, false) => "replace",
    };
    let replaces = planned
        .replaces
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ");
    let replaces = if replaces.is_empty() {
        replaces
    } else {
        format!(" [{replaces}]")
    };
    expected.assert_eq(&format!("{action}{replaces} {}", show(&planned.planned)));
}

const THING: &str = "id: string computed keeps; name: string required; size: number optional; etag: string computed";

#[test]
fn on_creation_everything_computed_is_unknown() {
    check(
        THING,
        "null",
        r#"{"name":"a"}"#,
        expect![[r#"create {"etag":"?","id":"?","name":"a","size":null}"#]],
    );
}

#[test]
fn nothing_changes_when_nothing_changed() {
    let state = r#"{"id":"1","name":"a","size":2,"etag":"x"}"#;
    check(
        THING,
        state,
        r#"{"name":"a","size":2}"#,
        expect![[r#"nothing {"etag":"x","id":"1","name":"a","size":2}"#]],
    );
    check(
        THING,
        state,
        r#"{"name":"a","size":2.0}"#,
        expect![[r#"nothing {"etag":"x","id":"1","name":"a","size":2}"#]],
    );
}

#[test]
fn a_change_makes_only_what_may_change_unknown() {
    let state = r#"{"id":"1","name":"a","size":2,"etag":"x"}"#;
    check(
        THING,
        state,
        r#"{"name":"b","size":2}"#,
        expect![[r#"update {"etag":"?","id":"1","name":"b","size":2}"#]],
    );
    check(
        THING,
        state,
        r#"{"name":"a"}"#,
        expect![[r#"update {"etag":"?","id":"1","name":"a","size":null}"#]],
    );
}

#[test]
fn destroying_plans_null() {
    check(
        THING,
        r#"{"id":"1","name":"a"}"#,
        "null",
        expect!["delete null"],
    );
}

#[test]
fn defaults_stand_where_the_configuration_is_silent() {
    let schema = r#"name: string required; on: bool optional+computed default(false); kind: string optional+computed default("x")"#;
    check(
        schema,
        "null",
        r#"{"name":"a"}"#,
        expect![[r#"create {"kind":"x","name":"a","on":false}"#]],
    );
    check(
        schema,
        "null",
        r#"{"name":"a","on":true,"kind":"?"}"#,
        expect![[r#"create {"kind":"?","name":"a","on":true}"#]],
    );
    // Taking it out brings the default back, in place.
    check(
        schema,
        r#"{"name":"a","on":true,"kind":"y"}"#,
        r#"{"name":"a"}"#,
        expect![[r#"update {"kind":"x","name":"a","on":false}"#]],
    );
}

#[test]
fn what_the_server_filled_stays() {
    let schema = "name: string required; region: string optional+computed keeps replaces";
    check(
        schema,
        "null",
        r#"{"name":"a"}"#,
        expect![[r#"create {"name":"a","region":"?"}"#]],
    );
    check(
        schema,
        r#"{"name":"a","region":"r"}"#,
        r#"{"name":"b"}"#,
        expect![[r#"update {"name":"b","region":"r"}"#]],
    );
    check(
        schema,
        r#"{"name":"a","region":"r"}"#,
        r#"{"name":"a","region":"s"}"#,
        expect![[r#"replace [region] {"name":"a","region":"s"}"#]],
    );
}

#[test]
fn what_follows_changes_with_what_it_follows() {
    let schema =
        "route: string required; disabled: bool optional; url: string computed follows(route)";
    let state = r#"{"route":"/a","disabled":false,"url":"u"}"#;
    check(
        schema,
        state,
        r#"{"route":"/a","disabled":true}"#,
        expect![[r#"update {"disabled":true,"route":"/a","url":"u"}"#]],
    );
    check(
        schema,
        state,
        r#"{"route":"/b","disabled":false}"#,
        expect![[r#"update {"disabled":false,"route":"/b","url":"?"}"#]],
    );
    check(
        schema,
        state,
        r#"{"route":"?","disabled":false}"#,
        expect![[r#"update {"disabled":false,"route":"?","url":"?"}"#]],
    );
}

#[test]
fn replacing_needs_a_change() {
    let schema = "id: string computed keeps; name: string required replaces; template: string optional replaces-known";
    check(
        schema,
        "null",
        r#"{"name":"a","template":"t"}"#,
        expect![[r#"create {"id":"?","name":"a","template":"t"}"#]],
    );
    check(
        schema,
        r#"{"id":"1","name":"a"}"#,
        r#"{"name":"b"}"#,
        expect![[r#"replace [name] {"id":"1","name":"b","template":null}"#]],
    );
    check(
        schema,
        r#"{"id":"1","name":"a"}"#,
        r#"{"name":"?"}"#,
        expect![[r#"replace [name] {"id":"1","name":"?","template":null}"#]],
    );
    // Null after an import is no reason to replace; a known old value is.
    check(
        schema,
        r#"{"id":"1","name":"a"}"#,
        r#"{"name":"a","template":"t"}"#,
        expect![[r#"update {"id":"1","name":"a","template":"t"}"#]],
    );
    check(
        schema,
        r#"{"id":"1","name":"a","template":"s"}"#,
        r#"{"name":"a","template":"t"}"#,
        expect![[r#"replace [template] {"id":"1","name":"a","template":"t"}"#]],
    );
}

#[test]
fn write_only_values_are_in_no_plan() {
    let schema = "secret: string optional write-only sensitive; version: number optional";
    check(
        schema,
        "null",
        r#"{"secret":"s","version":1}"#,
        expect![[r#"create {"secret":null,"version":1}"#]],
    );
    check(
        schema,
        r#"{"version":1}"#,
        r#"{"secret":"t","version":1}"#,
        expect![[r#"nothing {"secret":null,"version":1}"#]],
    );
}

#[test]
fn other_words_for_the_same_keep_the_state() {
    let schema = "name: string required; rule: string optional json; etag: string computed";
    let state = r#"{"name":"a","rule":"{\"a\":1}","etag":"x"}"#;
    check(
        schema,
        state,
        r#"{"name":"a","rule":"{ \"a\": 1.0 }"}"#,
        expect![[r#"nothing {"etag":"x","name":"a","rule":"{\"a\":1}"}"#]],
    );
    check(
        schema,
        state,
        r#"{"name":"a","rule":"{\"a\":2}"}"#,
        expect![[r#"update {"etag":"?","name":"a","rule":"{\"a\":2}"}"#]],
    );
    check(
        schema,
        state,
        r#"{"name":"a","rule":"?"}"#,
        expect![[r#"update {"etag":"?","name":"a","rule":"?"}"#]],
    );
}

#[test]
fn a_providers_setting_is_a_default_that_may_replace() {
    let schema = "name: string required; project: string optional+computed keeps replaces";
    let default = |value: &str| Defaults::from([("project".to_owned(), value.into())]);
    let state = r#"{"name":"a","project":"p"}"#;
    check_with(
        default("p"),
        schema,
        "null",
        r#"{"name":"a"}"#,
        expect![[r#"create {"name":"a","project":"p"}"#]],
    );
    check_with(
        default("p"),
        schema,
        state,
        r#"{"name":"a"}"#,
        expect![[r#"nothing {"name":"a","project":"p"}"#]],
    );
    check_with(
        default("q"),
        schema,
        state,
        r#"{"name":"a"}"#,
        expect![[r#"replace [project] {"name":"a","project":"q"}"#]],
    );
    check_with(
        default("q"),
        schema,
        state,
        r#"{"name":"a","project":"p"}"#,
        expect![[r#"nothing {"name":"a","project":"p"}"#]],
    );
    let unknown = Defaults::from([("project".to_owned(), crate::engine::Value::UNKNOWN)]);
    check_with(
        unknown.clone(),
        schema,
        "null",
        r#"{"name":"a"}"#,
        expect![[r#"create {"name":"a","project":"?"}"#]],
    );
    check_with(
        unknown,
        schema,
        state,
        r#"{"name":"a"}"#,
        expect![[r#"nothing {"name":"a","project":"p"}"#]],
    );
    check_with(
        Defaults::new(),
        schema,
        "null",
        r#"{"name":"a"}"#,
        expect![[r#"create {"name":"a","project":"?"}"#]],
    );
}

const NESTED: &str = "one: single{ a: string required; b: string optional+computed default(\"d\"); c: string computed } optional; \
    many: list{ a: string required; c: string computed } optional; named: map{ a: string required; c: string computed } optional; \
    bag: set{ a: string required; b: string optional } optional";

#[test]
fn nested_attributes_have_rules_of_their_own() {
    check(
        NESTED,
        "null",
        r#"{"one":{"a":"x"},"many":[{"a":"1"},{"a":"?"}],"named":{"k":{"a":"x"}},"bag":[{"a":"x"}]}"#,
        expect![[
            r#"create {"bag":[{"a":"x","b":null}],"many":[{"a":"1","c":"?"},{"a":"?","c":"?"}],"named":{"k":{"a":"x","c":"?"}},"one":{"a":"x","b":"d","c":"?"}}"#
        ]],
    );
    let state = r#"{"one":{"a":"x","b":"d","c":"c"},"many":[{"a":"1","c":"c1"},{"a":"2","c":"c2"}],"named":{"k":{"a":"x","c":"ck"}},"bag":[{"a":"x"},{"a":"y"}]}"#;
    let same = r#"{"one":{"a":"x"},"many":[{"a":"1"},{"a":"2"}],"named":{"k":{"a":"x"}},"bag":[{"a":"y"},{"a":"x"}]}"#;
    check(
        NESTED,
        state,
        same,
        expect![[
            r#"nothing {"bag":[{"a":"x","b":null},{"a":"y","b":null}],"many":[{"a":"1","c":"c1"},{"a":"2","c":"c2"}],"named":{"k":{"a":"x","c":"ck"}},"one":{"a":"x","b":"d","c":"c"}}"#
        ]],
    );
    check(
        NESTED,
        state,
        r#"{"many":[{"a":"1"},{"a":"3"},{"a":"4"}],"named":{"k":{"a":"x"},"l":{"a":"y"}},"bag":[]}"#,
        expect![[
            r#"update {"bag":[],"many":[{"a":"1","c":"?"},{"a":"3","c":"?"},{"a":"4","c":"?"}],"named":{"k":{"a":"x","c":"?"},"l":{"a":"y","c":"?"}},"one":null}"#
        ]],
    );
}

#[test]
fn elements_of_sets_keep_spellings_that_mean_the_same() {
    let schema = "rules: set{ json: string required json; note: string optional } optional";
    let state = r#"{"rules":[{"json":"{\"a\":1}","note":"n"},{"json":"[]"}]}"#;
    check(
        schema,
        state,
        r#"{"rules":[{"json":"[ ]"},{"json":"{ \"a\":1 }","note":"n"}]}"#,
        expect![[
            r#"nothing {"rules":[{"json":"[]","note":null},{"json":"{\"a\":1}","note":"n"}]}"#
        ]],
    );
}

#[test]
fn blocks_of_every_nesting() {
    let schema = "block single one { a: string optional; c: string computed }; block group grp { a: string optional; c: string computed keeps }; \
        block list many { a: string required; c: string computed }; block set bag { a: string required }; block map named { a: string required; c: string computed }";
    check(
        schema,
        "null",
        r#"{"many":[{"a":"1"}],"bag":[{"a":"x"}],"named":{"k":{"a":"y"}}}"#,
        expect![[
            r#"create {"bag":[{"a":"x"}],"grp":{"a":null,"c":"?"},"many":[{"a":"1","c":"?"}],"named":{"k":{"a":"y","c":"?"}},"one":null}"#
        ]],
    );
    let state = r#"{"one":{"a":"o","c":"co"},"grp":{"c":"cg"},"many":[{"a":"1","c":"c1"}],"bag":[{"a":"x"}],"named":{"k":{"a":"y","c":"ck"}}}"#;
    check(
        schema,
        state,
        r#"{"one":{"a":"o"},"many":[{"a":"1"}],"bag":[{"a":"x"}],"named":{"k":{"a":"y"}}}"#,
        expect![[
            r#"nothing {"bag":[{"a":"x"}],"grp":{"a":null,"c":"cg"},"many":[{"a":"1","c":"c1"}],"named":{"k":{"a":"y","c":"ck"}},"one":{"a":"o","c":"co"}}"#
        ]],
    );
    check(
        schema,
        state,
        r#"{"grp":{"a":"g"},"many":[{"a":"0"},{"a":"1"}],"bag":"?"}"#,
        expect![[
            r#"update {"bag":"?","grp":{"a":"g","c":"cg"},"many":[{"a":"0","c":"?"},{"a":"1","c":"?"}],"named":{},"one":null}"#
        ]],
    );
}

#[test]
fn paths_of_replacements_stop_before_sets() {
    let schema = "one: single{ a: string required replaces } optional; many: list{ a: string required replaces } optional; \
        bag: set{ a: string required replaces } optional; block set blocks { a: string required replaces }; block list lines { a: string required replaces }";
    let state = r#"{"one":{"a":"1"},"many":[{"a":"1"},{"a":"2"}],"bag":[{"a":"1"}],"blocks":[{"a":"1"}],"lines":[{"a":"1"}]}"#;
    check(
        schema,
        state,
        r#"{"one":{"a":"2"},"many":[{"a":"1"},{"a":"3"}],"bag":[{"a":"2"}],"blocks":[{"a":"2"}],"lines":[{"a":"2"}]}"#,
        expect![[
            r#"replace [one.a, many[1].a, bag, blocks, lines[0].a] {"bag":[{"a":"2"}],"blocks":[{"a":"2"}],"lines":[{"a":"2"}],"many":[{"a":"1"},{"a":"3"}],"one":{"a":"2"}}"#
        ]],
    );
}

#[test]
fn dynamic_values_carry_their_types() {
    let schema = "any: dynamic optional; list: list(dynamic) optional; id: string computed";
    check(
        schema,
        "null",
        r#"{"any":{"a":[1,"x"]}}"#,
        expect![[r#"create {"any":{"a":[1,"x"]},"id":"?","list":null}"#]],
    );
    check(
        schema,
        r#"{"any":1,"id":"i"}"#,
        r#"{"any":"1"}"#,
        expect![[r#"update {"any":"1","id":"?","list":null}"#]],
    );
    check(
        schema,
        r#"{"any":1,"id":"i"}"#,
        r#"{"any":"?"}"#,
        expect![[r#"update {"any":"?","id":"?","list":null}"#]],
    );
}

#[test]
fn elements_of_sets_are_planned_in_the_configurations_order() {
    let schema = "bag: set{ name: string required; comment: string optional+computed default(\"d\") } optional";
    let state = r#"{"bag":[{"name":"a","comment":"d"},{"name":"b","comment":"x"}]}"#;
    check(
        schema,
        state,
        r#"{"bag":[{"name":"b","comment":"x"},{"name":"a"}]}"#,
        expect![[r#"nothing {"bag":[{"comment":"d","name":"a"},{"comment":"x","name":"b"}]}"#]],
    );
}

#[test]
fn elements_of_sets_keep_what_was_computed_for_other_spellings() {
    let schema = "bag: set{ rule: string required json; id: string computed keeps } optional; etag: string computed";
    let state = r#"{"bag":[{"rule":"[1]","id":"i1"},{"rule":"[2]","id":"i2"}],"etag":"e"}"#;
    check(
        schema,
        state,
        r#"{"bag":[{"rule":"[ 2 ]"},{"rule":"[ 1 ]"}]}"#,
        expect![[
            r#"nothing {"bag":[{"id":"i1","rule":"[1]"},{"id":"i2","rule":"[2]"}],"etag":"e"}"#
        ]],
    );
    check(
        schema,
        state,
        r#"{"bag":[{"rule":"[ 2 ]"},{"rule":"[3]"}]}"#,
        expect![[
            r#"update {"bag":[{"id":"?","rule":"[3]"},{"id":"i2","rule":"[2]"}],"etag":"?"}"#
        ]],
    );
}

#[test]
fn what_appears_vanishes_or_is_unknown_replaces_as_a_whole() {
    let schema = "net: single{ cidr: string required replaces; note: string optional } optional; many: list{ a: string required replaces } optional";
    let state = r#"{"net":{"cidr":"a"},"many":[{"a":"1"}]}"#;
    check(
        schema,
        state,
        r#"{"net":"?","many":[{"a":"1"}]}"#,
        expect![[r#"replace [net] {"many":[{"a":"1"}],"net":"?"}"#]],
    );
    check(
        schema,
        state,
        r#"{"many":[{"a":"1"}]}"#,
        expect![[r#"replace [net] {"many":[{"a":"1"}],"net":null}"#]],
    );
    check(
        schema,
        r#"{"many":[{"a":"1"}]}"#,
        r#"{"net":{"cidr":"b"},"many":[{"a":"1"},{"a":"2"}]}"#,
        expect![[
            r#"replace [net, many] {"many":[{"a":"1"},{"a":"2"}],"net":{"cidr":"b","note":null}}"#
        ]],
    );
    check(
        schema,
        state,
        r#"{"net":{"cidr":"a","note":"n"},"many":[{"a":"1"}]}"#,
        expect![[r#"update {"many":[{"a":"1"}],"net":{"cidr":"a","note":"n"}}"#]],
    );
    let known = "net: single{ cidr: string required replaces-known } optional";
    check(
        known,
        "{}",
        r#"{"net":{"cidr":"b"}}"#,
        expect![[r#"update {"net":{"cidr":"b"}}"#]],
    );
}

#[test]
fn what_the_server_filled_has_no_defaults_inside() {
    let schema = "name: string required; settings: single{ mode: string optional+computed default(\"a\") } optional+computed keeps";
    let state = r#"{"name":"n","settings":{"mode":"b"}}"#;
    // It was configured once, as far as anybody can tell, so core proposes to take it out.
    check(
        "name: string required; settings: single{ mode: string computed default(\"a\") } optional+computed keeps",
        state,
        r#"{"name":"n"}"#,
        expect![[r#"nothing {"name":"n","settings":{"mode":"b"}}"#]],
    );
    check(
        schema,
        state,
        r#"{"name":"n","settings":{}}"#,
        expect![[r#"update {"name":"n","settings":{"mode":"a"}}"#]],
    );
}

#[test]
fn what_follows_is_followed_itself() {
    let schema = "a: string required; b: string computed follows(a); c: string computed follows(b); d: string computed follows(c)";
    check(
        schema,
        r#"{"a":"1","b":"b","c":"c","d":"d"}"#,
        r#"{"a":"2"}"#,
        expect![[r#"update {"a":"2","b":"?","c":"?","d":"?"}"#]],
    );
}

#[test]
fn a_providers_known_setting_stays_known_when_other_things_change() {
    let schema = "name: string required; project: string optional+computed replaces";
    let default = Defaults::from([("project".to_owned(), "p".into())]);
    check_with(
        default,
        schema,
        r#"{"name":"a","project":"p"}"#,
        r#"{"name":"b"}"#,
        expect![[r#"update {"name":"b","project":"p"}"#]],
    );
    // And it fills nothing that only a configuration may set.
    let default = Defaults::from([("name".to_owned(), "n".into())]);
    check_with(
        default,
        "name: string optional",
        "null",
        "{}",
        expect![[r#"create {"name":null}"#]],
    );
}

#[test]
fn typed_nulls_and_unknowns_are_nulls_and_unknowns() {
    use crate::engine::{Attribute, Block, Schema, Type, Usage, Value};
    let attributes = vec![Attribute::new(
        "any",
        Type::Dynamic,
        Usage::OptionalComputed,
        "",
    )];
    let schema = Schema {
        version: 0,
        block: Block {
            attributes,
            ..Block::default()
        },
    };
    let dynamic = |value: Value| Value::Dynamic(Box::new((Type::String, value)));
    let object = |value: Value| Value::object([("any", value)]);
    let prior = object(dynamic("v".into()));
    let quiet = plan(
        &schema,
        &Defaults::new(),
        &prior,
        &object(dynamic(Value::Null)),
    );
    assert!(
        quiet.planned == prior,
        "a typed null is left to the provider"
    );
    let open = plan(
        &schema,
        &Defaults::new(),
        &prior,
        &object(dynamic(Value::UNKNOWN)),
    );
    assert!(open.planned.get("any").is_unknown());
}

#[test]
fn replacing_may_depend_on_values_and_on_who_set_them() {
    let longer = "name: string required replaces-longer";
    check(
        longer,
        r#"{"name":"aa"}"#,
        r#"{"name":"b"}"#,
        expect![[r#"update {"name":"b"}"#]],
    );
    check(
        longer,
        r#"{"name":"aa"}"#,
        r#"{"name":"bbb"}"#,
        expect![[r#"replace [name] {"name":"bbb"}"#]],
    );
    let configured = "name: string required; region: string optional+computed replaces-configured";
    let state = r#"{"name":"a","region":"r"}"#;
    check(
        configured,
        state,
        r#"{"name":"b"}"#,
        expect![[r#"update {"name":"b","region":"?"}"#]],
    );
    check(
        configured,
        state,
        r#"{"name":"a","region":"s"}"#,
        expect![[r#"replace [region] {"name":"a","region":"s"}"#]],
    );
}

#[test]
fn a_value_may_stay_once_it_is_there() {
    let schema = "name: string required; id: string computed keeps-set";
    check(
        schema,
        r#"{"name":"a","id":"1"}"#,
        r#"{"name":"b"}"#,
        expect![[r#"update {"id":"1","name":"b"}"#]],
    );
    check(
        schema,
        r#"{"name":"a"}"#,
        r#"{"name":"b"}"#,
        expect![[r#"update {"id":"?","name":"b"}"#]],
    );
}
