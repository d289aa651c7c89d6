//! Connections: what hyper does for each, and how they end.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::service::{Service, until_stopped};

/// How long requests under way may take to end after the server was told to stop.
const GRACE: Duration = Duration::from_secs(8);

/// Accepts connections until told to stop. Then no new ones are accepted, idle ones are closed, and
/// requests under way are finished.
pub(crate) async fn accept_until_stopped(
    listener: TcpListener,
    service: Arc<Service>,
    mut stopped: watch::Receiver<bool>,
) {
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
            Arc::clone(&service),
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
    service: Arc<Service>,
    mut stopped: watch::Receiver<bool>,
) {
    let stopping = stopped.clone();
    let handler = service_fn(move |request| {
        let service = Arc::clone(&service);
        let stopping = stopping.clone();
        async move { service.observed(peer, request, stopping).await }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), handler);
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
