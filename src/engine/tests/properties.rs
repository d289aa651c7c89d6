//! Properties that hold for every schema and every value.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::language::show;
use crate::engine::check::{check_applied, check_plan};
use crate::engine::codec::{decode, encode, from_json, to_json};
use crate::engine::{
    Attribute, Block, BlockNesting, Defaults, Meaning, NestedBlock, Nesting, Number, Recompute,
    Replace, Schema, Shape, Type, Usage, Value, plan, propose,
};

fn primitive() -> impl Strategy<Value = Type> {
    prop_oneof![Just(Type::Bool), Just(Type::Number), Just(Type::String)]
}

fn any_type() -> impl Strategy<Value = Type> {
    prop_oneof![primitive(), Just(Type::Dynamic)].prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(Type::list),
            primitive().prop_map(Type::set),
            inner.clone().prop_map(Type::map),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Type::Tuple),
            prop::collection::btree_map("[a-c]", inner, 0..3).prop_map(Type::Object),
        ]
    })
}

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        any::<i64>().prop_map(Number::from),
        "-?[0-9]{1,40}(\\.[0-9]{1,40})?".prop_map(|text| Number::parse(&text).expect("a number"))
    ]
}

/// Any value of the type; unknown ones only when `unknowns`.
fn of_type(ty: &Type, unknowns: bool) -> BoxedStrategy<Value> {
    let known: BoxedStrategy<Value> = match ty {
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::Number => number().prop_map(Value::Number).boxed(),
        Type::String => "\\PC{0,8}".prop_map(Value::string).boxed(),
        Type::Dynamic => primitive()
            .prop_flat_map(move |ty| {
                (Just(ty.clone()), of_type(&ty, unknowns))
                    .prop_map(|typed| Value::Dynamic(Box::new(typed)))
            })
            .boxed(),
        Type::List(inner) => prop::collection::vec(of_type(inner, unknowns), 0..4)
            .prop_map(Value::List)
            .boxed(),
        Type::Set(inner) => prop::collection::vec(of_type(inner, unknowns), 0..4)
            .prop_map(|elements| Value::Set(distinct(elements)))
            .boxed(),
        Type::Map(inner) => {
            prop::collection::btree_map("[a-z]{1,3}", of_type(inner, unknowns), 0..4)
                .prop_map(Value::Map)
                .boxed()
        }
        Type::Tuple(types) => types
            .iter()
            .map(|ty| of_type(ty, unknowns))
            .collect::<Vec<_>>()
            .prop_map(Value::List)
            .boxed(),
        Type::Object(types) => {
            let names: Vec<String> = types.keys().cloned().collect();
            let values: Vec<_> = types.values().map(|ty| of_type(ty, unknowns)).collect();
            values
                .prop_map(move |values| Value::Map(names.iter().cloned().zip(values).collect()))
                .boxed()
        }
    };
    match unknowns {
        true => prop_oneof![6 => known, 1 => Just(Value::Null), 1 => Just(Value::UNKNOWN)].boxed(),
        false => prop_oneof![6 => known, 1 => Just(Value::Null)].boxed(),
    }
}

fn distinct(elements: Vec<Value>) -> Vec<Value> {
    elements.into_iter().fold(Vec::new(), |mut kept, element| {
        if !kept.contains(&element) {
            kept.push(element);
        }
        kept
    })
}

fn typed_value(unknowns: bool) -> impl Strategy<Value = (Type, Value)> {
    any_type().prop_flat_map(move |ty| {
        let value = of_type(&ty, unknowns);
        (Just(ty), value)
    })
}

/// A schema of a few attributes and blocks with any flags, nested ones among them.
fn any_schema() -> impl Strategy<Value = Schema> {
    block(2).prop_map(|block| Schema { version: 0, block })
}

