//! The part of a newer core that the stories play: it plans, plans again before it applies, applies, reads and imports, and holds
//! every answer against core's own checks.

mod schema;

use std::collections::HashMap;

use anyhow::{Result, bail, ensure};
use appservices_provider::engine::check::{check_applied, check_plan};
use appservices_provider::engine::codec::decode;
use appservices_provider::engine::{Schema, Type, Value, propose};

use self::schema::ty;
pub(crate) use self::schema::{message, object, schema, value};

use crate::host::{Host, proto};

/// A core with a configured provider.
pub(crate) struct Core<'a> {
    pub(crate) host: &'a mut Host,
    pub(crate) provider: Schema,
    pub(crate) resources: HashMap<String, Schema>,
    pub(crate) answered: proto::get_provider_schema::Response,
    pub(crate) identities: HashMap<String, Type>,
    /// What this core can do.
    pub(crate) can: proto::ClientCapabilities,
}

/// An object as a state has it.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) state: Value,
    pub(crate) private: Vec<u8>,
    pub(crate) identity: Option<proto::ResourceIdentityData>,
}

/// An answer to `PlanResourceChange`.
pub(crate) struct Planned {
    pub(crate) state: Value,
    pub(crate) answer: proto::plan_resource_change::Response,
}

impl<'a> Core<'a> {
    /// Asks what the provider is, as a core that can do everything.
    pub(crate) fn new(host: &'a mut Host) -> Result<Self> {
        let answered = host
            .runtime
            .block_on(
                host.client
                    .get_provider_schema(proto::get_provider_schema::Request {}),
            )?
            .into_inner();
        no_errors(&answered.diagnostics)?;
        let identities = host
            .client
            .get_resource_identity_schemas(proto::get_resource_identity_schemas::Request {});
        let identities = host.runtime.block_on(identities)?.into_inner();
        let identity_type = |schema: proto::ResourceIdentitySchema| -> Result<Type> {
            let attributes = schema
                .identity_attributes
                .iter()
                .map(|one| Ok((one.name.clone(), ty(&one.r#type)?)));
            attributes.collect::<Result<_>>().map(Type::Object)
        };
        let can = proto::ClientCapabilities {
            deferral_allowed: true,
            write_only_attributes_allowed: true,
            store_planned_private: true,
            computed_blocks_allowed: true,
        };
        Ok(Self {
            provider: schema(answered.provider.as_ref())?,
            resources: answered
                .resource_schemas
                .iter()
                .map(|(name, one)| Ok((name.clone(), schema(Some(one))?)))
                .collect::<Result<_>>()?,
            identities: identities
                .identity_schemas
                .into_iter()
                .map(|(name, one)| Ok((name, identity_type(one)?)))
                .collect::<Result<_>>()?,
            answered,
            host,
            can,
        })
    }

    pub(crate) fn configure(&mut self, attributes: &[(&str, Value)]) -> Result<()> {
        let request = proto::configure_provider::Request {
            terraform_version: "1.16.0".to_owned(),
            config: message(&object(&self.provider, attributes), &self.provider),
            client_capabilities: Some(self.can),
        };
        let answer = self
            .host
            .runtime
            .block_on(self.host.client.configure_provider(request))?
            .into_inner();
        no_errors(&answer.diagnostics)
    }

    /// Asks for a plan, and checks it unless it is deferred. While applying, `saved` is the plan that was made before.
    pub(crate) fn plan(
        &mut self,
        type_name: &str,
        prior: Option<&Stored>,
        config: &Value,
        saved: Option<&Planned>,
    ) -> Result<Planned> {
        let schema = &self.resources[type_name];
        let before = prior.map_or(Value::Null, |prior| prior.state.clone());
        let proposed = if config.is_null() {
            Value::Null
        } else {
            propose(&schema.block, &before, config)
        };
        let request = proto::plan_resource_change::Request {
            type_name: type_name.to_owned(),
            prior_state: message(&before, schema),
            proposed_new_state: message(&proposed, schema),
            config: message(config, schema),
            prior_private: prior.map(|prior| prior.private.clone()).unwrap_or_default(),
            prior_identity: prior.and_then(|prior| prior.identity.clone()),
            client_capabilities: Some(self.can),
            planned_private: saved
                .map(|saved| saved.answer.planned_private.clone())
                .unwrap_or_default(),
            ..Default::default()
        };
        let answer = self
            .host
            .runtime
            .block_on(self.host.client.plan_resource_change(request))?
            .into_inner();
        no_errors(&answer.diagnostics)?;
        let state = value(answer.planned_state.as_ref(), schema)?;
        if answer.deferred.is_none() {
            let problems = check_plan(&schema.block, &before, config, &state);
            ensure!(
                problems.is_empty(),
                "core would refuse the plan of {type_name}: {problems:?}"
            );
        }
        // Core accepts unknown identities of new objects, but its renderer does not, so the plan could not be shown.
        if let Some(identity) = self.identity(type_name, answer.planned_identity.as_ref())? {
            ensure!(
                identity.is_wholly_known(),
                "core could not show the plan of {type_name}: its identity is not known"
            );
        }
        Ok(Planned { state, answer })
    }

    /// Plans, plans again as core does before it applies, and applies.
    pub(crate) fn change(
        &mut self,
        type_name: &str,
        prior: Option<&Stored>,
        config: &Value,
    ) -> Result<Stored> {
        let saved = self.plan(type_name, prior, config, None)?;
        ensure!(
            saved.answer.deferred.is_none(),
            "the change of {type_name} is deferred"
        );
        let planned = self.plan(type_name, prior, config, Some(&saved))?;
        let schema = &self.resources[type_name];
        ensure!(
            planned.state == saved.state,
            "core would refuse the final plan of {type_name}"
        );
        let request = proto::apply_resource_change::Request {
            type_name: type_name.to_owned(),
            prior_state: message(
                &prior.map_or(Value::Null, |prior| prior.state.clone()),
                schema,
            ),
            planned_state: planned.answer.planned_state,
            config: message(config, schema),
            planned_private: planned.answer.planned_private,
            planned_identity: planned.answer.planned_identity,
            ..Default::default()
        };
        let answer = self
            .host
            .runtime
            .block_on(self.host.client.apply_resource_change(request))?
            .into_inner();
        no_errors(&answer.diagnostics)?;
        let state = value(answer.new_state.as_ref(), schema)?;
        let problems = check_applied(&schema.block, &planned.state, &state);
        ensure!(
            problems.is_empty(),
            "core would refuse what became of {type_name}: {problems:?}"
        );
        if let Some(identity) = self.identity(type_name, answer.new_identity.as_ref())? {
            ensure!(
                identity.is_wholly_known(),
                "an identity of {type_name} is not known"
            );
            ensure!(
                identity.get("id") == state.get("id"),
                "the identity of {type_name} is not the state's"
            );
        }
        Ok(Stored {
            state,
            private: answer.private,
            identity: answer.new_identity,
        })
    }

    pub(crate) fn create(
        &mut self,
        type_name: &str,
        attributes: &[(&str, Value)],
    ) -> Result<Stored> {
        let config = object(&self.resources[type_name], attributes);
        self.change(type_name, None, &config)
    }

    /// Refreshes an object; `None` when it is gone.
    pub(crate) fn read(
        &mut self,
        type_name: &str,
        stored: &Stored,
    ) -> Result<(Option<Stored>, proto::read_resource::Response)> {
        let schema = &self.resources[type_name];
        let request = proto::read_resource::Request {
            type_name: type_name.to_owned(),
            current_state: message(&stored.state, schema),
            private: stored.private.clone(),
            current_identity: stored.identity.clone(),
            client_capabilities: Some(self.can),
            ..Default::default()
        };
        let answer = self
            .host
            .runtime
            .block_on(self.host.client.read_resource(request))?
            .into_inner();
        no_errors(&answer.diagnostics)?;
        if let Some(identity) = self.identity(type_name, answer.new_identity.as_ref())? {
            ensure!(
                identity.is_wholly_known(),
                "core would refuse what was read of {type_name}: its identity is not known"
            );
        }
        let state = value(answer.new_state.as_ref(), schema)?;
        let stored = Stored {
            state,
            private: answer.private.clone(),
            identity: answer.new_identity.clone(),
        };
        Ok(((!stored.state.is_null()).then_some(stored), answer))
    }

    /// Imports by id or identity, without the read that follows.
    pub(crate) fn import(
        &mut self,
        type_name: &str,
        id: &str,
        identity: Option<proto::ResourceIdentityData>,
    ) -> Result<(Stored, proto::import_resource_state::Response)> {
        let request = proto::import_resource_state::Request {
            type_name: type_name.to_owned(),
            id: id.to_owned(),
            client_capabilities: Some(self.can),
            identity,
        };
        let answer = self
            .host
            .runtime
            .block_on(self.host.client.import_resource_state(request))?
            .into_inner();
        no_errors(&answer.diagnostics)?;
        ensure!(
            answer.imported_resources.len() == 1,
            "{} objects were imported",
            answer.imported_resources.len()
        );
        let imported = &answer.imported_resources[0];
        ensure!(
            imported.type_name == type_name,
            "the import is of another type"
        );
        if let Some(known) = self.identity(type_name, imported.identity.as_ref())? {
            ensure!(
                known.is_wholly_known(),
                "core would refuse the import of {type_name}: its identity is not known"
            );
        }
        let state = value(imported.state.as_ref(), &self.resources[type_name])?;
        Ok((
            Stored {
                state,
                private: imported.private.clone(),
                identity: imported.identity.clone(),
            },
            answer,
        ))
    }

    /// Returns what an identity contains, if there is one.
    pub(crate) fn identity(
        &self,
        type_name: &str,
        message: Option<&proto::ResourceIdentityData>,
    ) -> Result<Option<Value>> {
        let data = message.and_then(|message| message.identity_data.as_ref());
        let Some((ty, data)) = self.identities.get(type_name).zip(data) else {
            return Ok(None);
        };
        Ok(Some(decode(&data.msgpack, ty)?))
    }
}

/// Fails when there are errors among the diagnostics.
pub(crate) fn no_errors(diagnostics: &[proto::Diagnostic]) -> Result<()> {
    match diagnostics.iter().find(|one| one.severity == 1) {
        Some(error) => bail!("{}: {}", error.summary, error.detail),
        None => Ok(()),
    }
}

/// Fails if there is no error that contains this.
pub(crate) fn an_error(outcome: Result<impl Sized>, says: &str) -> Result<()> {
    let Err(error) = outcome else {
        bail!("nothing says {says:?}")
    };
    ensure!(
        format!("{error:#}").contains(says),
        "{says:?} is not what it says: {error:#}"
    );
    Ok(())
}
