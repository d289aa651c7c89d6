//! What Terraform 1.11 never asks, asked by a core of our own: identities, lists, generated configurations, moves, computed
//! blocks, private state of a plan, deferral, actions.

mod actions;
mod app_services;
mod deferral;
mod torture;

use std::collections::HashMap;

use anyhow::{Result, ensure};
use appservices_provider::engine::Value;

pub(super) use self::actions::actions;
pub(super) use self::app_services::app_services;
pub(super) use self::deferral::deferral;
pub(super) use self::torture::torture;
use super::library::require;
use crate::host::{Host, proto};
use crate::newer_core::{Core, an_error, message, no_errors, object, schema, value};
use crate::terraform::Program;

/// A message of the largest size goes through and comes back.
pub(super) fn large_messages(_: &Program) -> Result<()> {
    let mut host = Host::start_program(&require("terraform-provider-torture")?)?;
    let mut core = Core::new(&mut host)?;
    core.configure(&[])?;
    let schema = &core.resources["torture_thing"];
    // The state is sent and comes back: with all around it, a little less than 256 MiB.
    let long = "x".repeat((256 << 20) - 4096);
    let state = object(
        schema,
        &[("name", "a".into()), ("string", long.as_str().into())],
    );
    let request = proto::read_resource::Request {
        type_name: "torture_thing".to_owned(),
        current_state: message(&state, schema),
        ..Default::default()
    };
    let answer = core
        .host
        .runtime
        .block_on(core.host.client.read_resource(request))?
        .into_inner();
    no_errors(&answer.diagnostics)?;
    ensure!(
        value(answer.new_state.as_ref(), schema)?["string"]
            .as_str()
            .map(str::len)
            == Some(long.len()),
        "it came back shorter"
    );

    // Deeper nesting than any state has is an error, and the provider goes on.
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let upgrade = proto::upgrade_resource_state::Request {
        type_name: "torture_thing".to_owned(),
        version: 0,
        raw_state: Some(raw(format!(
            r#"{{"dynamic":{{"type":"string","value":{deep}}}}}"#
        )
        .as_bytes())),
    };
    let answer = core
        .host
        .runtime
        .block_on(core.host.client.upgrade_resource_state(upgrade))?
        .into_inner();
    an_error(no_errors(&answer.diagnostics), "cannot be read")
}

fn list(
    core: &mut Core<'_>,
    type_name: &str,
    attributes: &[(&str, Value)],
    limit: i64,
    include_resource_object: bool,
) -> Result<Vec<proto::list_resource::Event>> {
    let schema = schema(core.answered.list_resource_schemas.get(type_name))?;
    let config = message(&object(&schema, attributes), &schema);
    let request = proto::list_resource::Request {
        type_name: type_name.to_owned(),
        config,
        include_resource_object,
        limit,
    };
    core.host.runtime.block_on(async {
        let mut stream = core.host.client.list_resource(request).await?.into_inner();
        let mut events = Vec::new();
        while let Some(event) = stream.message().await? {
            no_errors(&event.diagnostic)?;
            ensure!(event.identity.is_some(), "an event has no identity");
            events.push(event);
        }
        Ok(events)
    })
}

fn generate(core: &mut Core<'_>, type_name: &str, state: &Value) -> Result<Value> {
    let schema = &core.resources[type_name];
    let request = proto::generate_resource_config::Request {
        type_name: type_name.to_owned(),
        state: message(state, schema),
    };
    let response = core
        .host
        .runtime
        .block_on(core.host.client.generate_resource_config(request))?
        .into_inner();
    no_errors(&response.diagnostics)?;
    value(response.config.as_ref(), schema)
}

fn move_state(
    core: &mut Core<'_>,
    from: &str,
    to: &str,
    state: &[u8],
) -> Result<proto::move_resource_state::Response> {
    let request = proto::move_resource_state::Request {
        source_provider_address: "registry.terraform.io/hashicorp/null".to_owned(),
        source_type_name: from.to_owned(),
        target_type_name: to.to_owned(),
        source_state: Some(raw(state)),
        ..Default::default()
    };
    let response = core
        .host
        .runtime
        .block_on(core.host.client.move_resource_state(request))?
        .into_inner();
    no_errors(&response.diagnostics)?;
    Ok(response)
}

fn raw(json: &[u8]) -> proto::RawState {
    proto::RawState {
        json: json.to_vec(),
        flatmap: HashMap::new(),
    }
}
