//! The client against the emulator: what only the two together can show.

mod atlas;
mod coverage;
mod faults;

use std::sync::atomic::Ordering;

use futures_util::future::join_all;
use serde_json::{Value as Json, json};

use crate::admin_api::{ApiError, BaseUrl, Client, Credentials, Reply, Request, Secret};
use crate::emulator::{Clock, Emulator, FaultRule, LOCAL_PROJECT, Options};

struct Pair {
    server: Emulator,
    client: Client,
}

async fn pair(options: Options) -> Pair {
    let server = Emulator::start(Options {
        control: true,
        ..options
    })
    .await
    .expect("a server");
    let client = client(&server, "local");
    Pair { server, client }
}

fn client(server: &Emulator, key: &str) -> Client {
    let base_url = BaseUrl::parse(&server.url(), false).expect("a URL");
    Client::new(
        base_url,
        Credentials {
            public_key: "local".to_owned(),
            private_key: Secret::new(key),
        },
    )
}

impl Pair {
    async fn post(&self, path: &str, body: Json) -> Result<Reply, ApiError> {
        self.client.send(&Request::post(path).with_body(body)).await
    }

    async fn app(&self) -> String {
        let apps = format!("/groups/{LOCAL_PROJECT}/apps");
        let app = self
            .post(&apps, json!({ "name": "a" }))
            .await
            .expect("an app")
            .body
            .unwrap_or_default();
        format!("{apps}/{}", app["_id"].as_str().expect("an id"))
    }

    async fn names(&self, collection: &str) -> Vec<String> {
        let list = self
            .client
            .send(&Request::get(collection))
            .await
            .expect("a list")
            .body
            .unwrap_or_default();
        list.as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| one["name"].as_str().map(str::to_owned))
            .collect()
    }

    fn fail(&self, rule: Json) {
        let rules = FaultRule::parse_all(&json!([rule]).to_string()).expect("a fault");
        self.server.set_faults(rules);
    }

    fn requests(&self, path: &str) -> Vec<String> {
        let log = self.server.requests();
        log.iter()
            .filter(|entry| entry.path.ends_with(path))
            .map(|entry| format!("{} {}", entry.method, entry.status.unwrap_or(0)))
            .collect()
    }
}

#[tokio::test]
async fn an_expired_session_is_renewed_once_for_everybody() {
    let (clock, hands) = Clock::manual(1_700_000_000);
    let pair = pair(Options {
        clock,
        ..Options::default()
    })
    .await;
    let app = pair.app().await;
    hands.fetch_add(31 * 60, Ordering::Relaxed);
    let requests: Vec<_> = (0..8)
        .map(|_| Request::get(format!("{app}/secrets")))
        .collect();
    let mut running = tokio::task::JoinSet::new();
    for request in requests {
        let client = pair.client.clone();
        running.spawn(async move { client.send(&request).await });
    }
    while let Some(done) = running.join_next().await {
        assert!(done.expect("no panic").is_ok());
    }
    assert_eq!(pair.requests("/login"), ["POST 200"]);
    assert_eq!(pair.requests("/auth/session"), ["POST 201"]);
    // After 60 days the refresh token has expired as well, and the client logs in again.
    hands.fetch_add(61 * 24 * 60 * 60, Ordering::Relaxed);
    assert!(pair.client.send(&Request::get(app)).await.is_ok());
    assert_eq!(pair.requests("/login"), ["POST 200", "POST 200"]);
}

#[tokio::test]
async fn a_wrong_key_is_tried_once_by_all_who_wait() {
    let pair = pair(Options::default()).await;
    let wrong = client(&pair.server, "wrong");
    let request = Request::get("/groups/x/apps");
    // All of them wait in one task before the server, which runs on the same thread, can answer.
    for outcome in join_all((0..8).map(|_| wrong.send(&request))).await {
        let error = outcome.expect_err("a wrong key");
        assert_eq!(error.status(), Some(401));
    }
    assert_eq!(pair.requests("/login"), ["POST 401"]);
}