fn block(depth: u32) -> BoxedStrategy<Block> {
    let nesting = prop_oneof![
        Just(BlockNesting::Single),
        Just(BlockNesting::Group),
        Just(BlockNesting::List),
        Just(BlockNesting::Map),
        Just(BlockNesting::Set)
    ];
    let blocks = match depth {
        0 => Just(Vec::new()).boxed(),
        _ => prop::collection::vec((nesting, block(depth - 1)), 0..3).boxed(),
    };
    (attributes(depth), blocks)
        .prop_map(|(attributes, blocks)| {
            let named = ["x", "y", "z"]
                .iter()
                .zip(blocks)
                .map(|(name, (nesting, block))| {
                    let block = if nesting == BlockNesting::Set {
                        without_own_life(block)
                    } else {
                        of_one_type(block)
                    };
                    NestedBlock::new(name, nesting, block)
                });
            Block {
                attributes,
                blocks: named.collect(),
                ..Block::default()
            }
        })
        .boxed()
}

/// Elements of sets are what they are: core can neither have dynamic values nor write-only ones in them, and what the provider
/// computes in them makes other elements of them.
fn without_own_life(block: Block) -> Block {
    let blocks = block.blocks.into_iter().map(|nested| NestedBlock {
        block: without_own_life(nested.block),
        ..nested
    });
    Block {
        attributes: settled(block.attributes),
        blocks: blocks.collect(),
        ..Block::default()
    }
}

/// In blocks, core gives each dynamic value the type that it has, so those of one list must have one.
fn of_one_type(block: Block) -> Block {
    let one = |attribute: Attribute| match &attribute.shape {
        Shape::Plain(Type::Dynamic) => attribute,
        _ if attribute.ty().has_dynamic() => Attribute {
            shape: Shape::Plain(Type::String),
            ..attribute
        },
        _ => attribute,
    };
    Block {
        attributes: block.attributes.into_iter().map(one).collect(),
        ..block
    }
}

fn settled(attributes: Vec<Attribute>) -> Vec<Attribute> {
    let one = |attribute: Attribute| {
        let shape = match attribute.shape.clone() {
            Shape::Plain(ty) if ty.has_dynamic() => Shape::Plain(Type::String),
            Shape::Nested(nesting, inner) => Shape::Nested(nesting, settled(inner)),
            plain => plain,
        };
        let usage = if attribute.is_computed() {
            Usage::Optional
        } else {
            attribute.usage
        };
        Attribute {
            shape,
            usage,
            write_only: false,
            ..attribute
        }
    };
    attributes.into_iter().map(one).collect()
}

fn attributes(depth: u32) -> BoxedStrategy<Vec<Attribute>> {
    let usage = prop_oneof![
        Just(Usage::Required),
        Just(Usage::Optional),
        Just(Usage::Computed),
        Just(Usage::OptionalComputed)
    ];
    let recompute = prop_oneof![
        Just(Recompute::OnAnyChange),
        Just(Recompute::Never),
        Just(Recompute::OnChangeOf(vec!["a".to_owned()]))
    ];
    let replace = prop_oneof![4 => Just(Replace::Never), 1 => Just(Replace::OnChange), 1 => Just(Replace::OnChangeFromKnown)];
    let plain = any_type().prop_map(Shape::Plain);
    let shape = match depth {
        0 => plain.boxed(),
        _ => {
            let nesting = prop_oneof![
                Just(Nesting::Single),
                Just(Nesting::List),
                Just(Nesting::Map),
                Just(Nesting::Set)
            ];
            let nested = (nesting, attributes(depth - 1)).prop_map(|(nesting, inner)| {
                Shape::Nested(
                    nesting,
                    if nesting == Nesting::Set {
                        settled(inner)
                    } else {
                        inner
                    },
                )
            });
            prop_oneof![3 => plain, 1 => nested].boxed()
        }
    };
    let flags = (any::<bool>(), any::<bool>());
    let one = (shape, usage, recompute, replace, flags).prop_map(
        |(shape, usage, recompute, replace, (write_only, json))| {
            let mut attribute = Attribute::new("", Type::Bool, usage, "");
            attribute.write_only = write_only && !attribute.is_computed();
            attribute.meaning = if json { Meaning::Json } else { Meaning::Exact };
            Attribute {
                shape,
                recompute,
                replace,
                ..attribute
            }
        },
    );
    prop::collection::vec(one, 1..5)
        .prop_map(|mut all| {
            for (name, attribute) in ["a", "b", "c", "d"].iter().zip(&mut all) {
                attribute.name = (*name).to_owned();
            }
            all
        })
        .boxed()
}

