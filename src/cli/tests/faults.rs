//! Every fault of the server, for every resource and every operation, and then all of them at random:
//! no state is wrong, nothing is made twice, and nearly everything succeeds.
//!
//! The client's clock is the tests' own, on which every wait is over at once. `FAULT_OPERATIONS` says how
//! many random operations there are; 400 without it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::admin_api::{BaseUrl, Client, Credentials, Request, Secret};
use crate::appservices::tests::honest::{changed, config};
use crate::appservices::tests::{APP, OTHER, values};
use crate::declare::context::{Configured, Context, Process, Project, Ready};
use crate::declare::testing::served;
use crate::emulator::{Emulator, FaultRule, LOCAL_PROJECT, Options};
use crate::engine::{Defaults, Diagnostics, Value, plan};
use crate::provider::{ApplyRequest, ApplyResponse, Call, ImportBy, ReadResourceRequest, Server};
use crate::resources::SPECS;
use crate::testing::ManualClock;

/// The faults, as `PUT /_emulator/faults` takes them. A server that never answers and one whose reads
/// lag are not among them, because they are about real time.
fn faults() -> Vec<(String, Json)> {
    let statuses = [429, 500, 502, 503, 504].map(|status| format!("status_{status}"));
    let others = [
        "reset",
        "lost_response",
        "truncated_body",
        "bad_json",
        "html_200",
        "expired_session",
    ];
    let others = others.map(str::to_owned);
    let mut all: Vec<(String, Json)> = statuses
        .iter()
        .chain(&others)
        .map(|name| (name.clone(), json!({ "fault": name })))
        .collect();
    for name in &statuses[1..] {
        let after = json!({ "fault": name, "after": true });
        all.push((format!("{name} after"), after));
    }
    let later = json!({ "fault": "status_429", "retry_after": 2 });
    all.push(("status_429 later".to_owned(), later));
    all
}

/// A provider over a server of its own, with an app and a function that others refer to.
struct World {
    emulator: Emulator,
    provider: Server,
    client: Client,
    app: String,
    function: String,
}

impl World {
    async fn new() -> Self {
        let options = Options {
            control: true,
            ..Options::default()
        };
        let emulator = Emulator::start(options).await.expect("a server");
        let client = Client::by(
            Box::new(ManualClock::running()),
            BaseUrl::parse(&emulator.url(), false).expect("a URL"),
            Credentials {
                public_key: "local".to_owned(),
                private_key: Secret::new("local"),
            },
        );
        let process = Process::new(SPECS);
        let mut api = process.reach(client.clone(), Duration::ZERO);
        api.patience = Duration::ZERO;
        let ready = Ready {
            api,
            project: Project::Known(LOCAL_PROJECT.to_owned()),
            _local_server: None,
        };
        let context = Context::new(process, Configured::Ready(ready));
        let mut world = Self {
            emulator,
            provider: served(SPECS, Vec::new, context),
            client,
            app: String::new(),
            function: String::new(),
        };
        let app = values("app", json!({ "name": "ground" }));
        world.app = world.made("app", &app).await;
        let function = json!({ "app_id": world.app, "name": "sink", "source": "1" });
        world.function = world.made("function", &values("function", function)).await;
        world
    }

    async fn made(&self, name: &str, config: &Value) -> String {
        let made = self.apply(name, &Value::Null, config).await;
        let id = made.state.attribute("id").as_str();
        id.unwrap_or_else(|| panic!("{:?}", made.diagnostics))
            .to_owned()
    }

    /// Returns a configuration with the IDs of this server, and a name for the slot.
    fn placed(&self, config: &Value, slot: usize) -> Value {
        let Value::Map(mut values) = config.clone() else {
            return config.clone();
        };
        for (name, value) in &mut values {
            let Some(text) = value.as_str() else {
                continue;
            };
            *value = Value::string(match (name.as_str(), text) {
                (_, APP) => self.app.clone(),
                (_, OTHER) => self.function.clone(),
                ("name" | "route", text) => format!("{text}{slot}"),
                ("address", _) => format!("10.{slot}.0.0/16"),
                (_, text) => text.to_owned(),
            });
        }
        Value::Map(values)
    }

