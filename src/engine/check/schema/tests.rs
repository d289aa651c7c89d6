//! What an author reads for each mistake.

use crate::engine::check::check_schema;
use crate::engine::{
    Attribute, Block, BlockNesting, Meaning, NestedBlock, Nesting, Number, Recompute, Schema, Type,
    Usage, Value, rules, validators,
};

fn text(name: &str, usage: Usage) -> Attribute {
    Attribute::new(name, Type::String, usage, "")
}

fn check(attributes: Vec<Attribute>, blocks: Vec<NestedBlock>, expect: &[&str]) {
    let schema = Schema {
        version: 0,
        block: Block {
            attributes,
            blocks,
            ..Block::default()
        },
    };
    let found: Vec<String> = check_schema(&schema)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(found, expect);
}

#[test]
fn a_name_is_one_that_configurations_can_write_and_is_there_once() {
    check(vec![text("name", Usage::Required)], Vec::new(), &[]);
    check(
        vec![text("a", Usage::Required), text("a", Usage::Optional)],
        Vec::new(),
        &["a: is declared twice; take one of them out"],
    );
    check(
        vec![text("Name", Usage::Required)],
        Vec::new(),
        &[
            "Name: has a name that configurations cannot write; use lower case letters, digits and underscores",
        ],
    );
}

#[test]
fn a_default_is_a_value_of_a_computed_attribute() {
    let default = Attribute {
        default: Some(Value::Bool(true)),
        ..text("a", Usage::Optional)
    };
    check(
        vec![default],
        Vec::new(),
        &[
            "a: has a default, so the provider sets it at times; make it Usage::OptionalComputed",
            "a: its default is no known string",
        ],
    );
}

#[test]
fn what_is_write_only_is_in_no_set() {
    let hidden = Attribute {
        write_only: true,
        ..text("h", Usage::Optional)
    };
    check(
        vec![Attribute::nested(
            "s",
            Nesting::Set,
            vec![hidden],
            Usage::Optional,
            "",
        )],
        Vec::new(),
        &["s.h: is write-only inside a set, whose elements would change by it; use a list or map"],
    );
}

#[test]
fn an_attribute_follows_one_beside_it() {
    let follows = Attribute {
        recompute: Recompute::OnChangeOf(vec!["nmae".to_owned()]),
        ..text("url", Usage::Computed)
    };
    check(
        vec![follows, text("name", Usage::Required)],
        Vec::new(),
        &["url: follows \"nmae\", which is no attribute beside it"],
    );
}

#[test]
fn blocks_are_counted_where_they_repeat() {
    let nested = |nesting, min_items, max_items| NestedBlock {
        min_items,
        max_items,
        ..NestedBlock::new("b", nesting, Block::default())
    };
    check(
        Vec::new(),
        vec![nested(BlockNesting::Map, 0, 1)],
        &["b: a group or map of blocks has no min_items and max_items; leave them 0"],
    );
    let single =
        "b: a single block is there once or not: min_items and max_items are both 0 or both 1";
    check(
        Vec::new(),
        vec![nested(BlockNesting::Single, 1, 0)],
        &[single],
    );
    check(
        Vec::new(),
        vec![nested(BlockNesting::Single, 0, 1)],
        &[single],
    );
    check(Vec::new(), vec![nested(BlockNesting::Single, 1, 1)], &[]);
    check(
        Vec::new(),
        vec![nested(BlockNesting::List, 2, 1)],
        &["b: min_items is more than max_items"],
    );
    check(
        vec![text("b", Usage::Optional)],
        vec![nested(BlockNesting::List, 0, 0)],
        &["b: is declared twice; an attribute and a block cannot share a name"],
    );
}

#[test]
fn validators_are_for_the_type() {
    let longest = Attribute {
        validators: vec![validators::length_at_most(3)],
        ..Attribute::new("n", Type::Number, Usage::Optional, "")
    };
    check(
        vec![longest],
        Vec::new(),
        &["n: is a number, and has a validator for a string; take that out or change the type"],
    );
    let mut object = Attribute::new(
        "o",
        Type::object([("a", Type::String)]),
        Usage::Optional,
        "",
    );
    object.validators = vec![validators::length_at_most(3)];
    check(
        vec![object],
        Vec::new(),
        &["o: is an object, and has a validator for a string; take that out or change the type"],
    );
    let ports = vec![
        validators::each(validators::at_least(1)),
        validators::size_at_most(3),
        validators::unique_values(),
    ];
    let numbers = Attribute {
        validators: ports.clone(),
        ..Attribute::new("n", Type::list(Type::Number), Usage::Optional, "")
    };
    check(vec![numbers], Vec::new(), &[]);
    let texts = Attribute {
        validators: ports,
        ..Attribute::new("n", Type::list(Type::String), Usage::Optional, "")
    };
    check(
        vec![texts],
        Vec::new(),
        &[
            "n: is a list of string, and has a validator for a list, set or map in which each is a number; take that out or change the type",
        ],
    );
}

