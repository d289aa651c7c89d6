//! The provider over a server of its own, by a clock that does not wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::admin_api::{AtlasClient, BaseUrl, Client, Clock as _, Credentials, Request, Secret};
use crate::appservices::provider::by_hand;
use crate::appservices::testing::resource;
use crate::appservices::tests::honest::SERVICE;
use crate::appservices::tests::{APP, OTHER, values};
use crate::declare::context::{Configured, Context, Process, Project, Ready};
use crate::declare::drafts::Drafts;
use crate::declare::testing::served_beside;
use crate::emulator::{Clock, Emulator, FaultRule, LOCAL_PROJECT, Options};
use crate::engine::{Defaults, Diagnostics, Value, plan};
use crate::provider::{ApplyRequest, ApplyResponse, Call, ImportBy, ReadResourceRequest, Server};
use crate::resources::SPECS;
use crate::testing::ManualClock;

/// A provider over a server of its own, with an app and a function that others refer to.
pub(super) struct World {
    pub(super) emulator: Emulator,
    provider: Server,
    client: Client,
    app: String,
    function: String,
    service: String,
}

/// How a world behaves in time.
pub(super) struct Times {
    /// How long a server may be silent before the client gives a try up, in real time.
    pub(super) silence: Duration,
    /// For how long the provider expects reads to lag, by the client's clock, which is then the server's, too.
    pub(super) read_lag: Duration,
}

impl World {
    pub(super) async fn new() -> Self {
        Self::with(Times {
            silence: Duration::from_secs(30),
            read_lag: Duration::ZERO,
        })
        .await
    }

    pub(super) async fn with(Times { silence, read_lag }: Times) -> Self {
        Self::of(silence, read_lag, false).await
    }

    /// Returns a world in which changes wait in drafts, once its ground is deployed.
    pub(super) async fn with_drafts() -> Self {
        Self::of(Duration::from_secs(30), Duration::ZERO, true).await
    }

    async fn of(silence: Duration, read_lag: Duration, drafts: bool) -> Self {
        let clock = ManualClock::running();
        let (start, hands) = (Clock::system().now_milliseconds(), clock.clone());
        let ticks = AtomicI64::new(0);
        // Time passes with each request, too.
        let shared = Clock::showing(move || {
            let ticks = ticks.fetch_add(150, Ordering::Relaxed);
            start + ticks + hands.now().as_millis() as i64
        });
        let options = Options {
            control: true,
            // The client's clock does not wait.
            job_time: Duration::ZERO,
            // What is recognized by its time needs the time that the answers show.
            clock: if read_lag.is_zero() {
                Clock::system()
            } else {
                shared
            },
            ..Options::default()
        };
        let emulator = Emulator::start(options).await.expect("a server");
        let client = Client::by(
            Box::new(clock),
            silence,
            BaseUrl::parse(&emulator.url(), false).expect("a URL"),
            Credentials {
                public_key: "local".to_owned(),
                private_key: Secret::new("local"),
            },
        );
        let process = Process::new(SPECS);
        let mut api = process.reach(client.clone(), AtlasClient::nowhere(), read_lag);
        api.patience = Duration::ZERO;
        if drafts {
            api.drafts = Arc::new(Drafts::new(true, None, None));
        }
        let ready = Ready {
            api,
            project: Project::Known(LOCAL_PROJECT.to_owned()),
            _local_server: None,
        };
        let context = Context::new(process, Configured::Ready(ready));
        let mut world = Self {
            emulator,
            provider: served_beside(by_hand, SPECS, Vec::new, context),
            client,
            app: String::new(),
            function: String::new(),
            service: String::new(),
        };
        // Private endpoints need an app that is local.
        let app = json!({ "name": "ground", "deployment_model": "LOCAL" });
        let app = values("app", app);
        world.app = world.made("app", &app).await;
        let function = json!({ "app_id": world.app, "name": "sink", "source": "1" });
        world.function = world.made("function", &values("function", function)).await;
        let service = json!({
            "app_id": world.app, "name": "ground", "type": "mongodb-atlas", "cluster_name": "Cluster0",
        });
        let service = values("linked_data_source", service);
        world.service = world.made("linked_data_source", &service).await;
        world
    }

    async fn made(&self, name: &str, config: &Value) -> String {
        let made = self.apply(name, &Value::Null, config).await;
        let id = made.state.attribute("id").as_str();
        id.unwrap_or_else(|| panic!("{:?}", made.diagnostics))
            .to_owned()
    }

    /// Returns a configuration with the IDs of this server, and a name for the slot.
    pub(super) fn placed(&self, config: &Value, slot: usize) -> Value {
        let Value::Map(values) = self.with_own_ids(config) else {
            return config.clone();
        };
        let named = values.into_iter().map(|(name, value)| {
            let value = match (name.as_str(), value.as_str()) {
                ("name" | "route", Some(text)) => Value::string(format!("{text}{slot}")),
                ("address", Some(_)) => Value::string(format!("10.{slot}.0.0/16")),
                ("cloud_provider_endpoint_id", Some(text)) => {
                    Value::string(format!("{text}{slot:04x}"))
                }
                _ => value,
            };
            (name, value)
        });
        Value::Map(named.collect())
    }

