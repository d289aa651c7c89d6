//! The calls that answer in a stream: lists and actions.
//!
//! Each runs in a task of its own and sends events through a channel. When core reads no more, a
//! list ends, because its sender fails. A failure is an event like any other.

use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Response, Status};
use tracing::Instrument as _;

use super::call::{About, panicked, span};
use super::decoded::decoded;
use super::identity;
use crate::engine::Diagnostic;
use crate::plugin::alive::Counter;
use crate::plugin::convert;
use crate::plugin::proto::tfplugin6 as proto;
use crate::provider::{
    self, Finds, ListRequest, Listed, Outcome, Progress, Provider, Resource, check_listed,
    find_action, find_list_resource, find_resource, invoke_action, list_objects,
};

/// How many events may wait for core to read them.
const WAITING: usize = 16;

/// The events of a call that answers in a stream.
pub(super) type Stream<T> = Pin<Box<dyn tokio_stream::Stream<Item = Result<T, Status>> + Send>>;

type Events<T> = mpsc::Sender<Result<T, Status>>;

pub(super) async fn validate_list(
    provider: Arc<dyn Provider>,
    request: proto::validate_list_resource_config::Request,
) -> Outcome<proto::validate_list_resource_config::Response> {
    let list = find_list_resource(provider.as_ref(), &request.type_name)?;
    let config = decoded(request.config.as_ref(), list.schema())?;
    Ok(proto::validate_list_resource_config::Response {
        diagnostics: convert::diagnostics(provider::validate_list(list, &config)),
    })
}

pub(super) fn list(
    provider: Arc<dyn Provider>,
    running: &Counter,
    request: proto::list_resource::Request,
) -> Response<Stream<proto::list_resource::Event>> {
    streamed(
        running,
        "ListResource",
        request,
        |request, events| async move {
            let outcome = listed(provider.as_ref(), request, events.clone()).await;
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
    provider: &dyn Provider,
    request: proto::list_resource::Request,
    events: Events<proto::list_resource::Event>,
) -> Outcome<()> {
    let list = find_list_resource(provider, &request.type_name)?;
    let resource = find_resource(provider, &request.type_name)?;
    let config = decoded(request.config.as_ref(), list.schema())?;
    // Core always sends a limit; 0 means none.
    let limit = usize::try_from(request.limit)
        .ok()
        .filter(|limit| *limit > 0)
        .unwrap_or(usize::MAX);
    let wanted = ListRequest {
        config,
        include_state: request.include_resource_object,
        limit,
    };
    let mut sink = Sink {
        events,
        resource,
        mistake: None,
        left: limit,
        event: &|found: Listed| proto::list_resource::Event {
            identity: identity::message(resource, Some(found.identity)),
            display_name: found.display_name,
            resource_object: found
                .state
                .map(|state| convert::message(&state, &resource.schema().block)),
            diagnostic: convert::diagnostics(found.warnings),
        },
    };
    list_objects(list, &wanted, &mut sink).await?;
    sink.mistake.map_or(Ok(()), Err)
}

struct Sink<'a> {
    events: Events<proto::list_resource::Event>,
    resource: &'a dyn Resource,
    /// Why an object cannot be reported, which ends the list.
    mistake: Option<Vec<Diagnostic>>,
    left: usize,
    event: &'a (dyn Fn(Listed) -> proto::list_resource::Event + Send + Sync),
}

#[async_trait]
impl Finds for Sink<'_> {
    async fn take(&mut self, found: Listed) -> bool {
        let found = match check_listed(self.resource, found) {
            Ok(found) => found,
            Err(mistake) => {
                self.mistake = Some(mistake);
                return false;
            }
        };
        if self.left == 0 || self.events.send(Ok((self.event)(found))).await.is_err() {
            return false;
        }
        self.left -= 1;
        self.left > 0
    }
}

pub(super) async fn validate_action(
    provider: Arc<dyn Provider>,
    request: proto::validate_action_config::Request,
) -> Outcome<proto::validate_action_config::Response> {
    let action = find_action(provider.as_ref(), &request.type_name)?;
    let config = decoded(request.config.as_ref(), action.schema())?;
    Ok(proto::validate_action_config::Response {
        diagnostics: convert::diagnostics(provider::validate_action(action, &config)),
    })
}

pub(super) async fn plan_action(
    provider: Arc<dyn Provider>,
    request: proto::plan_action::Request,
) -> Outcome<proto::plan_action::Response> {
    let action = find_action(provider.as_ref(), &request.action_type)?;
    let config = decoded(request.config.as_ref(), action.schema())?;
    let deferral_allowed = convert::deferral_allowed(request.client_capabilities);
    let plan = provider::plan_action(provider.as_ref(), action, &config, deferral_allowed).await?;
    Ok(proto::plan_action::Response {
        diagnostics: convert::diagnostics(plan.warnings),
        deferred: convert::deferred(plan.deferred),
    })
}

pub(super) fn invoke(
    provider: Arc<dyn Provider>,
    running: &Counter,
    request: proto::invoke_action::Request,
) -> Response<Stream<proto::invoke_action::Event>> {
    streamed(
        running,
        "InvokeAction",
        request,
        |request, events| async move {
            let invoked = async {
                let action = find_action(provider.as_ref(), &request.action_type)?;
                let config = decoded(request.config.as_ref(), action.schema())?;
                invoke_action(action, &config, &mut Lines(events)).await
            };
            Some(completed(invoked.await.unwrap_or_else(|errors| errors)))
        },
        |diagnostic| completed(vec![diagnostic]),
    )
}

struct Lines(Events<proto::invoke_action::Event>);

#[async_trait]
impl Progress for Lines {
    async fn tell(&mut self, line: &str) {
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
fn completed(diagnostics: Vec<Diagnostic>) -> proto::invoke_action::Event {
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
    request: Q,
    work: impl FnOnce(Q, Events<T>) -> F,
    crashed: fn(Diagnostic) -> T,
) -> Response<Stream<T>>
where
    Q: About,
    T: Send + 'static,
    F: Future<Output = Option<T>> + Send + 'static,
{
    let (events, stream) = mpsc::channel(WAITING);
    let span = span(name, &request);
    let subject = request.about().map(|(_, subject)| subject.to_owned());
    let running = running.enter();
    let work = tokio::spawn(work(request, events.clone()).instrument(span));
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
