//! The server as its callers see it: the API as a function, and over loopback where the wire
//! matters.

mod access_list;
mod dependencies;
mod fixtures;
mod import_export;
mod labels;
mod lenient;
mod made_up;
mod paths;
mod private;
mod public;
mod realm_cli;
mod sessions;
mod sharing;
mod unique;
mod wire;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use serde_json::{Value as Json, json};

use super::LOCAL_PROJECT;
use super::api::{self, BASE};
use super::families::{FAMILIES, Family};
use super::model::{Account, Clock, File, Head, Method, Projects, Request, Response};
use super::store::{Remember, Store};

/// The API, and a caller who has logged in.
struct Api {
    api: api::Api,
    token: String,
    hands: Arc<AtomicI64>,
}

/// A status, and the document that came with it: null where there was none.
type Answered = (u16, Json);

/// An API over a folder, or in memory.
fn api_over(
    data: Option<&Path>,
    families: &'static [&'static Family],
) -> (api::Api, Arc<AtomicI64>) {
    let only = Projects::Only(LOCAL_PROJECT.to_owned());
    api_with(data, families, only)
}

/// An API over a folder, or in memory, with these projects.
fn api_with(
    data: Option<&Path>,
    families: &'static [&'static Family],
    projects: Projects,
) -> (api::Api, Arc<AtomicI64>) {
    let (clock, hands) = Clock::manual(1_700_000_000);
    let store = Store::open(data, clock.clone(), Remember::Nothing).expect("a store");
    let account = Account {
        public_key: "local".to_owned(),
        private_key: "local".to_owned(),
        projects,
        project_name: "Local".to_owned(),
    };
    (api::Api::with(store, account, clock, families), hands)
}

/// A request to the whole path, from the address 192.0.2.7.
fn request(method: &str, path: &str, token: &str, body: &str) -> Request {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    Request {
        method: Method::named(method),
        path: path.to_owned(),
        query: query.to_owned(),
        token: Some(token.to_owned()).filter(|token| !token.is_empty()),
        head: Head {
            method: method.to_owned(),
            host: Some("127.0.0.1:9090".to_owned()),
            ..Head::default()
        },
        client: [192, 0, 2, 7].into(),
        body: body.into(),
        lag: None,
    }
}

fn log_in_request() -> Request {
    let key = json!({ "username": "local", "apiKey": "local" });
    let path = format!("{BASE}/auth/providers/mongodb-cloud/login");
    request("POST", &path, "", &key.to_string())
}

impl Api {
    fn new() -> Self {
        Self::with(FAMILIES)
    }

    fn with(families: &'static [&'static Family]) -> Self {
        Self::over(api_over(None, families))
    }

    fn over((api, hands): (api::Api, Arc<AtomicI64>)) -> Self {
        let mut api = Self {
            api,
            token: String::new(),
            hands,
        };
        let tokens = api.log_in();
        tokens["access_token"]
            .as_str()
            .expect("a token")
            .clone_into(&mut api.token);
        api
    }

    fn log_in(&self) -> Json {
        let response = self.api.answer(&log_in_request());
        assert_eq!(response.status, 200, "{response:?}");
        response.body.expect("tokens")
    }

    /// A request below the API's base, with this token and this body.
    fn send(&self, method: &str, path: &str, token: &str, body: &str) -> Answered {
        self.send_whole(method, &format!("{BASE}{path}"), token, body)
    }

    fn send_whole(&self, method: &str, path: &str, token: &str, body: &str) -> Answered {
        let response = self.answer(method, path, token, body.as_bytes());
        (response.status, response.body.unwrap_or_default())
    }

    /// The response to a request to a whole path, which may be a file.
    fn answer(&self, method: &str, path: &str, token: &str, body: &[u8]) -> Response {
        self.api.answer(&Request {
            body: body.into(),
            ..request(method, path, token, "")
        })
    }

    /// The file that a GET below the API's base is answered with.
    fn file(&self, path: &str) -> File {
        let response = self.answer("GET", &format!("{BASE}{path}"), &self.token, b"");
        assert_eq!(response.status, 200, "GET {path}: {response:?}");
        response.file.expect("a file").1
    }

    fn get(&self, path: &str) -> Answered {
        self.send("GET", path, &self.token, "")
    }

    fn call(&self, method: &str, path: &str, body: Json) -> Answered {
        self.send(method, path, &self.token, &body.to_string())
    }

    fn post(&self, path: &str, body: Json) -> Answered {
        self.call("POST", path, body)
    }

    /// Makes an object that must be made, and gives it back.
    fn make(&self, path: &str, body: Json) -> Json {
        let (status, made) = self.post(path, body);
        assert_eq!(status, 201, "POST {path}: {made}");
        made
    }

    /// The path of a new app.
    fn app(&self, name: &str) -> String {
        let apps = format!("/groups/{LOCAL_PROJECT}/apps");
        let app = self.make(&apps, json!({ "name": name }));
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
