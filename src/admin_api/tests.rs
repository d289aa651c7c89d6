//! The client against servers that say what no honest server would.

use std::time::Duration;

use super::*;
use crate::testing::{Answer, FakeServer, Heard};

fn client(server: &FakeServer) -> Client {
    let base_url = BaseUrl::parse(server.url(), false).expect("a URL");
    Client::new(
        base_url,
        Credentials {
            public_key: "key".to_owned(),
            private_key: Secret::new("hush-hush"),
        },
    )
}

/// What the client makes of one answer to `GET /thing`.
async fn made_of(answer: Answer) -> String {
    let server = FakeServer::start(move |heard| {
        if heard.path == "/thing" {
            answer.clone()
        } else {
            Answer::Is(0, String::new())
        }
    });
    match client(&server).send(&Request::get("/thing")).await {
        Ok(reply) => format!("{} {}", reply.status, reply.body),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn refusals_are_shown_in_the_servers_words() {
    for (status, body, seen) in [
        (200, r#"{"a":1}"#, r#"200 {"a":1}"#),
        (204, "", "204 null"),
        (
            200,
            r#"{"error":"maintenance"}"#,
            r#"the answer is not one that App Services gives: status 200 with the error "maintenance""#,
        ),
        (
            404,
            r#"{"error":"app not found","error_code":"AppNotFound"}"#,
            r#"App Services answered 404 (AppNotFound): "app not found""#,
        ),
        (
            404,
            "{}",
            "the answer is not one that App Services gives: status 404 without an error document",
        ),
        (
            401,
            r#"{"detail":"Cannot find resource.","error":401,"errorCode":"RESOURCE_NOT_FOUND","reason":"Unauthorized"}"#,
            r#"App Services answered 401 (RESOURCE_NOT_FOUND): "Cannot find resource.""#,
        ),
        (
            403,
            r#"{"errorCode":"IP_ADDRESS_NOT_ON_ACCESS_LIST","reason":"Forbidden"}"#,
            r#"App Services answered 403 (IP_ADDRESS_NOT_ON_ACCESS_LIST): "Forbidden""#,
        ),
        (403, "{}", r#"App Services answered 403: "(no message)""#),
        (
            400,
            "{\"error\":\"\\u001b[2Jno hush-hush \\u202ehere\\nat all\",\"error_code\":\"\\u0007Bad\"}",
            r#"App Services answered 400 (Bad): "[2Jno (sensitive) here at all""#,
        ),
    ] {
        assert_eq!(
            made_of(Answer::Is(status, body.to_owned())).await,
            seen,
            "{body}"
        );
    }
}

#[tokio::test]
async fn an_answer_has_a_size_that_is_read() {
    let most = "[]".to_owned() + &" ".repeat((64 << 20) - 2);
    assert_eq!(made_of(Answer::Is(200, most.clone())).await, "200 []");
    assert_eq!(
        made_of(Answer::Is(200, most + " ")).await,
        "the answer is not one that App Services gives: it has more than 64 MiB"
    );
}

#[tokio::test]
async fn an_empty_token_is_no_login() {
    let server = FakeServer::start(|_| Answer::ok(r#"{"access_token":"","refresh_token":"r"}"#));
    let error = client(&server)
        .send(&Request::get("/thing"))
        .await
        .expect_err("no token");
    assert!(matches!(error, ApiError::Unreadable { .. }), "{error}");
}

fn hangs_at(path: &'static str) -> impl Fn(&Heard) -> Answer {
    move |heard| match heard.path.as_str() {
        heard if heard == path => Answer::Hang,
        heard if heard.starts_with("/auth/") => Answer::Is(0, String::new()),
        _ => Answer::ok("{}"),
    }
}

#[tokio::test]
async fn a_login_or_read_that_hangs_ends_with_the_interrupt() {
    for (path, line) in [
        ("/thing", "GET /thing"),
        (
            "/auth/providers/mongodb-cloud/login",
            "POST /auth/providers/mongodb-cloud/login",
        ),
    ] {
        let server = FakeServer::start(hangs_at(path));
        let client = client(&server);
        let request = Request::get("/thing");
        let interrupt = async {
            server.until(line).await;
            client.stop();
        };
        let (answer, ()) = tokio::join!(client.send(&request), interrupt);
        assert!(matches!(answer, Err(ApiError::Stopped { .. })), "{path}");
        let later = client.send(&Request::new(Method::Post, "/thing")).await;
        assert!(
            matches!(later, Err(ApiError::Stopped { .. })),
            "nothing is sent after the interrupt"
        );
    }
}

#[tokio::test]
async fn a_write_that_is_under_way_is_waited_for() {
    let (answer, wait) = std::sync::mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let server = FakeServer::start(move |heard| {
        if heard.path == "/thing" {
            wait.lock()
                .expect("one request")
                .recv()
                .expect("the test goes on");
        }
        if heard.path.starts_with("/auth/") {
            Answer::Is(0, String::new())
        } else {
            Answer::ok(r#"{"done":true}"#)
        }
    });
    let client = client(&server);
    let request = Request::new(Method::Put, "/thing");
    let interrupt = async {
        server.until("PUT /thing").await;
        client.stop();
        // The stop is there before the answer is.
        answer.send(()).expect("the server waits");
    };
    let (written, ()) = tokio::join!(client.send(&request), interrupt);
    assert_eq!(written.expect("an answer").body["done"], true);
}

#[tokio::test]
async fn a_pause_ends_with_the_interrupt() {
    let server = FakeServer::start(|_| Answer::ok("{}"));
    let client = client(&server);
    let request = Request::get("/thing");
    let pause = client.pause(Duration::from_secs(3600), &request);
    let interrupt = async { client.stop() };
    let (ended, ()) = tokio::join!(pause, interrupt);
    assert!(matches!(ended, Err(ApiError::Stopped { .. })));
}
