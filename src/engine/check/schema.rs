//! A schema against what core takes (its `InternalValidate`) and what planning needs (protocol.md 5.1).

use std::collections::HashSet;

use super::{Problem, problem};
use crate::engine::wording::with_article;
use crate::engine::{
    Attribute, Block, BlockNesting, Meaning, NestedBlock, Nesting, Path, Recompute, Schema, Shape,
    Type, Usage, Value,
};

/// The mistakes of a schema's author; none for a schema that core takes. Each says how to mend it.
pub fn check_schema(schema: &Schema) -> Vec<Problem> {
    let mut found = Vec::new();
    if schema.version < 0 {
        problem(
            &mut found,
            &Path::root(),
            "the version is negative; start with 0",
        );
    }
    check_block(&schema.block, &Path::root(), false, &mut found);
    found
}

fn check_block(block: &Block, at: &Path, in_set: bool, found: &mut Vec<Problem>) {
    for attribute in block
        .attributes
        .iter()
        .filter(|attribute| in_set && !matches!(attribute.meaning, Meaning::Exact))
    {
        problem(
            found,
            &at.then(&attribute.name),
            "has a meaning inside a set of blocks, which are compared as written; use a nested set attribute",
        );
    }
    check_attributes(&block.attributes, at, in_set, found);
    for name in block
        .rules
        .iter()
        .flat_map(|rule| rule.names())
        .filter(|name| !block.has(name))
    {
        problem(
            found,
            at,
            format!(
                "has a rule about {name:?}, which is no attribute or block of it; mend the rule's names"
            ),
        );
    }
    let mut names: HashSet<&str> = block
        .attributes
        .iter()
        .map(|attribute| attribute.name.as_str())
        .collect();
    for nested in &block.blocks {
        let at = at.then(&nested.name);
        check_name(&nested.name, &at, found);
        if !names.insert(&nested.name) {
            problem(
                found,
                &at,
                "is declared twice; an attribute and a block cannot share a name",
            );
        }
        check_counts(nested, &at, found);
        check_computed(nested, &at, in_set, found);
        check_block(
            &nested.block,
            &at,
            in_set || nested.nesting == BlockNesting::Set,
            found,
        );
    }
}

fn check_counts(nested: &NestedBlock, at: &Path, found: &mut Vec<Problem>) {
    let (least, most) = (nested.min_items, nested.max_items);
    match nested.nesting {
        BlockNesting::Group | BlockNesting::Map if (least, most) != (0, 0) => problem(
            found,
            at,
            "a group or map of blocks has no min_items and max_items; leave them 0",
        ),
        BlockNesting::Single if least > 1 || most > 1 || least != most => problem(
            found,
            at,
            "a single block is there once or not: min_items and max_items are both 0 or both 1",
        ),
        BlockNesting::List | BlockNesting::Set if most > 0 && least > most => {
            problem(found, at, "min_items is more than max_items")
        }
        _ => {}
    }
}

/// Core's rules for computed blocks (6.11).
fn check_computed(nested: &NestedBlock, at: &Path, in_set: bool, found: &mut Vec<Problem>) {
    let Some(recompute) = &nested.computed else {
        return;
    };
    if in_set {
        problem(
            found,
            at,
            "is a computed block inside a set of blocks, which it would make other ones; use a list",
        );
    }
    if nested.nesting == BlockNesting::Group {
        problem(
            found,
            at,
            "is a group, which is always there, so it cannot be computed; use BlockNesting::Single",
        );
    }
    if nested.min_items > 0 {
        problem(
            found,
            at,
            "is computed, so a configuration may have none of it; leave min_items 0",
        );
    }
    if matches!(recompute, Recompute::OnChangeOf(_)) {
        problem(
            found,
            at,
            "is a block, which cannot follow attributes; use another Recompute",
        );
    }
    for attribute in nested
        .block
        .attributes
        .iter()
        .filter(|attribute| !attribute.is_computed())
    {
        problem(
            found,
            &at.then(&attribute.name),
            "is in a computed block; make it Usage::Computed or Usage::OptionalComputed",
        );
    }
    for inner in nested
        .block
        .blocks
        .iter()
        .filter(|inner| inner.computed.is_none())
    {
        problem(
            found,
            &at.then(&inner.name),
            "is in a computed block; make it computed, too",
        );
    }
}

fn check_attributes(attributes: &[Attribute], at: &Path, in_set: bool, found: &mut Vec<Problem>) {
    let mut names = HashSet::new();
    for attribute in attributes {
        let at = at.then(&attribute.name);
        check_name(&attribute.name, &at, found);
        if !names.insert(attribute.name.as_str()) {
            problem(found, &at, "is declared twice; take one of them out");
        }
        check_attribute(attribute, attributes, &at, in_set, found);
    }
}

