//! Infinite numbers, as in `number = pow(10, 400)`. Wherever a user writes one, the answer names
//! its place, says why it is refused, and blames no program.

use std::sync::Arc;

use tokio_stream::StreamExt as _;
use tonic::{Request, Response, Status};

use super::super::call::Rpc;
use super::super::streams::Stream;
use super::{Seeds, identity, name, provider, value};
use crate::engine::{Path, Value};
use crate::plugin::alive::Counter;
use crate::plugin::convert;
use crate::plugin::proto::tfplugin6 as proto;
use crate::plugin::proto::tfplugin6::provider_server::Provider as Service;

const WHY: &str = "The number is too large for Terraform itself, as pow(10, 400) is, and no object can have it.\nMake the number smaller.";

/// The test provider's service, and a configuration with an infinite number.
struct Infinite {
    rpc: Rpc,
    config: Vec<u8>,
    seeds: Seeds,
}

impl Infinite {
    fn new(infinity: f64) -> Self {
        let server = provider::Test::served();
        let mut config = provider::config();
        if let Value::Map(values) = &mut config {
            values.insert("number".to_owned(), 7.into());
        }
        let bytes = convert::message(&config, &server.resources()[0].schema().block).msgpack;
        let config = replaced(&bytes, b"\xa6number\x07", &float(infinity));
        Self {
            rpc: Rpc::new(Arc::clone(&server), Counter::new()),
            config,
            seeds: Seeds::new(&server),
        }
    }
}

fn float(number: f64) -> Vec<u8> {
    [&[0xcb][..], &number.to_be_bytes()].concat()
}

/// Returns the bytes with `with` in place of the last byte of `before`.
fn replaced(bytes: &[u8], before: &[u8], with: &[u8]) -> Vec<u8> {
    let at = bytes
        .windows(before.len())
        .position(|window| window == before)
        .expect("the number is there")
        + before.len()
        - 1;
    [&bytes[..at], with, &bytes[at + 1..]].concat()
}

/// Returns the summary of each diagnostic, and the attribute that it points at.
fn told(diagnostics: &[proto::Diagnostic]) -> Vec<(&str, Option<proto::AttributePath>)> {
    assert!(
        diagnostics.iter().all(|one| one.detail == WHY),
        "{diagnostics:?}"
    );
    diagnostics
        .iter()
        .map(|one| (one.summary.as_str(), one.attribute.clone()))
        .collect()
}

/// Returns what is expected for the attribute `number` of a configuration.
fn number() -> Vec<(&'static str, Option<proto::AttributePath>)> {
    vec![(
        "number is infinite",
        Some(convert::path(&Path::attribute("number"))),
    )]
}

macro_rules! tells {
    ($rpc:ident . $method:ident ( $request:expr ), $expected:expr) => {{
        let diagnostics = $rpc
            .$method(Request::new($request))
            .await
            .expect("an answer")
            .into_inner()
            .diagnostics;
        assert_eq!(told(&diagnostics), $expected, "{}", stringify!($method));
    }};
}

#[tokio::test]
async fn in_a_configuration_it_is_at_its_attribute() {
    for infinity in [f64::INFINITY, f64::NEG_INFINITY] {
        let Infinite { rpc, config, .. } = Infinite::new(infinity);
        let config = || value(&config);
        let request = proto::validate_provider_config::Request { config: config() };
        tells!(rpc.validate_provider_config(request), number());
        let request = proto::validate_resource_config::Request {
            type_name: name(),
            config: config(),
            client_capabilities: None,
        };
        tells!(rpc.validate_resource_config(request), number());
        let request = proto::validate_data_resource_config::Request {
            type_name: name(),
            config: config(),
        };
        tells!(rpc.validate_data_resource_config(request), number());
        let request = proto::validate_ephemeral_resource_config::Request {
            type_name: name(),
            config: config(),
        };
        tells!(rpc.validate_ephemeral_resource_config(request), number());
        let request = proto::validate_list_resource_config::Request {
            type_name: name(),
            config: config(),
            ..Default::default()
        };
        tells!(rpc.validate_list_resource_config(request), number());
        let request = proto::validate_action_config::Request {
            type_name: name(),
            config: config(),
        };
        tells!(rpc.validate_action_config(request), number());
    }
}

/// A value that was unknown when the configuration was validated.
#[tokio::test]
async fn in_a_configuration_that_is_used_it_is_at_its_attribute() {
    for infinity in [f64::INFINITY, f64::NEG_INFINITY] {
        let Infinite { rpc, config, .. } = Infinite::new(infinity);
        let config = || value(&config);
        let request = proto::configure_provider::Request {
            config: config(),
            ..Default::default()
        };
        tells!(rpc.configure_provider(request), number());
        let request = proto::plan_resource_change::Request {
            type_name: name(),
            config: config(),
            ..Default::default()
        };
        tells!(rpc.plan_resource_change(request), number());
        let request = proto::read_data_source::Request {
            type_name: name(),
            config: config(),
            ..Default::default()
        };
        tells!(rpc.read_data_source(request), number());
        let request = proto::open_ephemeral_resource::Request {
            type_name: name(),
            config: config(),
            client_capabilities: None,
        };
        tells!(rpc.open_ephemeral_resource(request), number());
        let request = proto::plan_action::Request {
            action_type: name(),
            config: config(),
            client_capabilities: None,
        };
        tells!(rpc.plan_action(request), number());
    }
}

