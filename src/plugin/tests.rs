//! The plugin as a host sees it, in one process: over a unix socket, without Terraform.

#![cfg(unix)]

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hyper_util::rt::TokioIo;
use tokio::net::UnixStream;
use tokio::sync::Notify;
use tokio_stream::StreamExt as _;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::{Channel, Endpoint};

use super::host::Host;
use super::lifetime::Hosts;
use super::listener::Listener;
use super::proto::goplugin;
use super::proto::goplugin::grpc_controller_client::GrpcControllerClient;
use super::proto::goplugin::grpc_stdio_client::GrpcStdioClient;
use super::proto::health::health_check_response::ServingStatus;
use super::proto::health::health_client::HealthClient;
use super::proto::health::{HealthCheckRequest, HealthListRequest};
use super::proto::tfplugin6 as proto;
use super::proto::tfplugin6::provider_client::ProviderClient;
use super::server::run;
use crate::provider::{ConfigureRequest, ConfigureResponse, Provider, Resource, Result, Server};

/// A provider whose configuration lasts until it is stopped.
struct Busy {
    begun: Arc<Notify>,
    stopped: Arc<Notify>,
}

#[async_trait]
impl Provider for Busy {
    type Data = ();

    fn name(&self) -> &str {
        "busy"
    }

    fn resources(&self) -> Vec<Box<dyn Resource>> {
        Vec::new()
    }

    async fn configure(&self, request: ConfigureRequest<'_>) -> Result<ConfigureResponse<()>> {
        self.begun.notify_one();
        request.call.cancellation.cancelled().await;
        self.stopped.notify_one();
        Ok(ConfigureResponse::new(()))
    }
}

/// Serves a provider, and returns when it has begun and when it was stopped, with the socket that it
/// listens on.
async fn served(hosts: Hosts) -> ([Arc<Notify>; 2], String, tokio::task::JoinHandle<()>) {
    let events = <[Arc<Notify>; 2]>::default();
    let [begun, stopped] = events.clone();
    let server = Arc::new(Server::new(Busy { begun, stopped }));
    let listener = Listener::bind(&Host::default()).await.expect("a socket");
    let (network, address) = listener.address().expect("an address");
    assert_eq!(network, "unix");
    let running = run(server, listener, None, hosts);
    (
        events,
        address,
        tokio::spawn(async { running.await.expect("it is served") }),
    )
}

async fn connect(socket: &str) -> Channel {
    let socket = socket.to_owned();
    let connector = move |_| {
        let socket = socket.clone();
        async move { UnixStream::connect(socket).await.map(TokioIo::new) }
    };
    Endpoint::from_static("http://localhost")
        .connect_with_connector(tower::service_fn(connector))
        .await
        .expect("a connection")
}

/// A host is killed in the middle of a call. The provider is stopped at once, and not only when the
/// host is given up.
#[tokio::test]
async fn the_loss_of_the_host_stops_what_runs() {
    for hosts in [Hosts::One, Hosts::Many] {
        let ([begun, stopped], socket, serving) = served(hosts).await;
        let mut client = ProviderClient::new(connect(&socket).await);
        let host = tokio::spawn(async move {
            client
                .configure_provider(proto::configure_provider::Request::default())
                .await
        });
        begun.notified().await;
        host.abort();
        assert!(host.await.is_err_and(|error| error.is_cancelled()));
        let soon = tokio::time::timeout(Duration::from_secs(2), stopped.notified()).await;
        assert!(soon.is_ok(), "nobody stops it, {hosts:?}");
        serving.abort();
    }
}

/// An interrupt cancels the calls that run, and those that come before the next configuration.
#[tokio::test]
async fn an_interrupt_cancels_what_runs() {
    let ([begun, _], socket, serving) = served(Hosts::One).await;
    let mut client = ProviderClient::new(connect(&socket).await);
    for _ in 0..2 {
        let mut running = client.clone();
        let configure = tokio::spawn(async move {
            running
                .configure_provider(proto::configure_provider::Request::default())
                .await
        });
        begun.notified().await;
        assert!(!configure.is_finished(), "it waits until it is stopped");
        let stopped = client.stop_provider(proto::stop_provider::Request {}).await;
        assert_eq!(stopped.expect("an answer").into_inner().error, "");
        let configured = configure.await.expect("no panic").expect("an answer");
        assert_eq!(configured.into_inner().diagnostics, []);
    }
    serving.abort();
}

