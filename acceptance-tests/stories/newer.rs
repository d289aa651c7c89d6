//! What Terraform 1.11 never asks, asked by a core of our own: identities, lists, generated configurations, moves, computed
//! blocks, notes of a plan, putting off, actions.

use std::collections::HashMap;

use anyhow::{Context as _, Result, ensure};
use appservices_provider::engine::{Type, Value};

use super::library::require;
use crate::host::{Host, proto};
use crate::newer_core::{Core, an_error, message, no_errors, object, schema, value};
use crate::terraform::Program;

/// The resources of App Services.
pub(super) fn newer_core(_: &Program) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut host = Host::start()?;
    ensure!(
        !host.lets_strangers_in()?,
        "a host with another certificate is served"
    );
    let mut core = Core::new(&mut host)?;
    let (resources, lists) = (
        core.resources.len(),
        core.answered.list_resource_schemas.len(),
    );
    ensure!(
        core.identities.len() == resources && lists == resources,
        "not every resource has an identity and a list"
    );

    // As long as the provider is not placed, everything is put off.
    core.configure(&[("local_path", Value::UNKNOWN)])?;
    let config = object(&core.resources["appservices_app"], &[("name", "a".into())]);
    let waiting = core.plan("appservices_app", None, &config, None)?;
    ensure!(
        waiting
            .answer
            .deferred
            .is_some_and(|deferred| deferred.reason == 2),
        "a plan of an unplaced provider is not put off"
    );
    core.configure(&[(
        "local_path",
        folder.path().display().to_string().as_str().into(),
    )])?;

    let app = core
        .create("appservices_app", &[("name", "a".into())])?
        .state;
    let mut first = None;
    for name in ["one", "two", "three"] {
        let secret = core.create(
            "appservices_secret",
            &[
                ("app_id", app.get("id").clone()),
                ("name", name.into()),
                ("value", "v".into()),
            ],
        )?;
        first.get_or_insert(secret);
    }
    let first = first.context("the first secret")?;

    // A list stops where it should, and has what it is asked for.
    let names = |events: &[proto::list_resource::Event]| {
        events
            .iter()
            .map(|event| event.display_name.clone())
            .collect::<Vec<_>>()
    };
    let place = [("app_id", app.get("id").clone())];
    let two = list(&mut core, "appservices_secret", &place, 2, false)?;
    ensure!(
        names(&two) == ["one", "two"] && two.iter().all(|event| event.resource_object.is_none()),
        "a list of two is {:?}",
        names(&two)
    );
    let all = list(&mut core, "appservices_secret", &place, 100, true)?;
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
        listed.get("id") == first.state.get("id") && listed.get("name").as_str() == Some("one"),
        "the listed object is another"
    );

    // What a list names can be imported by that name, and is the same then.
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
        read.state.get("id") == first.state.get("id") && read.state.get("value").is_null(),
        "another object was imported"
    );

    // A configuration for it leaves out what only the provider knows.
    let generated = generate(&mut core, "appservices_app", &app)?;
    ensure!(
        generated.get("id").is_null()
            && generated.get("client_app_id").is_null()
            && generated.get("name").as_str() == Some("a"),
        "the generated configuration is wrong"
    );
    let refusal = move_state(&mut core, "null_resource", "appservices_app", b"{}");
    an_error(
        refusal,
        "null_resource of registry.terraform.io/hashicorp/null cannot become appservices_app",
    )
}

