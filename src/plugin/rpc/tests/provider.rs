//! A provider with one type of each kind, all of the same schema.

use async_trait::async_trait;

use crate::engine::{
    Attribute, Block, BlockNesting, Diagnostic, NestedBlock, Nesting, Replace, Schema, Type, Usage,
    Value, validators,
};
use crate::provider::{
    Action, Applied, Change, Configuration, Current, DataSource, EphemeralResource, Finds, Found,
    Function, FunctionError, IdentityAttribute, IdentitySchema, ListRequest, ListResource, Listed,
    MoveSource, Opened, Outcome, Parameter, Private, Progress, Provider, Query, Renewed, Resource,
    Signature,
};

pub(super) struct Test {
    schema: Schema,
    resources: Vec<Box<dyn Resource>>,
    data_sources: Vec<Box<dyn DataSource>>,
    functions: Vec<Box<dyn Function>>,
    ephemeral_resources: Vec<Box<dyn EphemeralResource>>,
    list_resources: Vec<Box<dyn ListResource>>,
    actions: Vec<Box<dyn Action>>,
}

impl Test {
    pub(super) fn new() -> Self {
        Self {
            schema: schema(),
            resources: vec![Box::new(Thing::new())],
            data_sources: vec![Box::new(Thing::new())],
            functions: vec![Box::new(Twice(Signature {
                parameters: vec![Parameter::new("text", Type::String, "")],
                variadic: Some(Parameter {
                    allow_null: true,
                    ..Parameter::new("more", Type::Dynamic, "")
                }),
                returns: Type::String,
                summary: String::new(),
                description: String::new(),
                deprecated: None,
            }))],
            ephemeral_resources: vec![Box::new(Thing::new())],
            list_resources: vec![Box::new(Thing::new())],
            actions: vec![Box::new(Thing::new())],
        }
    }
}

fn schema() -> Schema {
    let optional = |name: &str, ty: Type| Attribute::new(name, ty, Usage::Optional, "");
    let made = Attribute::new("made", Type::String, Usage::Computed, "");
    let inner = vec![optional("on", Type::Bool), made];
    let line = Block {
        attributes: vec![optional("any", Type::Dynamic)],
        ..Block::default()
    };
    let kind = Attribute {
        replace: Replace::OnChange,
        ..optional("kind", Type::String)
    };
    let named = Block {
        attributes: vec![optional("any", Type::Dynamic), kind],
        ..Block::default()
    };
    let blocks = vec![
        NestedBlock::new("lines", BlockNesting::List, line),
        NestedBlock::new("named", BlockNesting::Map, named),
    ];
    let attributes = vec![
        Attribute::new("id", Type::String, Usage::OptionalComputed, ""),
        Attribute {
            validators: vec![validators::json()],
            ..optional("text", Type::String)
        },
        optional("number", Type::Number),
        Attribute::nested("list", Nesting::List, inner, Usage::Optional, ""),
        optional("any", Type::Dynamic),
    ];
    Schema {
        version: 1,
        block: Block {
            attributes,
            blocks,
            ..Block::default()
        },
    }
}

pub(super) fn config() -> Value {
    object(Value::Null, Value::UNKNOWN)
}

pub(super) fn state() -> Value {
    object("1".into(), "x".into())
}

fn object(id: Value, made: Value) -> Value {
    let line = Value::object([("any", Value::Dynamic(Box::new((Type::Number, 1.into()))))]);
    Value::object([
        ("id", id),
        ("text", "[1]".into()),
        ("number", Value::Null),
        (
            "list",
            Value::List(vec![Value::object([
                ("on", true.into()),
                ("made", if made.is_unknown() { Value::Null } else { made }),
            ])]),
        ),
        (
            "any",
            Value::Dynamic(Box::new((
                Type::list(Type::String),
                Value::List(vec!["x".into()]),
            ))),
        ),
        ("lines", Value::List(vec![line])),
        ("named", Value::object([("k", named("a"))])),
    ])
}

/// Returns a block whose `kind` forces replacement.
pub(super) fn named(kind: &str) -> Value {
    Value::object([
        ("any", Value::Dynamic(Box::new((Type::Bool, true.into())))),
        ("kind", kind.into()),
    ])
}