#[tokio::test]
async fn health_is_told_of_every_service() {
    let (_, socket, serving) = served(Hosts::One).await;
    let mut health = HealthClient::new(connect(&socket).await);
    let request = |service: &str| HealthCheckRequest {
        service: service.to_owned(),
    };
    for service in ["", "plugin"] {
        let checked = health
            .check(request(service))
            .await
            .expect("it is there")
            .into_inner();
        assert_eq!(checked.status(), ServingStatus::Serving, "{service:?}");
    }
    assert_eq!(
        health
            .check(request("other"))
            .await
            .expect_err("it is not there")
            .code(),
        tonic::Code::NotFound
    );
    for (service, expected) in [
        ("plugin", ServingStatus::Serving),
        ("other", ServingStatus::ServiceUnknown),
    ] {
        let mut watched = health
            .watch(request(service))
            .await
            .expect("an answer")
            .into_inner();
        let first = watched.next().await.expect("a status").expect("no failure");
        assert_eq!(first.status(), expected, "{service:?}");
    }
    let listed = health
        .list(HealthListRequest {})
        .await
        .expect("a list")
        .into_inner()
        .statuses;
    let mut names: Vec<_> = listed.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["", "plugin"]);
    serving.abort();
}

/// Streams that a host leaves open end with the process, and none of them delays its end.
#[tokio::test]
async fn the_host_ends_the_process() {
    let (_, socket, serving) = served(Hosts::One).await;
    let channel = connect(&socket).await;
    let request = HealthCheckRequest {
        service: "plugin".to_owned(),
    };
    let mut health = HealthClient::new(channel.clone());
    let watched = health.watch(request).await.expect("an answer");
    let mut statuses = watched.into_inner();
    let status = statuses.next().await.expect("a status");
    assert_eq!(status.expect("no failure").status(), ServingStatus::Serving);
    let mut stdio = GrpcStdioClient::new(channel.clone());
    let streamed = stdio.stream_stdio(()).await.expect("an answer");
    let mut output = streamed.into_inner();
    let mut controller = GrpcControllerClient::new(channel);
    let ended = controller.shutdown(goplugin::Empty {}).await;
    assert!(ended.is_ok(), "{ended:?}");
    let ends = async {
        assert!(statuses.next().await.is_none(), "the status ends");
        assert!(output.next().await.is_none(), "the output ends");
        serving.await.expect("the process ends");
    };
    let in_time = tokio::time::timeout(Duration::from_secs(5), ends).await;
    assert!(in_time.is_ok(), "a stream or the process goes on");
}

#[tokio::test]
async fn one_of_many_hosts_does_not_end_the_process() {
    let (_, socket, serving) = served(Hosts::Many).await;
    let channel = connect(&socket).await;
    let mut controller = GrpcControllerClient::new(channel.clone());
    let ended = controller.shutdown(goplugin::Empty {}).await;
    assert!(ended.is_ok(), "{ended:?}");
    let request = HealthCheckRequest::default();
    let mut watched = HealthClient::new(channel)
        .watch(request)
        .await
        .expect("an answer")
        .into_inner();
    assert!(watched.next().await.is_some_and(|status| status.is_ok()));
    assert!(!serving.is_finished());
    serving.abort();
}

/// A call of a newer protocol, of a service that does not exist, and of one that exists and is not
/// served.
#[tokio::test]
async fn a_call_that_is_not_served_is_named() {
    let (_, socket, serving) = served(Hosts::One).await;
    let mut channel = tonic::client::Grpc::new(connect(&socket).await);
    for path in [
        "/tfplugin6.Provider/MakeCoffee",
        "/tfplugin7.Provider/GetMetadata",
        "/tfplugin6.Provider/LockState",
    ] {
        channel.ready().await.expect("the connection is there");
        let codec = tonic_prost::ProstCodec::<
            proto::get_metadata::Request,
            proto::get_metadata::Response,
        >::default();
        let path = PathAndQuery::from_static(path);
        let request = tonic::Request::new(proto::get_metadata::Request {});
        let refused = channel
            .unary(request, path.clone(), codec)
            .await
            .expect_err("nobody serves it");
        assert_eq!(refused.code(), tonic::Code::Unimplemented);
        let call = path.as_str().rsplit('/').next().unwrap_or_default();
        assert!(
            refused.message().contains(call),
            "{:?} does not name {call}",
            refused.message()
        );
    }
    serving.abort();
}
