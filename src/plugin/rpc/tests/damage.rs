//! Every call with damaged requests: whatever comes, an answer goes back, no call panics, and none
//! is left running.
//!
//! Requests are damaged twice over: as protobuf, so that fields are missing, doubled or of another
//! length, and inside, where the values of Terraform are.

use std::fmt::Debug;

use prost::Message;
use tokio_stream::StreamExt as _;
use tonic::{Request, Response, Status};

use super::super::call::Rpc;
use super::{Seeds, identity, name, provider, raw, value};
use crate::plugin::alive::Counter;
use crate::plugin::proto::tfplugin6 as proto;
use crate::plugin::proto::tfplugin6::provider_server::Provider as Service;
use crate::testing::damaged;

/// How many damaged requests each call gets.
const ROUNDS: usize = 250;

/// A stored state of the test provider's resource.
const STORED: &str = r#"{"id":"1","text":"a","number":1.5,"list":[{"on":true,"made":"x"}],"any":{"type":"string","value":"x"},"lines":{"type":["tuple",[]],"value":[]}}"#;

/// The test provider's service, and the values of its seeds.
struct Target {
    rpc: Rpc,
    running: Counter,
    seeds: Seeds,
}

impl Target {
    fn new() -> Self {
        let server = provider::Test::served();
        let running = Counter::new();
        Self {
            seeds: Seeds::new(&server),
            rpc: Rpc::new(server, running.clone()),
            running,
        }
    }

    /// Sends the seeds of a call undamaged, which must be answered without an error, and then
    /// damaged variants of them. Afterwards no call runs any more.
    async fn attack<Q: Message + Default>(
        &self,
        call: &str,
        seeds: impl IntoIterator<Item = Q>,
        answer: impl AsyncFn(Request<Q>) -> String,
    ) {
        let seeds: Vec<_> = seeds.into_iter().map(|seed| seed.encode_to_vec()).collect();
        for bytes in &seeds {
            let seed = Q::decode(bytes.as_slice()).expect("a seed is a message");
            let answer = answer(Request::new(seed)).await;
            assert!(!answer.is_empty(), "{call} says nothing to its seed");
            assert!(
                !answer.contains("severity: Error"),
                "{call} refuses its seed: {answer}"
            );
        }
        let mut came_through = 0;
        for bytes in damaged(&seeds, ROUNDS) {
            // Bytes that are not a message are refused before they reach the service.
            let Ok(request) = Q::decode(bytes.as_slice()) else {
                continue;
            };
            let answer = answer(Request::new(request)).await;
            assert!(
                !answer.contains("The provider panicked"),
                "{call} panicked: {answer}"
            );
            came_through += 1;
        }
        assert!(
            came_through > 0,
            "no damaged request came through to {call}"
        );
        self.running.until(|calls| calls.now == 0).await;
    }
}

fn said<A: Debug>(answer: Result<Response<A>, Status>) -> String {
    format!(
        "{:?}",
        answer.expect("a call is always answered").into_inner()
    )
}

/// Returns all events of an answer in a stream.
async fn streamed<S>(answer: Result<Response<S>, Status>) -> String
where
    S: tokio_stream::Stream<Item: Debug> + Unpin,
{
    let mut events = answer.expect("a call is always answered").into_inner();
    let mut said = String::new();
    while let Some(event) = events.next().await {
        let event = format!("{event:?}");
        assert!(event.starts_with("Ok("), "a stream ends with {event}");
        said += &event;
    }
    said
}

/// Attacks a call of the service.
macro_rules! attack {
    ($target:ident . $call:ident, [$($seed:expr),+ $(,)?]) => {
        $target
            .attack(stringify!($call), [$($seed),+], async |request| {
                said($target.rpc.$call(request).await)
            })
            .await
    };
    ($target:ident . $call:ident in a stream, [$($seed:expr),+ $(,)?]) => {
        $target
            .attack(stringify!($call), [$($seed),+], async |request| {
                streamed($target.rpc.$call(request).await).await
            })
            .await
    };
}

#[tokio::test]
async fn of_the_provider() {
    let target = Target::new();
    let config = || value(&target.seeds.config);
    attack!(target.get_metadata, [proto::get_metadata::Request {}]);
    attack!(
        target.get_provider_schema,
        [proto::get_provider_schema::Request {}]
    );
    attack!(
        target.get_resource_identity_schemas,
        [proto::get_resource_identity_schemas::Request {}]
    );
    attack!(target.get_functions, [proto::get_functions::Request {}]);
    attack!(target.stop_provider, [proto::stop_provider::Request {}]);
    let validation = proto::validate_provider_config::Request { config: config() };
    attack!(target.validate_provider_config, [validation]);
    let configuration = proto::configure_provider::Request {
        terraform_version: "1.11.4".to_owned(),
        config: config(),
        client_capabilities: None,
    };
    attack!(target.configure_provider, [configuration]);
}