#[test]
fn meanings_and_elements_are_those_of_the_type() {
    let meaning = Attribute {
        meaning: Meaning::Json,
        ..Attribute::new("n", Type::Number, Usage::Optional, "")
    };
    check(
        vec![meaning],
        Vec::new(),
        &["n: is a number, which has no Json meaning; give that to the strings in it"],
    );
    let nulls = Attribute {
        no_null_elements: true,
        ..text("n", Usage::Optional)
    };
    check(
        vec![nulls],
        Vec::new(),
        &["n: is a string, and refuses null elements; take no_null_elements out"],
    );
}

#[test]
fn a_default_is_a_number_that_terraform_holds() {
    let long = Number::parse(&"7".repeat(300)).map(Value::Number);
    let default = Attribute {
        default: long,
        ..Attribute::new("n", Type::Number, Usage::OptionalComputed, "")
    };
    check(
        vec![default],
        Vec::new(),
        &[
            "n: its default has more digits than the 512 bits of Terraform's numbers hold, so it would never be the stored one",
        ],
    );
}

#[test]
fn rules_are_about_what_is_there() {
    let rules = vec![rules::needs("a", "b")];
    let schema = Schema {
        block: Block {
            attributes: vec![text("a", Usage::Optional)],
            rules,
            ..Block::default()
        },
        ..Schema::default()
    };
    let found: Vec<String> = check_schema(&schema)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        found,
        ["has a rule about \"b\", which is no attribute or block of it; mend the rule's names"]
    );
}

#[test]
fn nothing_in_a_set_is_dynamic() {
    let any = Attribute::new("any", Type::Dynamic, Usage::Optional, "");
    check(
        vec![Attribute::nested(
            "s",
            Nesting::Set,
            vec![any],
            Usage::Optional,
            "",
        )],
        Vec::new(),
        &["s.any: is dynamic inside a set, whose elements must have one type; use a list"],
    );
}

#[test]
fn what_is_left_to_the_provider_is_so_in_all_its_parts() {
    let settings = |inner, usage| Attribute::nested("settings", Nesting::Single, inner, usage, "");
    let both = || {
        vec![
            text("mode", Usage::OptionalComputed),
            text("id", Usage::Computed),
        ]
    };
    check(
        vec![settings(both(), Usage::OptionalComputed)],
        Vec::new(),
        &[],
    );
    check(
        vec![settings(
            vec![text("mode", Usage::Required)],
            Usage::Optional,
        )],
        Vec::new(),
        &[],
    );
    let deep = vec![settings(
        vec![text("mode", Usage::Required)],
        Usage::OptionalComputed,
    )];
    check(
        vec![Attribute {
            name: "outer".to_owned(),
            ..settings(deep, Usage::OptionalComputed)
        }],
        Vec::new(),
        &[
            "outer.settings: is computed where it is left out, and mode in it is not: Terraform takes that for configured, and would plan the provider's answer away each time; make mode computed, too",
            "outer: is computed where it is left out, and settings.mode in it is not: Terraform takes that for configured, and would plan the provider's answer away each time; make settings.mode computed, too",
        ],
    );
    let default = Some(Value::object([("mode", "a".into())]));
    check(
        vec![Attribute {
            default,
            ..settings(vec![text("mode", Usage::Required)], Usage::OptionalComputed)
        }],
        Vec::new(),
        &[],
    );
}

#[test]
fn computed_blocks_have_rules_of_their_own() {
    let block = |attributes, nesting| NestedBlock {
        computed: Some(Recompute::Never),
        ..NestedBlock::new(
            "b",
            nesting,
            Block {
                attributes,
                ..Block::default()
            },
        )
    };
    check(
        Vec::new(),
        vec![block(vec![text("a", Usage::Computed)], BlockNesting::List)],
        &[],
    );
    check(
        Vec::new(),
        vec![block(vec![text("a", Usage::Optional)], BlockNesting::List)],
        &["b.a: is in a computed block; make it Usage::Computed or Usage::OptionalComputed"],
    );
    check(
        Vec::new(),
        vec![NestedBlock {
            min_items: 1,
            ..block(Vec::new(), BlockNesting::List)
        }],
        &["b: is computed, so a configuration may have none of it; leave min_items 0"],
    );
    check(
        Vec::new(),
        vec![block(Vec::new(), BlockNesting::Group)],
        &[
            "b: is a group, which is always there, so it cannot be computed; use BlockNesting::Single",
        ],
    );
}
