//! What Terraform 1.11 never asks, asked by a host of our own: identities, lists, generated configurations, moves.

use std::collections::HashMap;

use anyhow::{Context as _, Result, ensure};
use appservices_provider::engine::{Type, Value};

use super::library::require;
use crate::host::{Host, message, no_errors, object, proto, types, value};
use crate::terraform::Program;

pub(super) fn newer_core(_: &Program) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut host = Host::start()?;
    ensure!(!host.lets_strangers_in()?, "a host with another certificate is served");
    let mut core = Core::new(&mut host, folder.path())?;

    let app = core.create("appservices_app", &[("name", "a".into())])?;
    let secrets = ["one", "two", "three"]
        .map(|name| core.create("appservices_secret", &[("app_id", app.get("id").clone()), ("name", name.into()), ("value", "v".into())]));
    let [first, second, third] = secrets;
    let (first, _, _) = (first?, second?, third?);

    // A list stops where it should, and has what it is asked for.
    let names = |events: &[proto::list_resource::Event]| events.iter().map(|event| event.display_name.clone()).collect::<Vec<_>>();
    let two = core.list("appservices_secret", &app, 2, false)?;
    ensure!(names(&two) == ["one", "two"] && two.iter().all(|event| event.resource_object.is_none()), "a list of two is {:?}", names(&two));
    let all = core.list("appservices_secret", &app, 100, true)?;
    ensure!(names(&all) == ["one", "two", "three"], "the whole list is {:?}", names(&all));
    let listed = value(all[0].resource_object.as_ref(), &core.types["appservices_secret"])?;
    ensure!(listed.get("id") == first.get("id") && listed.get("name").as_str() == Some("one"), "the listed object is another");

    // What a list names can be imported by that name, and is the same then.
    let imported = core.import("appservices_secret", all[0].identity.clone())?;
    ensure!(imported.get("id") == first.get("id") && imported.get("value").is_null(), "another object was imported");

    // A configuration for it leaves out what only the provider knows.
    let generated = core.generate("appservices_app", &app)?;
    ensure!(
        generated.get("id").is_null() && generated.get("client_app_id").is_null() && generated.get("name").as_str() == Some("a"),
        "the generated configuration is wrong"
    );
    core.refuses_moves()
}

/// An action tells how far it is, and then how it ended: well, with errors, or not at all.
pub(super) fn actions(_: &Program) -> Result<()> {
    let mut host = Host::start_program(&require("terraform-provider-torture")?)?;
    let (runtime, client) = (&host.runtime, &mut host.client);
    let schema = runtime.block_on(client.get_provider_schema(proto::get_provider_schema::Request {}))?.into_inner();
    ensure!(schema.action_schemas.contains_key("torture_count"), "the action is not in the schema");
    let ty = Type::object([("steps", Type::Number)]);
    let mut told = Vec::new();
    for (action, steps) in [("torture_count", 2), ("torture_count", 11), ("torture_nothing", 1)] {
        let request = proto::invoke_action::Request {
            action_type: action.to_owned(),
            config: message(&Value::object([("steps", steps.into())]), &ty),
            client_capabilities: None,
        };
        runtime.block_on(async {
            let mut stream = client.invoke_action(request).await?.into_inner();
            while let Some(event) = stream.message().await? {
                match event.r#type.context("an event has a type")? {
                    proto::invoke_action::event::Type::Progress(progress) if told.len() < 2 => told.push(progress.message),
                    proto::invoke_action::event::Type::Progress(_) => {}
                    proto::invoke_action::event::Type::Completed(completed) => {
                        told.extend(completed.diagnostics.into_iter().map(|one| one.summary))
                    }
                }
            }
            Ok::<_, anyhow::Error>(())
        })?;
    }
    ensure!(told == ["step 1", "step 2", "Counted", "Too many steps", "Unknown action type"], "the actions told {told:?}");
    Ok(())
}

/// Noise and other people's values end in diagnostics, never in a crash.
pub(super) fn noise(_: &Program) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut host = Host::start()?;
    let mut core = Core::new(&mut host, folder.path())?;
    let mut chance = 0x2545_f491_4f6c_dd1d_u64;
    for length in 0..120usize {
        let noise: Vec<u8> = (0..length)
            .map(|_| {
                chance ^= chance << 13;
                chance ^= chance >> 7;
                chance ^= chance << 17;
                (chance >> 24) as u8
            })
            .collect();
        let value = Some(proto::DynamicValue { msgpack: noise.clone(), json: Vec::new() });
        let json = Some(proto::DynamicValue { msgpack: Vec::new(), json: noise.clone() });
        for value in [value, json] {
            core.answers_noise(value, &noise)?;
        }
    }
    // And it still works.
    core.create("appservices_app", &[("name", "a".into())]).map(drop)
}