/// A configuration as core allows it: computed attributes null, required ones not.
fn config_of(attributes: &[Attribute], unknowns: bool) -> BoxedStrategy<Value> {
    let names: Vec<String> = attributes
        .iter()
        .map(|attribute| attribute.name.clone())
        .collect();
    let values: Vec<BoxedStrategy<Value>> = attributes
        .iter()
        .map(|attribute| match (attribute.usage, &attribute.shape) {
            (Usage::Computed, _) => Just(Value::Null).boxed(),
            (usage, Shape::Plain(ty)) => {
                let value = of_type(ty, unknowns);
                if usage == Usage::Required {
                    value
                        .prop_filter("required", |value| !value.is_null())
                        .boxed()
                } else {
                    value
                }
            }
            (usage, Shape::Nested(nesting, inner)) => {
                let object = config_of(inner, unknowns);
                let value = match nesting {
                    Nesting::Single => object,
                    Nesting::List => prop::collection::vec(object, 0..3)
                        .prop_map(Value::List)
                        .boxed(),
                    Nesting::Set => prop::collection::vec(object, 0..3)
                        .prop_map(|elements| Value::Set(distinct(elements)))
                        .boxed(),
                    Nesting::Map => prop::collection::btree_map("[k-m]", object, 0..3)
                        .prop_map(Value::Map)
                        .boxed(),
                };
                if usage == Usage::Required {
                    value
                } else {
                    prop_oneof![3 => value, 1 => Just(Value::Null)].boxed()
                }
            }
        })
        .collect();
    values
        .prop_map(move |values| {
            Value::Map(
                names
                    .iter()
                    .cloned()
                    .zip(values)
                    .collect::<BTreeMap<_, _>>(),
            )
        })
        .boxed()
}

fn block_config_of(block: &Block, unknowns: bool) -> BoxedStrategy<Value> {
    let names: Vec<String> = block
        .blocks
        .iter()
        .map(|nested| nested.name.clone())
        .collect();
    let blocks: Vec<BoxedStrategy<Value>> = block
        .blocks
        .iter()
        .map(|nested| {
            let one = block_config_of(&nested.block, unknowns);
            match nested.nesting {
                BlockNesting::Group => one,
                BlockNesting::Single => prop_oneof![one, Just(Value::Null)].boxed(),
                BlockNesting::List => prop::collection::vec(one, 0..3)
                    .prop_map(Value::List)
                    .boxed(),
                BlockNesting::Set => prop::collection::vec(one, 0..3)
                    .prop_map(|elements| Value::Set(distinct(elements)))
                    .boxed(),
                BlockNesting::Map => prop::collection::btree_map("[k-m]", one, 0..3)
                    .prop_map(Value::Map)
                    .boxed(),
            }
        })
        .collect();
    (config_of(&block.attributes, unknowns), blocks)
        .prop_map(move |(config, blocks)| {
            let Value::Map(mut values) = config else {
                return config;
            };
            values.extend(names.iter().cloned().zip(blocks));
            Value::Map(values)
        })
        .boxed()
}

/// A list of JSON texts, with one respelt and another one changed or unknown.
fn respelt() -> impl Strategy<Value = (Vec<Value>, usize, usize, bool)> {
    let texts = prop_oneof![
        Just("[1]"),
        Just("{\"a\":1}"),
        Just("[true,null]"),
        Just("\"x\"")
    ];
    (
        prop::collection::vec(texts.prop_map(Value::from), 2..6),
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        any::<bool>(),
    )
        .prop_map(|(list, a, b, unknown)| {
            let (respelt, changed) = (a.index(list.len()), b.index(list.len()));
            (list, respelt, changed, unknown)
        })
        .prop_filter("two elements", |(_, respelt, changed, _)| {
            respelt != changed
        })
}