#[tokio::test]
async fn of_configurations() {
    let target = Target::new();
    let config = || value(&target.seeds.config);
    let resource = proto::validate_resource_config::Request {
        type_name: name(),
        config: config(),
        client_capabilities: None,
    };
    attack!(target.validate_resource_config, [resource]);
    let data_source = proto::validate_data_resource_config::Request {
        type_name: name(),
        config: config(),
    };
    attack!(target.validate_data_resource_config, [data_source]);
    let ephemeral = proto::validate_ephemeral_resource_config::Request {
        type_name: name(),
        config: config(),
    };
    attack!(target.validate_ephemeral_resource_config, [ephemeral]);
    let list = proto::validate_list_resource_config::Request {
        type_name: name(),
        config: config(),
        ..Default::default()
    };
    attack!(target.validate_list_resource_config, [list]);
    let action = proto::validate_action_config::Request {
        type_name: name(),
        config: config(),
    };
    attack!(target.validate_action_config, [action]);
}

#[tokio::test]
async fn of_stored_states() {
    let target = Target::new();
    let state = |version| proto::upgrade_resource_state::Request {
        type_name: name(),
        version,
        raw_state: raw(STORED),
    };
    attack!(target.upgrade_resource_state, [state(1), state(0)]);
    let identity = proto::upgrade_resource_identity::Request {
        type_name: name(),
        version: 0,
        raw_identity: raw(r#"{"id":"1"}"#),
    };
    attack!(target.upgrade_resource_identity, [identity]);
    let moved = proto::move_resource_state::Request {
        source_type_name: "other_thing".to_owned(),
        target_type_name: name(),
        source_state: raw(STORED),
        source_identity: raw(r#"{"id":"1"}"#),
        ..Default::default()
    };
    attack!(target.move_resource_state, [moved]);
    let generation = proto::generate_resource_config::Request {
        type_name: name(),
        state: value(&target.seeds.state),
    };
    attack!(target.generate_resource_config, [generation]);
}

#[tokio::test]
async fn of_reading() {
    let target = Target::new();
    let resource = proto::read_resource::Request {
        type_name: name(),
        current_state: value(&target.seeds.state),
        private: b"{}".to_vec(),
        current_identity: identity(&target.seeds.identity),
        ..Default::default()
    };
    attack!(target.read_resource, [resource]);
    let by_id = proto::import_resource_state::Request {
        type_name: name(),
        id: "1".to_owned(),
        ..Default::default()
    };
    let by_identity = proto::import_resource_state::Request {
        type_name: name(),
        identity: identity(&target.seeds.identity),
        ..Default::default()
    };
    attack!(target.import_resource_state, [by_id, by_identity]);
    let data_source = proto::read_data_source::Request {
        type_name: name(),
        config: value(&target.seeds.config),
        ..Default::default()
    };
    attack!(target.read_data_source, [data_source]);
    let list = proto::list_resource::Request {
        type_name: name(),
        config: value(&target.seeds.config),
        include_resource_object: true,
        limit: 5,
    };
    attack!(target.list_resource in a stream, [list]);
}

#[tokio::test]
async fn of_changes() {
    let target = Target::new();
    let seeds = &target.seeds;
    let planned_update = proto::plan_resource_change::Request {
        type_name: name(),
        prior_state: value(&seeds.state),
        proposed_new_state: value(&seeds.proposed),
        config: value(&seeds.config),
        prior_identity: identity(&seeds.identity),
        ..Default::default()
    };
    let planned_destruction = proto::plan_resource_change::Request {
        type_name: name(),
        prior_state: value(&seeds.state),
        ..Default::default()
    };
    attack!(
        target.plan_resource_change,
        [planned_update, planned_destruction]
    );
    let update = proto::apply_resource_change::Request {
        type_name: name(),
        prior_state: value(&seeds.state),
        planned_state: value(&seeds.proposed),
        config: value(&seeds.config),
        planned_identity: identity(&seeds.identity),
        ..Default::default()
    };
    let destruction = proto::apply_resource_change::Request {
        type_name: name(),
        prior_state: value(&seeds.state),
        ..Default::default()
    };
    attack!(target.apply_resource_change, [update, destruction]);
}

#[tokio::test]
async fn of_what_keeps_no_state() {
    let target = Target::new();
    let config = || value(&target.seeds.config);
    let call = proto::call_function::Request {
        name: "twice".to_owned(),
        arguments: value(b"\xa1x").into_iter().collect(),
    };
    attack!(target.call_function, [call]);
    let opening = proto::open_ephemeral_resource::Request {
        type_name: name(),
        config: config(),
        client_capabilities: None,
    };
    attack!(target.open_ephemeral_resource, [opening]);
    let renewal = proto::renew_ephemeral_resource::Request {
        type_name: name(),
        private: Some(b"{}".to_vec()),
    };
    attack!(target.renew_ephemeral_resource, [renewal]);
    let closing = proto::close_ephemeral_resource::Request {
        type_name: name(),
        private: Some(b"{}".to_vec()),
    };
    attack!(target.close_ephemeral_resource, [closing]);
    let plan = proto::plan_action::Request {
        action_type: name(),
        config: config(),
        client_capabilities: None,
    };
    attack!(target.plan_action, [plan]);
    let invocation = proto::invoke_action::Request {
        action_type: name(),
        config: config(),
        client_capabilities: None,
    };
    attack!(target.invoke_action in a stream, [invocation]);
}
