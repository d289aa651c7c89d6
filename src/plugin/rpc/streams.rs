//! The calls that answer in a stream: lists and actions.
//!
//! Each runs in a task of its own and sends events through a channel. When core reads no more, a
//! list ends, because its sender fails. A failure is an event like any other.

use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};
use tracing::Instrument as _;

use super::call::{About, CONNECTION, call, connection, panicked, span};
use super::decoded::decoded;
use super::identity;
use crate::engine::{Diagnostic, Diagnostics, Value};
use crate::plugin::alive::Counter;
use crate::plugin::convert;
use crate::plugin::proto::tfplugin6 as proto;
use crate::provider::{
    ListOptions, ListResult, ListResultSink, Progress, ResourceType, Result, Server,
};

/// How many events may wait for core to read them.
const WAITING: usize = 16;

/// The events of a call that answers in a stream.
pub(super) type Stream<T> = Pin<Box<dyn tokio_stream::Stream<Item = Result<T, Status>> + Send>>;

type Events<T> = mpsc::Sender<Result<T, Status>>;

pub(super) async fn validate_list(
    server: Arc<Server>,
    request: proto::validate_list_resource_config::Request,
) -> Result<proto::validate_list_resource_config::Response> {
    let list = server.list_resource(&request.type_name)?;
    let config = decoded(request.config.as_ref(), list.schema())?;
    Ok(proto::validate_list_resource_config::Response {
        diagnostics: convert::diagnostics(server.validate_list(list, &config)),
    })
}

pub(super) fn list(
    server: Arc<Server>,
    running: &Counter,
    request: Request<proto::list_resource::Request>,
) -> Response<Stream<proto::list_resource::Event>> {
    streamed(
        running,
        "ListResource",
        request,
        |request, events| async move {
            let outcome = listed(&server, request, events.clone()).await;
            outcome
                .err()
                .map(|diagnostics| proto::list_resource::Event {
                    diagnostic: convert::diagnostics(diagnostics),
                    ..Default::default()
                })
        },
        |diagnostic| proto::list_resource::Event {
            diagnostic: convert::diagnostics([diagnostic]),
            ..Default::default()
        },
    )
}

async fn listed(
    server: &Server,
    request: proto::list_resource::Request,
    events: Events<proto::list_resource::Event>,
) -> Result<()> {
    let list = server.list_resource(&request.type_name)?;
    let resource = server.resource(&request.type_name)?;
    let config = decoded(request.config.as_ref(), list.schema())?;
    // Core always sends a limit; 0 means none.
    let limit = usize::try_from(request.limit)
        .ok()
        .filter(|limit| *limit > 0)
        .unwrap_or(usize::MAX);
    let options = ListOptions {
        include_resource: request.include_resource_object,
        limit,
    };
    let call = call(server, None, Value::Null);
    let mut sink = Sink { events, resource };
    server
        .list_objects(list, &config, options, &mut sink, &call)
        .await
}

struct Sink<'a> {
    events: Events<proto::list_resource::Event>,
    resource: &'a ResourceType,
}

#[async_trait]
impl ListResultSink for Sink<'_> {
    async fn send(&mut self, result: ListResult) -> bool {
        let block = &self.resource.schema().block;
        let event = proto::list_resource::Event {
            identity: identity::message(self.resource, Some(result.identity)),
            display_name: result.display_name,
            resource_object: result.state.map(|state| convert::message(&state, block)),
            diagnostic: convert::diagnostics(result.warnings),
        };
        self.events.send(Ok(event)).await.is_ok()
    }
}

pub(super) async fn validate_action(
    server: Arc<Server>,
    request: proto::validate_action_config::Request,
) -> Result<proto::validate_action_config::Response> {
    let action = server.action(&request.type_name)?;
    let config = decoded(request.config.as_ref(), action.schema())?;
    Ok(proto::validate_action_config::Response {
        diagnostics: convert::diagnostics(server.validate_action(action, &config)),
    })
}

pub(super) async fn plan_action(
    server: Arc<Server>,
    request: proto::plan_action::Request,
) -> Result<proto::plan_action::Response> {
    let action = server.action(&request.action_type)?;
    let config = decoded(request.config.as_ref(), action.schema())?;
    let call = call(&server, request.client_capabilities, Value::Null);
    let plan = server.plan_action(action, &config, &call).await?;
    Ok(proto::plan_action::Response {
        diagnostics: convert::diagnostics(plan.warnings),
        deferred: convert::deferred(plan.deferred),
    })
}

pub(super) fn invoke(
    server: Arc<Server>,
    running: &Counter,
    request: Request<proto::invoke_action::Request>,
) -> Response<Stream<proto::invoke_action::Event>> {
    streamed(
        running,
        "InvokeAction",
        request,
        |request, events| async move {
            let invoked = async {
                let action = server.action(&request.action_type)?;
                let config = decoded(request.config.as_ref(), action.schema())?;
                let call = call(&server, request.client_capabilities, Value::Null);
                let mut lines = Lines(events);
                server
                    .invoke_action(action, &config, &mut lines, &call)
                    .await
            };
            let invoked: Result<_> = invoked.await;
            Some(completed(
                invoked.map_or_else(|errors| errors, |invoked| invoked.warnings),
            ))
        },
        |diagnostic| completed(diagnostic.into()),
    )
}

struct Lines(Events<proto::invoke_action::Event>);

#[async_trait]
impl Progress for Lines {
    async fn send(&mut self, line: &str) {
        let progress = proto::invoke_action::event::Progress {
            message: line.to_owned(),
        };
        let event = proto::invoke_action::Event {
            r#type: Some(proto::invoke_action::event::Type::Progress(progress)),
        };
        // The action goes on although nobody reads any more.
        let _ = self.0.send(Ok(event)).await;
    }
}

/// The last event of an action. Core takes an event without a type for a crash.
fn completed(diagnostics: Diagnostics) -> proto::invoke_action::Event {
    let completed = proto::invoke_action::event::Completed {
        diagnostics: convert::diagnostics(diagnostics),
    };
    proto::invoke_action::Event {
        r#type: Some(proto::invoke_action::event::Type::Completed(completed)),
    }
}

/// Runs `work` in a task. The last event is its result, or what `crashed` makes of a panic.
fn streamed<Q, T, F>(
    running: &Counter,
    name: &'static str,
    request: Request<Q>,
    work: impl FnOnce(Q, Events<T>) -> F,
    crashed: fn(Diagnostic) -> T,
) -> Response<Stream<T>>
where
    Q: About,
    T: Send + 'static,
    F: Future<Output = Option<T>> + Send + 'static,
{
    let (events, stream) = mpsc::channel(WAITING);
    let connection = connection(&request);
    let request = request.into_inner();
    let span = span(name, &request);
    let subject = request.about().map(|(_, subject)| subject.to_owned());
    let running = running.enter();
    let work = work(request, events.clone()).instrument(span);
    let work = tokio::spawn(CONNECTION.scope(connection, work));
    tokio::spawn(async move {
        let _running = running;
        let last = work
            .await
            .unwrap_or_else(|_| Some(crashed(panicked(name, subject.as_deref()))));
        if let Some(last) = last {
            // Where nobody reads any more, nobody misses the event.
            let _ = events.send(Ok(last)).await;
        }
    });
    Response::new(Box::pin(ReceiverStream::new(stream)))
}
