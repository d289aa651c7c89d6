//! The public API as its clients see it: by a digest client made here, from the standard.

mod locks;
mod login;
mod texts;
mod windows;
#[cfg(feature = "client")]
mod wire;

use std::sync::atomic::Ordering;
use std::time::Duration;

use md5::{Digest as _, Md5};
use serde_json::{Value as Json, json};

use super::{Answered, Api, api_with, request};
use crate::emulator::LOCAL_PROJECT;
use crate::emulator::families::FAMILIES;
use crate::emulator::model::{Head, Projects, Request, Response};

/// The base that most tests use.
const V2: &str = "/api/atlas/v2";

/// How long a cluster takes to be made.
const JOB: Duration = Duration::from_secs(10);

/// The challenge of an answer, as a client reads it.
struct Challenge {
    realm: String,
    nonce: String,
    is_stale: bool,
}

impl Challenge {
    fn read(header: &str) -> Self {
        let parameter = |name: &str| {
            let start = format!("{name}=");
            let rest = header.split_once(&start).expect(name).1;
            match rest.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next(),
                None => rest.split(',').next(),
            }
            .expect(name)
        };
        assert!(header.starts_with("Digest "), "{header}");
        assert_eq!(parameter("qop"), "auth", "{header}");
        assert_eq!(parameter("algorithm"), "MD5", "{header}");
        Self {
            realm: parameter("realm").to_owned(),
            nonce: parameter("nonce").to_owned(),
            is_stale: parameter("stale") == "true",
        }
    }

    /// The header `authorization` of a request with the key `local` and `local`.
    fn met(&self, method: &str, uri: &str, count: u32) -> String {
        self.met_by("local", "local", method, uri, count)
    }

    fn met_by(&self, user: &str, key: &str, method: &str, uri: &str, count: u32) -> String {
        let Self { realm, nonce, .. } = self;
        let user_hash = md5(&format!("{user}:{realm}:{key}"));
        let asked = md5(&format!("{method}:{uri}"));
        let response = md5(&format!("{user_hash}:{nonce}:{count:08x}:c:auth:{asked}"));
        format!(
            "Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", \
             algorithm=MD5, qop=auth, nc={count:08x}, cnonce=\"c\", response=\"{response}\""
        )
    }
}

fn md5(text: &str) -> String {
    let bytes = Md5::digest(text);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    let mut headers = response.headers.iter();
    let (_, value) = headers.find(|(known, _)| *known == name)?;
    Some(value)
}

/// A server of every project, whose own one is [`LOCAL_PROJECT`].
fn server() -> Api {
    with(Projects::Any(LOCAL_PROJECT.to_owned()))
}

fn with(projects: Projects) -> Api {
    let (api, hands) = api_with(None, FAMILIES, projects);
    Api::over((api.taking(JOB), hands))
}

/// A request to the public API without credentials.
fn bare(method: &str, path: &str, body: &str) -> Request {
    let mut request = request(method, path, "", body);
    request.head = Head {
        method: method.to_owned(),
        host: Some("atlas.test:8080".to_owned()),
        ..Head::default()
    };
    request
}

impl Api {
    /// The challenge that a request without credentials gets.
    fn challenge(&self) -> Challenge {
        let response = self.api.answer(&bare("GET", V2, ""));
        assert_eq!(response.status, 401);
        Challenge::read(header(&response, "www-authenticate").expect("a challenge"))
    }

    /// Sends a request of the whole path, with credentials for a new nonce.
    fn ask(&self, method: &str, path: &str, body: &str) -> Response {
        self.ask_for(None, method, path, body)
    }

    /// The same with a media type that the client wants.
    fn ask_for(&self, accept: Option<&str>, method: &str, path: &str, body: &str) -> Response {
        let mut request = bare(method, path, body);
        request.head.accept = accept.map(str::to_owned);
        request.head.authorization = Some(self.challenge().met(method, path, 1));
        self.api.answer(&request)
    }

    /// Sends a request to a path below the base of v2.
    fn v2(&self, method: &str, path: &str, body: Json) -> Answered {
        let body = match body {
            Json::Null => String::new(),
            body => body.to_string(),
        };
        let response = self.ask(method, &format!("{V2}{path}"), &body);
        (response.status, response.body.unwrap_or_default())
    }

    /// Makes a project that must be made, and gives back its id.
    fn project(&self, name: &str) -> String {
        let body = json!({ "name": name, "orgId": "65a0b1c2d3e4f5a6b7c8d9e0" });
        let (status, made) = self.v2("POST", "/groups", body);
        assert_eq!(status, 201, "{made}");
        made["id"].as_str().expect("an id").to_owned()
    }

    fn pass(&self, seconds: i64) {
        self.hands.fetch_add(seconds, Ordering::Relaxed);
    }
}
