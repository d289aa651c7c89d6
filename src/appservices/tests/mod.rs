//! Declared resources against a server whose every answer a test chooses, without Terraform.

mod context;
mod deployment;
pub(crate) mod honest;
mod import;
mod import_id;
mod invalid;
mod judge;
mod killed;
mod learning;
mod list;
mod logs;
mod moved_lists;
mod names;
mod outcomes;
mod report;
mod schema;
mod sensitive;
mod unclear;
mod waits;
mod whole_lists;
mod words;
mod writes;
mod wrong_answers;
mod wrong_forms;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::admin_api::{AtlasClient, BaseUrl, Client, Clock, Credentials, Secret, SystemClock};
use crate::appservices::app_data::{App, Apps};
use crate::declare::context::{Configured, Context, Process, Project, Ready};
use crate::declare::testing::served;
use crate::engine::{Defaults, Diagnostic, Diagnostics, Value, plan};
use crate::provider::{
    ApplyRequest, ApplyResponse, Call, DataSource, Private, ReadResourceRequest, ResourceType,
    Result, Server,
};
use crate::resources::SPECS;
use crate::testing::{Answer, FakeServer, Heard, ManualClock};

const PROJECT: &str = "5f00000000000000000000aa";
pub(crate) const APP: &str = "64000000000000000000bbbb";

/// An id that nobody gave to anything.
pub(crate) const OTHER: &str = "64000000000000000000ffff";

/// A configured provider and its server.
struct World {
    server: FakeServer,
    client: Client,
    provider: Server,
    call: Call,
}

impl World {
    /// A server that answers as `answer` says, with reads that do not lag and a clock on which every wait is over at once.
    fn new(answer: impl Fn(&Heard) -> Answer + Send + Sync + 'static) -> Self {
        let clock = Box::new(ManualClock::running());
        Self::by(clock, Duration::ZERO, Duration::ZERO, answer)
    }

    /// The same by the real clock, with names that are waited for `patience` long.
    fn with(
        read_lag: Duration,
        patience: Duration,
        answer: impl Fn(&Heard) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let clock = Box::new(SystemClock::new());
        Self::by(clock, read_lag, patience, answer)
    }

    fn by(
        clock: Box<dyn Clock>,
        read_lag: Duration,
        patience: Duration,
        answer: impl Fn(&Heard) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let process = Process::new(SPECS);
        Self::of(process, clock, (read_lag, patience), None, answer)
    }

    fn of(
        process: Process,
        clock: Box<dyn Clock>,
        (read_lag, patience): (Duration, Duration),
        served_from: Option<&std::path::Path>,
        answer: impl Fn(&Heard) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let server = FakeServer::start(move |heard| match heard.is_about_drafts() {
            true => Answer::ok(json!([])),
            false => answer(heard),
        });
        let mut base_url = BaseUrl::parse(server.url(), false).expect("a URL");
        if let Some(folder) = served_from {
            base_url = base_url.served_from(folder.to_owned());
        }
        let client = Client::by(
            clock,
            Duration::from_secs(30),
            base_url,
            Credentials {
                public_key: "key".to_owned(),
                private_key: Secret::new("private-key"),
            },
        );
        let mut api = process.reach(client.clone(), AtlasClient::nowhere(), read_lag);
        api.patience = patience;
        let ready = Ready {
            api,
            project: Project::Known(PROJECT.to_owned()),
            _local_server: None,
        };
        let context = Context::new(process, Configured::Ready(ready));
        Self {
            server,
            client,
            provider: served(SPECS, data_sources, context),
            call: Call::default(),
        }
    }

    fn resource(&self, name: &str) -> &ResourceType {
        crate::appservices::testing::resource(&self.provider, name)
    }

    /// Applies what the engine plans for the configuration.
    async fn apply(&self, name: &str, prior: &Value, config: &Value) -> ApplyResponse {
        self.apply_with(name, prior, config, &Private::default())
            .await
    }

    async fn apply_with(
        &self,
        name: &str,
        prior: &Value,
        config: &Value,
        private: &Private,
    ) -> ApplyResponse {
        let resource = self.resource(name);
        let defaults = Defaults::from([("project_id".to_owned(), Value::string(PROJECT))]);
        let planned = plan(resource.schema(), &defaults, prior, config).planned;
        let request = ApplyRequest {
            prior: prior.clone(),
            planned,
            config: config.clone(),
            private: private.clone(),
            ..ApplyRequest::default()
        };
        self.provider
            .apply_resource(resource, request, &self.call)
            .await
    }

    async fn destroy(&self, name: &str, state: &Value, private: &Private) -> ApplyResponse {
        let request = ApplyRequest {
            private: private.clone(),
            ..ApplyRequest::destroy(state.clone())
        };
        self.provider
            .apply_resource(self.resource(name), request, &self.call)
            .await
    }

    /// The writes that came, below the app's path.
    fn writes(&self) -> Vec<String> {
        let mut lines = self.server.lines();
        lines.retain(|line| !line.starts_with("GET"));
        let short = |line: &String| line.replace(&path(""), "").replace(honest::ID, "ID");
        lines.iter().map(short).collect()
    }

    async fn read(&self, name: &str, state: &Value) -> Result<Option<Value>> {
        let request = ReadResourceRequest::new(state.clone());
        let read = self
            .provider
            .read_resource(self.resource(name), request, &self.call);
        Ok(read.await?.state)
    }
}

fn data_sources() -> Vec<Box<dyn DataSource<Context>>> {
    vec![Box::new(App), Box::new(Apps)]
}

/// A whole configuration or state of a resource, in which what `given` leaves out is null.
pub(crate) fn values(name: &str, given: Json) -> Value {
    let spec = SPECS.iter().find(|spec| spec.name == name).expect(name);
    let schema = crate::declare::shape::schema::schema(spec);
    let empty = crate::engine::propose(&schema.block, &Value::Null, &Value::object([]));
    let Value::Map(mut all) = empty else {
        unreachable!("a schema's value is an object")
    };
    let Value::Map(given) =
        crate::engine::codec::from_json(&whole(&given, &all), &schema.block.ty())
            .expect("of the type")
    else {
        unreachable!("an object")
    };
    all.extend(given);
    Value::Map(all)
}

/// The document with null for each attribute that it leaves out.
fn whole(given: &Json, all: &std::collections::BTreeMap<String, Value>) -> Json {
    let mut document: serde_json::Map<String, Json> =
        all.keys().map(|name| (name.clone(), Json::Null)).collect();
    document.extend(given.as_object().expect("an object").clone());
    Json::Object(document)
}

fn errors(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.is_error())
        .collect()
}

/// The id of the object that an apply left, or its first error.
fn id_or_error(applied: &ApplyResponse) -> String {
    match errors(&applied.diagnostics).first() {
        Some(error) => format!("{}\n{}", error.summary, error.detail),
        None => {
            let id = applied.state.attribute("id").as_str();
            id.expect("an id").to_owned()
        }
    }
}

/// The path of a collection of the app.
fn path(collection: &str) -> String {
    format!("/groups/{PROJECT}/apps/{APP}/{collection}")
}

fn app() -> Json {
    json!({
        "_id": APP, "client_app_id": "shop-abcde", "name": "shop", "location": "US-VA", "provider_region": "aws-us-east-1",
        "deployment_model": "GLOBAL", "domain_id": "64000000000000000000dddd", "group_id": PROJECT, "product": "standard", "environment": "",
    })
}
