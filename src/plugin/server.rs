//! The gRPC server of one process: its services, its connections and its end.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tonic::transport::Server;

use super::alive::Counter;
use super::error::ServeError;
use super::health::HealthService;
use super::lifetime::{Hosts, until_no_host_is_left};
use super::listener::Listener;
use super::proto::goplugin::grpc_broker_server::GrpcBrokerServer;
use super::proto::goplugin::grpc_controller_server::GrpcControllerServer;
use super::proto::goplugin::grpc_stdio_server::GrpcStdioServer;
use super::proto::health::health_server::HealthServer;
use super::proto::tfplugin6::provider_server::ProviderServer;
use super::rpc::Rpc;
use super::services::PluginServices;
use super::tls::Identity;
use super::unserved::Naming;
use crate::provider::Server as Provider;

/// The largest message in either direction, as in Go providers.
const LARGEST_MESSAGE: usize = 256 << 20;

/// How many accepted connections may wait for the server to take them.
const WAITING_CONNECTIONS: usize = 16;

/// How long the last answers may take to leave after the host said to end. It kills after two
/// seconds.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

/// Serves what connects to the listener until the host ends the process or is gone; for a
/// debugger, until interrupted.
pub(super) async fn run(
    provider: Arc<Provider>,
    listener: Listener,
    tls: Option<Identity>,
    hosts: Hosts,
) -> Result<(), ServeError> {
    let ended = CancellationToken::new();
    let connections = Counter::new();
    let calls = Counter::new();
    let (accepted, incoming) = mpsc::channel(WAITING_CONNECTIONS);
    let tls = tls.map(|identity| identity.config);
    let accepting = tokio::spawn(listener.accept_all(tls, connections.clone(), accepted));
    let server = Server::builder().serve_with_incoming_shutdown(
        Naming(services(&provider, &calls, &ended, hosts)),
        ReceiverStream::new(incoming),
        ended.clone().cancelled_owned(),
    );
    let end = async {
        tokio::select! {
            () = until_no_host_is_left(provider.as_ref(), &connections, &calls, hosts) => {}
            () = interrupted(hosts) => {}
            () = ended.cancelled() => {}
        }
        ended.cancel();
        tokio::time::sleep(LAST_ANSWERS).await;
    };
    let outcome = tokio::select! {
        outcome = server => outcome,
        () = end => Ok(()),
    };
    // Ending the task drops the listener, and with it the socket.
    accepting.abort();
    let _ = accepting.await;
    outcome.map_err(|error| ServeError::Server(error.into()))
}

/// Returns the services of the process: the provider's, gRPC's health, and go-plugin's own three.
fn services(
    provider: &Arc<Provider>,
    calls: &Counter,
    ended: &CancellationToken,
    hosts: Hosts,
) -> Routes {
    let rpc = ProviderServer::new(Rpc::new(Arc::clone(provider), calls.clone()))
        .max_decoding_message_size(LARGEST_MESSAGE)
        .max_encoding_message_size(LARGEST_MESSAGE);
    let health = HealthServer::new(HealthService {
        ended: ended.clone(),
    });
    let plugin = PluginServices {
        provider: Arc::clone(provider),
        ended: ended.clone(),
        hosts,
    };
    Routes::new(rpc)
        .add_service(health)
        .add_service(GrpcControllerServer::new(plugin.clone()))
        .add_service(GrpcBrokerServer::new(plugin.clone()))
        .add_service(GrpcStdioServer::new(plugin))
}

/// Waits for an interrupt, which ends a process for a debugger and no other.
async fn interrupted(hosts: Hosts) {
    let comes = match hosts {
        Hosts::One => false,
        Hosts::Many => tokio::signal::ctrl_c().await.is_ok(),
    };
    if !comes {
        std::future::pending().await
    }
}