/// The part of core that the stories play.
struct Core<'a> {
    host: &'a mut Host,
    types: HashMap<String, Type>,
    identities: HashMap<String, Type>,
}

impl<'a> Core<'a> {
    fn new(host: &'a mut Host, folder: &std::path::Path) -> Result<Self> {
        let (runtime, client) = (&host.runtime, &mut host.client);
        let schema = runtime.block_on(client.get_provider_schema(proto::get_provider_schema::Request {}))?.into_inner();
        let identity =
            runtime.block_on(client.get_resource_identity_schemas(proto::get_resource_identity_schemas::Request {}))?.into_inner();
        let types = types(&schema.resource_schemas)?;
        ensure!(
            identity.identity_schemas.len() == types.len() && schema.list_resource_schemas.len() == types.len(),
            "not every resource has an identity and a list"
        );
        let identities = identity.identity_schemas.iter().map(|(name, schema)| {
            let attributes = schema.identity_attributes.iter().map(|attribute| (attribute.name.as_str(), Type::String));
            (name.clone(), Type::object(attributes))
        });
        let provider = crate::host::block_type(schema.provider.and_then(|schema| schema.block).as_ref().context("a provider block")?)?;
        let config = object(&provider, &[("local_path", folder.display().to_string().as_str().into())]);
        let request = proto::configure_provider::Request {
            terraform_version: "1.14.0".to_owned(),
            config: message(&config, &provider),
            client_capabilities: None,
        };
        let configured = runtime.block_on(client.configure_provider(request))?.into_inner();
        no_errors(&configured.diagnostics)?;
        Ok(Self { identities: identities.collect(), types, host })
    }

    /// Plans and applies a creation, and checks the identities on the way.
    fn create(&mut self, type_name: &str, attributes: &[(&str, Value)]) -> Result<Value> {
        let (ty, identity) = (&self.types[type_name], &self.identities[type_name]);
        let (runtime, client) = (&self.host.runtime, &mut self.host.client);
        let config = message(&object(ty, attributes), ty);
        let request = proto::plan_resource_change::Request {
            type_name: type_name.to_owned(),
            prior_state: message(&Value::Null, ty),
            proposed_new_state: config.clone(),
            config: config.clone(),
            ..Default::default()
        };
        let planned = runtime.block_on(client.plan_resource_change(request))?.into_inner();
        no_errors(&planned.diagnostics)?;
        let plan = planned.planned_identity.context("a plan has an identity")?;
        ensure!(value(plan.identity_data.as_ref(), identity)?.get("id").is_unknown(), "the id is known before it is made");
        let request = proto::apply_resource_change::Request {
            type_name: type_name.to_owned(),
            prior_state: message(&Value::Null, ty),
            planned_state: planned.planned_state,
            config,
            planned_private: planned.planned_private,
            planned_identity: Some(plan),
            ..Default::default()
        };
        let applied = runtime.block_on(client.apply_resource_change(request))?.into_inner();
        no_errors(&applied.diagnostics)?;
        let state = value(applied.new_state.as_ref(), ty)?;
        let new_identity = value(applied.new_identity.and_then(|identity| identity.identity_data).as_ref(), identity)?;
        ensure!(new_identity.is_wholly_known() && new_identity.get("id") == state.get("id"), "the identity is not the state's");
        Ok(state)
    }

    fn list(
        &mut self,
        type_name: &str,
        app: &Value,
        limit: i64,
        include_resource_object: bool,
    ) -> Result<Vec<proto::list_resource::Event>> {
        let ty = Type::object([("project_id", Type::String), ("app_id", Type::String)]);
        let config = message(&object(&ty, &[("app_id", app.get("id").clone())]), &ty);
        let request = proto::list_resource::Request { type_name: type_name.to_owned(), config, include_resource_object, limit };
        let (runtime, client) = (&self.host.runtime, &mut self.host.client);
        runtime.block_on(async {
            let mut stream = client.list_resource(request).await?.into_inner();
            let mut events = Vec::new();
            while let Some(event) = stream.message().await? {
                no_errors(&event.diagnostic)?;
                ensure!(event.identity.is_some(), "an event has no identity");
                events.push(event);
            }
            Ok(events)
        })
    }

