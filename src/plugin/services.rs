//! go-plugin's own services: the end of the plugin, the broker and the output stream.

use std::pin::Pin;
use std::sync::Arc;

use futures_util::{Stream, StreamExt as _, stream};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status, Streaming};

use super::lifetime::Hosts;
use super::proto::goplugin::grpc_broker_server::GrpcBroker;
use super::proto::goplugin::grpc_controller_server::GrpcController;
use super::proto::goplugin::grpc_stdio_server::GrpcStdio;
use super::proto::goplugin::{ConnInfo, Empty, StdioData};
use crate::provider::Server;

/// The three services. They end together.
#[derive(Clone)]
pub(super) struct PluginServices {
    pub(super) provider: Arc<Server>,
    /// Is cancelled when the process ends.
    pub(super) ended: CancellationToken,
    /// Who calls the process. One of many runs does not end it.
    pub(super) hosts: Hosts,
}

type Endless<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

impl PluginServices {
    /// Returns a stream without items that ends with the process: an open stream would hold up the
    /// server's end.
    fn until_the_end<T: Send + 'static>(&self) -> Endless<T> {
        Box::pin(stream::pending().take_until(self.ended.clone().cancelled_owned()))
    }
}

#[tonic::async_trait]
impl GrpcController for PluginServices {
    async fn shutdown(&self, _: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.provider.close();
        if self.hosts == Hosts::One {
            self.ended.cancel();
        }
        Ok(Response::new(Empty {}))
    }
}

#[tonic::async_trait]
impl GrpcBroker for PluginServices {
    type StartStreamStream = Endless<ConnInfo>;

    /// Opens the stream, on which Terraform never asks for a second connection.
    async fn start_stream(
        &self,
        _: Request<Streaming<ConnInfo>>,
    ) -> Result<Response<Self::StartStreamStream>, Status> {
        Ok(Response::new(self.until_the_end()))
    }
}

#[tonic::async_trait]
impl GrpcStdio for PluginServices {
    type StreamStdioStream = Endless<StdioData>;

    /// Opens the stream of the plugin's output, which stays empty because the plugin prints
    /// nothing.
    async fn stream_stdio(
        &self,
        _: Request<()>,
    ) -> Result<Response<Self::StreamStdioStream>, Status> {
        Ok(Response::new(self.until_the_end()))
    }
}
