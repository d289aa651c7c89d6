//! The resources of App Services, with a core that knows identities, lists and deferral.

use anyhow::{Context as _, Result, ensure};
use appservices_provider::engine::Value;

use super::{generate, list, move_state};
use crate::host::{Host, proto};
use crate::newer_core::{Core, Stored, an_error, object, value};
use crate::terraform::Program;

pub(in crate::stories) fn app_services(_: &Program) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut host = Host::start()?;
    let let_in = host.strangers_let_in()?;
    ensure!(
        let_in == ["the host itself"],
        "these are served: {let_in:?}"
    );
    let mut core = Core::new(&mut host)?;
    let resources = core.resources.len();
    let lists = core.answered.list_resource_schemas.len();
    ensure!(
        core.identities.len() == resources && lists == resources,
        "not every resource has an identity and a list"
    );
    defers_while_unplaced(&mut core)?;
    core.configure(&[(
        "local_path",
        folder.path().display().to_string().as_str().into(),
    )])?;
    let app = core
        .create("appservices_app", &[("name", "a".into())])?
        .state;
    lists_and_imports(&mut core, &app)?;

    // A configuration for it leaves out what only the provider knows.
    let generated = generate(&mut core, "appservices_app", &app)?;
    ensure!(
        generated["id"].is_null()
            && generated["client_app_id"].is_null()
            && generated["name"].as_str() == Some("a"),
        "the generated configuration is wrong"
    );
    let refusal = move_state(&mut core, "null_resource", "appservices_app", b"{}");
    an_error(
        refusal,
        "null_resource of registry.terraform.io/hashicorp/null cannot become appservices_app",
    )
}

/// As long as the provider's settings are unknown, every plan is deferred.
fn defers_while_unplaced(core: &mut Core<'_>) -> Result<()> {
    core.configure(&[("local_path", Value::UNKNOWN)])?;
    let config = object(&core.resources["appservices_app"], &[("name", "a".into())]);
    let waiting = core.plan("appservices_app", None, &config, None)?;
    ensure!(
        waiting
            .answer
            .deferred
            .is_some_and(|deferred| deferred.reason == 2),
        "a plan of a provider with unknown settings is not deferred"
    );
    Ok(())
}

/// A list stops where it should, has what is asked for, and names objects by an identity that imports them.
fn lists_and_imports(core: &mut Core<'_>, app: &Value) -> Result<()> {
    let place = [("app_id", app["id"].clone())];
    let first = create_secrets(core, &place)?;
    let two = list(core, "appservices_secret", &place, 2, false)?;
    ensure!(
        names(&two) == ["one", "two"] && two.iter().all(|event| event.resource_object.is_none()),
        "a list of two is {:?}",
        names(&two)
    );
    let all = list(core, "appservices_secret", &place, 100, true)?;
    ensure!(
        names(&all) == ["one", "two", "three"],
        "the whole list is {:?}",
        names(&all)
    );
    let listed = value(
        all[0].resource_object.as_ref(),
        &core.resources["appservices_secret"],
    )?;
    ensure!(
        listed["id"] == first.state["id"] && listed["name"].as_str() == Some("one"),
        "the listed object is another"
    );

    let (imported, _) = core.import("appservices_secret", "", all[0].identity.clone())?;
    ensure!(
        imported.identity == all[0].identity,
        "the import has another identity"
    );
    let (read, _) = core.read("appservices_secret", &imported)?;
    let read = read.context("what was imported is there")?;
    ensure!(
        read.identity == imported.identity,
        "reading changes the identity"
    );
    ensure!(
        read.state["id"] == first.state["id"] && read.state["value"].is_null(),
        "another object was imported"
    );
    Ok(())
}

/// Creates three secrets and returns the first.
fn create_secrets(core: &mut Core<'_>, place: &[(&'static str, Value)]) -> Result<Stored> {
    let mut first = None;
    for name in ["one", "two", "three"] {
        let own = [("name", name.into()), ("value", "v".into())];
        let secret = core.create("appservices_secret", &[place, &own].concat())?;
        first.get_or_insert(secret);
    }
    first.context("the first secret")
}

fn names(events: &[proto::list_resource::Event]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event.display_name.as_str())
        .collect()
}
