//! What the client makes of a server that takes no more requests for now.

use std::sync::atomic::AtomicU32;

use futures_util::FutureExt as _;

use super::*;

/// Returns a transport that answers `refusal` so often to `GET /thing` and `POST /thing`, and then a
/// document.
fn refusing(times: u32, refusal: Canned) -> FakeTransport {
    let left = AtomicU32::new(times);
    FakeTransport::new(move |request| {
        let refused = || {
            let less = |left: u32| left.checked_sub(1);
            left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
                .is_ok()
        };
        match request.path() {
            "/thing" if refused() => Some(refusal.clone()),
            "/thing" => is(200, "{}"),
            _ => None,
        }
    })
}

fn busy() -> Canned {
    Canned::Is(429, r#"{"error":"slow down"}"#.to_owned())
}

#[tokio::test]
async fn a_refusal_for_the_number_of_requests_ends_no_run() {
    for request in [Request::get("/thing"), Request::post("/thing")] {
        let transport = refusing(3, busy());
        let clock = ManualClock::running();
        let sent = transport.client_by(clock.clone()).send(&request).await;
        assert_eq!(shown(sent), "200 {}");
        assert_eq!(transport.sent().len(), 5, "a login and four tries");
        // 0.5, 1 and 2 seconds, and up to half a second more each.
        let waited = clock.now();
        let (least, most) = (Duration::from_millis(3500), Duration::from_millis(4750));
        assert!(least <= waited && waited <= most, "{waited:?}");
    }
}

#[tokio::test]
async fn the_server_says_when_it_takes_more() {
    let transport = refusing(2, Canned::Later(60));
    let clock = ManualClock::running();
    let client = transport.client_by(clock.clone());
    assert_eq!(shown(client.send(&Request::get("/thing")).await), "200 {}");
    let waited = clock.now();
    let (least, most) = (Duration::from_secs(120), Duration::from_secs(121));
    assert!(least <= waited && waited <= most, "{waited:?}");
}

#[tokio::test]
async fn patience_ends_with_what_was_tried() {
    let request = Request::post("/groups/g/apps");
    let transport = FakeTransport::new(|request| {
        request
            .app()
            .is_none()
            .then(busy)
            .filter(|_| !is_login(request))
    });
    let clock = ManualClock::running();
    let error = transport.client_by(clock.clone()).send(&request).await;
    let error = error.expect_err("it is refused for ever");
    assert!(!error.may_have_worked());
    let tries = transport.sent().len() - 1;
    let place = error.place();
    assert_eq!(place.tries as usize, tries);
    assert!((10..30).contains(&tries), "{tries}");
    let patience = Duration::from_secs(270)..Duration::from_secs(300);
    assert!(patience.contains(&place.time), "{:?}", place.time);
    let seconds = place.time.as_secs_f64();
    assert_eq!(
        place.to_string(),
        format!("POST /groups/g/apps, {tries} times in {seconds:.1} s")
    );
}

#[tokio::test]
async fn an_operation_has_its_own_patience() {
    let transport = refusing(u32::MAX, busy());
    let clock = ManualClock::running();
    let client = transport
        .client_by(clock.clone())
        .within(Duration::from_secs(4));
    let error = client.send(&Request::get("/thing")).await;
    let place = error.expect_err("it is refused for ever").place().clone();
    // After 0, 0.5 and 1.5 seconds; the next try would begin after 3.5 or more.
    assert!((3..=4).contains(&place.tries), "{place}");
    assert!(clock.now() <= Duration::from_secs(4));
    // The time is that of the whole operation, and each request is sent once.
    clock.advance(Duration::from_secs(4));
    let sent = client.send(&Request::get("/thing")).await;
    assert_eq!(sent.expect_err("there is no time").place().tries, 1);
}

#[tokio::test]
async fn nobody_waits_for_what_comes_too_late() {
    for seconds in [301, u64::MAX] {
        let transport = refusing(1, Canned::Later(seconds));
        let clock = ManualClock::default();
        let client = transport.client_by(clock.clone());
        let error = client.send(&Request::get("/thing")).await;
        assert_eq!(error.expect_err("it is too long").place().tries, 1);
        // Nor does anybody else.
        let sent = client.send(&Request::get("/thing")).await;
        assert_eq!(shown(sent), "200 {}");
        assert_eq!(clock.now(), Duration::ZERO);
    }
}

fn is_login(request: &Request) -> bool {
    request.path().starts_with("/auth/")
}

#[tokio::test]
async fn a_server_that_asks_for_no_pause_is_not_asked_without_one() {
    let transport = refusing(3, Canned::Later(0));
    let clock = ManualClock::running();
    let client = transport.client_by(clock.clone());
    assert_eq!(shown(client.send(&Request::get("/thing")).await), "200 {}");
    assert!(
        clock.now() >= Duration::from_millis(3500),
        "{:?}",
        clock.now()
    );
}

#[tokio::test]
async fn what_must_not_be_repeated_is_not() {
    let transport = refusing(1, busy());
    let request = Request::get("/thing").repeated(Repeat::Never);
    let sent = transport
        .client_by(ManualClock::running())
        .send(&request)
        .await;
    assert_eq!(shown(sent), r#"App Services answered 429: "slow down""#);
    assert_eq!(transport.lines(), [LOGIN, "GET /thing"]);
}

#[tokio::test]
async fn a_login_is_repeated_too() {
    let refused = AtomicBool::new(false);
    let transport = FakeTransport::new(move |request| match request.path() {
        "/thing" => is(200, "{}"),
        _ if !refused.swap(true, Ordering::Relaxed) => Some(busy()),
        _ => None,
    });
    let client = transport.client_by(ManualClock::running());
    assert_eq!(shown(client.send(&Request::get("/thing")).await), "200 {}");
    assert_eq!(transport.lines(), [LOGIN, LOGIN, "GET /thing"]);
    let refused = AtomicBool::new(false);
    let transport =
        FakeTransport::new(move |_| (!refused.swap(true, Ordering::Relaxed)).then(busy));
    let tokens = transport
        .client_by(ManualClock::running())
        .open_session()
        .await;
    assert!(tokens.is_ok(), "{tokens:?}");
}

#[tokio::test]
async fn a_wait_is_interrupted() {
    let transport = refusing(1, Canned::Later(60));
    let client = transport.client_by(ManualClock::default());
    let request = Request::post("/thing");
    let stopping = async {
        transport.until("POST /thing").await;
        // The answer comes in the next turn.
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        client.stop();
    };
    let (sent, ()) = tokio::join!(client.send(&request), stopping);
    assert!(matches!(sent, Err(ApiError::Stopped { .. })), "{sent:?}");
    assert_eq!(transport.lines(), [LOGIN, "POST /thing"]);
}

#[tokio::test]
async fn a_refusal_slows_everybody() {
    let transport = refusing(1, Canned::Later(5));
    let clock = ManualClock::default();
    let client = transport.client_by(clock.clone());
    let (first, second) = (Request::get("/thing"), Request::put("/thing"));
    let others = async {
        transport.until("GET /thing").await;
        let mut waiting = std::pin::pin!(client.send(&second));
        // The second one is not sent while the server wants nothing.
        for _ in 0..8 {
            assert!(waiting.as_mut().now_or_never().is_none());
            tokio::task::yield_now().await;
        }
        assert_eq!(transport.lines(), [LOGIN, "GET /thing"]);
        clock.advance(Duration::from_secs(10));
        waiting.await
    };
    let (first, second) = tokio::join!(client.send(&first), others);
    assert_eq!(
        (shown(first), shown(second)),
        ("200 {}".to_owned(), "200 {}".to_owned())
    );
}

#[tokio::test]
async fn what_may_be_repeated_freely_is_repeated_after_any_failure_that_passes() {
    for failure in [
        Canned::Is(500, "{}".to_owned()),
        Canned::Is(503, "<html>".to_owned()),
        Canned::Is(200, "<html>".to_owned()),
        Canned::Is(200, r#"{"error":"maintenance"}"#.to_owned()),
        Canned::Breaks {
            nothing_done: false,
        },
        Canned::BreaksOff,
    ] {
        for request in [
            Request::get("/thing"),
            Request::put("/thing"),
            Request::delete("/thing"),
        ] {
            let sent = refusing(3, failure.clone()).client().send(&request).await;
            assert_eq!(shown(sent), "200 {}", "{request:?}");
        }
        let transport = refusing(3, failure);
        let sent = transport.client().send(&Request::post("/thing")).await;
        assert!(sent.is_err());
        assert_eq!(
            transport.lines(),
            [LOGIN, "POST /thing"],
            "it may have been done"
        );
    }
    for lasting in [400, 401, 404, 409, 501] {
        let refusal = Canned::Is(lasting, r#"{"error":"no"}"#.to_owned());
        let transport = refusing(u32::MAX, refusal);
        let sent = transport.client().send(&Request::get("/thing")).await;
        assert!(sent.is_err());
        let things = transport
            .lines()
            .iter()
            .filter(|line| *line == "GET /thing")
            .count();
        assert_eq!(things, if lasting == 401 { 4 } else { 1 }, "{lasting}");
    }
}

#[tokio::test]
async fn what_must_be_done_once_is_looked_for_in_between() {
    let request = Request::post("/thing");
    let failure = || Canned::Is(503, "{}".to_owned());
    let found = |document: Option<&'static str>| {
        move |client: Client| async move {
            client.send(&Request::get("/look")).await?;
            Ok(document.map(|document| Reply::found(document.into())))
        }
    };
    let looked_for = |transport: &FakeTransport| {
        let sent = transport.clone();
        FakeTransport::new(move |request| match request.path() {
            "/look" => is(200, "[]"),
            _ => sent.answer_to(request),
        })
    };
    let transport = looked_for(&refusing(2, failure()));
    let sent = transport.client().send_once(&request, found(None)).await;
    assert_eq!(shown(sent), "200 {}");
    let steps = ["POST /thing", "GET /look"];
    assert_eq!(
        transport.lines()[1..],
        [steps[0], steps[1], steps[0], steps[1], steps[0]]
    );
    let transport = looked_for(&refusing(2, failure()));
    let sent = transport
        .client()
        .send_once(&request, found(Some("it")))
        .await;
    assert_eq!(shown(sent), r#"200 "it""#);
    assert_eq!(transport.lines()[1..], steps);
    // A look that fails decides nothing, so the request is not sent again.
    let transport = refusing(2, failure());
    let blind = |_: Client| async { Err(ApiError::unreadable(&Request::get("/look"), "odd")) };
    let sent = transport.client().send_once(&request, blind).await;
    assert_eq!(shown(sent), r#"App Services answered 503: "(no message)""#);
    assert_eq!(transport.lines()[1..], ["POST /thing"]);
}

/// A server that is down costs each of many requests no more than all of them together.
#[tokio::test]
async fn an_outage_is_waited_for_once() {
    let transport = FakeTransport::new(|_| Some(Canned::Breaks { nothing_done: true }));
    let clock = ManualClock::running();
    let client = transport.client_by(clock.clone());
    for _ in 0..20 {
        let sent = client.send(&Request::get("/thing")).await;
        assert!(sent.is_err());
    }
    let waited = clock.now();
    assert!(
        waited < Duration::from_secs(11),
        "it never answered: {waited:?}"
    );
    let down = AtomicBool::new(false);
    let transport = FakeTransport::new(move |request| match request.path() {
        "/thing" if !down.load(Ordering::Relaxed) => is(200, "{}"),
        "/thing" => Some(Canned::Breaks { nothing_done: true }),
        "/down" => {
            down.store(true, Ordering::Relaxed);
            is(200, "{}")
        }
        _ => None,
    });
    let clock = ManualClock::running();
    let client = transport.client_by(clock.clone());
    for path in ["/thing", "/down"] {
        assert_eq!(shown(client.send(&Request::get(path)).await), "200 {}");
    }
    for _ in 0..20 {
        assert!(client.send(&Request::get("/thing")).await.is_err());
    }
    let waited = clock.now();
    let (least, most) = (Duration::from_secs(270), Duration::from_secs(300));
    assert!(least <= waited && waited <= most, "{waited:?}");
}

/// An interrupt in a pause tells of a write what is known, and of a read that it was interrupted.
#[tokio::test]
async fn an_interrupted_pause_does_not_hide_what_may_have_been_done() {
    for (request, shown_as) in [
        (
            Request::put("/thing"),
            r#"App Services answered 503: "(no message)""#,
        ),
        (
            Request::get("/thing"),
            "interrupted before the request was sent",
        ),
    ] {
        let transport = refusing(1, Canned::Is(503, "{}".to_owned()));
        let client = transport.client_by(ManualClock::default());
        let stopping = async {
            transport.until(&format!("{request:?}")).await;
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
            client.stop();
        };
        let (sent, ()) = tokio::join!(client.send(&request), stopping);
        assert_eq!(shown(sent), shown_as);
    }
}

/// What an earlier attempt may have done is not forgotten when the last one certainly did nothing.
#[tokio::test]
async fn the_last_failure_does_not_hide_what_an_earlier_one_may_have_done() {
    let sent = AtomicU32::new(0);
    let transport = FakeTransport::new(move |request| match request.path() {
        "/thing" if sent.fetch_add(1, Ordering::Relaxed) == 0 => is(502, "<html>"),
        "/thing" => Some(Canned::Breaks { nothing_done: true }),
        _ => None,
    });
    let error = transport.client().send(&Request::put("/thing")).await;
    let error = error.expect_err("it fails for ever");
    assert!(
        matches!(
            error,
            ApiError::Unreachable {
                nothing_done: true,
                ..
            }
        ),
        "{error:?}"
    );
    assert!(error.may_have_worked());
}