#[tokio::test]
async fn every_fault_is_told_apart() {
    let pair = pair(Options::default()).await;
    let app = pair.app().await;
    let secrets = format!("{app}/secrets");
    for (fault, done, kind, may_have_worked) in [
        ("reset", false, "unreachable", true),
        ("lost_response", true, "unreachable", true),
        ("truncated_body", true, "unreadable", true),
        ("bad_json", true, "unreadable", true),
        ("html_200", false, "unreadable", true),
        ("status_500", false, "refused", true),
        ("status_502", false, "refused", true),
        ("status_503", false, "refused", true),
        ("status_504", false, "refused", true),
    ] {
        pair.fail(json!({ "method": "POST", "path": "*/secrets", "fault": fault, "times": 1 }));
        let request = Request::post(&*secrets).with_body(json!({ "name": fault, "value": "hush" }));
        let error = pair.client.send(&request).await.expect_err(fault);
        let seen = match &error {
            ApiError::Refused { .. } => "refused",
            ApiError::Unreachable { .. } => "unreachable",
            ApiError::Unreadable { .. } => "unreadable",
            ApiError::Stopped { .. } => "stopped",
        };
        assert_eq!(seen, kind, "{fault}: {error}");
        let names = pair.names(&secrets).await;
        assert_eq!(names.contains(&fault.to_owned()), done, "{fault}");
        assert_eq!(error.may_have_worked(), may_have_worked, "{fault}");
        // This makes the repetition of a POST safe.
        assert_eq!(
            error.allows_repeating(&request),
            !may_have_worked,
            "{fault}"
        );
        assert!(!done || error.may_have_worked(), "{fault} was done");
    }
    // A status that comes after the work is done.
    pair.fail(json!({ "method": "POST", "path": "*/secrets", "fault": "status_500", "after": true, "times": 1 }));
    let error = pair
        .post(&secrets, json!({ "name": "after", "value": "hush" }))
        .await
        .expect_err("a fault");
    assert!(error.may_have_worked() && pair.names(&secrets).await.contains(&"after".to_owned()));
}

#[tokio::test]
async fn stale_reads_show_the_past() {
    let (clock, hands) = Clock::manual(1_700_000_000);
    let pair = pair(Options {
        clock,
        ..Options::default()
    })
    .await;
    let app = pair.app().await;
    let secrets = format!("{app}/secrets");
    pair.post(&secrets, json!({ "name": "old", "value": "v" }))
        .await
        .expect("a secret");
    hands.fetch_add(60, Ordering::Relaxed);
    pair.post(&secrets, json!({ "name": "new", "value": "v" }))
        .await
        .expect("a secret");
    pair.fail(json!({ "path": "*/secrets", "fault": "stale", "seconds": 5 }));
    assert_eq!(pair.names(&secrets).await, ["old"]);
    hands.fetch_add(6, Ordering::Relaxed);
    assert_eq!(pair.names(&secrets).await, ["old", "new"]);
}

#[tokio::test]
async fn servers_share_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = || Options {
        data: Some(folder.path().to_owned()),
        ..Options::default()
    };
    let (one, two) = tokio::join!(pair(options()), pair(options()));
    let app = one.app().await;
    let secrets = format!("{app}/secrets");
    for at in 0..20 {
        let (name, other) = (format!("one{at}"), format!("two{at}"));
        let (a, b) = tokio::join!(
            one.post(&secrets, json!({ "name": name, "value": "v" })),
            two.post(&secrets, json!({ "name": other, "value": "v" }))
        );
        assert!(a.is_ok() && b.is_ok());
    }
    assert_eq!(one.names(&secrets).await.len(), 40);
    two.client
        .send(&Request::delete(app.clone()))
        .await
        .expect("the app goes");
    assert_eq!(
        one.client
            .send(&Request::get(secrets))
            .await
            .expect_err("no app")
            .status(),
        Some(404)
    );
}

#[tokio::test]
async fn an_interrupted_client_sends_no_more() {
    let pair = pair(Options::default()).await;
    let app = pair.app().await;
    let before = pair.server.requests().len();
    pair.client.stop();
    let read = pair.client.send(&Request::get(app.clone())).await;
    assert!(matches!(read, Err(ApiError::Stopped { .. })));
    let written = pair
        .post(
            &format!("{app}/secrets"),
            json!({ "name": "s", "value": "v" }),
        )
        .await;
    assert!(matches!(written, Err(ApiError::Stopped { .. })));
    assert_eq!(pair.server.requests().len(), before);
}

#[tokio::test]
async fn a_login_that_is_not_found_is_no_answer_about_an_object() {
    let pair = pair(Options::default()).await;
    let base_url =
        BaseUrl::parse(&format!("{}/elsewhere", pair.server.url()), false).expect("a URL");
    let astray = Client::new(
        base_url,
        Credentials {
            public_key: "local".to_owned(),
            private_key: Secret::new("local"),
        },
    );
    let error = astray
        .send(&Request::get("/groups/x/apps/y"))
        .await
        .expect_err("a wrong address");
    assert!(
        matches!(error, ApiError::Unreadable { .. }) && !error.is_404(),
        "{error}"
    );
}
