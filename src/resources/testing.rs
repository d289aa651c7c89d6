//! What the tests of this room share: a server that answers from a list, and the provider configured for it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value as Json, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::AppServices;
use super::context::Host;
use crate::engine::{Block, Diagnostic, Value};
use crate::provider::{
    Applied, ApplyRequest, Configuration, PlanRequest, Provider, Resource, ResourcePlan, apply_resource, find_resource, plan_resource,
};

pub(super) const PROJECT: &str = "5f00000000000000000000aa";
pub(super) const APP: &str = "64000000000000000000bbbb";
pub(super) const OBJECT: &str = "65000000000000000000cccc";

/// A process without environment variables and without a local server.
pub(super) fn bare_host() -> Host {
    Host { environment: Arc::new(|_| None), local_server: Arc::new(|_| Box::pin(async { Err("none in tests".to_owned()) })) }
}

/// An object of the block in which these attributes are set, and all others null.
pub(super) fn object(block: &Block, set: &[(&str, Value)]) -> Value {
    let nulls = block.attributes.iter().map(|attribute| (attribute.name.as_str(), Value::Null));
    Value::object(nulls.chain(set.iter().cloned()))
}

/// The resource type without its prefix.
pub(super) fn resource<'a>(provider: &'a AppServices, name: &str) -> &'a dyn Resource {
    find_resource(provider, &format!("appservices_{name}")).expect(name)
}

/// A server that logs everybody in and answers each `METHOD /path` as its list says; the first entry of a request that comes
/// twice answers once. What is not in the list is not found.
pub(super) struct FakeApi {
    pub(super) url: String,
    seen: Arc<Mutex<Vec<String>>>,
    agents: Arc<Mutex<BTreeSet<String>>>,
    server: tokio::task::JoinHandle<()>,
}

type Answers = Arc<Mutex<Vec<(String, u16, String)>>>;

impl FakeApi {
    pub(super) async fn start(answers: &[(&str, u16, Json)]) -> Self {
        Self::raw(answers.iter().map(|(line, status, body)| ((*line).to_owned(), *status, body.to_string())).collect()).await
    }

    /// The same with bodies that need not be JSON.
    pub(super) async fn raw(answers: Vec<(String, u16, String)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (answers, seen): (Answers, Arc<Mutex<Vec<String>>>) = (Arc::new(Mutex::new(answers)), Arc::default());
        let agents: Arc<Mutex<BTreeSet<String>>> = Arc::default();
        let (record, told) = (Arc::clone(&seen), Arc::clone(&agents));
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&answers), Arc::clone(&record), Arc::clone(&told)));
            }
        });
        Self { url, seen, agents, server }
    }

    /// The provider, configured for this server.
    pub(super) async fn provider(&self, project: Option<&str>) -> AppServices {
        self.provider_in(project.map_or(Value::Null, Value::string)).await
    }

    /// The same with a project that need not be known yet.
    pub(super) async fn provider_in(&self, project: Value) -> AppServices {
        let provider = AppServices::new(bare_host());
        let set: [(&str, Value); 5] = [
            ("project_id", project),
            ("base_url", self.url.as_str().into()),
            ("public_key", "public".into()),
            ("private_key", "private".into()),
            ("read_lag_seconds", 0.into()),
        ];
        let config = object(&provider.schema().block, &set);
        let configuration = Configuration { config, terraform_version: "1.11.4".to_owned(), deferral_allowed: false };
        provider.configure(&configuration).await.expect("a configured provider");
        provider
    }

    /// Each User-Agent that came.
    pub(super) fn agents(&self) -> Vec<String> {
        self.agents.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Every request but the logins: `METHOD /path body`.
    pub(super) fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for FakeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(stream: TcpStream, answers: Answers, seen: Arc<Mutex<Vec<String>>>, agents: Arc<Mutex<BTreeSet<String>>>) {
    let mut stream = BufReader::new(stream);
    while let Some(Heard { line, agent, body }) = request(&mut stream).await {
        agents.lock().unwrap_or_else(PoisonError::into_inner).insert(agent);
        let (status, answer) = if line == "POST /auth/providers/mongodb-cloud/login" {
            (200, json!({ "access_token": "access-token", "refresh_token": "refresh-token" }).to_string())
        } else {
            seen.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{line} {body}").trim_end().to_owned());
            let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
            let matching: Vec<usize> = (0..answers.len()).filter(|at| answers[*at].0 == line).collect();
            match matching.as_slice() {
                [] => (404, json!({ "error": "nothing here", "error_code": "NotFound" }).to_string()),
                [only] => (answers[*only].1, answers[*only].2.clone()),
                [first, ..] => {
                    let (_, status, answer) = answers.remove(*first);
                    (status, answer)
                }
            }
        };
        let head = format!("HTTP/1.1 {status} Told\r\ncontent-length: {}\r\n\r\n", answer.len());
        if stream.write_all(format!("{head}{answer}").as_bytes()).await.is_err() {
            return;
        }
    }
}

/// A request: its method and path below the version, who asks, and its body.
struct Heard {
    line: String,
    agent: String,
    body: String,
}

/// The next request of a connection.
async fn request(stream: &mut BufReader<TcpStream>) -> Option<Heard> {
    let mut first = String::new();
    stream.read_line(&mut first).await.ok()?;
    let mut words = first.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.replace("/api/admin/v3.0", ""));
    let mut length = 0;
    let mut agent = String::new();
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).await.ok()?;
        match header.trim_end().split_once(": ") {
            None => break,
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().ok()?,
            Some((name, value)) if name.eq_ignore_ascii_case("user-agent") => value.clone_into(&mut agent),
            Some(_) => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(Heard { line: format!("{method} {path}"), agent, body: String::from_utf8(body).ok()? })
}

/// A plan and its apply, as core asks for them; the errors of a plan that has some.
pub(super) async fn change(provider: &AppServices, name: &str, prior: &Value, config: &Value) -> Result<Applied, Vec<Diagnostic>> {
    let resource = resource(provider, name);
    let request = PlanRequest { prior: prior.clone(), config: config.clone(), ..PlanRequest::default() };
    let ResourcePlan { plan, .. } = plan_resource(provider, resource, &request)?;
    if plan.diagnostics.iter().any(Diagnostic::is_error) {
        return Err(plan.diagnostics);
    }
    let request = ApplyRequest { prior: prior.clone(), planned: plan.planned, config: config.clone(), ..ApplyRequest::default() };
    Ok(apply_resource(resource, request).await)
}
