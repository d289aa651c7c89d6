//! A provider that uses everything, with a core that can do everything.

use anyhow::{Context as _, Result, ensure};
use appservices_provider::engine::Value;

use super::{list, move_state, raw, require};
use crate::host::{Host, proto};
use crate::newer_core::{Core, an_error, message, no_errors, object, value};
use crate::terraform::Program;

pub(in crate::stories) fn torture(_: &Program) -> Result<()> {
    let mut host = Host::start_program(&require("terraform-provider-torture")?)?;
    let mut core = Core::new(&mut host)?;
    core.configure(&[("region", "here".into())])?;
    plans(&mut core)?;
    older_cores(&mut core)?;
    identities(&mut core)?;
    upgrades(&mut core)?;
    moves_and_lists(&mut core)
}

/// A random value that was planned is the one that is applied, and the provider makes computed blocks.
fn plans(core: &mut Core<'_>) -> Result<()> {
    let config =
        |core: &Core<'_>, name: Value| object(&core.resources["torture_newer"], &[("name", name)]);
    let named = config(core, "a".into());
    let planned = core.plan("torture_newer", None, &named, None)?;
    ensure!(
        planned.state["nonce"].as_str().is_some(),
        "the nonce is not planned"
    );
    ensure!(
        planned.state["disk"].is_unknown(),
        "the blocks are not left to the provider"
    );
    let made = core.change("torture_newer", None, &named)?;
    ensure!(
        made.state["disk"].elements().len() == 1,
        "the provider made no block"
    );
    let quiet = core.plan("torture_newer", Some(&made), &named, None)?;
    ensure!(quiet.state == made.state, "a second plan is not empty");
    let renamed = config(core, "b".into());
    let changed = core.change("torture_newer", Some(&made), &renamed)?;
    ensure!(
        changed.state["nonce"] == made.state["nonce"],
        "a rename makes another nonce"
    );
    ensure!(
        core.plan("torture_newer", Some(&changed), &Value::Null, None)?
            .state
            .is_null(),
        "a destruction plans something"
    );
    Ok(())
}

/// Older cores cannot plan computed blocks, and learn so when they validate.
fn older_cores(core: &mut Core<'_>) -> Result<()> {
    let named = object(&core.resources["torture_newer"], &[("name", "a".into())]);
    let config_message = message(&named, &core.resources["torture_newer"]);
    let validate = |client_capabilities| proto::validate_resource_config::Request {
        type_name: "torture_newer".to_owned(),
        config: config_message.clone(),
        client_capabilities,
    };
    let new = validate(Some(core.can));
    let old = validate(None);
    let runtime = &core.host.runtime;
    let client = &mut core.host.client;
    no_errors(
        &runtime
            .block_on(client.validate_resource_config(new))?
            .into_inner()
            .diagnostics,
    )?;
    let refused = runtime
        .block_on(client.validate_resource_config(old))?
        .into_inner();
    an_error(
        no_errors(&refused.diagnostics),
        "Computed blocks need Terraform 1.16",
    )
}

/// An object that is gone is gone, an identity that changes is the author's mistake, and an import by name leaves the identity to the
/// read that follows.
fn identities(core: &mut Core<'_>) -> Result<()> {
    let gone = core.create("torture_newer", &[("name", "gone".into())])?;
    ensure!(
        core.read("torture_newer", &gone)?.0.is_none(),
        "what is gone is still there"
    );
    let elsewhere = core.create("torture_newer", &[("name", "elsewhere".into())])?;
    an_error(
        core.read("torture_newer", &elsewhere),
        "The identity of an object of torture_newer changed in id",
    )?;
    let (imported, _) = core.import("torture_newer", "elsewhere", None)?;
    ensure!(
        imported.identity.is_none(),
        "an import by name claims to be the object of that id"
    );
    Ok(())
}

/// States and identities of version 0.
fn upgrades(core: &mut Core<'_>) -> Result<()> {
    let old = proto::upgrade_resource_state::Request {
        type_name: "torture_newer".to_owned(),
        version: 0,
        raw_state: Some(raw(br#"{"id":"1","title":"old","gone":true}"#)),
    };
    let upgraded = core
        .host
        .runtime
        .block_on(core.host.client.upgrade_resource_state(old))?
        .into_inner();
    let upgraded = value(
        upgraded.upgraded_state.as_ref(),
        &core.resources["torture_newer"],
    )?;
    ensure!(
        upgraded["name"].as_str() == Some("old") && upgraded["disk"].elements().is_empty(),
        "the upgrade is wrong"
    );
    let old = proto::upgrade_resource_identity::Request {
        type_name: "torture_newer".to_owned(),
        version: 0,
        raw_identity: Some(raw(br#"{"number":7}"#)),
    };
    let upgraded = core
        .host
        .runtime
        .block_on(core.host.client.upgrade_resource_identity(old))?
        .into_inner();
    let identity = core
        .identity("torture_newer", upgraded.upgraded_identity.as_ref())?
        .context("an identity")?;
    ensure!(
        identity["id"].as_str() == Some("7"),
        "the identity is not upgraded"
    );
    Ok(())
}

/// Objects of another type, and lists that break off.
fn moves_and_lists(core: &mut Core<'_>) -> Result<()> {
    let moved = move_state(
        core,
        "torture_thing",
        "torture_newer",
        br#"{"id":"9","name":"was a thing"}"#,
    )?;
    let state = value(
        moved.target_state.as_ref(),
        &core.resources["torture_newer"],
    )?;
    ensure!(
        state["name"].as_str() == Some("was a thing"),
        "the move is wrong"
    );
    ensure!(
        list(core, "torture_newer", &[("prefix", "xyz".into())], 2, true)?.len() == 2,
        "a list of two is not"
    );
    an_error(
        list(core, "torture_newer", &[], 10, false),
        "The list broke off",
    )
}
