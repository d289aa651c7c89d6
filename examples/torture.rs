//! A provider that uses every type, nesting and flag of the engine, and keeps what it makes in the state alone.
//!
//! The acceptance stories run it under the real Terraform with generated configurations: whatever they contain, no plan may be
//! refused, no second plan may show anything, and nothing may be lost.

use std::process::ExitCode;

use appservices_provider::engine::{
    Attribute, Block, BlockNesting, Diagnostic, Meaning, NestedBlock, Nesting, Recompute, Replace, Schema, Type, Usage, Value, validators,
};
use appservices_provider::plugin;
use appservices_provider::provider::{
    Action, Applied, Change, Found, Function, FunctionError, Outcome, Parameter, Private, Progress, Provider, Resource, Signature,
};
use async_trait::async_trait;

fn main() -> ExitCode {
    let count = Attribute::new("steps", Type::Number, Usage::Required, "");
    let counting = Schema { version: 0, block: Block { attributes: vec![count], ..Block::default() } };
    let provider = Torture {
        schema: Schema::default(),
        resources: vec![Box::new(Thing { schema: Schema { version: 0, block: block() } })],
        functions: vec![Box::new(Join(signature()))],
        actions: vec![Box::new(Counting { schema: counting })],
    };
    plugin::run(provider, "example/torture")
}

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
        repeated("any_list", BlockNesting::List, vec![optional("any", Type::Dynamic)]),
        repeated("any_map", BlockNesting::Map, vec![optional("any", Type::Dynamic)]),
    ];
    Block { attributes, blocks, ..Block::default() }
}

fn optional(name: &str, ty: Type) -> Attribute {
    Attribute::new(name, ty, Usage::Optional, "")
}

fn computed(name: &str) -> Attribute {
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
        Attribute { recompute: Recompute::Never, ..computed("id") },
        computed("etag"),
        Attribute { recompute: Recompute::OnChangeOf(vec!["name".to_owned()]), ..computed("slug") },
        either("filled"),
        Attribute { recompute: Recompute::Never, ..either("kept") },
        Attribute { default: Some("x".into()), ..either("text_default") },
        Attribute {
            default: appservices_provider::engine::Number::parse("0.1").map(Value::Number),
            ..Attribute::new("number_default", Type::Number, Usage::OptionalComputed, "")
        },
        Attribute { sensitive: true, ..optional("secret", Type::String) },
        Attribute { write_only: true, ..optional("hidden", Type::String) },
        Attribute { replace: Replace::OnChange, ..optional("fixed", Type::String) },
        Attribute { meaning: Meaning::Json, ..optional("json", Type::String) },
    ]
}

/// Every nesting of attributes.
fn nested() -> Vec<Attribute> {
    let inner = || {
        vec![
            Attribute::new("a", Type::String, Usage::Required, ""),
            optional("b", Type::Number),
            Attribute { meaning: Meaning::Json, ..optional("j", Type::String) },
            Attribute { default: Some(true.into()), ..Attribute::new("on", Type::Bool, Usage::OptionalComputed, "") },
            computed("c"),
        ]
    };
    let element = || vec![Attribute::new("a", Type::String, Usage::Required, ""), optional("b", Type::Number), optional("j", Type::String)];
    let nested = |name, nesting, attributes| Attribute::nested(name, nesting, attributes, Usage::Optional, "");
    // A provider may fill in only what is computed inside, too: core takes anything else for configured, and takes it out again.
    let mode = Attribute::new("mode", Type::String, Usage::OptionalComputed, "");
    let left = Attribute::nested("settings", Nesting::Single, vec![mode, computed("c")], Usage::OptionalComputed, "");
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
    NestedBlock { name: name.to_owned(), block: Block { attributes, ..Block::default() }, nesting, min_items: 0, max_items: 0 }
}

struct Torture {
    schema: Schema,
    resources: Vec<Box<dyn Resource>>,
    functions: Vec<Box<dyn Function>>,
    actions: Vec<Box<dyn Action>>,
}

#[async_trait]
impl Provider for Torture {
    fn name(&self) -> &str {
        "torture"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn resources(&self) -> &[Box<dyn Resource>] {
        &self.resources
    }

    fn functions(&self) -> &[Box<dyn Function>] {
        &self.functions
    }

    fn actions(&self) -> &[Box<dyn Action>] {
        &self.actions
    }

    async fn configure(&self, _: &Value) -> Outcome<Vec<Diagnostic>> {
        Ok(Vec::new())
    }

    fn stop(&self) {}
}

/// Joins any number of texts, nulls left out.
struct Join(Signature);

fn signature() -> Signature {
    let part = Parameter { allow_null: true, ..Parameter::new("part", Type::String, "") };
    let separator = Parameter { validators: vec![validators::length_at_most(3)], ..Parameter::new("separator", Type::String, "") };
    let (summary, description) = ("Joins texts".to_owned(), String::new());
    Signature { parameters: vec![separator], variadic: Some(part), returns: Type::String, summary, description, deprecated: None }
}

impl Function for Join {
    fn name(&self) -> &str {
        "join"
    }

