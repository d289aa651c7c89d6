//! The schema of `torture_thing`: every type, nesting and flag.

use appservices_provider::engine::{
    Attribute, Block, BlockNesting, Meaning, Modifier, NestedBlock, Nesting, Number, Recompute,
    Replace, Type, Usage, Value, rules, timeouts, validators,
};

/// Every type, nesting and flag.
pub(crate) fn block() -> Block {
    let mut attributes = plain();
    attributes.extend(computed_and_defaults());
    attributes.extend(replacing());
    attributes.extend(checked());
    attributes.extend(nested());
    let blocks = vec![
        repeated("blk_one", BlockNesting::Single, vec![]),
        repeated("blk_group", BlockNesting::Group, vec![]),
        repeated("blk_list", BlockNesting::List, vec![]),
        repeated("blk_set", BlockNesting::Set, vec![]),
        repeated("blk_map", BlockNesting::Map, vec![]),
        repeated(
            "any_list",
            BlockNesting::List,
            vec![optional("any", Type::Dynamic)],
        ),
        repeated(
            "any_map",
            BlockNesting::Map,
            vec![optional("any", Type::Dynamic)],
        ),
    ];
    attributes.push(timeouts::attribute(&["create", "delete"]));
    // Every generated configuration keeps them. The story of modifiers and rules breaks them.
    let rules = vec![
        rules::at_most_one_of(&["low", "lower"]),
        rules::at_least_sum_of("high", &["low", "lower"]),
    ];
    Block {
        attributes,
        blocks,
        rules,
        ..Block::default()
    }
}

pub(crate) fn optional(name: &str, ty: Type) -> Attribute {
    Attribute::new(name, ty, Usage::Optional, "")
}

pub(crate) fn computed(name: &str) -> Attribute {
    Attribute::new(name, Type::String, Usage::Computed, "")
}

/// Every type.
fn plain() -> Vec<Attribute> {
    let pair = || Type::object([("a", Type::String), ("b", Type::Number)]);
    vec![
        Attribute::new("name", Type::String, Usage::Required, ""),
        optional("string", Type::String),
        optional("number", Type::Number),
        optional("bool", Type::Bool),
        optional("dynamic", Type::Dynamic),
        optional("strings", Type::list(Type::String)),
        optional("bag", Type::set(Type::String)),
        optional("numbers", Type::map(Type::Number)),
        optional("tuple", Type::Tuple(vec![Type::String, Type::Number])),
        optional("object", pair()),
        optional("objects", Type::list(pair())),
        optional("matrix", Type::list(Type::list(Type::Number))),
        optional("sets", Type::map(Type::set(Type::String))),
    ]
}

fn either(name: &str) -> Attribute {
    Attribute::new(name, Type::String, Usage::OptionalComputed, "")
}

/// Computed attributes, whatever makes them unknown, and defaults.
fn computed_and_defaults() -> Vec<Attribute> {
    vec![
        Attribute {
            recompute: Recompute::Never,
            ..computed("id")
        },
        computed("etag"),
        Attribute {
            recompute: Recompute::OnChangeOf(vec!["name".to_owned()]),
            ..computed("slug")
        },
        Attribute {
            recompute: Recompute::NeverOnceSet,
            ..computed("once")
        },
        Attribute {
            recompute: Recompute::OnChangeOf(Vec::new()),
            ..computed("module")
        },
        Attribute {
            modifiers: vec![length_of_name()],
            ..Attribute::new("length", Type::Number, Usage::Computed, "")
        },
        either("filled"),
        Attribute {
            recompute: Recompute::Never,
            ..either("kept")
        },
        Attribute {
            default: Some("x".into()),
            ..either("text_default")
        },
        Attribute {
            default: Number::parse("0.1").map(Value::Number),
            ..Attribute::new("number_default", Type::Number, Usage::OptionalComputed, "")
        },
    ]
}

