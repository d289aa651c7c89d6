//! The resource with every type, nesting and flag. Its objects exist only in the state.

use appservices_provider::engine::{Diagnostics, Schema, Value};
use appservices_provider::provider::{
    ApplyError, Call, CreateRequest, CreateResponse, DeleteRequest, DeleteResponse, Private,
    ReadRequest, ReadResponse, Resource, Result, UpdateRequest, UpdateResponse, async_trait,
};

use crate::made::made;
use crate::schema;

pub(crate) struct Thing;

#[async_trait]
impl Resource for Thing {
    fn type_name(&self) -> &str {
        "torture_thing"
    }

    fn schema(&self) -> Schema {
        schema::schema()
    }

    /// Counts in the private state how often the object was written, and says in which module.
    async fn create(&self, request: CreateRequest<'_>) -> Result<CreateResponse, ApplyError> {
        let state = placed(request.schema, request.planned, request.call);
        let private = counted(request.private);
        let private =
            private.map_err(|errors| ApplyError::new(errors).with_state(state.clone()))?;
        Ok(CreateResponse::new(state).with_private(private))
    }

    async fn read(&self, request: ReadRequest<'_>) -> Result<Option<ReadResponse>> {
        Ok(Some(request.state.clone().into()))
    }

    async fn update(&self, request: UpdateRequest<'_>) -> Result<UpdateResponse, ApplyError> {
        let state = placed(request.schema, request.planned, request.call);
        let private = counted(request.private);
        let private =
            private.map_err(|errors| ApplyError::new(errors).with_state(state.clone()))?;
        Ok(UpdateResponse::new(state).with_private(private))
    }

    async fn delete(&self, request: DeleteRequest<'_>) -> Result<DeleteResponse> {
        // The private state is that of the last write.
        request.private.get::<u64>("writes")?;
        Ok(DeleteResponse::new())
    }
}

/// Returns the state that comes of a plan, with the module in which it is.
fn placed(schema: &Schema, planned: &Value, call: &Call) -> Value {
    let mut state = made(&schema.block, planned);
    let module = &call.meta["module"];
    let is_wanted = planned["module"].is_unknown() && module.as_str().is_some();
    if is_wanted && let Value::Map(values) = &mut state {
        values.insert("module".to_owned(), module.clone());
    }
    state
}

fn counted(private: &Private) -> Result<Private, Diagnostics> {
    let mut private = private.clone();
    let writes = private.get::<u64>("writes")?.unwrap_or(0);
    private.set("writes", &(writes + 1))?;
    Ok(private)
}
