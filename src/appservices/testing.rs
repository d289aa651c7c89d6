//! What the tests of this room share: a server that answers from a list, and the provider configured for it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value as Json;

use super::AppServices;
use crate::appservices::Host;
use crate::engine::{Block, Value};
use crate::provider::{
    ApplyRequest, ApplyResponse, Call, ListResult, ListResultSink, PlanRequest, ResourceType,
    Result, Server,
};
use crate::testing::{Answer, FakeServer};

pub(crate) const PROJECT: &str = "5f00000000000000000000aa";
pub(crate) const APP: &str = "64000000000000000000bbbb";
pub(crate) const OBJECT: &str = "65000000000000000000cccc";

/// A process without environment variables and without a local server.
pub(crate) fn bare_host() -> Host {
    Host {
        environment: Arc::new(|_| None),
        working_directory: None,
        local_server: Arc::new(|_| Box::pin(async { Err("none in tests".to_owned()) })),
    }
}

/// An object of the block in which these attributes are set, and all others null.
pub(crate) fn object(block: &Block, set: &[(&str, Value)]) -> Value {
    let nulls = block
        .attributes
        .iter()
        .map(|attribute| (attribute.name.as_str(), Value::Null));
    Value::object(nulls.chain(set.iter().cloned()))
}

/// The resource type without its prefix.
pub(crate) fn resource<'a>(provider: &'a Server, name: &str) -> &'a ResourceType {
    provider
        .resource(&format!("appservices_{name}"))
        .expect(name)
}

/// A server that logs everybody in and answers each `METHOD /path` as its list says; the first entry of a request that comes
/// twice answers once. What is not in the list is not found.
pub(crate) struct FakeApi {
    server: FakeServer,
}

impl FakeApi {
    pub(crate) fn start(answers: &[(&str, u16, Json)]) -> Self {
        Self::raw(
            answers
                .iter()
                .map(|(line, status, body)| ((*line).to_owned(), *status, body.to_string()))
                .collect(),
        )
    }

    /// The same with bodies that need not be JSON.
    pub(crate) fn raw(answers: Vec<(String, u16, String)>) -> Self {
        let answers = Mutex::new(answers);
        let server = FakeServer::start(move |heard| {
            if heard.path.ends_with("/login") {
                return Answer::Is(0, String::new());
            }
            let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
            let matching: Vec<usize> = (0..answers.len())
                .filter(|at| answers[*at].0 == heard.line())
                .collect();
            let (_, status, body) = match matching.as_slice() {
                [] => {
                    return Answer::Is(
                        404,
                        r#"{"error":"nothing here","error_code":"NotFound"}"#.to_owned(),
                    );
                }
                [only] => answers[*only].clone(),
                [first, ..] => answers.remove(*first),
            };
            Answer::Is(status, body)
        });
        Self { server }
    }

    /// The provider, configured for this server.
    pub(crate) async fn provider(&self, project: Option<&str>) -> Server {
        self.provider_in(project.map_or(Value::Null, Value::string))
            .await
    }

    /// The same with a project that need not be known yet.
    pub(crate) async fn provider_in(&self, project: Value) -> Server {
        self.provider_with(&[("project_id", project)]).await
    }

    /// The same with these settings.
    pub(crate) async fn provider_with(&self, settings: &[(&str, Value)]) -> Server {
        let provider = Server::new(AppServices::new(bare_host()));
        let set: [(&str, Value); 4] = [
            ("base_url", self.server.url().into()),
            ("public_key", "public".into()),
            ("private_key", "private".into()),
            ("read_lag_seconds", 0.into()),
        ];
        let set = [&set, settings].concat();
        let config = object(&provider.schema().block, &set);
        let warnings = provider
            .configure(&config, "1.11.4", &Call::default())
            .await
            .expect("a configured provider");
        assert_eq!(warnings, []);
        provider
    }

    /// Each User-Agent that came, except with logins.
    pub(crate) fn agents(&self) -> Vec<String> {
        let agents: BTreeSet<String> = self
            .server
            .heard()
            .into_iter()
            .map(|heard| heard.agent)
            .collect();
        agents.into_iter().collect()
    }

    /// Every request but the logins: `METHOD /path body`.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.server
            .heard()
            .iter()
            .map(|heard| {
                format!("{} {}", heard.line(), heard.body)
                    .trim_end()
                    .to_owned()
            })
            .collect()
    }
}

/// A plan and its apply, as core asks for them; the errors of a plan that has some.
pub(crate) async fn change(
    provider: &Server,
    name: &str,
    prior: &Value,
    config: &Value,
) -> Result<ApplyResponse> {
    let resource = resource(provider, name);
    let call = Call::default();
    let request = PlanRequest::new(prior.clone(), config.clone());
    let plan = provider.plan_resource(resource, &request, &call)?;
    if plan.plan.diagnostics.has_error() {
        return Err(plan.plan.diagnostics);
    }
    let request = ApplyRequest::of(&plan, prior.clone(), config.clone());
    Ok(provider.apply_resource(resource, request, &call).await)
}

/// Takes no result of a list: the list is refused before anything is found.
pub(crate) struct Nothing;

#[async_trait::async_trait]
impl ListResultSink for Nothing {
    async fn send(&mut self, _: ListResult) -> bool {
        false
    }
}
