//! Connections: what hyper does for each, and the faults that need a connection to be torn down.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Request, Response};
use http_body_util::BodyExt as _;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_stream::StreamExt as _;
use tower_service::Service as _;

use super::error::{Answer, Refusal};
use super::faults::Fault;
use super::router::{BASE, Lag, Peer, Server, respond};
use super::{Observer, Served, object_id, receive};

/// How long requests under way may take to end once the server was told to stop.
const GRACE: Duration = Duration::from_secs(8);

/// Serves until told to stop. Then nobody new is let in, idle connections are closed, and requests under way are finished.
pub(super) async fn serve(
    listener: TcpListener,
    server: Arc<Server>,
    mut stopped: watch::Receiver<bool>,
) {
    let router = server.router();
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = until_stopped(&mut stopped) => break,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of file handles, most likely: trying again at once would only spin.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // A socket without this setting is only slower.
        let _ = stream.set_nodelay(true);
        while connections.try_join_next().is_some() {}
        connections.spawn(connection(
            stream,
            peer,
            Arc::clone(&server),
            router.clone(),
            stopped.clone(),
        ));
    }
    drop(listener);
    // What is not finished by then is cut off with the set.
    let _ = tokio::time::timeout(GRACE, async {
        while connections.join_next().await.is_some() {}
    })
    .await;
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    server: Arc<Server>,
    router: axum::Router,
    mut stopped: watch::Receiver<bool>,
) {
    let stopping = stopped.clone();
    let service = service_fn(move |request: Request<hyper::body::Incoming>| {
        let server = Arc::clone(&server);
        let router = router.clone();
        let stopping = stopping.clone();
        async move { observed(&server, router, peer, request.map(Body::new), stopping).await }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service);
    let mut serving = pin!(serving);
    // An error is a client that went away, or a fault that was asked for.
    tokio::select! {
        _ = serving.as_mut() => {}
        () = until_stopped(&mut stopped) => {
            serving.as_mut().graceful_shutdown();
            let _ = serving.await;
        }
    }
}

/// Waits until the server was told to stop. One that was dropped is told that, too.
async fn until_stopped(stopped: &mut watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// Tears the connection down without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection is closed without an answer")]
struct TornDown;

/// Answers, and tells the observer.
async fn observed(
    server: &Server,
    router: axum::Router,
    peer: SocketAddr,
    request: Request<Body>,
    stopping: watch::Receiver<bool>,
) -> Result<Response<Body>, TornDown> {
    let Some(observer) = &server.options.observer else {
        return answer(server, router, peer, request, stopping).await;
    };
    let method = request.method().to_string();
    let path = request.uri().path().to_owned();
    // A client that gives up drops this future; its request is told all the same.
    let mut told = Told {
        observer,
        method,
        path,
        status: None,
        started: Instant::now(),
    };
    let answered = answer(server, router, peer, request, stopping).await;
    told.status = answered
        .as_ref()
        .ok()
        .map(|response| response.status().as_u16());
    answered
}

/// Tells the observer of a request when it ends, however it ends.
struct Told<'a> {
    observer: &'a Observer,
    method: String,
    path: String,
    status: Option<u16>,
    started: Instant,
}

impl Drop for Told<'_> {
    fn drop(&mut self) {
        let Self {
            observer,
            method,
            path,
            status,
            started,
        } = self;
        observer(&Served {
            method,
            path,
            status: *status,
            took: started.elapsed(),
        });
    }
}

