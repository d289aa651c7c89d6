//! The service against requests of every kind: damaged ones, infinite numbers, and values with
//! which core would disagree.

mod damage;
mod infinite;
mod provider;
mod streams;

use std::sync::Arc;

use tonic::Request;
use tracing_subscriber::layer::SubscriberExt as _;

use super::call::Rpc;
use crate::engine::{Path, Value, propose};
use crate::plugin::alive::Counter;
use crate::plugin::convert;
use crate::plugin::proto::tfplugin6 as proto;
use crate::plugin::proto::tfplugin6::provider_server::Provider as Service;
use crate::provider::Server;

/// Values that the test provider accepts, as core sends them.
struct Seeds {
    config: Vec<u8>,
    state: Vec<u8>,
    proposed: Vec<u8>,
    identity: Vec<u8>,
}

impl Seeds {
    fn new(server: &Server) -> Self {
        let block = &server.resources()[0].schema().block;
        let bytes = |value: &Value| convert::message(value, block).msgpack;
        let identity = server.resources()[0]
            .identity_schema()
            .expect("it has an identity")
            .ty();
        Self {
            config: bytes(&provider::config()),
            state: bytes(&provider::state()),
            proposed: bytes(&propose(block, &provider::state(), &provider::config())),
            identity: convert::typed_message(
                &Value::object([("id", "1".into()), ("number", Value::Null)]),
                &identity,
            )
            .msgpack,
        }
    }
}

fn value(msgpack: &[u8]) -> Option<proto::DynamicValue> {
    Some(proto::DynamicValue {
        msgpack: msgpack.to_vec(),
        json: Vec::new(),
    })
}

fn identity(msgpack: &[u8]) -> Option<proto::ResourceIdentityData> {
    Some(proto::ResourceIdentityData {
        identity_data: value(msgpack),
    })
}

fn raw(json: &str) -> Option<proto::RawState> {
    Some(proto::RawState {
        json: json.as_bytes().to_vec(),
        flatmap: Default::default(),
    })
}

fn name() -> String {
    "test_thing".to_owned()
}

/// A value in other bytes than core writes, and a proposal that is not core's. The call goes on,
/// and the log reports it.
#[tokio::test]
async fn where_the_library_disagrees_with_core_the_log_says_so() {
    // The subscriber is that of the process. With one of a thread, another thread may find that
    // nobody listens, and tracing remembers that.
    let heard = Heard {
        thread: std::thread::current().id(),
        messages: Arc::default(),
    };
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(heard.clone()))
        .expect("no other test listens");
    let server = provider::Test::served();
    let rpc = Rpc::new(Arc::clone(&server), Counter::new());
    let Seeds {
        config,
        state,
        proposed,
        ..
    } = Seeds::new(&server);
    let plan = async |proposed: &[u8], config: &[u8]| {
        let request = proto::plan_resource_change::Request {
            type_name: name(),
            prior_state: value(&state),
            proposed_new_state: value(proposed),
            config: value(config),
            ..Default::default()
        };
        let answer = rpc
            .plan_resource_change(Request::new(request))
            .await
            .expect("an answer")
            .into_inner();
        assert!(
            answer.planned_state.is_some() && answer.diagnostics.is_empty(),
            "{:?}",
            answer.diagnostics
        );
        std::mem::take(&mut *heard.messages.lock().expect("no panic holds it"))
    };
    assert_eq!(plan(&proposed, &config).await, Vec::<String>::new());
    assert_eq!(
        plan(&config, &config).await,
        ["the library disagrees with Terraform core: another state is proposed"]
    );
    // A map with a length of 16 bits, although four are enough.
    let longer = [&[0xde, 0, config[0] & 0x0f][..], &config[1..]].concat();
    let written =
        "the library disagrees with Terraform core: a value is written otherwise than it came";
    assert_eq!(plan(&proposed, &longer).await, [written]);
}

/// The messages of all warnings in one thread.
#[derive(Clone)]
struct Heard {
    thread: std::thread::ThreadId,
    messages: Arc<std::sync::Mutex<Vec<String>>>,
}

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Heard {
    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        if *event.metadata().level() == tracing::Level::WARN
            && std::thread::current().id() == self.thread
        {
            event.record(&mut self.clone());
        }
    }
}

impl tracing::field::Visit for Heard {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.messages
                .lock()
                .expect("no panic holds it")
                .push(format!("{value:?}"));
        }
    }
}

/// Core sees a map of blocks of several types as an object, and follows a path into it by
/// attributes.
#[tokio::test]
async fn a_replacement_inside_a_varying_block_has_a_path_that_core_can_follow() {
    let server = provider::Test::served();
    let block = server.resources()[0].schema().block.clone();
    let rpc = Rpc::new(server, Counter::new());
    let mut config = provider::config();
    if let Value::Map(values) = &mut config {
        values.insert(
            "named".to_owned(),
            Value::object([("k", provider::named("b"))]),
        );
    }
    let request = proto::plan_resource_change::Request {
        type_name: name(),
        prior_state: Some(convert::message(&provider::state(), &block)),
        proposed_new_state: Some(convert::message(
            &propose(&block, &provider::state(), &config),
            &block,
        )),
        config: Some(convert::message(&config, &block)),
        ..Default::default()
    };
    let answer = rpc
        .plan_resource_change(Request::new(request))
        .await
        .expect("an answer")
        .into_inner();
    assert_eq!(answer.diagnostics, []);
    assert_eq!(
        answer.requires_replace,
        [convert::path(
            &Path::attribute("named").then("k").then("kind")
        )]
    );
}

#[tokio::test]
async fn a_panic_is_an_answer() {
    let rpc = Rpc::new(provider::Test::served(), Counter::new());
    let request = proto::import_resource_state::Request {
        type_name: name(),
        id: "panic".to_owned(),
        ..Default::default()
    };
    let answer = rpc
        .import_resource_state(Request::new(request))
        .await
        .expect("an answer")
        .into_inner();
    assert!(answer.diagnostics[0].detail.starts_with(
        "The provider panicked in ImportResourceState of test_thing. What it did until then"
    ));
    // An ephemeral resource has no state to look at.
    let request = proto::renew_ephemeral_resource::Request {
        type_name: name(),
        private: Some(b"panic".to_vec()),
    };
    let answer = rpc
        .renew_ephemeral_resource(Request::new(request))
        .await
        .expect("an answer")
        .into_inner();
    assert!(answer.diagnostics[0].detail.starts_with(
        "The provider panicked in RenewEphemeralResource of test_thing. What it opened is not in the state"
    ));
}
