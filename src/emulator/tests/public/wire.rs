//! What only a connection shows: headers, and the faults and the log of `/_emulator`.

use serde_json::Value as Json;

use super::{Challenge, V2};
use crate::emulator::{Emulator, Fault, FaultRule, LOCAL_PROJECT, Options};

/// A client that knows nothing of digests.
fn client() -> reqwest::Client {
    // Another test may have chosen the library already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder().no_proxy();
    builder.tls_certs_only([]).build().expect("a client")
}

struct Wire {
    emulator: Emulator,
    client: reqwest::Client,
}

impl Wire {
    async fn start() -> Self {
        let options = Options {
            control: true,
            ..Options::default()
        };
        Self {
            emulator: Emulator::start(options).await.expect("a server"),
            client: client(),
        }
    }

    /// Sends a GET with some headers.
    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> reqwest::Response {
        let url = format!("{}{path}", self.emulator.url());
        let mut request = self.client.get(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.expect("an answer")
    }

    /// Sends a GET as clients do: without credentials at first.
    async fn ask(&self, path: &str, accept: &str) -> reqwest::Response {
        let refused = self.get(path, &[]).await;
        let challenge = Challenge::read(text(&refused, "www-authenticate"));
        let met = challenge.met("GET", path, 1);
        self.get(path, &[("authorization", &met), ("accept", accept)])
            .await
    }
}

fn text<'a>(response: &'a reqwest::Response, name: &str) -> &'a str {
    let header = response.headers().get(name);
    header.and_then(|value| value.to_str().ok()).expect(name)
}

async fn document(response: reqwest::Response) -> Json {
    let text = response.text().await.expect("a body");
    serde_json::from_str(&text).expect("JSON")
}

#[tokio::test]
async fn a_plain_client_is_challenged() {
    let wire = Wire::start().await;
    let refused = wire.get("/api/public/v1.0", &[]).await;
    assert_eq!(refused.status(), 401);
    assert_eq!(text(&refused, "content-type"), "application/json");
    let challenge = text(&refused, "www-authenticate").to_owned();
    for part in [
        "Digest realm=\"MMS Public API\"",
        "algorithm=MD5",
        "qop=\"auth\"",
        "stale=false",
    ] {
        assert!(challenge.contains(part), "{challenge}");
    }
    let detail = "You are not authorized for this resource.";
    assert_eq!(document(refused).await["detail"], detail);
}

#[tokio::test]
async fn a_digest_client_gets_what_it_asks_for() {
    let wire = Wire::start().await;
    let media = "application/vnd.atlas.2023-01-01+json";
    let path = format!("{V2}/groups/{LOCAL_PROJECT}/clusters?pretty=true&itemsPerPage=1");
    let response = wire.ask(&path, media).await;
    assert_eq!(response.status(), 200);
    assert_eq!(text(&response, "content-type"), media);
    let written = response.text().await.expect("a body");
    assert!(written.starts_with("{\n  \"links\": [\n"), "{written}");
    let list: Json = serde_json::from_str(&written).expect("JSON");
    assert_eq!(list["results"][0]["name"], "Cluster0");
    let own = format!(
        "{}{V2}/groups/{LOCAL_PROJECT}/clusters?pretty=true&pageNum=1&itemsPerPage=1",
        wire.emulator.url()
    );
    assert_eq!(list["links"][0]["href"], own);

    let legacy = wire.ask("/api/public/v1.0/groups", media).await;
    assert_eq!(text(&legacy, "content-type"), "application/json");
    let refused = wire.ask(V2, "application/vnd.atlas.latest+json").await;
    assert_eq!(refused.status(), 406);
    assert_eq!(document(refused).await["errorCode"], "INVALID_VERSION_DATE");
}

#[tokio::test]
async fn a_wrong_method_names_the_right_ones() {
    let wire = Wire::start().await;
    let path = format!("{V2}/groups");
    let url = format!("{}{path}", wire.emulator.url());
    let refused = wire.client.delete(&url).send().await.expect("an answer");
    let challenge = Challenge::read(text(&refused, "www-authenticate"));
    let met = challenge.met("DELETE", &path, 1);
    let request = wire.client.delete(url).header("authorization", met);
    let refused = request.send().await.expect("an answer");
    assert_eq!(refused.status(), 405);
    assert_eq!(text(&refused, "allow"), "GET,HEAD,POST");
    assert_eq!(document(refused).await["errorCode"], "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn faults_speak_the_words_of_this_api() {
    let wire = Wire::start().await;
    let fault = |fault| {
        wire.emulator
            .set_faults(vec![FaultRule::new(fault).path("/groups")])
    };
    let path = "/api/atlas/v1.0/groups";
    fault(Fault::Status {
        status: 503,
        retry_after: Some(7),
        after: false,
    });
    let failed = wire.get(path, &[]).await;
    assert_eq!(failed.status(), 503);
    assert_eq!(text(&failed, "retry-after"), "7");
    let failed = document(failed).await;
    assert_eq!(failed["errorCode"], "SERVICE_UNAVAILABLE");
    assert_eq!(failed["detail"], "the server was told to answer 503");

    fault(Fault::ExpiredSession);
    let expired = wire.get(path, &[]).await;
    assert_eq!(expired.status(), 401);
    assert!(Challenge::read(text(&expired, "www-authenticate")).is_stale);

    wire.emulator.set_faults(Vec::new());
    assert_eq!(wire.ask(path, "*/*").await.status(), 200);
    let requests = wire.emulator.requests();
    let seen: Vec<_> = requests
        .iter()
        .map(|one| (&*one.path, one.status.unwrap_or_default()))
        .collect();
    assert_eq!(seen, [(path, 503), (path, 401), (path, 401), (path, 200)]);
}

#[tokio::test]
async fn a_stale_read_sees_what_was() {
    let wire = Wire::start().await;
    let path = format!("{V2}/groups/{LOCAL_PROJECT}");
    let refused = wire.get(&path, &[]).await;
    let challenge = Challenge::read(text(&refused, "www-authenticate"));
    let url = format!("{}{path}", wire.emulator.url());
    let renaming = wire.client.patch(url).body("{\"name\":\"Home\"}");
    let renaming = renaming.header("authorization", challenge.met("PATCH", &path, 1));
    assert_eq!(renaming.send().await.expect("an answer").status(), 200);

    let stale = FaultRule::new(Fault::Stale { seconds: 300 }).path("/groups/*");
    wire.emulator.set_faults(vec![stale]);
    let seen = document(wire.ask(&path, "*/*").await).await;
    assert_eq!(seen["name"], "Local");
    wire.emulator.set_faults(Vec::new());
    let seen = document(wire.ask(&path, "*/*").await).await;
    assert_eq!(seen["name"], "Home");
}