async fn answer(
    server: &Server,
    mut router: axum::Router,
    peer: SocketAddr,
    mut request: Request<Body>,
    mut stopping: watch::Receiver<bool>,
) -> Result<Response<Body>, TornDown> {
    if !server.options.control {
        return serve_plainly(&mut router, peer, request).await;
    }
    let method = request.method().to_string();
    let path = request.uri().path().to_owned();
    if let Some(path) = path.strip_prefix("/_emulator") {
        return Ok(respond(controlled(server, &method, path, request).await));
    }
    let fault =
        server
            .control
            .faults
            .take(&method, path.strip_prefix(BASE).unwrap_or(&path), &path);
    // A client that gives up drops this future; its request is noted all the same.
    let mut noted = Noted {
        server,
        method: &method,
        path: &path,
        status: 0,
    };
    tokio::time::sleep(server.control.latency()).await;
    let answered = match &fault {
        // No answer comes, but the server can still be stopped.
        Some(Fault::Hang) => {
            until_stopped(&mut stopping).await;
            Err(TornDown)
        }
        Some(Fault::Reset) => Err(TornDown),
        Some(Fault::Status {
            status,
            retry_after,
            after: false,
        }) => Ok(failing(*status, *retry_after)),
        Some(Fault::ExpiredSession) => Ok(respond(Err(Refusal::session(
            "InvalidSession",
            "invalid session: access token expired",
        )))),
        Some(Fault::Html) => Ok(page()),
        _ => {
            if let Some(Fault::Stale { seconds }) = &fault {
                request.extensions_mut().insert(Lag(*seconds));
            }
            let response = serve_plainly(&mut router, peer, request).await?;
            match &fault {
                Some(Fault::LostResponse) => Err(TornDown),
                Some(Fault::Status {
                    status,
                    retry_after,
                    ..
                }) => Ok(failing(*status, *retry_after)),
                Some(Fault::TruncatedBody) => Ok(truncated(response).await),
                Some(Fault::BadJson) => Ok(broken(Body::from("{\"_id\":"))),
                _ => Ok(response),
            }
        }
    };
    noted.status = answered
        .as_ref()
        .map_or(0, |response| response.status().as_u16());
    answered
}

/// Notes a request when it ends, however it ends.
struct Noted<'a> {
    server: &'a Server,
    method: &'a str,
    path: &'a str,
    status: u16,
}

impl Drop for Noted<'_> {
    fn drop(&mut self) {
        self.server
            .control
            .note(self.method, self.path, self.status);
    }
}

async fn serve_plainly(
    router: &mut axum::Router,
    peer: SocketAddr,
    mut request: Request<Body>,
) -> Result<Response<Body>, TornDown> {
    // A socket that takes both families shows an IPv4 caller as an IPv6 address.
    request
        .extensions_mut()
        .insert(Peer(peer.ip().to_canonical().to_string()));
    let Ok(mut response) = router.call(request).await;
    let id = object_id::random_text(16, b"0123456789abcdef");
    if let Ok(id) = HeaderValue::from_str(&id) {
        response
            .headers_mut()
            .insert("x-appservices-request-id", id);
    }
    Ok(response)
}

async fn controlled(server: &Server, method: &str, path: &str, request: Request<Body>) -> Answer {
    let bytes = receive::whole(request.into_body(), server.options.patience).await?;
    server.control.answer(method, path, &receive::json(&bytes)?)
}

fn failing(status: u16, retry_after: Option<u64>) -> Response<Body> {
    let mut response = respond(Err(Refusal::new(
        status,
        "",
        format!("the server was told to answer {status}"),
    )));
    if let Some(Ok(seconds)) =
        retry_after.map(|seconds| HeaderValue::from_str(&seconds.to_string()))
    {
        response.headers_mut().insert("retry-after", seconds);
    }
    response
}

fn page() -> Response<Body> {
    let mut response = Response::new(Body::from(
        "<html><body>Please sign in to the network</body></html>",
    ));
    response
        .headers_mut()
        .insert("content-type", HeaderValue::from_static("text/html"));
    response
}

/// The first half of the body, then a closed connection.
async fn truncated(response: Response<Body>) -> Response<Body> {
    let bytes = response
        .into_body()
        .collect()
        .await
        .map(|body| body.to_bytes())
        .unwrap_or_default();
    let half = if bytes.is_empty() {
        Bytes::from_static(b"{\"_id\"")
    } else {
        bytes.slice(..bytes.len() / 2)
    };
    let end = tokio_stream::once(Err(TornDown)).then(|end| async {
        // What is followed at once by an error is never sent: the half goes out while the body waits for more.
        tokio::time::sleep(Duration::from_millis(20)).await;
        end
    });
    broken(Body::from_stream(
        tokio_stream::once(Ok::<Bytes, TornDown>(half)).chain(end),
    ))
}

/// An answer whose body is wrong. The status is always one that has a body.
fn broken(body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    response
        .headers_mut()
        .insert("content-type", HeaderValue::from_static("application/json"));
    response
}