#[async_trait]
impl Provider for Test {
    fn name(&self) -> &str {
        "test"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn meta_schema(&self) -> Option<&Schema> {
        Some(&self.schema)
    }

    fn resources(&self) -> &[Box<dyn Resource>] {
        &self.resources
    }

    fn data_sources(&self) -> &[Box<dyn DataSource>] {
        &self.data_sources
    }

    fn functions(&self) -> &[Box<dyn Function>] {
        &self.functions
    }

    fn ephemeral_resources(&self) -> &[Box<dyn EphemeralResource>] {
        &self.ephemeral_resources
    }

    fn list_resources(&self) -> &[Box<dyn ListResource>] {
        &self.list_resources
    }

    fn actions(&self) -> &[Box<dyn Action>] {
        &self.actions
    }

    async fn configure(&self, _: &Configuration) -> Outcome<Vec<Diagnostic>> {
        Ok(Vec::new())
    }

    fn stop(&self) {}
}

/// A type of every kind.
struct Thing {
    schema: Schema,
    identity: IdentitySchema,
}

impl Thing {
    fn new() -> Self {
        let id = IdentityAttribute {
            name: "id".to_owned(),
            ty: Type::String,
            required: true,
            description: String::new(),
        };
        let number = IdentityAttribute {
            name: "number".to_owned(),
            ty: Type::Number,
            required: false,
            description: String::new(),
        };
        Self {
            schema: schema(),
            identity: IdentitySchema {
                attributes: vec![id, number],
                ..IdentitySchema::default()
            },
        }
    }
}

#[async_trait]
impl Resource for Thing {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn identity(&self) -> Option<&IdentitySchema> {
        Some(&self.identity)
    }

    async fn create(&self, change: &Change<'_>) -> Applied {
        Applied::done(change.planned.clone())
    }

    async fn read(&self, current: &Current<'_>) -> Outcome<Option<Found>> {
        Ok((!current.state.is_null()).then(|| Found::new(current.state.clone())))
    }

    async fn update(&self, change: &Change<'_>) -> Applied {
        self.create(change).await
    }

    async fn delete(&self, _: &Current<'_>) -> Outcome<Vec<Diagnostic>> {
        Ok(Vec::new())
    }

    async fn import(&self, id: &str) -> Outcome<Found> {
        assert!(id != "panic", "somebody's mistake");
        Ok(Found::passthrough(&self.schema, "id", id))
    }

    async fn import_by_identity(&self, identity: &Value) -> Outcome<Found> {
        self.import(identity.get("id").as_str().unwrap_or_default())
            .await
    }

    fn upgrade(&self, _: i64, state: serde_json::Value) -> Outcome<serde_json::Value> {
        Ok(state)
    }

    fn move_from(&self, source: &MoveSource) -> Outcome<Option<Found>> {
        Ok(source.state["id"]
            .as_str()
            .map(|id| Found::passthrough(&self.schema, "id", id)))
    }
}

#[async_trait]
impl DataSource for Thing {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn read(&self, query: &Query<'_>) -> Outcome<Found> {
        Ok(Found::new(query.config.clone()))
    }
}

#[async_trait]
impl EphemeralResource for Thing {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn open(&self, config: &Value, _: bool) -> Outcome<Opened> {
        let mut private = Private::default();
        private.set("opened", &true)?;
        Ok(Opened {
            private,
            ..Opened::new(config.clone())
        })
    }

    async fn renew(&self, private: &Private) -> Outcome<Renewed> {
        assert!(private.0 != b"panic", "somebody's mistake");
        Ok(Renewed {
            private: private.clone(),
            renew_at: None,
            warnings: Vec::new(),
        })
    }
}

#[async_trait]
impl ListResource for Thing {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn list(&self, request: &ListRequest, found: &mut dyn Finds) -> Outcome<()> {
        let identity = Value::object([("id", "1".into()), ("number", Value::Null)]);
        let state = request.include_state.then(state);
        while found
            .take(Listed {
                identity: identity.clone(),
                display_name: String::new(),
                state: state.clone(),
                warnings: Vec::new(),
            })
            .await
        {
            if request.limit > 100 {
                return Ok(());
            }
        }
        Ok(())
    }
}

#[async_trait]
impl Action for Thing {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn invoke(&self, _: &Value, progress: &mut dyn Progress) -> Outcome<Vec<Diagnostic>> {
        progress.tell("under way").await;
        Ok(Vec::new())
    }
}

struct Twice(Signature);

impl Function for Twice {
    fn name(&self) -> &str {
        "twice"
    }

    fn signature(&self) -> &Signature {
        &self.0
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        let text = arguments
            .first()
            .and_then(Value::as_str)
            .ok_or_else(|| FunctionError::argument(0, "it is no text"))?;
        Ok(Value::string([text, text].concat()))
    }
}