    fn signature(&self) -> &Signature {
        &self.0
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        let parts: Vec<&str> = arguments.iter().skip(1).filter_map(Value::as_str).collect();
        match arguments.first().and_then(Value::as_str) {
            Some(separator) if !parts.is_empty() => Ok(parts.join(separator).as_str().into()),
            _ => Err(FunctionError::argument(1, "there is nothing to join")),
        }
    }
}

/// Counts to a number, telling each step; more than ten are too many.
struct Counting {
    schema: Schema,
}

#[async_trait]
impl Action for Counting {
    fn type_name(&self) -> &str {
        "torture_count"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn invoke(&self, config: &Value, progress: &mut dyn Progress) -> Outcome<Vec<Diagnostic>> {
        let Value::Number(steps) = config.get("steps") else { return Ok(Vec::new()) };
        for step in 1..=steps.to_i64().unwrap_or(0) {
            if step > 10 {
                return Err(vec![Diagnostic::error("Too many steps", "Ten are enough.")]);
            }
            progress.tell(&format!("step {step}")).await;
        }
        Ok(vec![Diagnostic::warning("Counted", "Nothing else was done.")])
    }
}

struct Thing {
    schema: Schema,
}

#[async_trait]
impl Resource for Thing {
    fn type_name(&self) -> &str {
        "torture_thing"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn create(&self, change: &Change<'_>) -> Applied {
        Applied::done(made(&self.schema.block, change.planned))
    }

    async fn read(&self, state: &Value, private: &Private) -> Outcome<Option<Found>> {
        Ok(Some(Found { state: state.clone(), private: private.clone(), warnings: Vec::new() }))
    }

    async fn update(&self, change: &Change<'_>) -> Applied {
        self.create(change).await
    }

    async fn delete(&self, _: &Value, _: &Private) -> Outcome<Vec<Diagnostic>> {
        Ok(Vec::new())
    }

    async fn import(&self, _: &str) -> Outcome<Found> {
        Err(vec![Diagnostic::error("Nothing can be imported", "What this provider makes is in the state alone.")])
    }
}

/// The plan with everything unknown made known.
fn made(block: &Block, planned: &Value) -> Value {
    let Value::Map(values) = planned else { return planned.clone() };
    let types = block.ty();
    let Type::Object(types) = types else { return planned.clone() };
    let one = |(name, value): (&String, &Value)| {
        let nested = block.blocks.iter().find(|nested| nested.name == *name);
        let value = match (nested, value) {
            (Some(nested), Value::List(elements)) => Value::List(elements.iter().map(|element| made(&nested.block, element)).collect()),
            (Some(nested), Value::Set(elements)) => Value::Set(elements.iter().map(|element| made(&nested.block, element)).collect()),
            (Some(nested), Value::Map(elements)) if nested.nesting == BlockNesting::Map => {
                Value::Map(elements.iter().map(|(key, element)| (key.clone(), made(&nested.block, element))).collect())
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
        (Value::Unknown(_), Type::Object(types)) => Value::Map(types.iter().map(|(name, ty)| (name.clone(), known(value, ty))).collect()),
        (Value::Unknown(_), _) => Value::Null,
        (Value::List(elements), Type::List(ty)) => Value::List(elements.iter().map(|element| known(element, ty)).collect()),
        (Value::Set(elements), Type::Set(ty)) => Value::Set(elements.iter().map(|element| known(element, ty)).collect()),
        (Value::List(elements), Type::Tuple(types)) => {
            Value::List(elements.iter().zip(types).map(|(element, ty)| known(element, ty)).collect())
        }
        (Value::Map(elements), Type::Map(ty)) => {
            Value::Map(elements.iter().map(|(key, element)| (key.clone(), known(element, ty))).collect())
        }
        (Value::Map(elements), Type::Object(types)) => {
            Value::Map(elements.iter().map(|(name, element)| (name.clone(), known(element, &types[name]))).collect())
        }
        (Value::Dynamic(typed), Type::Dynamic) => Value::Dynamic(Box::new((typed.0.clone(), known(&typed.1, &typed.0)))),
        (value, _) => value.clone(),
    }
}
