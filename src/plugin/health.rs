//! gRPC's health service. The hosts of go-plugin ask for the service `plugin`, and other tools for
//! the whole server.

use std::pin::Pin;

use futures_util::{Stream, StreamExt as _, stream};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};

use super::proto::health::health_check_response::ServingStatus;
use super::proto::health::health_server::Health;
use super::proto::health::{
    HealthCheckRequest, HealthCheckResponse, HealthListRequest, HealthListResponse,
};

/// The names of the services of this server.
const SERVICES: [&str; 2] = ["", "plugin"];

/// The service. Every service of this server serves until the process ends.
pub(super) struct HealthService {
    /// Is cancelled when the process ends.
    pub(super) ended: CancellationToken,
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

    /// Answers once and then waits for the end, because nothing changes.
    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let status = status(&request.into_inner().service);
        let statuses = stream::iter([Ok(response(status))]).chain(stream::pending());
        let ended = self.ended.clone().cancelled_owned();
        Ok(Response::new(Box::pin(statuses.take_until(ended))))
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