fn case() -> impl Strategy<Value = (Schema, Value, Value)> {
    any_schema().prop_flat_map(|schema| {
        let (first, second) = (
            block_config_of(&schema.block, false),
            block_config_of(&schema.block, true),
        );
        (Just(schema), first, second)
    })
}

/// The plan with every unknown made known: what a provider that keeps its promise gives back.
fn fulfilled_block(block: &Block, planned: &Value) -> Value {
    let Value::Map(_) = planned else {
        return planned.clone();
    };
    let attributes = block.attributes.iter().map(|attribute| {
        (
            attribute.name.clone(),
            fulfilled(planned.get(&attribute.name), &attribute.ty()),
        )
    });
    let blocks = block.blocks.iter().map(|nested| {
        let one = |value: &Value| fulfilled_block(&nested.block, value);
        let value = match (nested.nesting, planned.get(&nested.name)) {
            (BlockNesting::Map, Value::Map(elements)) => Value::Map(
                elements
                    .iter()
                    .map(|(key, value)| (key.clone(), one(value)))
                    .collect(),
            ),
            (_, Value::List(elements)) => Value::List(elements.iter().map(one).collect()),
            (_, Value::Set(elements)) => Value::Set(distinct(elements.iter().map(one).collect())),
            (_, value) => one(value),
        };
        (nested.name.clone(), value)
    });
    Value::Map(attributes.chain(blocks).collect())
}

