//! Digests before servers of other habits than the project's own.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::json;

use crate::admin_api::AtlasClient;
use crate::testing::{Answer, FakeServer};

fn challenge(nonce: usize) -> Answer {
    let header = format!("www-authenticate: Digest realm=\"r\", nonce=\"{nonce}\", qop=\"auth\"");
    Answer::With(
        401,
        header,
        json!({ "error": 401, "detail": "who?" }).to_string(),
    )
}

/// A server may accept a nonce once, and need not say that another one is only stale.
#[tokio::test]
async fn a_nonce_that_ended_is_not_a_wrong_key() {
    let nonces = Mutex::new((0, true));
    let server = FakeServer::start(move |heard| {
        let mut nonces = nonces.lock().expect("no panic");
        let (nonce, is_used) = *nonces;
        let is_answered = heard.authorization.contains(&format!("nonce=\"{nonce}\""));
        if is_answered && !is_used {
            nonces.1 = true;
            return Answer::ok(json!({ "results": [], "totalCount": 0 }));
        }
        *nonces = (nonce + 1, false);
        challenge(nonce + 1)
    });
    let atlas = AtlasClient::at(server.url());
    for _ in 0..3 {
        assert_eq!(atlas.projects().await, Ok(Vec::new()));
    }
    assert_eq!(server.lines().len(), 6);
}

#[tokio::test]
async fn a_wrong_key_is_tried_once_and_not_sent() {
    let server = FakeServer::start(|_| challenge(7));
    let refused = AtlasClient::at(server.url()).projects().await;
    let refused = refused.expect_err("a refusal");
    assert_eq!(refused.to_string(), "the Atlas API answered 401: \"who?\"");
    let heard = server.heard();
    assert_eq!(heard.len(), 2);
    assert!(heard[0].authorization.is_empty());
    assert!(
        heard[1]
            .authorization
            .starts_with("Digest username=\"key\"")
    );
    assert!(!heard[1].authorization.contains("hush"));
}

/// Readers do not wait for each other's silence.
#[tokio::test]
async fn a_silent_server_is_waited_for_once() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0));
    let listener = listener.await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let accepting = tokio::spawn(async move {
        let mut silent = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            silent.push(stream);
        }
    });
    let atlas = AtlasClient::at(&url);
    let started = Instant::now();
    let reads = (0..8).map(|_| async { atlas.within(Duration::from_secs(3)).projects().await });
    for read in join_all(reads).await {
        assert!(read.is_err());
    }
    let took = started.elapsed();
    assert!(took < Duration::from_secs(12), "{took:?}");
    accepting.abort();
}