/// A provider that uses everything.
pub(super) fn torture(_: &Program) -> Result<()> {
    let mut host = Host::start_program(&require("terraform-provider-torture")?)?;
    let mut core = Core::new(&mut host)?;
    core.configure(&[("region", "here".into())])?;

    // A value made by chance when it was planned is the one that is applied, and blocks are made by the provider.
    let config =
        |core: &Core<'_>, name: Value| object(&core.resources["torture_newer"], &[("name", name)]);
    let named = config(&core, "a".into());
    let planned = core.plan("torture_newer", None, &named, None)?;
    ensure!(
        planned.state.get("nonce").as_str().is_some(),
        "the nonce is not planned"
    );
    ensure!(
        planned.state.get("disk").is_unknown(),
        "the blocks are not left to the provider"
    );
    let made = core.change("torture_newer", None, &named)?;
    ensure!(
        made.state.get("disk").elements().len() == 1,
        "the provider made no block"
    );
    let quiet = core.plan("torture_newer", Some(&made), &named, None)?;
    ensure!(quiet.state == made.state, "a second plan is not empty");
    let renamed = config(&core, "b".into());
    let changed = core.change("torture_newer", Some(&made), &renamed)?;
    ensure!(
        changed.state.get("nonce") == made.state.get("nonce"),
        "a rename makes another nonce"
    );
    ensure!(
        core.plan("torture_newer", Some(&changed), &Value::Null, None)?
            .state
            .is_null(),
        "a destruction plans something"
    );

    // Older cores cannot plan such blocks, and are told so when they validate.
    let config_message = message(&named, &core.resources["torture_newer"]);
    let validate = |client_capabilities| proto::validate_resource_config::Request {
        type_name: "torture_newer".to_owned(),
        config: config_message.clone(),
        client_capabilities,
    };
    let (new, old) = (validate(Some(core.can)), validate(None));
    let (runtime, client) = (&core.host.runtime, &mut core.host.client);
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
    )?;

    // What is gone is gone, and an identity that changes is the author's mistake.
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

    // What the user calls an object may be another name for it, so the read that follows an import says which it is.
    let (imported, _) = core.import("torture_newer", "elsewhere", None)?;
    ensure!(
        imported.identity.is_none(),
        "an import by name claims to be the object of that id"
    );

    // States and identities of version 0, objects of another type, and lists that break off.
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
        upgraded.get("name").as_str() == Some("old") && upgraded.get("disk").elements().is_empty(),
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
        identity.get("id").as_str() == Some("7"),
        "the identity is not upgraded"
    );
    let moved = move_state(
        &mut core,
        "torture_thing",
        "torture_newer",
        br#"{"id":"9","name":"was a thing"}"#,
    )?;
    let state = value(
        moved.target_state.as_ref(),
        &core.resources["torture_newer"],
    )?;
    ensure!(
        state.get("name").as_str() == Some("was a thing"),
        "the move is wrong"
    );
    ensure!(
        list(
            &mut core,
            "torture_newer",
            &[("prefix", "xyz".into())],
            2,
            true
        )?
        .len()
            == 2,
        "a list of two is not"
    );
    an_error(
        list(&mut core, "torture_newer", &[], 10, false),
        "The list broke off",
    )
}

