//! go-plugin's own services: ending the plugin, the broker and the output stream (protocol.md 3.4 and 3.6).

use std::pin::Pin;

use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Request, Response, Status, Streaming};

use super::proto::goplugin::grpc_broker_server::GrpcBroker;
use super::proto::goplugin::grpc_controller_server::GrpcController;
use super::proto::goplugin::grpc_stdio_server::GrpcStdio;
use super::proto::goplugin::{ConnInfo, Empty, StdioData};

/// The three services; they end together.
#[derive(Clone)]
pub(super) struct PluginServices {
    /// Turns true when the plugin shall end.
    pub(super) ended: watch::Sender<bool>,
    /// Whether the host may end the plugin: not in debug mode, where one process serves many runs.
    pub(super) host_may_end: bool,
}

type Endless<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

impl PluginServices {
    /// A stream without items that ends when the plugin does: an open stream would hold up the server's end.
    fn until_the_end<T: Send + 'static>(&self) -> Endless<T> {
        let ended = WatchStream::new(self.ended.subscribe());
        Box::pin(ended.take_while(|ended| !ended).filter_map(|_| None))
    }
}

#[tonic::async_trait]
impl GrpcController for PluginServices {
    async fn shutdown(&self, _: Request<Empty>) -> Result<Response<Empty>, Status> {
        if self.host_may_end {
            self.ended.send_replace(true);
        }
        Ok(Response::new(Empty {}))
    }
}

#[tonic::async_trait]
impl GrpcBroker for PluginServices {
    type StartStreamStream = Endless<ConnInfo>;

    /// Terraform opens this and never asks for a second connection.
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

    /// The plugin prints nothing, so the stream stays empty.
    async fn stream_stdio(
        &self,
        _: Request<()>,
    ) -> Result<Response<Self::StreamStdioStream>, Status> {
        Ok(Response::new(self.until_the_end()))
    }
}