/// One attribute of it.
fn fulfilled(planned: &Value, ty: &Type) -> Value {
    match (planned, ty) {
        (Value::Unknown(_), Type::String) => Value::from("made"),
        (Value::Unknown(_), _) => Value::Null,
        (Value::List(elements), Type::List(inner)) => {
            Value::List(elements.iter().map(|e| fulfilled(e, inner)).collect())
        }
        (Value::Set(elements), Type::Set(inner)) => Value::Set(distinct(
            elements.iter().map(|e| fulfilled(e, inner)).collect(),
        )),
        (Value::List(elements), Type::Tuple(types)) => Value::List(
            elements
                .iter()
                .zip(types)
                .map(|(e, ty)| fulfilled(e, ty))
                .collect(),
        ),
        (Value::Map(elements), Type::Map(inner)) => Value::Map(
            elements
                .iter()
                .map(|(k, e)| (k.clone(), fulfilled(e, inner)))
                .collect(),
        ),
        (Value::Map(elements), Type::Object(types)) => Value::Map(
            elements
                .iter()
                .map(|(k, e)| (k.clone(), fulfilled(e, &types[k])))
                .collect(),
        ),
        (Value::Dynamic(typed), _) => {
            Value::Dynamic(Box::new((typed.0.clone(), fulfilled(&typed.1, &typed.0))))
        }
        (known, _) => known.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn msgpack_round_trips((ty, value) in typed_value(true)) {
        let bytes = encode(&value, &ty);
        let read = decode(&bytes, &ty).expect("what was written can be read");
        prop_assert!(read == value, "{} became {}", show(&value), show(&read));
        prop_assert_eq!(encode(&read, &ty), bytes);
    }

    #[test]
    fn json_round_trips((ty, value) in typed_value(false)) {
        let read = from_json(&to_json(&value), &ty).expect("what was written can be read");
        prop_assert!(read == value, "{} became {}", show(&value), show(&read));
    }

    #[test]
    fn noise_is_refused_and_nothing_worse(ty in any_type(), bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        drop(decode(&bytes, &ty));
    }

    #[test]
    fn damaged_values_are_refused_and_nothing_worse((ty, value) in typed_value(true), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = encode(&value, &ty);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        drop(decode(&bytes, &ty));
    }

    #[test]
    fn every_plan_is_legal_and_every_promise_can_be_kept((schema, first, second) in case()) {
        let block = &schema.block;
        let none = Defaults::new();
        let creation = plan(&schema, &none, &Value::Null, &first).planned;
        prop_assert_eq!(check_plan(block, &Value::Null, &first, &creation), vec![]);
        let state = fulfilled_block(block, &creation);
        prop_assert_eq!(check_applied(block, &creation, &state), vec![]);
        let quiet = plan(&schema, &none, &state, &first);
        prop_assert!(quiet.planned == state, "a second plan is not empty: {} became {}", show(&state), show(&quiet.planned));
        prop_assert!(quiet.replaces.is_empty());

        let change = plan(&schema, &none, &state, &second).planned;
        prop_assert_eq!(check_plan(block, &state, &second, &change), vec![]);
        prop_assert_eq!(check_applied(block, &change, &fulfilled_block(block, &change)), vec![]);
        prop_assert!(plan(&schema, &none, &state, &second).planned == change);
    }

    /// In a list, core compares whole: a respelt element keeps its old spelling only when all others mean what they did
    /// (protocol.md 5.7, rule 8), and what is unknown stays unknown.
    #[test]
    fn a_list_keeps_its_spelling_as_a_whole_or_not_at_all((old, respelt, changed, unknown) in respelt()) {
        let json = Attribute { meaning: Meaning::Json, ..Attribute::new("a", Type::list(Type::String), Usage::Optional, "") };
        let schema = Schema { version: 0, block: Block { attributes: vec![json], ..Block::default() } };
        let list = |list: &[Value]| Value::object([("a", Value::List(list.to_vec()))]);
        let check = |new: &[Value]| {
            let planned = plan(&schema, &Defaults::new(), &list(&old), &list(new)).planned;
            (check_plan(&schema.block, &list(&old), &list(new), &planned), planned)
        };
        let mut new = old.clone();
        new[respelt] = Value::string(format!(" {} ", old[respelt].as_str().unwrap_or_default()));
        let (problems, planned) = check(&new);
        prop_assert_eq!(problems, vec![]);
        prop_assert!(planned == list(&old), "a respelling plans something");
        new[changed] = if unknown { Value::UNKNOWN } else { "[0]".into() };
        let (problems, planned) = check(&new);
        prop_assert_eq!(problems, vec![]);
        prop_assert!(planned == list(&new), "a change keeps part of the old spelling");
    }

    /// Cores differ in whether a new element of a map is proposed as configured (1.11) or as over nothing (later): it is the same.
    #[test]
    fn all_cores_propose_the_same_of_what_is_new((schema, first, _) in case()) {
        let block = Block { blocks: Vec::new(), ..schema.block };
        let configured = propose(&block, &Value::Null, &first);
        let names = block.attributes.iter().map(|attribute| attribute.name.as_str());
        let config = Value::object(names.map(|name| (name, first.get(name).clone())));
        // Where the provider decides, some propose the configuration's null, with its type, and others the state's.
        prop_assert!(untyped(&configured) == untyped(&config), "{} is proposed as {}", show(&config), show(&configured));
    }

    #[test]
    fn proposing_over_a_proposal_changes_nothing((schema, first, second) in case()) {
        let state = fulfilled_block(&schema.block, &plan(&schema, &Defaults::new(), &Value::Null, &first).planned);
        let proposed = propose(&schema.block, &state, &second);
        prop_assert!(propose(&schema.block, &proposed, &second) == proposed);
    }
}

/// The value with nulls that have no type.
fn untyped(value: &Value) -> Value {
    match value {
        value if value.is_null() => Value::Null,
        Value::List(elements) => Value::List(elements.iter().map(untyped).collect()),
        Value::Set(elements) => Value::Set(elements.iter().map(untyped).collect()),
        Value::Map(elements) => Value::Map(
            elements
                .iter()
                .map(|(name, element)| (name.clone(), untyped(element)))
                .collect(),
        ),
        other => other.clone(),
    }
}
