//! Deferral, by the provider and by each answer.

use anyhow::{Context as _, Result, ensure};
use appservices_provider::engine::Value;

use super::require;
use crate::host::{Host, proto};
use crate::newer_core::{Core, message, object, schema, value};
use crate::terraform::Program;

/// Defers everything that can be deferred if core allows it. Otherwise the provider does what it can.
pub(in crate::stories) fn deferral(_: &Program) -> Result<()> {
    let mut host = Host::start_program(&require("terraform-provider-torture")?)?;
    let mut core = Core::new(&mut host)?;
    core.configure(&[("region", "here".into())])?;
    let unnamed = object(
        &core.resources["torture_newer"],
        &[("name", Value::UNKNOWN)],
    );
    ensure!(
        reason(
            core.plan("torture_newer", None, &unnamed, None)?
                .answer
                .deferred
        ) == 1,
        "an unknown name is not deferred"
    );
    core.can.deferral_allowed = false;
    ensure!(
        reason(
            core.plan("torture_newer", None, &unnamed, None)?
                .answer
                .deferred
        ) == 0,
        "it is deferred although it may not be"
    );
    let stored = core.create("torture_newer", &[("name", "a".into())])?;

    for (allowed, wanted) in [(true, 2), (false, 0)] {
        core.can.deferral_allowed = allowed;
        core.configure(&[("region", Value::UNKNOWN)])?;
        let (read, answer) = core.read("torture_newer", &stored)?;
        let read = read.context("it is still there")?;
        ensure!(
            reason(answer.deferred) == wanted,
            "reading is not deferred as it should be"
        );
        ensure!(
            read.state == stored.state
                && read.private == stored.private
                && read.identity == stored.identity,
            "reading loses something"
        );
        ensure!(
            reason(core.import("torture_newer", "1", None)?.1.deferred) == wanted,
            "an import is not deferred as it should be"
        );
        let named = object(&core.resources["torture_newer"], &[("name", "b".into())]);
        let plan = core.plan("torture_newer", Some(&stored), &named, None)?;
        ensure!(
            reason(plan.answer.deferred) == wanted && plan.answer.planned_private == stored.private,
            "a plan is not deferred as it should be"
        );
        others(&mut core, wanted)?;
    }
    Ok(())
}

fn reason(deferred: Option<proto::Deferred>) -> i32 {
    deferred.map_or(0, |deferred| deferred.reason)
}

/// Data sources, ephemeral resources and actions are deferred for the wanted reason, or not at all if it is 0.
fn others(core: &mut Core<'_>, wanted: i32) -> Result<()> {
    let echo = schema(core.answered.data_source_schemas.get("torture_echo"))?;
    let ticket = schema(
        core.answered
            .ephemeral_resource_schemas
            .get("torture_ticket"),
    )?;
    let count = schema(
        core.answered
            .action_schemas
            .get("torture_count")
            .and_then(|action| action.schema.as_ref()),
    )?;
    let can = Some(core.can);
    let runtime = &core.host.runtime;
    let client = &mut core.host.client;
    let request = proto::read_data_source::Request {
        type_name: "torture_echo".to_owned(),
        config: message(&object(&echo, &[]), &echo),
        client_capabilities: can,
        ..Default::default()
    };
    let answer = runtime
        .block_on(client.read_data_source(request))?
        .into_inner();
    ensure!(
        reason(answer.deferred) == wanted,
        "a data source is not deferred as it should be"
    );
    ensure!(
        value(answer.state.as_ref(), &echo)?["heard"].is_unknown() == (wanted != 0),
        "what it will hear is known"
    );
    let request = proto::open_ephemeral_resource::Request {
        type_name: "torture_ticket".to_owned(),
        config: message(&object(&ticket, &[("holder", "me".into())]), &ticket),
        client_capabilities: can,
    };
    let answer = runtime
        .block_on(client.open_ephemeral_resource(request))?
        .into_inner();
    ensure!(
        reason(answer.deferred) == wanted,
        "an ephemeral resource is not deferred as it should be"
    );
    let request = proto::plan_action::Request {
        action_type: "torture_count".to_owned(),
        config: message(&object(&count, &[("steps", 1.into())]), &count),
        client_capabilities: can,
    };
    let answer = runtime.block_on(client.plan_action(request))?.into_inner();
    ensure!(
        reason(answer.deferred) == wanted,
        "an action is not deferred as it should be"
    );
    Ok(())
}
