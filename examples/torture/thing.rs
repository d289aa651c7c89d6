//! The resource with every type, nesting and flag. What it makes is in the state alone.

use appservices_provider::engine::{
    Attribute, Block, BlockNesting, Diagnostic, Meaning, Modifier, NestedBlock, Nesting, Number,
    Recompute, Replace, Schema, Type, Usage, Value, rules, timeouts, validators,
};
use appservices_provider::provider::{Applied, Change, Current, Found, Outcome, Private, Resource};
use async_trait::async_trait;

fn block() -> Block {
    let mut attributes = plain();
    attributes.extend(flagged());
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
    // They hold of whatever the stories generate; what breaks them is in the stories of bad input.
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

/// Every flag.
fn flagged() -> Vec<Attribute> {
    let either = |name| Attribute::new(name, Type::String, Usage::OptionalComputed, "");
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
        Attribute {
            sensitive: true,
            ..optional("secret", Type::String)
        },
        Attribute {
            write_only: true,
            ..optional("hidden", Type::String)
        },
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
            recompute: Recompute::NeverOnceSet,
            ..computed("once")
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
        Attribute {
            modifiers: vec![length_of_name()],
            ..Attribute::new("length", Type::Number, Usage::Computed, "")
        },
        Attribute {
            modifiers: vec![shrinking()],
            ..optional("size", Type::Number)
        },
        Attribute {
            recompute: Recompute::OnChangeOf(Vec::new()),
            ..computed("module")
        },
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

/// What becomes smaller is made anew.
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
    // A provider may fill in only what is computed inside, too: core takes anything else for configured, and takes it out again.
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

pub(crate) struct Thing {
    schema: Schema,
}

impl Thing {
    pub(crate) fn new() -> Self {
        Self {
            schema: Schema {
                version: 0,
                block: block(),
            },
        }
    }
}

#[async_trait]
impl Resource for Thing {
    fn type_name(&self) -> &str {
        "torture_thing"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Counts in its notes how often it was written, and says in which module.
    async fn create(&self, change: &Change<'_>) -> Applied {
        let mut state = made(&self.schema.block, change.planned);
        let module = change.meta.get("module");
        if let (Value::Map(values), Some(_), true) = (
            &mut state,
            module.as_str(),
            change.planned.get("module").is_unknown(),
        ) {
            values.insert("module".to_owned(), module.clone());
        }
        match counted(change.private) {
            Ok(private) => Applied {
                private: Some(private),
                ..Applied::done(state)
            },
            Err(errors) => Applied {
                diagnostics: errors,
                ..Applied::done(state)
            },
        }
    }

    async fn read(&self, current: &Current<'_>) -> Outcome<Option<Found>> {
        Ok(Some(Found::new(current.state.clone())))
    }

    async fn update(&self, change: &Change<'_>) -> Applied {
        self.create(change).await
    }

    async fn delete(&self, current: &Current<'_>) -> Outcome<Vec<Diagnostic>> {
        // The notes are those of the last write.
        current.private.get::<u64>("writes").map(|_| Vec::new())
    }

    async fn import(&self, _: &str) -> Outcome<Found> {
        Err(vec![Diagnostic::error(
            "Nothing can be imported",
            "What this provider makes is in the state alone.",
        )])
    }
}

fn counted(private: &Private) -> Outcome<Private> {
    let mut private = private.clone();
    let writes = private.get::<u64>("writes")?.unwrap_or(0);
    private.set("writes", &(writes + 1))?;
    Ok(private)
}

/// The plan with everything unknown made known.
pub(crate) fn made(block: &Block, planned: &Value) -> Value {
    let Value::Map(values) = planned else {
        return planned.clone();
    };
    let types = block.ty();
    let Type::Object(types) = types else {
        return planned.clone();
    };
    let one = |(name, value): (&String, &Value)| {
        let nested = block.blocks.iter().find(|nested| nested.name == *name);
        let value = match (nested, value) {
            (Some(nested), Value::List(elements)) => Value::List(
                elements
                    .iter()
                    .map(|element| made(&nested.block, element))
                    .collect(),
            ),
            (Some(nested), Value::Set(elements)) => Value::Set(
                elements
                    .iter()
                    .map(|element| made(&nested.block, element))
                    .collect(),
            ),
            (Some(nested), Value::Map(elements)) if nested.nesting == BlockNesting::Map => {
                Value::Map(
                    elements
                        .iter()
                        .map(|(key, element)| (key.clone(), made(&nested.block, element)))
                        .collect(),
                )
            }
            (Some(nested), value) => made(&nested.block, value),
            (None, value) => known(value, &types[name]),
        };
        (name.clone(), value)
    };
    Value::Map(values.iter().map(one).collect())
}

fn known(value: &Value, ty: &Type) -> Value {
    match (value, ty) {
        (Value::Unknown(_), Type::String) => "made".into(),
        (Value::Unknown(_), Type::Number) => 7.into(),
        (Value::Unknown(_), Type::Bool) => true.into(),
        (Value::Unknown(_), Type::Object(types)) => Value::Map(
            types
                .iter()
                .map(|(name, ty)| (name.clone(), known(value, ty)))
                .collect(),
        ),
        (Value::Unknown(_), _) => Value::Null,
        (Value::List(elements), Type::List(ty)) => {
            Value::List(elements.iter().map(|element| known(element, ty)).collect())
        }
        (Value::Set(elements), Type::Set(ty)) => {
            Value::Set(elements.iter().map(|element| known(element, ty)).collect())
        }
        (Value::List(elements), Type::Tuple(types)) => Value::List(
            elements
                .iter()
                .zip(types)
                .map(|(element, ty)| known(element, ty))
                .collect(),
        ),
        (Value::Map(elements), Type::Map(ty)) => Value::Map(
            elements
                .iter()
                .map(|(key, element)| (key.clone(), known(element, ty)))
                .collect(),
        ),
        (Value::Map(elements), Type::Object(types)) => Value::Map(
            elements
                .iter()
                .map(|(name, element)| (name.clone(), known(element, &types[name])))
                .collect(),
        ),
        (Value::Dynamic(typed), Type::Dynamic) => {
            Value::Dynamic(Box::new((typed.0.clone(), known(&typed.1, &typed.0))))
        }
        (value, _) => value.clone(),
    }
}
