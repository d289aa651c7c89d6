//! The cost of serving: starting the program up to an authenticated connection, and a call over it. Run with `cargo bench`.

#![expect(clippy::expect_used, reason = "a bench may fail loudly")]

#[path = "../acceptance-tests/host.rs"]
#[expect(dead_code, reason = "the stories ask more of it")]
mod host;

use appservices_provider::engine::codec::encode;
use appservices_provider::engine::{Type, Value};
use divan::Bencher;
use host::{Host, proto};

fn main() {
    divan::main();
}

/// Starts the process, up to a connection with both certificates checked. Ending the process is not counted.
#[divan::bench(sample_count = 50, sample_size = 1)]
fn handshake(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| Host::start().expect("the provider starts"));
}

/// A configuration of ten attributes, sent, decoded, validated, and answered.
#[divan::bench(sample_count = 500)]
fn round_trip(bencher: Bencher<'_, '_>) {
    let mut host = Host::start().expect("the provider starts");
    let schema = host
        .runtime
        .block_on(
            host.client
                .get_provider_schema(proto::get_provider_schema::Request {}),
        )
        .expect("a schema");
    let schema = schema
        .into_inner()
        .resource_schemas
        .remove("appservices_secret")
        .and_then(|schema| schema.block)
        .expect("a block");
    let ty = object(&schema.attributes);
    let given = |name: &str| {
        if matches!(name, "name" | "value" | "app_id") {
            Value::string(name)
        } else {
            Value::Null
        }
    };
    let config = Value::object(
        schema
            .attributes
            .iter()
            .map(|one| (one.name.as_str(), given(&one.name))),
    );
    let request = proto::validate_resource_config::Request {
        type_name: "appservices_secret".to_owned(),
        config: Some(proto::DynamicValue {
            msgpack: encode(&config, &ty),
            json: Vec::new(),
        }),
        client_capabilities: None,
    };
    bencher.bench_local(|| {
        host.runtime
            .block_on(host.client.validate_resource_config(request.clone()))
            .expect("an answer")
    });
}

/// Returns the type of an object with these attributes, which may be objects themselves.
fn object(attributes: &[proto::schema::Attribute]) -> Type {
    let ty = |attribute: &proto::schema::Attribute| match &attribute.nested_type {
        Some(nested) => object(&nested.attributes),
        None => {
            let json = serde_json::from_slice(&attribute.r#type).expect("JSON");
            Type::from_json(&json).expect("a type")
        }
    };
    let types = attributes.iter().map(|one| (one.name.clone(), ty(one)));
    Type::Object(types.collect())
}
