//! Runs one call of Terraform on a made-up declaration, over canned answers.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use expect_test::Expect;
use serde_json::{Map, Value as Json};

use super::made_up::ALL;
use crate::admin_api::Request;
use crate::declare::context::{Configured, Context, Process, Project, Ready};
use crate::declare::shape::schema::schema;
use crate::declare::testing::served;
use crate::declare::words::Spec;
use crate::engine::codec::{from_json, to_json};
use crate::engine::{Defaults, Diagnostic, Value, plan, propose};
use crate::provider::{
    ApplyRequest, Call, ImportBy, MoveStateRequest, PlanRequest, ReadResourceRequest, ResourceType,
    Server,
};
use crate::testing::{Canned, FakeTransport};

pub(super) const PLACE: &str = "5f00000000000000000000aa";
pub(super) const BOX: &str = "64000000000000000000bbbb";

/// The path of the box.
const SHORT: &str = "/places/5f00000000000000000000aa/boxes/64000000000000000000bbbb";

/// A provider over canned answers. Each line has a request, a status, and a body; `~` is the path
/// of the box. Lines with the same request are its answers in order, and the last one repeats. A
/// request without a line gets a 404.
pub(super) struct Bench {
    server: Server,
    transport: FakeTransport,
}

/// Returns the request as it is written in a line of canned answers.
fn line(request: &Request) -> String {
    let query = request.query.iter();
    let query: Vec<String> = query
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let query = match query.is_empty() {
        true => String::new(),
        false => format!("?{}", query.join("&")),
    };
    let path = request.path().replace(SHORT, "~");
    format!("{} {path}{query}", request.method())
}

