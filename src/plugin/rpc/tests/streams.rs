//! Lists and actions carry what every call carries.

use std::sync::Mutex;

use async_trait::async_trait;
use tokio_stream::StreamExt as _;

use super::*;
use crate::engine::{Attribute, Schema};
use crate::provider::{
    Action, Call, ConfigureRequest, ConfigureResponse, Configured, CreateRequest, Created,
    DeleteRequest, Deleted, HostConnection, IdentityAttribute, IdentitySchema, InvokeRequest,
    InvokeResponse, ListRequest, ListResource, ListResultSink, Progress, Provider, ReadRequest,
    Refreshed, Resource, Result, UpdateRequest, Updated,
};

/// A provider that keeps the calls of its list and its action.
#[derive(Clone, Default)]
struct Keeper(Arc<Mutex<Vec<Call>>>);

impl Keeper {
    fn keep(&self, call: &Call) {
        self.0.lock().expect("no panic holds it").push(call.clone());
    }
}

#[async_trait]
impl Provider for Keeper {
    type Data = ();

    fn name(&self) -> &str {
        "test"
    }

    fn resources(&self) -> Vec<Box<dyn Resource>> {
        vec![Box::new(self.clone())]
    }

    fn list_resources(&self) -> Vec<Box<dyn ListResource>> {
        vec![Box::new(self.clone())]
    }

    fn actions(&self) -> Vec<Box<dyn Action>> {
        vec![Box::new(self.clone())]
    }

    async fn configure(&self, _: ConfigureRequest<'_>) -> Configured<()> {
        Ok(ConfigureResponse::new(()))
    }
}

#[async_trait]
impl Resource for Keeper {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> Schema {
        Schema::new([Attribute::string("id").computed()])
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        Some(IdentitySchema::new([IdentityAttribute::string("id")]))
    }

    async fn create(&self, request: CreateRequest<'_>) -> Created {
        Ok(request.planned.clone().into())
    }

    async fn read(&self, request: ReadRequest<'_>) -> Refreshed {
        Ok(Some(request.state.clone().into()))
    }

    async fn update(&self, request: UpdateRequest<'_>) -> Updated {
        Ok(request.planned.clone().into())
    }

    async fn delete(&self, _: DeleteRequest<'_>) -> Deleted {
        Ok(crate::provider::DeleteResponse::new())
    }
}

#[async_trait]
impl ListResource for Keeper {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> Schema {
        Schema::default()
    }

    async fn list(&self, request: ListRequest<'_>, _: &mut dyn ListResultSink) -> Result<()> {
        self.keep(request.call);
        Ok(())
    }
}

#[async_trait]
impl Action for Keeper {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> Schema {
        Schema::default()
    }

    async fn invoke(
        &self,
        request: InvokeRequest<'_>,
        _: &mut dyn Progress,
    ) -> Result<InvokeResponse> {
        self.keep(request.call);
        Ok(InvokeResponse::default())
    }
}

#[tokio::test]
async fn lists_and_actions_have_the_connection_and_what_the_host_can_do() {
    let keeper = Keeper::default();
    let server = Arc::new(Server::new(keeper.clone()));
    let configured = server.configure(&Value::Null, "", &Call::default()).await;
    assert_eq!(configured.expect("a provider"), []);
    let rpc = Rpc::new(server, Counter::new());
    let connection = HostConnection::default();
    let mark = connection.mark();

    let mut request = Request::new(proto::list_resource::Request {
        type_name: name(),
        ..Default::default()
    });
    request.extensions_mut().insert(connection.clone());
    let mut events = rpc
        .list_resource(request)
        .await
        .expect("a list")
        .into_inner();
    assert!(events.next().await.is_none());

    // Core sends no value for a block that is not there.
    let mut request = Request::new(proto::invoke_action::Request {
        action_type: name(),
        config: value(&[0xc0]),
        client_capabilities: Some(proto::ClientCapabilities {
            deferral_allowed: true,
            ..Default::default()
        }),
    });
    request.extensions_mut().insert(connection);
    let mut events = rpc
        .invoke_action(request)
        .await
        .expect("an action")
        .into_inner();
    let completed = events.next().await.expect("an end").expect("an event");
    let Some(proto::invoke_action::event::Type::Completed(completed)) = completed.r#type else {
        panic!("it is not completed");
    };
    assert_eq!(completed.diagnostics, []);

    let calls = std::mem::take(&mut *keeper.0.lock().expect("no panic holds it"));
    let [list, action] = calls.as_slice() else {
        panic!("{} calls", calls.len());
    };
    assert!(mark.is_of(&list.connection) && mark.is_of(&action.connection));
    assert!(!list.capabilities.deferral_allowed && action.capabilities.deferral_allowed);
}