    fn with_own_ids(&self, value: &Value) -> Value {
        match value {
            Value::Map(values) => {
                let values = values.iter();
                let own = values.map(|(name, value)| (name.clone(), self.with_own_ids(value)));
                Value::Map(own.collect())
            }
            Value::String(text) => Value::string(match text.as_str() {
                APP => &self.app,
                OTHER => &self.function,
                SERVICE => &self.service,
                text => text,
            }),
            value => value.clone(),
        }
    }

    pub(super) async fn apply(&self, name: &str, prior: &Value, config: &Value) -> ApplyResponse {
        let resource = resource(&self.provider, name);
        let defaults = [("project_id".to_owned(), Value::string(LOCAL_PROJECT))];
        let defaults = Defaults::from(defaults);
        let planned = match config.is_null() {
            true => Value::Null,
            false => plan(resource.schema(), &defaults, prior, config).planned,
        };
        let request = ApplyRequest {
            prior: prior.clone(),
            planned,
            config: config.clone(),
            ..ApplyRequest::default()
        };
        let call = Call::default();
        self.provider.apply_resource(resource, request, &call).await
    }

    /// Returns the state after a refresh; null if the object is gone.
    pub(super) async fn read(&self, name: &str, state: &Value) -> Result<Value, Diagnostics> {
        self.refresh(name, ReadResourceRequest::new(state.clone()))
            .await
    }

    /// Returns the state after the first refresh of what was written.
    pub(super) async fn read_written(
        &self,
        name: &str,
        written: &ApplyResponse,
    ) -> Result<Value, Diagnostics> {
        let request = ReadResourceRequest {
            private: written.private.clone(),
            ..ReadResourceRequest::new(written.state.clone())
        };
        self.refresh(name, request).await
    }

    async fn refresh(
        &self,
        name: &str,
        request: ReadResourceRequest,
    ) -> Result<Value, Diagnostics> {
        let resource = resource(&self.provider, name);
        let call = Call::default();
        let read = self
            .provider
            .read_resource(resource, request, &call)
            .await?;
        Ok(read.state.unwrap_or_default())
    }

    pub(super) async fn import(&self, name: &str, state: &Value) -> Result<Value, Diagnostics> {
        let resource = resource(&self.provider, name);
        let id = state.attribute("id").as_str().unwrap_or_default();
        let id = match name {
            "app" => format!("{LOCAL_PROJECT}/{id}"),
            name if is_single(name) => format!("{LOCAL_PROJECT}/{}", self.app),
            _ => format!("{LOCAL_PROJECT}/{}/{id}", self.app),
        };
        let call = Call::default();
        let by = ImportBy::Id(&id);
        let imported = self.provider.import_resource(resource, by, &call).await?;
        Ok(imported.state)
    }

    pub(super) fn fail(&self, rules: &[Json]) {
        let rules = FaultRule::parse_all(&json!(rules).to_string()).expect("faults");
        self.emulator.set_faults(rules);
    }

    /// Fails the request with this number, and none before and after it.
    pub(super) fn fail_at(&self, rule: &Json, nth: usize) {
        // What is skipped is a fault that never happens.
        let skipped = json!({ "fault": "stale", "seconds": 0, "times": nth });
        let mut once = rule.clone();
        once["times"] = json!(1);
        match nth {
            0 => self.fail(&[once]),
            _ => self.fail(&[skipped, once]),
        }
    }

    /// Returns how many objects a collection of the app has.
    pub(super) async fn of_the_app(&self, collection: &str) -> usize {
        let path = format!("/groups/{LOCAL_PROJECT}/apps/{}/{collection}", self.app);
        let list = self.client.send(&Request::get(path)).await;
        let list = list.expect("a list").body.unwrap_or_default();
        list.as_array().map_or(0, Vec::len)
    }

    /// Returns how many objects of the type there are, without what new apps have and the ground. What is
    /// one in its app counts as none.
    pub(super) async fn count(&self, name: &str) -> usize {
        if name != "ip_access_list" && is_single(name) {
            return 0;
        }
        let spec = SPECS.iter().find(|spec| spec.name == name).expect(name);
        let path = spec.collection.replace("{project_id}", LOCAL_PROJECT);
        let path = path.replace("{app_id}", &self.app);
        let list = self
            .client
            .send(&Request::get(path))
            .await
            .expect("a list")
            .body;
        let list = list.unwrap_or_default();
        let list = list.get("allowed_ips").unwrap_or(&list);
        let is_of_the_ground = |one: &&Json| {
            let text = |field| one.get(field).and_then(Json::as_str).unwrap_or_default();
            matches!(text("name"), "ground" | "sink") || text("address") == "0.0.0.0/0"
        };
        let objects = list.as_array().into_iter().flatten();
        objects.filter(|one| !is_of_the_ground(one)).count()
    }
}

/// Reports whether an app has one object of the type, as it has of those that are written by hand.
pub(super) fn is_single(name: &str) -> bool {
    let spec = SPECS.iter().find(|spec| spec.name == name);
    spec.is_none_or(|spec| spec.lifecycle.is_single())
}
