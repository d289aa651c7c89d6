//! Values in blocks with dynamic parts, there and back.

use super::*;
use crate::engine::codec::{decode, encode};
use crate::engine::{Attribute, Usage};

fn block(nesting: BlockNesting) -> Block {
    let inner = Block {
        attributes: vec![
            Attribute::new("any", Type::Dynamic, Usage::Optional, ""),
            Attribute::new("name", Type::String, Usage::Optional, ""),
        ],
        ..Block::default()
    };
    let nested = NestedBlock::new("rule", nesting, inner);
    Block {
        blocks: vec![nested],
        ..Block::default()
    }
}

fn rule(any: Value, name: &str) -> Value {
    Value::object([("any", any), ("name", name.into())])
}

fn any(ty: Type, value: Value) -> Value {
    Value::Dynamic(Box::new((ty, value)))
}

#[test]
fn blocks_of_different_types_go_over_the_wire_and_come_back() {
    let list = block(BlockNesting::List);
    let rules = vec![
        rule(any(Type::Number, 1.into()), "a"),
        rule(any(Type::String, "x".into()), "b"),
        rule(Value::Null, "c"),
        rule(Value::UNKNOWN, "d"),
    ];
    let map = block(BlockNesting::Map);
    let named = rules
        .iter()
        .cloned()
        .enumerate()
        .map(|(at, rule)| (format!("k{at}"), rule))
        .collect();
    for (block, blocks) in [
        (&list, Value::List(rules)),
        (&list, Value::List(Vec::new())),
        (&map, Value::Map(named)),
    ] {
        let value = Value::object([("rule", blocks)]);
        assert!(block.admits(&value));
        let bytes = encode(&to_wire(block, &value), &block.ty());
        let back = from_wire(
            block,
            decode(&bytes, &block.ty()).expect("what was written can be read"),
        );
        assert!(back == value, "{back:?}");
    }
}

/// Whatever has a dynamic part, alone or inside something else, and nulls and unknowns in it.
#[test]
fn tuples_and_objects_with_dynamic_parts_do_too() {
    let pair = || Type::Tuple(vec![Type::Dynamic, Type::String]);
    let texts = any(Type::list(Type::String), Value::List(vec!["x".into()]));
    let firsts = [
        any(Type::Number, 1.into()),
        texts,
        any(Type::String, Value::Null),
        any(Type::Bool, Value::UNKNOWN),
    ];
    for first in firsts {
        let tuple = Value::List(vec![first.clone(), "b".into()]);
        for (ty, value) in [
            (pair(), tuple.clone()),
            (
                Type::object([("pair", pair())]),
                Value::object([("pair", tuple.clone())]),
            ),
            (Type::map(pair()), Value::object([("k", tuple.clone())])),
            (
                Type::Tuple(vec![pair(), Type::Dynamic]),
                Value::List(vec![tuple.clone(), first.clone()]),
            ),
            (
                Type::list(Type::object([("any", Type::Dynamic)])),
                Value::List(vec![Value::object([("any", first.clone())])]),
            ),
        ] {
            let inner = Block {
                attributes: vec![Attribute::new("a", ty, Usage::Optional, "")],
                ..Block::default()
            };
            let object = Value::object([("a", value)]);
            for (nesting, blocks) in [
                (BlockNesting::List, Value::List(vec![object.clone()])),
                (BlockNesting::Map, Value::object([("k", object.clone())])),
            ] {
                let block = Block {
                    blocks: vec![NestedBlock::new("rule", nesting, inner.clone())],
                    ..Block::default()
                };
                let value = Value::object([("rule", blocks)]);
                assert!(block.admits(&value));
                let bytes = encode(&to_wire(&block, &value), &block.ty());
                let back = from_wire(
                    &block,
                    decode(&bytes, &block.ty()).expect("what was written can be read"),
                );
                assert!(back == value, "{back:?} of {value:?}");
            }
        }
    }
}

#[test]
fn paths_into_a_map_of_varying_blocks_are_those_of_an_object() {
    let plain = Block {
        attributes: vec![Attribute::new("name", Type::String, Usage::Optional, "")],
        ..Block::default()
    };
    let inner = Block {
        blocks: block(BlockNesting::Map).blocks,
        ..Block::default()
    };
    let blocks = vec![
        NestedBlock::new("plain", BlockNesting::Map, plain),
        NestedBlock::new("outer", BlockNesting::List, inner),
        NestedBlock::new(
            "map",
            BlockNesting::Map,
            block(BlockNesting::Map).blocks.remove(0).block,
        ),
    ];
    let all = Block {
        blocks,
        ..Block::default()
    };
    let wire = |path: Path| path_to_wire(&all, &path).0;
    let map = Path::attribute("map");
    assert_eq!(
        wire(map.key("k").then("name")),
        map.then("k").then("name").0
    );
    let outer = Path::attribute("outer").at(1).then("rule");
    assert_eq!(
        wire(outer.key("k").then("any")),
        outer.then("k").then("any").0
    );
    for same in [
        Path::attribute("plain").key("k").then("name"),
        map.clone(),
        Path::attribute("other").key("k"),
    ] {
        assert_eq!(wire(same.clone()), same.0);
    }
}

#[test]
fn blocks_in_blocks_do_too() {
    let inner = block(BlockNesting::Map).blocks;
    let outer = NestedBlock::new(
        "outer",
        BlockNesting::List,
        Block {
            blocks: inner,
            ..Block::default()
        },
    );
    let block = Block {
        blocks: vec![outer],
        ..Block::default()
    };
    let rules = |rule: Value| Value::object([("rule", Value::object([("k", rule)]))]);
    let number = any(Type::Number, 1.into());
    let text = any(Type::String, "x".into());
    let none = Value::object([("rule", Value::object([]))]);
    let value = Value::object([(
        "outer",
        Value::List(vec![rules(rule(number, "a")), rules(rule(text, "b")), none]),
    )]);
    assert!(block.admits(&value));
    let bytes = encode(&to_wire(&block, &value), &block.ty());
    let back = from_wire(
        &block,
        decode(&bytes, &block.ty()).expect("what was written can be read"),
    );
    assert!(back == value, "{back:?}");
}

/// Core reads a list of objects, and every object in it must have one type.
#[test]
fn nulls_and_unknowns_in_a_list_are_written_with_the_type_beside_them() {
    let object = |a: Value| Value::object([("a", a)]);
    let ty = Type::list(Type::object([("a", Type::Dynamic)]));
    let attribute = Attribute::new("l", ty, Usage::Optional, "");
    let inner = Block {
        attributes: vec![attribute],
        ..Block::default()
    };
    let outer = Block {
        blocks: vec![NestedBlock::new("b", BlockNesting::Single, inner.clone())],
        ..Block::default()
    };
    let list = |missing: Value| {
        let known = object(any(Type::String, "x".into()));
        Value::object([("l", Value::List(vec![object(missing), known]))])
    };
    for (bare, typed) in [
        (Value::Null, any(Type::String, Value::Null)),
        (Value::UNKNOWN, any(Type::String, Value::UNKNOWN)),
    ] {
        let read = |block: &Block, value: Value| {
            let bytes = encode(&to_wire(block, &value), &block.ty());
            decode(&bytes, &block.ty()).expect("what was written can be read")
        };
        assert!(read(&inner, list(bare.clone())) == list(typed.clone()));
        let nested = |value: Value| Value::object([("b", value)]);
        assert!(read(&outer, nested(list(bare))) == nested(list(typed)));
    }
}
