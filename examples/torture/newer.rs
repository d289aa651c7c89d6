//! A resource with what only newer cores ask for: identity, import by it, lists, moves, upgrades, computed blocks, private
//! state of a plan, deferral.

use appservices_provider::engine::{Attribute, Diagnostic, NestedBlock, Recompute, Schema, Value};
use appservices_provider::provider::{
    ApplyError, CreateRequest, CreateResponse, Deferred, DeleteRequest, DeleteResponse,
    IdentityAttribute, IdentitySchema, ImportBy, ImportRequest, ImportResponse, ListRequest,
    ListResource, ListResult, ListResultSink, ModifyPlanRequest, ModifyPlanResponse,
    MoveStateRequest, MoveStateResponse, ReadRequest, ReadResponse, Resource, Result,
    UpdateRequest, UpdateResponse, UpgradeRequest, UpgradeResponse, async_trait,
};
use serde_json::json;

use super::made::made;

pub(crate) struct Newer;

fn state(id: &str, name: &str) -> Value {
    let disk = Value::object([("device", "sda".into())]);
    Value::object([
        ("id", id.into()),
        ("name", name.into()),
        ("nonce", Value::Null),
        ("disk", Value::List(vec![disk])),
    ])
}

/// Returns what comes of a plan: a disk where there is none, and a known value for each unknown one.
fn filled(schema: &Schema, planned: &Value) -> Value {
    let mut state = made(&schema.block, planned);
    if planned["disk"].is_unknown()
        && let Value::Map(values) = &mut state
    {
        let disk = Value::object([("device", "sda".into())]);
        values.insert("disk".to_owned(), Value::List(vec![disk]));
    }
    state
}

#[async_trait]
impl Resource for Newer {
    fn type_name(&self) -> &str {
        "torture_newer"
    }

    fn schema(&self) -> Schema {
        let disk = NestedBlock::list("disk", [Attribute::string("device").computed()]);
        Schema::new([
            Attribute::string("id").computed().use_state_for_unknown(),
            Attribute::string("name").required(),
            Attribute::string("nonce")
                .computed()
                .use_state_for_unknown(),
        ])
        .block(disk.computed(Recompute::OnAnyChange))
        .version(1)
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        let id = IdentityAttribute::string("id").required_for_import();
        Some(IdentitySchema::new([id]).version(1))
    }

    /// Plans a random nonce, which the apply uses, too, if core keeps the private state of a plan.
    fn modify_plan(
        &self,
        request: &ModifyPlanRequest<'_>,
        response: &mut ModifyPlanResponse,
    ) -> Result<()> {
        if request.is_destruction() {
            return Ok(());
        }
        let capabilities = request.call.capabilities;
        if request.config["name"].is_unknown() && capabilities.deferral_allowed {
            response.deferred = Some(Deferred::ResourceConfigUnknown);
        }
        if !response.plan.planned["nonce"].is_unknown() || !capabilities.store_planned_private {
            return Ok(());
        }
        let planned = request
            .planned_private
            .and_then(|private| private.get::<String>("nonce").ok().flatten());
        let nonce = planned.unwrap_or_else(|| format!("{:?}", std::time::Instant::now()));
        response.private.set("nonce", &nonce)?;
        response.set("nonce", &nonce)
    }

    async fn create(&self, request: CreateRequest<'_>) -> Result<CreateResponse, ApplyError> {
        Ok(filled(request.schema, request.planned).into())
    }

    /// Reports "gone" as deleted, and "elsewhere" with a new id, which is a mistake that the library must detect.
    async fn read(&self, request: ReadRequest<'_>) -> Result<Option<ReadResponse>> {
        match request.state["name"].as_str() {
            Some("gone") => Ok(None),
            Some("elsewhere") => Ok(Some(state("another", "elsewhere").into())),
            _ => Ok(Some(request.state.clone().into())),
        }
    }

    async fn update(&self, request: UpdateRequest<'_>) -> Result<UpdateResponse, ApplyError> {
        Ok(filled(request.schema, request.planned).into())
    }

    async fn delete(&self, _: DeleteRequest<'_>) -> Result<DeleteResponse> {
        Ok(DeleteResponse::new())
    }

    async fn import(&self, request: ImportRequest<'_>) -> Result<ImportResponse> {
        let id = match request.by {
            ImportBy::Identity(identity) => identity["id"].as_str().unwrap_or_default(),
            _ => request.id()?,
        };
        Ok(ImportResponse::passthrough(request.schema, "id", id))
    }

    /// Version 0 called the name a title.
    fn upgrade_state(&self, request: UpgradeRequest) -> Result<UpgradeResponse> {
        let mut state = request.stored;
        if request.version != 0 {
            return Err(Diagnostic::error("There was no such version", "Only 0 was.").into());
        }
        state["name"] = state["title"].take();
        Ok(state.into())
    }

    /// Version 0 called the id a number.
    fn upgrade_identity(&self, request: UpgradeRequest) -> Result<UpgradeResponse> {
        Ok(json!({ "id": request.stored["number"].to_string() }).into())
    }

    fn move_state(&self, request: &MoveStateRequest) -> Result<Option<MoveStateResponse>> {
        if request.type_name != "torture_thing" {
            return Ok(None);
        }
        let text = |name: &str| request.state[name].as_str().unwrap_or_default();
        Ok(Some(state(text("id"), text("name")).into()))
    }
}

/// Lists as many as a prefix has letters.
pub(crate) struct Newers;

#[async_trait]
impl ListResource for Newers {
    fn type_name(&self) -> &str {
        "torture_newer"
    }

    fn schema(&self) -> Schema {
        Schema::new([Attribute::string("prefix")])
    }

    async fn list(&self, request: ListRequest<'_>, results: &mut dyn ListResultSink) -> Result<()> {
        let prefix = request.config["prefix"].as_str().unwrap_or("abc");
        for (at, letter) in prefix.chars().enumerate() {
            let id = at.to_string();
            let name = format!("{prefix}-{letter}");
            let state = request.include_resource.then(|| state(&id, &name));
            let identity = Value::object([("id", id.into())]);
            if !results
                .send(ListResult::new(identity, name).with_state(state))
                .await
            {
                return Ok(());
            }
        }
        Err(Diagnostic::error("The list broke off", "It always does after the last.").into())
    }
}