    async fn apply(&self, name: &str, prior: &Value, config: &Value) -> ApplyResponse {
        let resource = crate::appservices::testing::resource(&self.provider, name);
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
    async fn read(&self, name: &str, state: &Value) -> Result<Value, Diagnostics> {
        let resource = crate::appservices::testing::resource(&self.provider, name);
        let request = ReadResourceRequest::new(state.clone());
        let call = Call::default();
        let read = self
            .provider
            .read_resource(resource, request, &call)
            .await?;
        Ok(read.state.unwrap_or_default())
    }

    async fn import(&self, name: &str, state: &Value) -> Result<Value, Diagnostics> {
        let resource = crate::appservices::testing::resource(&self.provider, name);
        let id = state.attribute("id").as_str().unwrap_or_default();
        let id = match name {
            "app" => format!("{LOCAL_PROJECT}/{id}"),
            "ip_access_list" => format!("{LOCAL_PROJECT}/{}", self.app),
            _ => format!("{LOCAL_PROJECT}/{}/{id}", self.app),
        };
        let call = Call::default();
        let by = ImportBy::Id(&id);
        let imported = self.provider.import_resource(resource, by, &call).await?;
        Ok(imported.state)
    }

    fn fail(&self, rules: &[Json]) {
        let rules = FaultRule::parse_all(&json!(rules).to_string()).expect("faults");
        self.emulator.set_faults(rules);
    }

    /// Returns how many objects of the type there are, without what new apps have and the ground.
    async fn count(&self, name: &str) -> usize {
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

fn has_error(applied: &ApplyResponse) -> bool {
    applied
        .diagnostics
        .iter()
        .any(crate::engine::Diagnostic::is_error)
}

/// Returns the configuration with another value of an attribute that can be changed.
fn other(name: &str) -> Value {
    let Value::Map(mut values) = (match name {
        "endpoint" | "ip_access_list_entry" | "ip_access_list" => config(name),
        _ => changed(name),
    }) else {
        unreachable!("an object")
    };
    match name {
        "endpoint" => values.insert("respond_result".to_owned(), Value::Bool(true)),
        "ip_access_list_entry" => values.insert("comment".to_owned(), Value::string("home")),
        "ip_access_list" => values.insert("entries".to_owned(), Value::Set(Vec::new())),
        _ => None,
    };
    Value::Map(values)
}

/// Each operation, with one fault at its first request, its second, and so on: what is planned comes
/// about, and the state says so.
#[tokio::test]
async fn one_fault_anywhere_changes_nothing() {
    let world = World::new().await;
    let mut wrong = String::new();
    for (slot, (fault, rule)) in faults().into_iter().enumerate() {
        for spec in SPECS {
            for nth in 0..2 {
                if let Err(why) = life(&world, spec.name, slot * 2 + nth, &rule, nth).await {
                    writeln!(wrong, "{fault}, {}, {nth}: {why}", spec.name).expect("text");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The life of one object, with a fault in each operation.
async fn life(
    world: &World,
    name: &str,
    slot: usize,
    rule: &Json,
    nth: usize,
) -> Result<(), String> {
    let (first, second) = (
        world.placed(&config(name), slot),
        world.placed(&other(name), slot),
    );
    // What is skipped is a fault that never happens.
    let mut skipped = rule.clone();
    skipped["times"] = json!(nth);
    skipped["fault"] = json!("stale");
    skipped["seconds"] = json!(0);
    let mut once = rule.clone();
    once["times"] = json!(1);
    let arm = || match nth {
        0 => world.fail(&[once.clone()]),
        _ => world.fail(&[skipped.clone(), once.clone()]),
    };
    let failed = |what: &str, why: &dyn std::fmt::Debug| Err(format!("{what}: {why:?}"));
    arm();
    let made = world.apply(name, &Value::Null, &first).await;
    world.fail(&[]);
    if has_error(&made) {
        return failed("create", &made.diagnostics);
    }
    arm();
    let read = world.read(name, &made.state).await;
    world.fail(&[]);
    if read.as_ref() != Ok(&made.state) {
        return failed("read", &(read, made.state));
    }
    arm();
    let changed = world.apply(name, &made.state, &second).await;
    world.fail(&[]);
    if has_error(&changed) {
        return failed("update", &changed.diagnostics);
    }
    arm();
    let imported = world.import(name, &changed.state).await;
    world.fail(&[]);
    if imported.as_ref().map(|state| state.attribute("id")) != Ok(changed.state.attribute("id")) {
        return failed("import", &imported);
    }
    arm();
    let removed = world.apply(name, &changed.state, &Value::Null).await;
    world.fail(&[]);
    if has_error(&removed) || !removed.state.is_null() {
        return failed("delete", &removed.diagnostics);
    }
    match world.count(name).await {
        0 => Ok(()),
        left => Err(format!("{left} are left")),
    }
}

/// A thousand lost answers are tried with `LOST_ANSWERS=1000`.
#[tokio::test]
async fn a_lost_answer_to_a_creation_makes_no_second_object() {
    let world = World::new().await;
    let each = number_of("LOST_ANSWERS", 3);
    for spec in SPECS {
        for slot in 0..each {
            // The client hears nothing of the first creation, and sometimes of the second.
            let times = 1 + slot % 2;
            world.fail(&[json!({ "method": "POST", "path": "*/apps*", "fault": "lost_response", "times": times })]);
            let config = world.placed(&config(spec.name), slot % 250);
            let made = world.apply(spec.name, &Value::Null, &config).await;
            world.fail(&[]);
            assert!(
                !has_error(&made),
                "{} {slot}: {:?}",
                spec.name,
                made.diagnostics
            );
            assert_eq!(world.count(spec.name).await, 1, "{} {slot}", spec.name);
            let read = world.read(spec.name, &made.state).await;
            assert_eq!(read.as_ref(), Ok(&made.state), "{} {slot}", spec.name);
            let gone = world.apply(spec.name, &made.state, &Value::Null).await;
            assert!(
                !has_error(&gone),
                "{} {slot}: {:?}",
                spec.name,
                gone.diagnostics
            );
        }
    }
}

/// A server that fails for good: each error says what, where and how often, and how to take over what
/// may be there.
#[tokio::test]
async fn a_fault_that_lasts_is_told_clearly() {
    for (fault, rule) in faults() {
        let world = World::new().await;
        for spec in SPECS {
            let config = world.placed(&config(spec.name), 1);
            let mut rule = rule.clone();
            rule["path"] = json!("*/apps*");
            world.fail(&[rule]);
            let made = world.apply(spec.name, &Value::Null, &config).await;
            world.fail(&[]);
            let what = format!("{fault}, {}: {:?}", spec.name, made.diagnostics);
            let error = made
                .diagnostics
                .iter()
                .find(|one| one.is_error())
                .expect(&what);
            assert!(error.detail.contains("/groups/"), "{what}");
            assert!(made.state.is_null(), "{what}");
            let is_left = world.count(spec.name).await > 0;
            assert!(
                !is_left || error.detail.contains("terraform import"),
                "{what}"
            );
        }
    }
}

/// With 30 % of all requests failing in every way.
#[tokio::test]
async fn random_faults_leave_true_states() {
    let world = World::new().await;
    let operations = number_of("FAULT_OPERATIONS", 400);
    let rules = faults();
    let each = 0.3 / rules.len() as f64;
    let rules: Vec<Json> = rules
        .into_iter()
        .map(|(_, mut rule)| {
            rule["probability"] = json!(each);
            rule
        })
        .collect();
    let mut random = fastrand::Rng::with_seed(11);
    // Entries exclude the whole list.
    let names: Vec<&str> = SPECS.iter().map(|spec| spec.name).collect();
    let names: Vec<&str> = names
        .into_iter()
        .filter(|name| *name != "ip_access_list")
        .collect();
    let mut states: BTreeMap<(usize, usize), Value> = BTreeMap::new();
    let mut failures = Vec::new();
    world.fail(&rules);
    for _ in 0..operations {
        let key = (random.usize(..names.len()), random.usize(..4));
        let (name, slot) = (names[key.0], key.1);
        let state = states.remove(&key).unwrap_or_default();
        let second = random.bool();
        let wanted = if second { other(name) } else { config(name) };
        let wanted = world.placed(&wanted, slot);
        let config = match (state.is_null(), random.u8(..3)) {
            (false, 0) => {
                match world.read(name, &state).await {
                    Ok(read) if read == state => {}
                    Ok(read) => panic!("{name}: {read:?} is not {state:?}"),
                    Err(errors) => failures.push(format!("read {name}: {}", errors[0].detail)),
                }
                states.insert(key, state);
                continue;
            }
            (false, 1) => Value::Null,
            _ => wanted,
        };
        let applied = world.apply(name, &state, &config).await;
        if let Some(error) = applied.diagnostics.iter().find(|one| one.is_error()) {
            failures.push(format!("{}\n{}", error.summary, error.detail));
        }
        if !applied.state.is_null() {
            states.insert(key, applied.state);
        }
    }
    world.fail(&[]);
    for (at, name) in names.iter().enumerate() {
        let known = states.keys().filter(|key| key.0 == at).count();
        assert_eq!(world.count(name).await, known, "{name}: {failures:#?}");
    }
    for ((at, _), state) in &states {
        assert_eq!(
            world.read(names[*at], state).await.as_ref(),
            Ok(state),
            "{failures:#?}"
        );
    }
    let requests = world.emulator.requests();
    let is_good = |status: &Option<u16>| status.is_some_and(|status| status < 400);
    let failed = requests
        .iter()
        .filter(|request| !is_good(&request.status))
        .count();
    assert!(
        failed * 6 > requests.len(),
        "only {failed} of {} requests failed",
        requests.len()
    );
    let most = operations / 1000;
    assert!(
        failures.len() <= most,
        "{} of {operations}: {failures:#?}",
        failures.len()
    );
}

/// Returns the number in an environment variable.
#[expect(clippy::disallowed_methods, reason = "it says how long a test runs")]
fn number_of(variable: &str, otherwise: usize) -> usize {
    let set = std::env::var(variable).ok();
    set.and_then(|number| number.parse().ok())
        .unwrap_or(otherwise)
}