/// Attributes whose change replaces the object, and their conditions.
fn replacing() -> Vec<Attribute> {
    vec![
        Attribute {
            replace: Replace::OnChange,
            ..optional("fixed", Type::String)
        },
        Attribute {
            replace: Replace::If(|old, new| old.as_str() < new.as_str()),
            ..optional("rising", Type::String)
        },
        Attribute {
            replace: Replace::IfConfigured,
            ..either("placed")
        },
        Attribute {
            replace: Replace::OnChangeFromKnown,
            ..optional("template", Type::String)
        },
        Attribute {
            modifiers: vec![shrinking()],
            ..optional("size", Type::Number)
        },
    ]
}

/// Secrets, deprecation, meanings and validators.
fn checked() -> Vec<Attribute> {
    vec![
        Attribute {
            sensitive: true,
            ..optional("secret", Type::String)
        },
        Attribute {
            write_only: true,
            ..optional("hidden", Type::String)
        },
        Attribute {
            deprecated: Some("Use string.".to_owned()),
            ..optional("old", Type::String)
        },
        Attribute {
            meaning: Meaning::Json,
            ..optional("json", Type::String)
        },
        Attribute {
            meaning: Meaning::Json,
            ..optional("jsons", Type::list(Type::String))
        },
        Attribute {
            meaning: Meaning::Mac,
            validators: vec![validators::mac_address()],
            ..optional("mac", Type::String)
        },
        Attribute {
            validators: vec![validators::integer(), validators::between(0, 1000)],
            ..optional("low", Type::Number)
        },
        optional("lower", Type::Number),
        optional("high", Type::Number),
    ]
}

/// A computed value that is known at plan time: the length of the name.
fn length_of_name() -> Modifier {
    Modifier::new(|modifying| {
        if let Some(name) = modifying.configuration.get("name").as_str() {
            let length = i64::try_from(name.len()).unwrap_or(i64::MAX);
            modifying.planned = length.into();
        }
    })
}

/// A number that becomes smaller forces replacement.
fn shrinking() -> Modifier {
    Modifier::new(|modifying| {
        if let (Value::Number(old), Value::Number(new)) = (modifying.prior, &modifying.planned) {
            modifying.replaces = new < old;
        }
    })
}

/// Every nesting of attributes.
fn nested() -> Vec<Attribute> {
    let inner = || {
        vec![
            Attribute::new("a", Type::String, Usage::Required, ""),
            optional("b", Type::Number),
            Attribute {
                meaning: Meaning::Json,
                ..optional("j", Type::String)
            },
            Attribute {
                default: Some(true.into()),
                ..Attribute::new("on", Type::Bool, Usage::OptionalComputed, "")
            },
            computed("c"),
        ]
    };
    let element = || {
        vec![
            Attribute::new("a", Type::String, Usage::Required, ""),
            optional("b", Type::Number),
            optional("j", Type::String),
        ]
    };
    let nested = |name, nesting, attributes| {
        Attribute::nested(name, nesting, attributes, Usage::Optional, "")
    };
    // A provider may set only attributes that are computed inside, too: core takes all others for configured, and removes them.
    let mode = Attribute::new("mode", Type::String, Usage::OptionalComputed, "");
    let left = Attribute::nested(
        "settings",
        Nesting::Single,
        vec![mode, computed("c")],
        Usage::OptionalComputed,
        "",
    );
    vec![
        nested("single", Nesting::Single, inner()),
        nested("list", Nesting::List, inner()),
        nested("map", Nesting::Map, inner()),
        nested("set", Nesting::Set, element()),
        left,
    ]
}

fn repeated(name: &str, nesting: BlockNesting, more: Vec<Attribute>) -> NestedBlock {
    let mut attributes = vec![optional("a", Type::String), optional("b", Type::Number)];
    if nesting != BlockNesting::Set {
        attributes.push(computed("c"));
    }
    attributes.extend(more);
    NestedBlock::new(
        name,
        nesting,
        Block {
            attributes,
            ..Block::default()
        },
    )
}
