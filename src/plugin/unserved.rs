//! Answers to calls that are not served, which name the call: a newer host makes them, or a program
//! at the wrong address.

use std::pin::Pin;
use std::task::{Context, Poll};

use tonic::Status;
use tonic::body::Body;
use tonic::codegen::http::{HeaderMap, Request, Response};
use tonic::codegen::{Service, http};

/// A service that puts the name of the call into an answer "unimplemented" without a message.
#[derive(Clone)]
pub(super) struct Naming<S>(pub(super) S);

impl<S> Service<Request<Body>> for Naming<S>
where
    S: Service<Request<Body>, Response = Response<Body>>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let call = request.uri().path().trim_start_matches('/').to_owned();
        let answer = self.0.call(request);
        Box::pin(async move {
            let mut answer = answer.await?;
            name(&call, answer.headers_mut());
            Ok(answer)
        })
    }
}

fn name(call: &str, headers: &mut HeaderMap) {
    const UNIMPLEMENTED: &str = "12";
    let status = http::HeaderName::from_static("grpc-status");
    let message = http::HeaderName::from_static("grpc-message");
    let unimplemented = headers
        .get(&status)
        .is_some_and(|code| code == UNIMPLEMENTED);
    if !unimplemented
        || headers
            .get(&message)
            .is_some_and(|message| !message.is_empty())
    {
        return;
    }
    let named = Status::unimplemented(format!("{call} is not served by this provider"));
    if let Err(error) = named.add_header(headers) {
        tracing::debug!(%error, call, "a call that is not served could not be named");
    }
}
