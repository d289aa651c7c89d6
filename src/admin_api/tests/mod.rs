//! The client's layers, over a transport without a socket and a clock that tests move.

mod digests;
mod pages;
mod reads;
mod retries;
mod wire;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::testing::{Canned, FakeTransport, ManualClock};

const LOGIN: &str = "POST /auth/providers/mongodb-cloud/login";
const RENEWAL: &str = "POST /auth/session";

fn is(status: u16, body: impl ToString) -> Option<Canned> {
    Some(Canned::Is(status, body.to_string()))
}

/// Returns what the client makes of one answer to `GET /thing`.
async fn made_of(canned: Canned) -> String {
    let transport =
        FakeTransport::new(move |request| (request.path() == "/thing").then(|| canned.clone()));
    shown(transport.client().send(&Request::get("/thing")).await)
}

fn shown(outcome: Result<Reply, ApiError>) -> String {
    match outcome {
        Ok(Reply { status, body: None }) => format!("{status}"),
        Ok(Reply {
            status,
            body: Some(body),
        }) => format!("{status} {body}"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn refusals_are_shown_in_the_servers_words() {
    for (status, body, seen) in [
        (200, r#"{"a":1}"#, r#"200 {"a":1}"#),
        (204, "", "204"),
        (200, "null", "200 null"),
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
            502,
            "<html>",
            r#"App Services answered 502: "(the answer is not JSON)""#,
        ),
        (
            200,
            "<html>",
            "the answer is not one that App Services gives: status 200 with a body that is not JSON; check the base URL",
        ),
        (
            400,
            "{\"error\":\"\\u001b[2Jno private-key \\u202ehere\\nat all\",\"error_code\":\"\\u0007Bad\"}",
            r#"App Services answered 400 (Bad): "[2Jno (sensitive) here at all""#,
        ),
    ] {
        let canned = Canned::Is(status, body.to_owned());
        assert_eq!(made_of(canned).await, seen, "{body}");
    }
}

#[tokio::test]
async fn a_broken_connection_says_where_and_hides_secrets() {
    for (nothing_done, may_have_worked) in [(true, false), (false, true)] {
        let transport = FakeTransport::new(move |request| {
            (request.path() == "/thing").then_some(Canned::Breaks { nothing_done })
        });
        let sent = transport.client().send(&Request::post("/thing")).await;
        let error = sent.expect_err("the network fails");
        assert_eq!(
            error.to_string(),
            "App Services could not be reached: http://127.0.0.1:1/api/admin/v3.0 (no route to 127.0.0.1 with (sensitive))"
        );
        assert_eq!(error.may_have_worked(), may_have_worked);
        let sent = error.place().to_string();
        assert!(sent.starts_with("POST /thing"), "{sent}");
    }
    assert_eq!(
        made_of(Canned::BreaksOff).await,
        "the answer is not one that App Services gives: the body broke off (reset)"
    );
}

#[tokio::test]
async fn the_servers_clock_is_kept() {
    let transport = FakeTransport::new(|request| {
        (request.path() == "/thing").then(|| Canned::At(1_700_000_000, "{}".to_owned()))
    });
    let client = transport.client();
    assert_eq!(client.server_date(), None);
    let sent = client.send(&Request::get("/thing")).await;
    assert!(sent.is_ok());
    assert_eq!(client.server_date(), Some(1_700_000_000));
}

#[tokio::test]
async fn a_request_carries_the_token_of_one_login() {
    let transport = FakeTransport::new(|request| match request.path() {
        "/thing" => is(200, "{}"),
        _ => None,
    });
    let client = transport.client();
    for _ in 0..2 {
        let sent = client.send(&Request::get("/thing")).await;
        assert!(sent.is_ok());
    }
    assert_eq!(transport.lines(), [LOGIN, "GET /thing", "GET /thing"]);
    let tokens: Vec<_> = transport
        .sent()
        .into_iter()
        .map(|sent| sent.token)
        .collect();
    let token = Some("access-token".to_owned());
    assert_eq!(tokens, [None, token.clone(), token]);
    let body = json!({ "username": "public-key", "apiKey": "private-key" });
    assert_eq!(transport.sent()[0].request.body(), Some(&body));
}

/// The API accepts `access-token` never, and the token of a renewal always.
fn expired() -> FakeTransport {
    // Whether the session was renewed.
    let renewed = AtomicBool::new(false);
    FakeTransport::new(move |request| match request.path() {
        "/auth/session" => {
            renewed.store(true, Ordering::Relaxed);
            is(201, json!({ "access_token": "renewed-token" }))
        }
        "/thing" if renewed.load(Ordering::Relaxed) => is(200, "{}"),
        "/thing" => is(401, json!({ "error": "invalid session" })),
        _ => None,
    })
}

#[tokio::test]
async fn an_expired_session_is_renewed_once_for_all_requests() {
    let transport = expired();
    let client = transport.client();
    // Even a request that may never be repeated: the API did not look at it.
    let request = Request::post("/thing").repeated(Repeat::Never);
    let sent = join_all((0..8).map(|_| client.send(&request))).await;
    assert!(sent.iter().all(Result::is_ok));
    let lines = transport.lines();
    let count = |line: &str| lines.iter().filter(|sent| *sent == line).count();
    assert_eq!(count(LOGIN), 1);
    assert_eq!(count(RENEWAL), 1);
    let last = transport.sent().pop().expect("a request");
    assert_eq!(last.token.as_deref(), Some("renewed-token"));
}

#[tokio::test]
async fn a_request_that_is_always_refused_is_sent_four_times_and_no_more() {
    let transport = FakeTransport::new(|request| match request.path() {
        "/thing" => is(401, "{}"),
        _ => None,
    });
    let sent = transport.client().send(&Request::get("/thing")).await;
    assert_eq!(sent.expect_err("a refusal").status(), Some(401));
    let lines = transport.lines();
    assert_eq!(lines[..4], [LOGIN, "GET /thing", RENEWAL, "GET /thing"]);
    let things = lines.iter().filter(|line| *line == "GET /thing").count();
    assert_eq!(things, 4, "{lines:?}");
}

#[tokio::test]
async fn a_wrong_key_is_tried_once_by_all_who_wait() {
    let asked = CancellationToken::new();
    let until = asked.clone();
    let transport = FakeTransport::new(move |_| {
        let refusal = Canned::Is(401, r#"{"error":"wrong key"}"#.to_owned());
        Some(Canned::After(until.clone(), Box::new(refusal)))
    });
    let client = transport.client();
    let request = Request::get("/thing");
    // Each future runs until it waits, and only then the login is answered.
    let sending = join_all((0..8).map(|_| client.send(&request)));
    let (sent, ()) = tokio::join!(sending, async { asked.cancel() });
    for outcome in sent {
        assert_eq!(outcome.expect_err("a wrong key").status(), Some(401));
    }
    assert_eq!(transport.lines(), [LOGIN]);
    // A request that comes later tries again: the key may be right by then.
    let later = client.send(&request).await;
    assert_eq!(later.expect_err("a wrong key").status(), Some(401));
    assert_eq!(transport.lines(), [LOGIN, LOGIN]);
}

#[tokio::test]
async fn an_empty_token_is_no_login() {
    let transport =
        FakeTransport::new(|_| is(200, json!({ "access_token": "", "refresh_token": "r" })));
    let sent = transport.client().send(&Request::get("/thing")).await;
    let error = sent.expect_err("no token");
    assert!(matches!(error, ApiError::Unreadable { .. }), "{error}");
}

#[tokio::test]
async fn a_login_or_read_that_hangs_ends_with_the_interrupt() {
    for (path, line) in [
        ("/thing", "GET /thing"),
        ("/auth/providers/mongodb-cloud/login", LOGIN),
    ] {
        let transport =
            FakeTransport::new(move |request| (request.path() == path).then_some(Canned::Hangs));
        let client = transport.client();
        let request = Request::get("/thing");
        let interrupt = async {
            transport.until(line).await;
            client.stop();
        };
        let (answer, ()) = tokio::join!(client.send(&request), interrupt);
        assert!(matches!(answer, Err(ApiError::Stopped { .. })), "{path}");
        let sent = transport.lines();
        for request in [Request::get("/thing"), Request::post("/thing")] {
            let later = client.send(&request).await;
            assert!(
                matches!(later, Err(ApiError::Stopped { .. })),
                "{request:?}"
            );
        }
        assert_eq!(
            transport.lines(),
            sent,
            "nothing is sent after the interrupt"
        );
    }
}

/// A write that waits for another's login when the interrupt comes.
#[tokio::test]
async fn a_write_that_has_not_begun_is_not_sent() {
    let answered = CancellationToken::new();
    let until = answered.clone();
    let transport = FakeTransport::new(move |request| {
        request.path().starts_with("/auth/").then(|| {
            let tokens = json!({ "access_token": "a", "refresh_token": "r" }).to_string();
            Canned::After(until.clone(), Box::new(Canned::Is(200, tokens)))
        })
    });
    let client = transport.client();
    let request = Request::put("/thing");
    let interrupt = async {
        transport.until(LOGIN).await;
        client.stop();
        answered.cancel();
    };
    let (written, ()) = tokio::join!(client.send(&request), interrupt);
    assert!(matches!(written, Err(ApiError::Stopped { .. })));
    assert_eq!(transport.lines(), [LOGIN]);
}

#[tokio::test]
async fn a_write_that_is_under_way_is_finished() {
    let answered = CancellationToken::new();
    let until = answered.clone();
    let transport = FakeTransport::new(move |request| {
        let done = Canned::Is(200, r#"{"done":true}"#.to_owned());
        (request.path() == "/thing").then(|| Canned::After(until.clone(), Box::new(done)))
    });
    let client = transport.client();
    let request = Request::put("/thing");
    let interrupt = async {
        transport.until("PUT /thing").await;
        // The stop is there before the answer is.
        client.stop();
        answered.cancel();
    };
    let (written, ()) = tokio::join!(client.send(&request), interrupt);
    assert_eq!(shown(written), r#"200 {"done":true}"#);
}

#[tokio::test]
async fn a_pause_ends_with_its_time_or_with_the_interrupt() {
    let transport = FakeTransport::new(|_| None);
    let clock = ManualClock::default();
    let client = transport.client_by(clock.clone());
    let request = Request::get("/thing");
    let hour = Duration::from_secs(3600);
    let pass = async {
        clock.advance(hour - Duration::from_nanos(1));
        tokio::task::yield_now().await;
        clock.advance(Duration::from_nanos(1));
    };
    let (ended, ()) = tokio::join!(client.pause(hour, &request), pass);
    assert!(ended.is_ok());
    let interrupt = async { client.stop() };
    let (ended, ()) = tokio::join!(client.pause(hour, &request), interrupt);
    assert!(matches!(ended, Err(ApiError::Stopped { .. })));
}

#[tokio::test]
async fn a_logout_is_sent_after_the_interrupt_and_has_ten_seconds() {
    let transport = FakeTransport::new(|request| match request.path() {
        "/auth/session" => Some(Canned::Hangs),
        _ => None,
    });
    let clock = ManualClock::default();
    let client = transport.client_by(clock.clone());
    let tokens = client.open_session().await.expect("a session");
    client.stop();
    let pass = async {
        transport.until("DELETE /auth/session").await;
        clock.advance(Duration::from_secs(10));
    };
    let (ended, ()) = tokio::join!(client.end_session(&tokens.refresh_token), pass);
    let error = ended.expect_err("no answer");
    assert_eq!(
        error.to_string(),
        "App Services could not be reached: http://127.0.0.1:1/api/admin/v3.0 (no answer in time)"
    );
    let sent = transport.sent().pop().expect("a request");
    assert_eq!(sent.token.as_deref(), Some("refresh-token"));
}