impl Bench {
    pub(super) fn answering(answers: &str) -> Self {
        let answers = answers
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty());
        let answers = answers.map(|line| {
            let mut words = line.splitn(4, ' ');
            let mut word = || words.next().unwrap_or_default();
            let request = format!("{} {}", word(), word());
            (
                request,
                word().parse().expect("a status"),
                word().to_owned(),
            )
        });
        let answers: Mutex<Vec<(String, u16, String)>> = Mutex::new(answers.collect());
        let transport = FakeTransport::new(move |request| {
            if request.path().starts_with("/auth/") {
                return None;
            }
            let line = line(request);
            let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
            let matching: Vec<usize> = (0..answers.len())
                .filter(|at| answers[*at].0 == line)
                .collect();
            let (_, status, body) = match matching.as_slice() {
                [] => return Some(Canned::Is(404, r#"{"error":"nothing here"}"#.to_owned())),
                [only] => answers[*only].clone(),
                [first, ..] => answers.remove(*first),
            };
            Some(Canned::Is(status, body))
        });
        let process = Process::new(ALL);
        let mut api = process.reach(
            transport.client(),
            crate::admin_api::AtlasClient::nowhere(),
            std::time::Duration::ZERO,
        );
        api.patience = std::time::Duration::ZERO;
        let ready = Ready {
            api,
            project: Project::Known(PLACE.to_owned()),
            _local_server: None,
        };
        let context = Context::new(process, Configured::Ready(ready));
        let server = served(ALL, Vec::new, context);
        Self { server, transport }
    }

    fn resource(&self, spec: &'static Spec) -> &ResourceType {
        self.server.resource(&spec.type_name()).expect(spec.name)
    }

    /// Applies the engine's plan for the configuration. `Null` as the prior state creates; `Null`
    /// as the configuration removes.
    pub(super) async fn apply(&self, spec: &'static Spec, prior: Json, config: Json) -> String {
        let prior = values(spec, prior);
        let config = values(spec, config);
        let resource = self.resource(spec);
        let defaults = Defaults::from([("place_id".to_owned(), Value::string(PLACE))]);
        let planned = match config.is_null() {
            true => Value::Null,
            false => plan(resource.schema(), &defaults, &prior, &config).planned,
        };
        let request = ApplyRequest {
            prior,
            planned,
            config,
            ..ApplyRequest::default()
        };
        let applied = self
            .server
            .apply_resource(resource, request, &Call::default())
            .await;
        self.story(&applied.state, &applied.diagnostics)
    }

    pub(super) async fn create(&self, spec: &'static Spec, config: Json) -> String {
        self.apply(spec, Json::Null, config).await
    }

    pub(super) async fn remove(&self, spec: &'static Spec, state: Json) -> String {
        self.apply(spec, state, Json::Null).await
    }

    pub(super) async fn read(&self, spec: &'static Spec, state: Json) -> String {
        let resource = self.resource(spec);
        let state = values(spec, state);
        let request = ReadResourceRequest::new(state.clone());
        let call = Call::default();
        let read = self.server.read_resource(resource, request, &call);
        match read.await {
            Ok(found) => self.story(&found.state.unwrap_or_default(), &found.warnings),
            Err(errors) => self.story(&state, &errors),
        }
    }

    pub(super) async fn import(&self, spec: &'static Spec, id: &str) -> String {
        let resource = self.resource(spec);
        let call = Call::default();
        let imported = self
            .server
            .import_resource(resource, ImportBy::Id(id), &call);
        match imported.await {
            Ok(found) => self.story(&found.state, &found.warnings),
            Err(errors) => self.story(&Value::Null, &errors),
        }
    }

    /// Returns what a plan reports about a configuration.
    pub(super) fn plan(&self, spec: &'static Spec, prior: Json, config: Json) -> String {
        let resource = self.resource(spec);
        let request = PlanRequest::new(values(spec, prior), values(spec, config));
        let plan = self
            .server
            .plan_resource(resource, &request, &Call::default());
        let plan = match plan {
            Ok(plan) => plan,
            Err(errors) => return told(&errors),
        };
        let replaces = plan
            .plan
            .replaces
            .iter()
            .map(|path| format!("replaces by {path}\n"));
        replaces.collect::<String>() + &told(&plan.plan.diagnostics)
    }

    /// Returns the requests that were sent, the state, and the diagnostics.
    /// Returns the state of an object that another provider has made, as JSON. Returns `None` if it cannot be
    /// moved.
    pub(super) fn moved(&self, spec: &'static Spec, request: MoveStateRequest) -> Option<Json> {
        let resource = self.resource(spec);
        let moved = self.server.move_resource(resource, &request).ok()?;
        Some(to_json(&moved.state))
    }

    fn story(&self, state: &Value, diagnostics: &[Diagnostic]) -> String {
        let sent = self.transport.sent();
        let sent = sent
            .iter()
            .filter(|sent| !sent.request.path().starts_with("/auth/"));
        let lines: Vec<String> = sent
            .map(|sent| {
                let body = sent
                    .request
                    .body()
                    .map_or_else(String::new, |body| format!(" {body}"));
                format!("{}{body}", line(&sent.request))
            })
            .collect();
        let sent: String = lines
            .chunk_by(|one, next| one == next)
            .map(|same| match same.len() {
                1 => format!("{}\n", same[0]),
                times => format!("{} ({times} times)\n", same[0]),
            })
            .collect();
        let state = match state {
            Value::Map(values) => {
                let known = values.iter().filter(|(_, value)| !value.is_null());
                let known: BTreeMap<&String, String> =
                    known.map(|(name, value)| (name, written(value))).collect();
                known
                    .iter()
                    .map(|(name, value)| format!("  {name} = {value}\n"))
                    .collect()
            }
            _ => "  none\n".to_owned(),
        };
        format!("{sent}state:\n{state}{}", told(diagnostics))
    }
}

fn written(value: &Value) -> String {
    if value.is_unknown() {
        "unknown".to_owned()
    } else {
        to_json(value).to_string()
    }
}

fn told(diagnostics: &[Diagnostic]) -> String {
    let one = |diagnostic: &Diagnostic| {
        let severity = if diagnostic.is_error() {
            "error"
        } else {
            "warning"
        };
        format!(
            "{severity}: {}\n  {}\n",
            diagnostic.summary,
            diagnostic.detail.replace('\n', "\n  ")
        )
    };
    diagnostics.iter().map(one).collect()
}

/// Returns a complete configuration or state. Attributes that `given` omits are null, except the
/// place and the box.
fn values(spec: &'static Spec, given: Json) -> Value {
    let Json::Object(given) = given else {
        return Value::Null;
    };
    let block = schema(spec).block;
    let Value::Map(empty) = propose(&block, &Value::Null, &Value::object([])) else {
        unreachable!("an object")
    };
    let mut whole: Map<String, Json> = empty.into_keys().map(|name| (name, Json::Null)).collect();
    for (name, id) in [("place_id", PLACE), ("box_id", BOX)] {
        if whole.contains_key(name) {
            whole.insert(name.to_owned(), id.into());
        }
    }
    whole.extend(given);
    from_json(&Json::Object(whole), &block.ty()).expect("of the type")
}

pub(super) fn check(story: &str, expected: &Expect) {
    expected.assert_eq(story);
}

#[test]
fn made_up_declarations_make_good_schemas() {
    for spec in ALL {
        let problems = crate::engine::check::check_schema(&schema(spec));
        assert!(problems.is_empty(), "{}: {problems:?}", spec.name);
    }
}
