//! The transport over HTTP, against a server that says what no honest server would.

use serde_json::json;

use super::shown;
use crate::admin_api::{BaseUrl, Client, Credentials, Method, Request, Secret, segment};
use crate::testing::{Answer, FakeServer};

fn over_a_socket(server: &FakeServer) -> Client {
    let base_url = BaseUrl::parse(server.url(), false).expect("a URL");
    let credentials = Credentials {
        public_key: "key".to_owned(),
        private_key: Secret::new("hush-hush"),
    };
    Client::new(base_url, credentials)
}

#[tokio::test]
async fn a_request_goes_over_the_wire_as_it_says() {
    let server = FakeServer::start(|heard| match heard.path.starts_with("/auth/") {
        true => Answer::Is(0, String::new()),
        false => Answer::ok("{}"),
    });
    let client = over_a_socket(&server).for_terraform("1.11.4");
    for method in [
        Method::GET,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
    ] {
        let path = format!("/things/{}", segment("a/b c"));
        let request = Request::new(method.clone(), path)
            .with_query("q", "x & y")
            .with_body(json!({ "a": 1 }));
        let sent = client.send(&request).await;
        assert_eq!(shown(sent), "200 {}");
        let heard = server.heard().pop().expect("a request");
        assert_eq!(heard.method, method.as_str());
        assert_eq!(heard.path, "/things/a%2Fb%20c?q=x+%26+y");
        assert_eq!(heard.body, r#"{"a":1}"#);
        assert!(
            heard.agent.ends_with(" Terraform/1.11.4"),
            "{}",
            heard.agent
        );
    }
}

#[tokio::test]
async fn an_answer_has_a_size_that_is_read() {
    let most = "[]".to_owned() + &" ".repeat((64 << 20) - 2);
    for (body, seen) in [
        (most.clone(), "200 []"),
        (
            most + " ",
            "the answer is not one that App Services gives: it has more than 64 MiB",
        ),
    ] {
        let server = FakeServer::start(move |heard| match heard.path.as_str() {
            "/thing" => Answer::Is(200, body.clone()),
            _ => Answer::Is(0, String::new()),
        });
        let sent = over_a_socket(&server).send(&Request::get("/thing")).await;
        assert_eq!(shown(sent), seen);
    }
}

#[tokio::test]
async fn a_redirect_is_an_error_and_carries_nothing_away() {
    let elsewhere = FakeServer::start(|_| Answer::ok("{}"));
    let seen_by = |heard: &crate::testing::Heard| heard.path == "/auth/session";
    for status in [301, 302, 303, 307, 308] {
        let target = format!("location: {}/api/admin/v3.0/thing", elsewhere.url());
        let server = FakeServer::start(move |heard| {
            if heard.path.starts_with("/auth/") && !seen_by(heard) {
                return Answer::Is(0, String::new());
            }
            Answer::With(status, target.clone(), String::new())
        });
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE] {
            let request = Request::new(method, "/thing").with_body(json!({ "value": "hush" }));
            let sent = over_a_socket(&server).send(&request).await;
            let message = shown(sent);
            assert!(message.contains(&format!("status {status}")), "{message}");
            assert!(message.contains("check the base URL"), "{message}");
        }
    }
    // The login, too.
    let target = format!("location: {}/login", elsewhere.url());
    let server = FakeServer::start(move |_| Answer::With(307, target.clone(), String::new()));
    let sent = over_a_socket(&server).send(&Request::get("/thing")).await;
    assert!(shown(sent).contains("307"));
    assert!(elsewhere.lines().is_empty(), "{:?}", elsewhere.lines());
}

/// A server that is asked over https hears TLS, and nothing in the clear.
#[tokio::test]
async fn https_sends_nothing_in_the_clear() {
    use tokio::io::AsyncReadExt as _;

    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0));
    let listener = listener.await.expect("a port");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    let hearing = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut first = vec![0; 16 << 10];
        let length = stream.read(&mut first).await.expect("bytes");
        first.truncate(length);
        first
    });
    let credentials = Credentials {
        public_key: "key".to_owned(),
        private_key: Secret::new("hush-hush"),
    };
    let client = Client::new(BaseUrl::parse(&url, false).expect("a URL"), credentials);
    let sent = client.within(std::time::Duration::from_millis(500));
    let message = shown(sent.send(&Request::get("/thing")).await);
    assert!(message.contains("could not be reached"), "{message}");
    let heard = hearing.await.expect("the bytes");
    // The record of a TLS handshake (RFC 8446, 5.1).
    assert_eq!(heard.first(), Some(&22), "{heard:?}");
    for words in [&b"hush"[..], b"POST", b"HTTP"] {
        let is_there = heard.windows(words.len()).any(|window| window == words);
        assert!(!is_there, "{heard:?}");
    }
}
