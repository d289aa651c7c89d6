//! Declared resources against a server whose every answer a test chooses, without Terraform.

mod context;
mod honest;
mod import;
mod import_id;
mod judge;
mod learning;
mod list;
mod moved_lists;
mod names;
mod outcomes;
mod report;
mod schema;
mod sensitive;
mod waits;
mod whole_lists;
mod words;
mod writes;
mod wrong_answers;
mod wrong_forms;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::admin_api::{BaseUrl, Client, Credentials, Secret};
use crate::declare::context::{Context, Project, Ready};
use crate::declare::serve::resource::Declared;
use crate::engine::{Defaults, Diagnostic, Value, plan};
use crate::provider::{
    Applied, ApplyRequest, Current, HostConnection, Outcome, Private, Resource as _, apply_resource,
};
use crate::resources::SPECS;
use crate::testing::{Answer, FakeServer, Heard};

const PROJECT: &str = "5f00000000000000000000aa";
const APP: &str = "64000000000000000000bbbb";

/// An id that nobody gave to anything.
const OTHER: &str = "64000000000000000000ffff";

/// A configured provider and its server.
struct World {
    server: FakeServer,
    context: Arc<Context>,
    connection: HostConnection,
}

impl World {
    /// A server that answers as `answer` says, with reads that do not lag and names that are waited for `patience` long.
    fn new(answer: impl Fn(&Heard) -> Answer + Send + Sync + 'static) -> Self {
        Self::with(Duration::ZERO, Duration::ZERO, answer)
    }

    fn with(
        read_lag: Duration,
        patience: Duration,
        answer: impl Fn(&Heard) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let server = FakeServer::start(answer);
        let base_url = BaseUrl::parse(server.url(), false).expect("a URL");
        let client = Client::new(
            base_url,
            Credentials {
                public_key: "key".to_owned(),
                private_key: Secret::new("private-key"),
            },
        );
        let context = Arc::new(Context::new(SPECS));
        let mut api = context.reach(client, read_lag);
        api.patience = patience;
        context.set_ready(Ready {
            api,
            project: Project::Known(PROJECT.to_owned()),
            _local_server: None,
        });
        Self {
            server,
            context,
            connection: HostConnection::default(),
        }
    }

    fn resource(&self, name: &str) -> Declared {
        let spec = SPECS.iter().find(|spec| spec.name == name).expect(name);
        Declared::new(spec, Arc::clone(&self.context))
    }

    /// Applies what the engine plans for the configuration.
    async fn apply(&self, name: &str, prior: &Value, config: &Value) -> Applied {
        self.apply_with(name, prior, config, &Private::default())
            .await
    }

    async fn apply_with(
        &self,
        name: &str,
        prior: &Value,
        config: &Value,
        private: &Private,
    ) -> Applied {
        let resource = self.resource(name);
        let defaults = Defaults::from([("project_id".to_owned(), Value::string(PROJECT))]);
        let planned = plan(resource.schema(), &defaults, prior, config).planned;
        let request = ApplyRequest {
            prior: prior.clone(),
            planned,
            config: config.clone(),
            private: private.clone(),
            connection: self.connection.clone(),
            ..ApplyRequest::default()
        };
        apply_resource(&resource, request).await
    }

    async fn destroy(&self, name: &str, state: &Value, private: &Private) -> Applied {
        let request = ApplyRequest {
            prior: state.clone(),
            private: private.clone(),
            connection: self.connection.clone(),
            ..ApplyRequest::default()
        };
        apply_resource(&self.resource(name), request).await
    }

    async fn read(&self, name: &str, state: &Value) -> Outcome<Option<Value>> {
        let private = Private::default();
        let current = Current {
            state,
            private: &private,
            meta: &Value::Null,
            deferral_allowed: false,
            connection: &self.connection,
        };
        Ok(self
            .resource(name)
            .read(&current)
            .await?
            .map(|found| found.state))
    }
}

/// A whole configuration or state of a resource, in which what `given` leaves out is null.
fn values(name: &str, given: Json) -> Value {
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
