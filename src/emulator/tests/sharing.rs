//! Several servers over one folder.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use serde_json::{Value as Json, json};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::{Answered, api_over, id, log_in_request, names, request};
use crate::emulator::LOCAL_PROJECT;
use crate::emulator::api::BASE;
use crate::emulator::families::FAMILIES;
use crate::emulator::http::{Service, Settings};

/// A server without a socket, and a caller who has logged in.
struct Server {
    service: Service,
    token: String,
}

async fn over(folder: &Path) -> Server {
    let (api, _) = api_over(Some(folder), FAMILIES);
    let settings = Settings {
        control: false,
        patience: SOON,
        observer: None,
    };
    let service = Service::new(api, settings);
    let tokens = service
        .answer_in_turn(log_in_request())
        .await
        .body
        .expect("tokens");
    let token = tokens["access_token"].as_str().expect("a token").to_owned();
    Server { service, token }
}

impl Server {
    async fn send(&self, method: &str, path: &str, body: &str) -> Answered {
        let request = request(method, &format!("{BASE}{path}"), &self.token, body);
        let response = self.service.answer_in_turn(request).await;
        (response.status, response.body.unwrap_or_default())
    }

    async fn get(&self, path: &str) -> Answered {
        self.send("GET", path, "").await
    }

    async fn post(&self, path: &str, body: Json) -> Answered {
        self.send("POST", path, &body.to_string()).await
    }

    async fn make(&self, path: &str, body: Json) -> Json {
        let (status, made) = self.post(path, body).await;
        assert_eq!(status, 201, "POST {path}: {made}");
        made
    }

    async fn app(&self, name: &str) -> String {
        let apps = format!("/groups/{LOCAL_PROJECT}/apps");
        let app = self.make(&apps, json!({ "name": name })).await;
        format!("{apps}/{}", id(&app))
    }
}

/// Longer than any answer takes that waits for no lock, and shorter than a wait for a lock that is
/// held.
const SOON: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_servers_with_64_requests_each_refuse_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut servers = Vec::new();
    for _ in 0..8 {
        servers.push(over(folder.path()).await);
    }
    let secrets = format!("{}/secrets", servers[0].app("a").await);
    let mut running = JoinSet::new();
    for (at, api) in servers.into_iter().enumerate() {
        let api = std::sync::Arc::new(api);
        for request in 0..64 {
            let api = std::sync::Arc::clone(&api);
            let secrets = secrets.clone();
            running.spawn(async move {
                if request % 2 == 0 {
                    return ("GET", api.get(&secrets).await.0);
                }
                (
                    "POST",
                    api.post(
                        &secrets,
                        json!({ "name": format!("s{at}-{request}"), "value": "v" }),
                    )
                    .await
                    .0,
                )
            });
        }
    }
    let answers = running.join_all().await;
    let count = |wanted| answers.iter().filter(|answer| **answer == wanted).count();
    assert_eq!(
        (count(("GET", 200)), count(("POST", 201))),
        (256, 256),
        "{answers:?}"
    );
    let api = over(folder.path()).await;
    assert_eq!(names(&api.get(&secrets).await.1).len(), 256);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_do_not_wait_for_writers() {
    let folder = tempfile::tempdir().expect("a folder");
    let api = std::sync::Arc::new(over(folder.path()).await);
    let secrets = format!("{}/secrets", api.app("a").await);
    // Another process holds the write lock.
    let other = Connection::open(folder.path().join("appservices.sqlite")).expect("the file");
    other
        .execute_batch("BEGIN IMMEDIATE")
        .expect("the write lock");
    assert_eq!(
        timeout(SOON, api.get(&secrets)).await.expect("an answer").0,
        200
    );
    // A write of this process waits for it.
    let writing = tokio::spawn({
        let api = std::sync::Arc::clone(&api);
        let secrets = secrets.clone();
        async move {
            api.post(&secrets, json!({ "name": "s", "value": "v" }))
                .await
                .0
        }
    });
    for _ in 0..8 {
        assert_eq!(
            timeout(SOON, api.get(&secrets)).await.expect("an answer").0,
            200
        );
    }
    assert!(!writing.is_finished(), "two have the write lock");
    other.execute_batch("COMMIT").expect("the lock is given up");
    assert_eq!(
        timeout(SOON, writing)
            .await
            .expect("an answer")
            .expect("no panic"),
        201
    );
    assert_eq!(names(&api.get(&secrets).await.1), ["s"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_leave_the_write_lock_to_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let api = over(folder.path()).await;
    let secrets = format!("{}/secrets", api.app("a").await);
    let other = Connection::open(folder.path().join("appservices.sqlite")).expect("the file");
    other
        .execute_batch("BEGIN IMMEDIATE; CREATE TABLE other (x);")
        .expect("the write lock");
    // Uncommitted changes are not seen. Committed ones are seen at once, also by connections that
    // were open before.
    assert_eq!(api.get(&secrets).await.0, 200);
    other.execute_batch("ROLLBACK").expect("nothing is kept");
    let second = over(folder.path()).await;
    for at in 0..3 {
        second
            .make(&secrets, json!({ "name": format!("s{at}"), "value": "v" }))
            .await;
        assert_eq!(names(&api.get(&secrets).await.1).len(), at + 1);
    }
}

#[tokio::test]
async fn a_server_opens_while_another_writes() {
    let folder = tempfile::tempdir().expect("a folder");
    over(folder.path()).await.app("a").await;
    let other = Connection::open(folder.path().join("appservices.sqlite")).expect("the file");
    other
        .execute_batch("BEGIN IMMEDIATE")
        .expect("the write lock");
    timeout(SOON, over(folder.path())).await.expect("a server");
}
