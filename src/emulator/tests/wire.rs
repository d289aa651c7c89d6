//! What only a socket shows: chunks, bodies that stop, and the end of the server.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value as Json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::emulator::{Emulator, Fault, FaultRule, LOCAL_PROJECT, Options};

/// More than any of these exchanges takes, and less than the server's own patience.
const SOON: Duration = Duration::from_secs(5);

async fn connect(emulator: &Emulator) -> TcpStream {
    TcpStream::connect(emulator.address())
        .await
        .expect("a connection")
}

/// Everything that comes until the server closes the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = timeout(SOON, stream.read_to_end(&mut bytes))
        .await
        .expect("the connection is closed");
    // A connection that was cut off has an end, too.
    let _ = read;
    String::from_utf8(bytes).expect("text")
}

/// Sends a request whose answer closes the connection, and gives its status and document.
async fn exchange(emulator: &Emulator, request: &str) -> (u16, Json) {
    let mut stream = connect(emulator).await;
    stream
        .write_all(request.as_bytes())
        .await
        .expect("it is sent");
    parsed(&rest(&mut stream).await)
}

fn parsed(answer: &str) -> (u16, Json) {
    let status = answer
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or_else(|| panic!("no answer: {answer:?}"));
    let body = answer
        .split_once("\r\n\r\n")
        .map(|(_, body)| body)
        .unwrap_or_default();
    (status, serde_json::from_str(body).unwrap_or_default())
}

const LOGIN: &str = "/api/admin/v3.0/auth/providers/mongodb-cloud/login";
const KEY: &str = "{\"username\":\"local\",\"apiKey\":\"local\"}";

fn head(method: &str, path: &str, headers: &str) -> String {
    format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n{headers}\r\n")
}

#[tokio::test]
async fn chunks_are_put_together_and_a_newline_may_follow() {
    let emulator = Emulator::start(Options::default()).await.expect("a server");
    let (start, end) = KEY.split_at(7);
    let chunks = format!(
        "{:x}\r\n{start}\r\n{:x}\r\n{end}\r\n1\r\n\n\r\n0\r\n\r\n",
        start.len(),
        end.len()
    );
    let request = head(
        "POST",
        LOGIN,
        "transfer-encoding: chunked\r\nconnection: close\r\n",
    ) + &chunks;
    assert_eq!(exchange(&emulator, &request).await.0, 200);
}

#[tokio::test]
async fn a_head_is_a_get_without_its_body() {
    let emulator = Emulator::start(Options::default()).await.expect("a server");
    let mut stream = connect(&emulator).await;
    let request = head("HEAD", "/", "connection: close\r\n");
    stream
        .write_all(request.as_bytes())
        .await
        .expect("it is sent");
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
}

#[tokio::test]
async fn a_method_that_a_path_does_not_take_names_those_that_it_does() {
    let emulator = Emulator::start(Options::default()).await.expect("a server");
    let path = format!("/api/admin/v3.0/groups/{LOCAL_PROJECT}/apps");
    let mut stream = connect(&emulator).await;
    let request = head("PATCH", &path, "connection: close\r\n");
    stream
        .write_all(request.as_bytes())
        .await
        .expect("it is sent");
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 405 "), "{answer}");
    assert!(answer.contains("\r\nallow: GET,HEAD,POST\r\n"), "{answer}");
}

