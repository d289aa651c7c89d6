//! Every call with damaged requests: whatever comes, an answer goes back, no call panics, and none is left running.
//!
//! Requests are damaged twice over: as protobuf, so that fields are missing, doubled or of another length, and inside, where the
//! values of Terraform are.

mod infinite;
mod provider;

use std::sync::Arc;

use prost::Message;
use tokio_stream::StreamExt as _;
use tonic::Request;
use tracing_subscriber::layer::SubscriberExt as _;

use super::{Counter, Rpc, Service, convert, proto};
use crate::engine::{Path, Value, propose};
use crate::provider::Provider;
use crate::testing::damaged;

/// How many damaged requests each call gets.
const ROUNDS: usize = 250;

/// What is sent undamaged first, for each call: its values are right, so the damage begins at something that works.
struct Seeds {
    config: Vec<u8>,
    state: Vec<u8>,
    proposed: Vec<u8>,
    identity: Vec<u8>,
}

impl Seeds {
    fn new(provider: &dyn Provider) -> Self {
        let block = &provider.resources()[0].schema().block;
        let bytes = |value: &Value| convert::message(value, block).msgpack;
        let identity = provider.resources()[0]
            .identity()
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

/// Sends each seed of a call and its damaged variants.
macro_rules! attack {
    ($rpc:ident . $method:ident ( $($seed:expr),+ )) => {{
        let seeds: Vec<Vec<u8>> = vec![$($seed.encode_to_vec()),+];
        let mut answered = 0;
        for bytes in seeds.iter().cloned().chain(damaged(&seeds, ROUNDS)) {
            // What is no message is refused before it comes here.
            let Ok(request) = Message::decode(bytes.as_slice()) else { continue };
            let answer = $rpc.$method(Request::new(request)).await.expect("a call is always answered");
            let answer = format!("{:?}", answer.into_inner());
            assert_fine(stringify!($method), &answer);
            // The seeds come first, and there is nothing wrong with them.
            assert!(answered >= seeds.len() || !answer.contains("severity: Error"), "{} refuses its seed: {answer}", stringify!($method));
            answered += 1;
        }
        assert!(answered > seeds.len(), "nothing but the seeds reached {}", stringify!($method));
    }};
    ($rpc:ident . $method:ident ( $($seed:expr),+ ) in a stream) => {{
        let seeds: Vec<Vec<u8>> = vec![$($seed.encode_to_vec()),+];
        for bytes in seeds.iter().cloned().chain(damaged(&seeds, ROUNDS)) {
            let Ok(request) = Message::decode(bytes.as_slice()) else { continue };
            let mut stream = $rpc.$method(Request::new(request)).await.expect("a call is always answered").into_inner();
            while let Some(event) = stream.next().await {
                assert_fine(stringify!($method), &format!("{:?}", event.expect("an event and no failure")));
            }
        }
    }};
}

fn assert_fine(method: &str, answer: &str) {
    assert!(
        !answer.contains("The provider panicked"),
        "{method} panicked: {answer}"
    );
}

#[tokio::test]
async fn damaged_requests_are_answered() {
    let provider: Arc<dyn Provider> = Arc::new(provider::Test::new());
    let running = Counter::new();
    let rpc = Rpc::new(Arc::clone(&provider), running.clone());
    let Seeds {
        config,
        state,
        proposed,
        identity: id,
    } = Seeds::new(provider.as_ref());

    attack!(rpc.get_metadata(
        proto::get_metadata::Request {},
        proto::get_metadata::Request {}
    ));
    attack!(rpc.get_provider_schema(proto::get_provider_schema::Request {}));
    attack!(rpc.get_resource_identity_schemas(proto::get_resource_identity_schemas::Request {}));
    attack!(rpc.get_functions(proto::get_functions::Request {}));
    attack!(rpc.stop_provider(proto::stop_provider::Request {}));
    attack!(
        rpc.validate_provider_config(proto::validate_provider_config::Request {
            config: value(&config)
        })
    );
    attack!(rpc.configure_provider(proto::configure_provider::Request {
        terraform_version: "1.11.4".to_owned(),
        config: value(&config),
        client_capabilities: None
    }));
    attack!(
        rpc.validate_resource_config(proto::validate_resource_config::Request {
            type_name: name(),
            config: value(&config),
            client_capabilities: None
        })
    );
    attack!(
        rpc.validate_data_resource_config(proto::validate_data_resource_config::Request {
            type_name: name(),
            config: value(&config)
        })
    );
    let json = r#"{"id":"1","text":"a","number":1.5,"list":[{"on":true,"made":"x"}],"any":{"type":"string","value":"x"},"lines":{"type":["tuple",[]],"value":[]}}"#;
    attack!(rpc.upgrade_resource_state(
        proto::upgrade_resource_state::Request {
            type_name: name(),
            version: 1,
            raw_state: raw(json)
        },
        proto::upgrade_resource_state::Request {
            type_name: name(),
            version: 0,
            raw_state: raw(json)
        }
    ));
    attack!(
        rpc.upgrade_resource_identity(proto::upgrade_resource_identity::Request {
            type_name: name(),
            version: 0,
            raw_identity: raw(r#"{"id":"1"}"#)
        })
    );
    attack!(rpc.read_resource(proto::read_resource::Request {
        type_name: name(),
        current_state: value(&state),
        private: b"{}".to_vec(),
        current_identity: identity(&id),
        ..Default::default()
    }));
    attack!(rpc.plan_resource_change(
        proto::plan_resource_change::Request {
            type_name: name(),
            prior_state: value(&state),
            proposed_new_state: value(&proposed),
            config: value(&config),
            prior_identity: identity(&id),
            ..Default::default()
        },
        proto::plan_resource_change::Request {
            type_name: name(),
            prior_state: value(&state),
            ..Default::default()
        }
    ));
    attack!(rpc.apply_resource_change(
        proto::apply_resource_change::Request {
            type_name: name(),
            prior_state: value(&state),
            planned_state: value(&proposed),
            config: value(&config),
            planned_identity: identity(&id),
            ..Default::default()
        },
        proto::apply_resource_change::Request {
            type_name: name(),
            prior_state: value(&state),
            ..Default::default()
        }
    ));
    attack!(rpc.import_resource_state(
        proto::import_resource_state::Request {
            type_name: name(),
            id: "1".to_owned(),
            ..Default::default()
        },
        proto::import_resource_state::Request {
            type_name: name(),
            identity: identity(&id),
            ..Default::default()
        }
    ));
    attack!(
        rpc.move_resource_state(proto::move_resource_state::Request {
            source_type_name: "other_thing".to_owned(),
            target_type_name: name(),
            source_state: raw(json),
            source_identity: raw(r#"{"id":"1"}"#),
            ..Default::default()
        })
    );
    attack!(
        rpc.generate_resource_config(proto::generate_resource_config::Request {
            type_name: name(),
            state: value(&state)
        })
    );
    attack!(rpc.read_data_source(proto::read_data_source::Request {
        type_name: name(),
        config: value(&config),
        ..Default::default()
    }));
    attack!(rpc.call_function(proto::call_function::Request {
        name: "twice".to_owned(),
        arguments: vec![proto::DynamicValue {
            msgpack: b"\xa1x".to_vec(),
            json: Vec::new()
        }]
    }));
    attack!(rpc.validate_ephemeral_resource_config(
        proto::validate_ephemeral_resource_config::Request {
            type_name: name(),
            config: value(&config)
        }
    ));
    attack!(
        rpc.open_ephemeral_resource(proto::open_ephemeral_resource::Request {
            type_name: name(),
            config: value(&config),
            client_capabilities: None
        })
    );
    attack!(
        rpc.renew_ephemeral_resource(proto::renew_ephemeral_resource::Request {
            type_name: name(),
            private: Some(b"{}".to_vec())
        })
    );
    attack!(
        rpc.close_ephemeral_resource(proto::close_ephemeral_resource::Request {
            type_name: name(),
            private: Some(b"{}".to_vec())
        })
    );
    attack!(
        rpc.validate_list_resource_config(proto::validate_list_resource_config::Request {
            type_name: name(),
            config: value(&config),
            ..Default::default()
        })
    );
    attack!(
        rpc.validate_action_config(proto::validate_action_config::Request {
            type_name: name(),
            config: value(&config)
        })
    );
    attack!(rpc.plan_action(proto::plan_action::Request {
        action_type: name(),
        config: value(&config),
        client_capabilities: None
    }));
    attack!(rpc.list_resource(proto::list_resource::Request {
        type_name: name(),
        config: value(&config),
        include_resource_object: true,
        limit: 5
    }) in a stream);
    attack!(rpc.invoke_action(proto::invoke_action::Request {
        action_type: name(),
        config: value(&config),
        client_capabilities: None
    }) in a stream);

    running.until(|calls| calls.now == 0).await;
}

/// A value that is not written as core writes it, and a proposal that is not core's: the call goes on, and whoever listens hears it.
#[tokio::test]
async fn where_the_library_disagrees_with_core_the_log_says_so() {
    // One for the process: where one listens in a thread alone, another thread may find that nobody does, and that is remembered.
    let heard = Heard {
        thread: std::thread::current().id(),
        messages: Arc::default(),
    };
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(heard.clone()))
        .expect("no other test listens");
    let provider: Arc<dyn Provider> = Arc::new(provider::Test::new());
    let rpc = Rpc::new(Arc::clone(&provider), Counter::new());
    let Seeds {
        config,
        state,
        proposed,
        ..
    } = Seeds::new(provider.as_ref());
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
    // A map of 16 bits where one of a nibble is enough.
    let longer = [&[0xde, 0, config[0] & 0x0f][..], &config[1..]].concat();
    let written =
        "the library disagrees with Terraform core: a value is written otherwise than it came";
    assert_eq!(plan(&proposed, &longer).await, [written]);
}

/// Core has an object of the blocks in a map that vary, and follows a path into it by attributes.
#[tokio::test]
async fn a_replacement_inside_a_varying_block_has_a_path_that_core_can_follow() {
    let test = provider::Test::new();
    let block = test.resources()[0].schema().block.clone();
    let rpc = Rpc::new(Arc::new(test), Counter::new());
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

/// The messages of warnings in a thread.
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

#[tokio::test]
async fn a_panic_is_an_answer() {
    let rpc = Rpc::new(Arc::new(provider::Test::new()), Counter::new());
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
        "The provider panicked in ImportResourceState of test_thing. What it had done"
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
        "The provider panicked in RenewEphemeralResource of test_thing. No state has"
    ));
}
