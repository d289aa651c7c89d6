//! A resource with what only newer cores ask for: identity, import by it, lists, moves, upgrades, computed blocks, private
//! state of a plan, deferral.

use appservices_provider::engine::{
    Attribute, Block, BlockNesting, Diagnostic, NestedBlock, Recompute, Schema, Type, Usage, Value,
};
use appservices_provider::provider::{
    Applied, Change, Current, Deferred, Finds, Found, IdentityAttribute, IdentitySchema,
    ListRequest, ListResource, Listed, MoveSource, Outcome, PlanRequest, Resource, ResourcePlan,
};
use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::made::made;
use super::schema::{computed, optional};

pub(crate) struct Newer {
    schema: Schema,
    identity: IdentitySchema,
}

impl Newer {
    pub(crate) fn new() -> Self {
        let disk = Block {
            attributes: vec![computed("device")],
            ..Block::default()
        };
        let disks = NestedBlock {
            computed: Some(Recompute::OnAnyChange),
            ..NestedBlock::new("disk", BlockNesting::List, disk)
        };
        let attributes = vec![
            Attribute {
                recompute: Recompute::Never,
                ..computed("id")
            },
            Attribute::new("name", Type::String, Usage::Required, ""),
            Attribute {
                recompute: Recompute::Never,
                ..computed("nonce")
            },
        ];
        let number = IdentityAttribute {
            name: "id".to_owned(),
            ty: Type::String,
            required: true,
            description: String::new(),
        };
        Self {
            schema: Schema {
                version: 1,
                block: Block {
                    attributes,
                    blocks: vec![disks],
                    ..Block::default()
                },
            },
            identity: IdentitySchema {
                version: 1,
                attributes: vec![number],
                mutable: false,
            },
        }
    }

    fn state(&self, id: &str, name: &str) -> Value {
        let disk = Value::object([("device", "sda".into())]);
        let disks = Value::List(vec![disk]);
        Value::object([
            ("id", id.into()),
            ("name", name.into()),
            ("nonce", Value::Null),
            ("disk", disks),
        ])
    }
}

#[async_trait]
impl Resource for Newer {
    fn type_name(&self) -> &str {
        "torture_newer"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn identity(&self) -> Option<&IdentitySchema> {
        Some(&self.identity)
    }

    /// Plans a random nonce, which the apply uses, too, if core keeps the private state of a plan.
    fn refine_plan(&self, request: &PlanRequest, answer: &mut ResourcePlan) {
        if request.config.get("name").is_unknown() && request.deferral_allowed {
            answer.deferred = Some(Deferred::ResourceConfigUnknown);
        }
        if !answer.plan.planned.get("nonce").is_unknown() || !request.keeps_planned_private {
            return;
        }
        let planned = request
            .planned_private
            .as_ref()
            .and_then(|private| private.get::<String>("nonce").ok().flatten());
        let nonce = planned.unwrap_or_else(|| format!("{:?}", std::time::Instant::now()));
        if let Value::Map(values) = &mut answer.plan.planned {
            values.insert("nonce".to_owned(), nonce.as_str().into());
        }
        if let Err(errors) = answer.private.set("nonce", &nonce) {
            answer.plan.diagnostics.extend(errors);
        }
    }

    async fn create(&self, change: &Change<'_>) -> Applied {
        let mut state = made(&self.schema.block, change.planned);
        if change.planned.get("disk").is_unknown()
            && let Value::Map(values) = &mut state
        {
            values.insert(
                "disk".to_owned(),
                Value::List(vec![Value::object([("device", "sda".into())])]),
            );
        }
        Applied::done(state)
    }

    /// Reports "gone" as deleted, and "elsewhere" with a new id, which is a mistake that the library must detect.
    async fn read(&self, current: &Current<'_>) -> Outcome<Option<Found>> {
        match current.state.get("name").as_str() {
            Some("gone") => Ok(None),
            Some("elsewhere") => Ok(Some(Found::new(self.state("another", "elsewhere")))),
            _ => Ok(Some(Found::new(current.state.clone()))),
        }
    }

    async fn update(&self, change: &Change<'_>) -> Applied {
        self.create(change).await
    }

    async fn delete(&self, _: &Current<'_>) -> Outcome<Vec<Diagnostic>> {
        Ok(Vec::new())
    }

    async fn import(&self, id: &str) -> Outcome<Found> {
        Ok(Found::passthrough(&self.schema, "id", id))
    }

    async fn import_by_identity(&self, identity: &Value) -> Outcome<Found> {
        self.import(identity.get("id").as_str().unwrap_or_default())
            .await
    }

    /// Version 0 called the name a title.
    fn upgrade(&self, version: i64, mut state: Json) -> Outcome<Json> {
        if version != 0 {
            return Err(vec![Diagnostic::error(
                "There was no such version",
                "Only 0 was.",
            )]);
        }
        state["name"] = state["title"].take();
        Ok(state)
    }

    /// Version 0 called the id a number.
    fn upgrade_identity(&self, _: i64, identity: Json) -> Outcome<Json> {
        Ok(json!({ "id": identity["number"].to_string() }))
    }

    fn move_from(&self, source: &MoveSource) -> Outcome<Option<Found>> {
        if source.type_name != "torture_thing" {
            return Ok(None);
        }
        let text = |name: &str| source.state[name].as_str().unwrap_or_default();
        Ok(Some(Found::new(self.state(text("id"), text("name")))))
    }
}

/// Lists as many as a prefix has letters.
pub(crate) struct Newers {
    schema: Schema,
    resource: Newer,
}

impl Newers {
    pub(crate) fn new() -> Self {
        let attributes = vec![optional("prefix", Type::String)];
        Self {
            schema: Schema {
                version: 0,
                block: Block {
                    attributes,
                    ..Block::default()
                },
            },
            resource: Newer::new(),
        }
    }
}

#[async_trait]
impl ListResource for Newers {
    fn type_name(&self) -> &str {
        "torture_newer"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn list(&self, request: &ListRequest, found: &mut dyn Finds) -> Outcome<()> {
        let prefix = request.config.get("prefix").as_str().unwrap_or("abc");
        for (at, letter) in prefix.chars().enumerate() {
            let id = at.to_string();
            let display_name = format!("{prefix}-{letter}");
            let state = request
                .include_state
                .then(|| self.resource.state(&id, &display_name));
            let identity = Value::object([("id", id.as_str().into())]);
            if !found
                .take(Listed {
                    identity,
                    display_name,
                    state,
                    warnings: Vec::new(),
                })
                .await
            {
                return Ok(());
            }
        }
        Err(vec![Diagnostic::error(
            "The list broke off",
            "It always does after the last.",
        )])
    }
}