#[tokio::test]
async fn a_broken_chunk_is_the_clients_mistake() {
    let emulator = Emulator::start(Options {
        control: true,
        ..Options::default()
    })
    .await
    .expect("a server");
    for path in [LOGIN, "/_emulator/latency"] {
        let method = if path == LOGIN { "POST" } else { "PUT" };
        for chunks in ["zz\r\n{}\r\n0\r\n\r\n", "2\r\n{}xx\r\n0\r\n\r\n"] {
            let (status, document) = exchange(
                &emulator,
                &(head(method, path, "transfer-encoding: chunked\r\n") + chunks),
            )
            .await;
            assert_eq!(status, 400, "{path} {chunks:?}: {document}");
            let error = document["error"].as_str().expect("an error document");
            assert!(error.starts_with("the body cannot be read: "), "{error}");
        }
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let emulator = Emulator::start(Options::default()).await.expect("a server");
    let (status, document) = exchange(
        &emulator,
        &head("POST", LOGIN, "content-length: 99999999\r\n"),
    )
    .await;
    assert_eq!(
        (status, document["error"].as_str()),
        (413, Some("the body is larger than 64 MiB"))
    );
}

#[tokio::test]
async fn a_body_that_stops_half_way_is_given_up() {
    let options = Options {
        patience: Duration::from_millis(50),
        control: true,
        ..Options::default()
    };
    let emulator = Emulator::start(options).await.expect("a server");
    for (method, path) in [("POST", LOGIN), ("PUT", "/_emulator/faults")] {
        for (headers, sent) in [
            ("content-length: 100\r\n", "{\"user"),
            ("transfer-encoding: chunked\r\n", "7\r\n{\"user"),
        ] {
            let (status, document) =
                exchange(&emulator, &(head(method, path, headers) + sent)).await;
            assert_eq!(
                (status, document["error"].as_str()),
                (408, Some("the rest of the body did not come within 50ms")),
                "{path} {headers}"
            );
        }
    }
}

#[tokio::test]
async fn a_body_that_comes_slowly_is_not_given_up() {
    let patience = Duration::from_millis(400);
    let emulator = Emulator::start(Options {
        patience,
        ..Options::default()
    })
    .await
    .expect("a server");
    let mut stream = connect(&emulator).await;
    let request = head(
        "POST",
        LOGIN,
        &format!("content-length: {}\r\nconnection: close\r\n", KEY.len()),
    );
    stream
        .write_all(request.as_bytes())
        .await
        .expect("it is sent");
    let started = Instant::now();
    for byte in KEY.bytes() {
        stream.write_all(&[byte]).await.expect("it is sent");
        // Time itself is what is tested: each byte comes in time, and all of them together do not.
        tokio::time::sleep(patience / KEY.len() as u32 * 3 / 2).await;
    }
    assert!(started.elapsed() > patience);
    assert_eq!(parsed(&rest(&mut stream).await).0, 200);
}

#[test]
fn patience_is_half_a_minute() {
    assert_eq!(Options::default().patience, Duration::from_secs(30));
}

#[tokio::test]
async fn a_request_under_way_is_finished_before_the_end() {
    let emulator = Emulator::start(Options::default()).await.expect("a server");
    let mut idle = connect(&emulator).await;
    let mut busy = connect(&emulator).await;
    let (start, end) = KEY.split_at(7);
    let request = head("POST", LOGIN, &format!("content-length: {}\r\n", KEY.len())) + start;
    busy.write_all(request.as_bytes())
        .await
        .expect("it is sent");
    // That a later connection was answered proves that this one was accepted, too.
    assert_eq!(
        exchange(&emulator, &head("GET", "/", "connection: close\r\n"))
            .await
            .0,
        200
    );

    let address = emulator.address();
    let stopping = tokio::spawn(emulator.stop());
    assert_eq!(
        rest(&mut idle).await,
        "",
        "an idle connection is closed without a word"
    );
    busy.write_all(end.as_bytes())
        .await
        .expect("it is still read");
    let answer = rest(&mut busy).await;
    assert_eq!(parsed(&answer).0, 200);
    assert!(answer.contains("connection: close"), "{answer}");
    timeout(SOON, stopping)
        .await
        .expect("the server ends")
        .expect("no panic");
    assert!(
        TcpStream::connect(address).await.is_err(),
        "nobody is let in any more"
    );
}

#[tokio::test]
async fn a_request_that_hangs_on_purpose_does_not_keep_the_server() {
    let emulator = Emulator::start(Options {
        control: true,
        ..Options::default()
    })
    .await
    .expect("a server");
    emulator.set_faults(vec![FaultRule::new(Fault::Hang).path("/hang")]);
    let mut stream = connect(&emulator).await;
    stream
        .write_all(head("GET", "/hang", "").as_bytes())
        .await
        .expect("it is sent");
    // That a later connection was answered proves that this one was accepted, too.
    assert_eq!(
        exchange(&emulator, &head("GET", "/", "connection: close\r\n"))
            .await
            .0,
        200
    );
    timeout(SOON, emulator.stop())
        .await
        .expect("the server ends");
    assert_eq!(rest(&mut stream).await, "");
}

#[tokio::test]
async fn every_request_is_told_to_the_observer() {
    let (tell, mut told) = mpsc::unbounded_channel();
    let options = Options {
        control: true,
        observer: Some(Arc::new(move |served| {
            let _ = tell.send(format!(
                "{} {} {:?}",
                served.method, served.path, served.status
            ));
        })),
        ..Options::default()
    };
    let emulator = Emulator::start(options).await.expect("a server");
    let apps = format!("/api/admin/v3.0/groups/{LOCAL_PROJECT}/apps");
    exchange(
        &emulator,
        &head(
            "GET",
            &format!("{apps}?product=atlas"),
            "connection: close\r\n",
        ),
    )
    .await;
    emulator.set_faults(vec![FaultRule::new(Fault::Reset)]);
    let mut stream = connect(&emulator).await;
    stream
        .write_all(head("GET", &apps, "").as_bytes())
        .await
        .expect("it is sent");
    rest(&mut stream).await;
    assert_eq!(
        told.recv().await.as_deref(),
        Some(&*format!("GET {apps} Some(401)"))
    );
    assert_eq!(
        told.recv().await.as_deref(),
        Some(&*format!("GET {apps} None"))
    );
}

/// Clients take the name of a file from the header, and the server's address is the one they used.
#[tokio::test]
async fn a_file_has_its_name_in_a_header_and_a_description_the_address_of_the_server() {
    let emulator = Emulator::start(Options::default()).await.expect("a server");
    let login = format!("content-length: {}\r\nconnection: close\r\n", KEY.len());
    let (_, session) = exchange(&emulator, &(head("POST", LOGIN, &login) + KEY)).await;
    let token = session["access_token"].as_str().expect("a token");
    let headers = format!("authorization: Bearer {token}\r\nconnection: close\r\n");
    let apps = format!("/api/admin/v3.0/groups/{LOCAL_PROJECT}/apps");
    let body = "{\"name\":\"app\"}";
    let create = head(
        "POST",
        &apps,
        &format!("{headers}content-length: {}\r\n", body.len()),
    );
    let (_, app) = exchange(&emulator, &(create + body)).await;
    let app = format!("{apps}/{}", app["_id"].as_str().expect("an ID"));

    let described = head("GET", &format!("{app}/description"), &headers);
    let (status, description) = exchange(&emulator, &described).await;
    assert_eq!(status, 200);
    let url = description["realm_url"].as_str().expect("a URL");
    assert!(url.starts_with("http://localhost/groups/"), "{url}");

    let zipped = format!("{headers}accept: application/zip\r\n");
    for (path, headers) in [("export", &headers), ("pull", &zipped)] {
        let mut stream = connect(&emulator).await;
        let request = head("HEAD", &format!("{app}/{path}"), headers);
        stream
            .write_all(request.as_bytes())
            .await
            .expect("it is sent");
        let answer = rest(&mut stream).await;
        assert!(
            answer.contains("content-type: application/zip\r\n"),
            "{answer}"
        );
        let disposition = "content-disposition: attachment; filename=\"app_20";
        assert!(answer.contains(disposition), "{answer}");
    }
}
