//! gRPC's health service: go-plugin's hosts ask for the service `plugin`, other tools for the whole server.

use std::pin::Pin;

use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Request, Response, Status};

use super::proto::health::health_check_response::ServingStatus;
use super::proto::health::health_server::Health;
use super::proto::health::{
    HealthCheckRequest, HealthCheckResponse, HealthListRequest, HealthListResponse,
};

/// The names under which this server is asked for.
const SERVICES: [&str; 2] = ["", "plugin"];

/// The service; all that is there serves until the plugin ends.
pub(super) struct HealthService {
    /// Turns true when the plugin shall end.
    pub(super) ended: watch::Sender<bool>,
}

#[tonic::async_trait]
impl Health for HealthService {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        let service = request.into_inner().service;
        match status(&service) {
            ServingStatus::Serving => Ok(Response::new(response(ServingStatus::Serving))),
            _ => Err(Status::not_found(format!(
                "there is no service {service:?}; there are {SERVICES:?}"
            ))),
        }
    }

    async fn list(
        &self,
        _: Request<HealthListRequest>,
    ) -> Result<Response<HealthListResponse>, Status> {
        let statuses = SERVICES
            .into_iter()
            .map(|service| (service.to_owned(), response(status(service))));
        Ok(Response::new(HealthListResponse {
            statuses: statuses.collect(),
        }))
    }

    type WatchStream = Pin<Box<dyn Stream<Item = Result<HealthCheckResponse, Status>> + Send>>;

    /// Nothing changes, so after the first answer the stream waits for the end.
    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let status = status(&request.into_inner().service);
        let ended = WatchStream::new(self.ended.subscribe());
        Ok(Response::new(Box::pin(
            ended
                .take_while(|ended| !ended)
                .map(move |_| Ok(response(status))),
        )))
    }
}

fn status(service: &str) -> ServingStatus {
    if SERVICES.contains(&service) {
        ServingStatus::Serving
    } else {
        ServingStatus::ServiceUnknown
    }
}

fn response(status: ServingStatus) -> HealthCheckResponse {
    HealthCheckResponse {
        status: status.into(),
    }
}