#[tokio::test]
async fn in_a_stream_it_is_at_its_attribute() {
    for infinity in [f64::INFINITY, f64::NEG_INFINITY] {
        let Infinite { rpc, config, .. } = Infinite::new(infinity);
        let request = proto::list_resource::Request {
            type_name: name(),
            config: value(&config),
            limit: 5,
            ..Default::default()
        };
        let event = first(rpc.list_resource(Request::new(request)).await).await;
        assert_eq!(told(&event.diagnostic), number());
        let request = proto::invoke_action::Request {
            action_type: name(),
            config: value(&config),
            client_capabilities: None,
        };
        let event = first(rpc.invoke_action(Request::new(request)).await).await;
        match event.r#type {
            Some(proto::invoke_action::event::Type::Completed(completed)) => {
                assert_eq!(told(&completed.diagnostics), number());
            }
            other => panic!("the action goes on: {other:?}"),
        }
    }
}

/// Returns the first event of an answer in a stream.
async fn first<T>(answer: Result<Response<Stream<T>>, Status>) -> T {
    let mut events = answer.expect("an answer").into_inner();
    let event = events.next().await.expect("an event");
    event.expect("an event and no failure")
}

/// Values that are not in the resource's block, where Terraform would look for their attributes.
#[tokio::test]
async fn beside_a_configuration_its_place_is_named() {
    let Infinite { rpc, config, seeds } = Infinite::new(f64::INFINITY);
    let expected = vec![("number in provider_meta is infinite", None)];
    let provider_meta = value(&config);
    let request = proto::read_resource::Request {
        type_name: name(),
        current_state: value(&seeds.state),
        provider_meta: provider_meta.clone(),
        ..Default::default()
    };
    tells!(rpc.read_resource(request), expected);
    let request = proto::plan_resource_change::Request {
        type_name: name(),
        config: value(&seeds.config),
        provider_meta: provider_meta.clone(),
        ..Default::default()
    };
    tells!(rpc.plan_resource_change(request), expected);
    let request = proto::read_data_source::Request {
        type_name: name(),
        config: value(&seeds.config),
        provider_meta: provider_meta.clone(),
        ..Default::default()
    };
    tells!(rpc.read_data_source(request), expected);
    let request = proto::apply_resource_change::Request {
        type_name: name(),
        planned_state: value(&seeds.state),
        config: value(&seeds.config),
        provider_meta,
        ..Default::default()
    };
    tells!(rpc.apply_resource_change(request), expected);

    let infinite = replaced(&seeds.identity, b"\xa6number\xc0", &float(f64::INFINITY));
    let request = proto::import_resource_state::Request {
        type_name: name(),
        identity: identity(&infinite),
        ..Default::default()
    };
    tells!(
        rpc.import_resource_state(request),
        vec![("number in the identity is infinite", None)]
    );
}

#[tokio::test]
async fn as_an_argument_of_a_function_it_is_the_arguments_mistake() {
    let rpc = Rpc::new(provider::Test::served(), Counter::new());
    let typed = |ty: &[u8], value: &[u8]| [&[0x92, 0xc4, ty.len() as u8][..], ty, value].concat();
    let alone = typed(br#""number""#, &float(f64::INFINITY));
    let inside = typed(
        br#"["object",{"a":["list","number"]}]"#,
        &[&b"\x81\xa1a\x92\x07"[..], &float(f64::NEG_INFINITY)].concat(),
    );
    let in_a_set = typed(
        br#"["set","number"]"#,
        &[&b"\x91"[..], &float(f64::INFINITY)].concat(),
    );
    for (bytes, place) in [
        (alone, "more"),
        (inside, "more.a[1]"),
        (in_a_set, "more[…]"),
    ] {
        let arguments = [&b"\xa1x"[..], &bytes]
            .map(|bytes| value(bytes).expect("a value"))
            .to_vec();
        let request = proto::call_function::Request {
            name: "twice".to_owned(),
            arguments,
        };
        let error = rpc
            .call_function(Request::new(request))
            .await
            .expect("an answer")
            .into_inner()
            .error
            .expect("an error");
        // Terraform adds the full stop.
        assert_eq!(
            error.text,
            format!("{place} is infinite. {}", WHY.trim_end_matches('.'))
        );
        assert_eq!(error.function_argument, Some(1));
    }
}