    /// Imports by identity and reads, as core does.
    fn import(&mut self, type_name: &str, identity: Option<proto::ResourceIdentityData>) -> Result<Value> {
        let (runtime, client) = (&self.host.runtime, &mut self.host.client);
        let request =
            proto::import_resource_state::Request { type_name: type_name.to_owned(), identity: identity.clone(), ..Default::default() };
        let mut response = runtime.block_on(client.import_resource_state(request))?.into_inner();
        no_errors(&response.diagnostics)?;
        ensure!(response.imported_resources.len() == 1, "{} objects were imported", response.imported_resources.len());
        let imported = response.imported_resources.remove(0);
        ensure!(imported.type_name == type_name && imported.identity == identity, "the import has another type or identity");
        let request = proto::read_resource::Request {
            type_name: type_name.to_owned(),
            current_state: imported.state,
            private: imported.private,
            current_identity: imported.identity,
            ..Default::default()
        };
        let read = runtime.block_on(client.read_resource(request))?.into_inner();
        no_errors(&read.diagnostics)?;
        ensure!(read.new_identity == identity, "reading changes the identity");
        value(read.new_state.as_ref(), &self.types[type_name])
    }

    fn generate(&mut self, type_name: &str, state: &Value) -> Result<Value> {
        let ty = &self.types[type_name];
        let request = proto::generate_resource_config::Request { type_name: type_name.to_owned(), state: message(state, ty) };
        let response = self.host.runtime.block_on(self.host.client.generate_resource_config(request))?.into_inner();
        no_errors(&response.diagnostics)?;
        value(response.config.as_ref(), ty)
    }

    fn refuses_moves(&mut self) -> Result<()> {
        let request = proto::move_resource_state::Request {
            source_provider_address: "registry.terraform.io/hashicorp/null".to_owned(),
            source_type_name: "null_resource".to_owned(),
            target_type_name: "appservices_app".to_owned(),
            source_state: Some(proto::RawState { json: b"{}".to_vec(), flatmap: HashMap::new() }),
            ..Default::default()
        };
        let response = self.host.runtime.block_on(self.host.client.move_resource_state(request))?.into_inner();
        let error = response.diagnostics.first().context("a move from a foreign type is taken")?;
        ensure!(error.detail.contains("null_resource") && error.detail.contains("appservices_app"), "the refusal says {:?}", error.detail);
        Ok(())
    }

    fn answers_noise(&mut self, noise: Option<proto::DynamicValue>, bytes: &[u8]) -> Result<()> {
        let (runtime, client) = (&self.host.runtime, &mut self.host.client);
        let name = || "appservices_secret".to_owned();
        let raw = || Some(proto::RawState { json: bytes.to_vec(), flatmap: HashMap::new() });
        runtime.block_on(async {
            client.validate_provider_config(proto::validate_provider_config::Request { config: noise.clone() }).await?;
            client
                .validate_resource_config(proto::validate_resource_config::Request {
                    type_name: name(),
                    config: noise.clone(),
                    client_capabilities: None,
                })
                .await?;
            client
                .upgrade_resource_state(proto::upgrade_resource_state::Request { type_name: name(), version: 0, raw_state: raw() })
                .await?;
            client
                .upgrade_resource_identity(proto::upgrade_resource_identity::Request { type_name: name(), version: 0, raw_identity: raw() })
                .await?;
            client
                .read_resource(proto::read_resource::Request { type_name: name(), current_state: noise.clone(), ..Default::default() })
                .await?;
            client
                .plan_resource_change(proto::plan_resource_change::Request {
                    type_name: name(),
                    prior_state: noise.clone(),
                    proposed_new_state: noise.clone(),
                    config: noise.clone(),
                    ..Default::default()
                })
                .await?;
            client
                .apply_resource_change(proto::apply_resource_change::Request {
                    type_name: name(),
                    planned_state: noise.clone(),
                    config: noise.clone(),
                    ..Default::default()
                })
                .await?;
            client
                .read_data_source(proto::read_data_source::Request {
                    type_name: "appservices_app".to_owned(),
                    config: noise.clone(),
                    ..Default::default()
                })
                .await?;
            client
                .call_function(proto::call_function::Request {
                    name: "endpoint_url".to_owned(),
                    arguments: vec![noise.clone().unwrap_or_default()],
                })
                .await?;
            client
                .open_ephemeral_resource(proto::open_ephemeral_resource::Request {
                    type_name: "appservices_access_token".to_owned(),
                    config: noise.clone(),
                    ..Default::default()
                })
                .await?;
            client.generate_resource_config(proto::generate_resource_config::Request { type_name: name(), state: noise.clone() }).await?;
            client
                .import_resource_state(proto::import_resource_state::Request {
                    type_name: name(),
                    id: String::from_utf8_lossy(bytes).into_owned(),
                    ..Default::default()
                })
                .await?;
            let identity = Some(proto::ResourceIdentityData { identity_data: noise });
            client
                .import_resource_state(proto::import_resource_state::Request { type_name: name(), identity, ..Default::default() })
                .await?;
            Ok(())
        })
    }
}
