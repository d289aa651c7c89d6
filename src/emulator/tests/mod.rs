//! The server as its callers see it: called as a service without a socket, and over loopback where the wire matters.

mod access_list;
mod history;
mod lenient;
mod paths;
mod sessions;
mod sharing;
mod unique;
mod wire;

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt as _;
use serde_json::{Value as Json, json};
use tower::ServiceExt as _;

use super::router::{BASE, Peer, Server};
use super::store::{Remember, Store};
use super::{Clock, LOCAL_PROJECT, Options};

/// A server without a socket, and a caller who has logged in.
struct Api {
    router: Router,
    token: String,
    hands: Arc<AtomicI64>,
}

/// A status, and the document that came with it: null where there was none.
type Answered = (u16, Json);

impl Api {
    async fn new() -> Self {
        Self::with(Options::default()).await
    }

    async fn with(options: Options) -> Self {
        let (clock, hands) = Clock::manual(1_700_000_000);
        let options = Options {
            clock: clock.clone(),
            ..options
        };
        let store =
            Store::open(options.data.as_deref(), clock, Remember::Nothing).expect("a store");
        let router = Arc::new(Server::new(store, options)).router();
        let mut api = Self {
            router,
            token: String::new(),
            hands,
        };
        let tokens = api.log_in().await;
        tokens["access_token"]
            .as_str()
            .expect("a token")
            .clone_into(&mut api.token);
        api
    }

    async fn log_in(&self) -> Json {
        let key = json!({ "username": "local", "apiKey": "local" });
        let (status, tokens) = self
            .send(
                "POST",
                "/auth/providers/mongodb-cloud/login",
                "",
                &key.to_string(),
            )
            .await;
        assert_eq!(status, 200, "{tokens}");
        tokens
    }

    /// A request below the API's base, with this token and this body.
    async fn send(&self, method: &str, path: &str, token: &str, body: &str) -> Answered {
        self.send_whole(method, &format!("{BASE}{path}"), token, body)
            .await
    }

    async fn send_whole(&self, method: &str, path: &str, token: &str, body: &str) -> Answered {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .extension(Peer("192.0.2.7".to_owned()));
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = request
            .body(Body::from(body.to_owned()))
            .expect("a request");
        let Ok(response) = self.router.clone().oneshot(request).await;
        let status = response.status().as_u16();
        let bytes = response
            .into_body()
            .collect()
            .await
            .expect("a body")
            .to_bytes();
        let document = if bytes.is_empty() {
            Json::Null
        } else {
            serde_json::from_slice(&bytes).expect("JSON")
        };
        (status, document)
    }

    async fn get(&self, path: &str) -> Answered {
        self.send("GET", path, &self.token, "").await
    }

    async fn call(&self, method: &str, path: &str, body: Json) -> Answered {
        self.send(method, path, &self.token, &body.to_string())
            .await
    }

    async fn post(&self, path: &str, body: Json) -> Answered {
        self.call("POST", path, body).await
    }

    /// Makes an object that must be made, and gives it back.
    async fn make(&self, path: &str, body: Json) -> Json {
        let (status, made) = self.post(path, body).await;
        assert_eq!(status, 201, "POST {path}: {made}");
        made
    }

    /// The path of a new app.
    async fn app(&self, name: &str) -> String {
        let apps = format!("/groups/{LOCAL_PROJECT}/apps");
        let app = self.make(&apps, json!({ "name": name })).await;
        format!("{apps}/{}", id(&app))
    }
}

fn id(object: &Json) -> &str {
    object["_id"].as_str().expect("an _id")
}

/// The names of a list, in its order.
fn names(list: &Json) -> Vec<&str> {
    list.as_array()
        .expect("a list")
        .iter()
        .map(|one| one["name"].as_str().expect("a name"))
        .collect()
}