/// Everything that can be put off is, where core allows it; where it does not, the provider does what it can.
pub(super) fn deferral(_: &Program) -> Result<()> {
    let mut host = Host::start_program(&require("terraform-provider-torture")?)?;
    let mut core = Core::new(&mut host)?;
    core.configure(&[("region", "here".into())])?;
    let unnamed = object(
        &core.resources["torture_newer"],
        &[("name", Value::UNKNOWN)],
    );
    let reason = |deferred: Option<proto::Deferred>| deferred.map_or(0, |deferred| deferred.reason);
    ensure!(
        reason(
            core.plan("torture_newer", None, &unnamed, None)?
                .answer
                .deferred
        ) == 1,
        "an unknown name is not put off"
    );
    core.can.deferral_allowed = false;
    ensure!(
        reason(
            core.plan("torture_newer", None, &unnamed, None)?
                .answer
                .deferred
        ) == 0,
        "it is put off although it may not be"
    );
    let stored = core.create("torture_newer", &[("name", "a".into())])?;

    for (allowed, wanted) in [(true, 2), (false, 0)] {
        core.can.deferral_allowed = allowed;
        core.configure(&[("region", Value::UNKNOWN)])?;
        let (read, answer) = core.read("torture_newer", &stored)?;
        let read = read.context("it is still there")?;
        ensure!(
            reason(answer.deferred) == wanted,
            "reading is not put off as it should"
        );
        ensure!(
            read.state == stored.state
                && read.private == stored.private
                && read.identity == stored.identity,
            "reading loses something"
        );
        ensure!(
            reason(core.import("torture_newer", "1", None)?.1.deferred) == wanted,
            "an import is not put off as it should"
        );
        let named = object(&core.resources["torture_newer"], &[("name", "b".into())]);
        let plan = core.plan("torture_newer", Some(&stored), &named, None)?;
        ensure!(
            reason(plan.answer.deferred) == wanted && plan.answer.planned_private == stored.private,
            "a plan is not put off as it should"
        );

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
        let (runtime, client, can) = (&core.host.runtime, &mut core.host.client, Some(core.can));
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
            "a data source is not put off as it should"
        );
        ensure!(
            value(answer.state.as_ref(), &echo)?
                .get("heard")
                .is_unknown()
                == allowed,
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
            "an ephemeral resource is not put off as it should"
        );
        let request = proto::plan_action::Request {
            action_type: "torture_count".to_owned(),
            config: message(&object(&count, &[("steps", 1.into())]), &count),
            client_capabilities: can,
        };
        let answer = runtime.block_on(client.plan_action(request))?.into_inner();
        ensure!(
            reason(answer.deferred) == wanted,
            "an action is not put off as it should"
        );
    }
    Ok(())
}

/// An action tells how far it is, and then how it ended: well, with errors, not at all, or interrupted.
pub(super) fn actions(_: &Program) -> Result<()> {
    let mut host = Host::start_program(&require("terraform-provider-torture")?)?;
    let core = Core::new(&mut host)?;
    ensure!(
        core.answered.action_schemas.contains_key("torture_count"),
        "the action is not in the schema"
    );
    let steps = Type::object([("steps", Type::Number)]);
    let mut told = Vec::new();
    for (action, count) in [
        ("torture_count", 2),
        ("torture_count", 11),
        ("torture_nothing", 1),
        ("torture_wait", 0),
    ] {
        let ty = if action == "torture_wait" {
            Type::object([])
        } else {
            steps.clone()
        };
        let config = if action == "torture_wait" {
            Value::object([])
        } else {
            Value::object([("steps", count.into())])
        };
        let config = proto::DynamicValue {
            msgpack: appservices_provider::engine::codec::encode(&config, &ty),
            json: Vec::new(),
        };
        let request = proto::invoke_action::Request {
            action_type: action.to_owned(),
            config: Some(config),
            client_capabilities: None,
        };
        core.host.runtime.block_on(async {
            let mut stream = core.host.client.invoke_action(request).await?.into_inner();
            while let Some(event) = stream.message().await? {
                match event.r#type.context("an event has a type")? {
                    proto::invoke_action::event::Type::Progress(progress)
                        if progress.message == "waiting" =>
                    {
                        core.host
                            .client
                            .stop_provider(proto::stop_provider::Request {})
                            .await?;
                    }
                    proto::invoke_action::event::Type::Progress(progress) if told.len() < 2 => {
                        told.push(progress.message)
                    }
                    proto::invoke_action::event::Type::Progress(_) => {}
                    proto::invoke_action::event::Type::Completed(completed) => {
                        told.extend(completed.diagnostics.into_iter().map(|one| one.summary))
                    }
                }
            }
            Ok::<_, anyhow::Error>(())
        })?;
    }
    let wanted = [
        "step 1",
        "step 2",
        "Counted",
        "Too many steps",
        "Unknown action type",
        "Interrupted",
    ];
    ensure!(told == wanted, "the actions told {told:?}");
    Ok(())
}

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
        value(answer.new_state.as_ref(), schema)?
            .get("string")
            .as_str()
            .map(str::len)
            == Some(long.len()),
        "it came back shorter"
    );

    // Deeper nesting than anybody has is an error and not the end.
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