fn check_attribute(
    attribute: &Attribute,
    beside: &[Attribute],
    at: &Path,
    in_set: bool,
    found: &mut Vec<Problem>,
) {
    if let Some(default) = &attribute.default {
        if attribute.usage != Usage::OptionalComputed {
            problem(
                found,
                at,
                "has a default, so the provider sets it at times; make it Usage::OptionalComputed",
            );
        }
        if default.is_null() || !default.is_wholly_known() || !default.fits(&attribute.ty()) {
            problem(
                found,
                at,
                format!("its default is no known {}", attribute.ty()),
            );
        }
    }
    if attribute.write_only && attribute.is_computed() {
        problem(
            found,
            at,
            "is write-only, so only a configuration sets it; make it Usage::Required or Usage::Optional",
        );
    }
    if attribute.write_only && in_set {
        problem(
            found,
            at,
            "is write-only inside a set, whose elements would change by it; use a list or map",
        );
    }
    if let Recompute::OnChangeOf(names) = &attribute.recompute {
        for name in names
            .iter()
            .filter(|name| !beside.iter().any(|other| other.name == **name))
        {
            problem(
                found,
                at,
                format!("follows {name:?}, which is no attribute beside it"),
            );
        }
    }
    let ty = attribute.ty();
    for validator in attribute
        .validators
        .iter()
        .filter(|validator| !validator.takes().admits(&ty))
    {
        problem(
            found,
            at,
            format!(
                "is {}, and has a validator for {}; take that out or change the type",
                with_article(&ty.to_string()),
                validator.takes()
            ),
        );
    }
    if attribute.no_null_elements
        && !matches!(&attribute.shape, Shape::Plain(ty) if takes_elements(ty))
    {
        problem(
            found,
            at,
            format!(
                "is {}, and refuses null elements; take no_null_elements out",
                with_article(&ty.to_string())
            ),
        );
    }
    let meant = !matches!(attribute.meaning, Meaning::Exact);
    if meant && (matches!(attribute.shape, Shape::Nested(..)) || !attribute.meaning.admits(&ty)) {
        problem(
            found,
            at,
            format!(
                "is {}, which has no {:?} meaning; give that to the strings in it",
                with_article(&ty.to_string()),
                attribute.meaning
            ),
        );
    }
    if attribute.default.as_ref().is_some_and(beyond_terraform) {
        problem(
            found,
            at,
            "its default has more digits than the 512 bits of Terraform's numbers hold, so it would never be the stored one",
        );
    }
    match &attribute.shape {
        Shape::Plain(ty) if in_set && ty.has_dynamic() => problem(
            found,
            at,
            "is dynamic inside a set, whose elements must have one type; use a list",
        ),
        Shape::Plain(_) => {}
        Shape::Nested(nesting, inner) => {
            check_attributes(inner, at, in_set || *nesting == Nesting::Set, found);
            let left = attribute.usage == Usage::OptionalComputed && attribute.default.is_none();
            let wrong = configured(inner).filter(|_| left).map(|part| format!("is computed where it is left out, and {part} in it is not: Terraform takes that for configured, and would plan the provider's answer away each time; make {part} computed, too"));
            wrong
                .into_iter()
                .for_each(|wrong| problem(found, at, wrong));
        }
    }
}

/// The first attribute, however deep, that only a configuration sets.
fn configured(attributes: &[Attribute]) -> Option<String> {
    attributes
        .iter()
        .find_map(|attribute| match &attribute.shape {
            _ if !attribute.is_computed() => Some(attribute.name.clone()),
            Shape::Nested(_, inner) => {
                configured(inner).map(|name| format!("{}.{name}", attribute.name))
            }
            Shape::Plain(_) => None,
        })
}

/// Whether there are collections in the type whose elements could be null; nested attributes refuse them anyway.
fn takes_elements(ty: &Type) -> bool {
    match ty {
        Type::List(_) | Type::Set(_) | Type::Map(_) | Type::Dynamic => true,
        Type::Tuple(types) => types.iter().any(takes_elements),
        Type::Object(types) => types.values().any(takes_elements),
        Type::Bool | Type::Number | Type::String => false,
    }
}

/// Whether a number in it would be rounded by core.
fn beyond_terraform(value: &Value) -> bool {
    match value {
        Value::Number(number) => !number.fits_terraform(),
        Value::List(elements) | Value::Set(elements) => elements.iter().any(beyond_terraform),
        Value::Map(elements) => elements.values().any(beyond_terraform),
        Value::Dynamic(typed) => beyond_terraform(&typed.1),
        _ => false,
    }
}

fn check_name(name: &str, at: &Path, found: &mut Vec<Problem>) {
    let right = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if !right || name.starts_with(|first: char| first.is_ascii_digit()) {
        problem(
            found,
            at,
            "has a name that configurations cannot write; use lower case letters, digits and underscores",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Number, rules, validators};

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
    fn authors_are_told_what_to_mend() {
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
            &[
                "s.h: is write-only inside a set, whose elements would change by it; use a list or map",
            ],
        );
        let follows = Attribute {
            recompute: Recompute::OnChangeOf(vec!["nmae".to_owned()]),
            ..text("url", Usage::Computed)
        };
        check(
            vec![follows, text("name", Usage::Required)],
            Vec::new(),
            &["url: follows \"nmae\", which is no attribute beside it"],
        );
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
            &[
                "o: is an object, and has a validator for a string; take that out or change the type",
            ],
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
        let settings =
            |inner, usage| Attribute::nested("settings", Nesting::Single, inner, usage, "");
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
}
