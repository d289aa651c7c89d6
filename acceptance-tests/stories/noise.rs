//! Noise in the calls of a running provider. Every call, with damaged requests of every shape, is tried without a process in
//! `src/plugin/rpc/tests/mod.rs`; this is the way over the wire.

use std::collections::HashMap;

use anyhow::Result;

use crate::host::{Host, proto};
use crate::newer_core::Core;
use crate::terraform::Program;

/// Noise and other people's values end in diagnostics, never in a crash.
pub(super) fn noise(_: &Program) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut host = Host::start()?;
    host.sends_noise = true;
    let mut core = Core::new(&mut host)?;
    core.configure(&[(
        "local_path",
        folder.path().display().to_string().as_str().into(),
    )])?;
    let mut chance = fastrand::Rng::with_seed(0x2545_f491_4f6c_dd1d);
    for length in 0..120usize {
        let mut noise = vec![0; length];
        chance.fill(&mut noise);
        let value = Some(proto::DynamicValue {
            msgpack: noise.clone(),
            json: Vec::new(),
        });
        let json = Some(proto::DynamicValue {
            msgpack: Vec::new(),
            json: noise.clone(),
        });
        for value in [value, json] {
            answers_noise(&mut core, value, &noise)?;
        }
    }
    // And it still works.
    core.create("appservices_app", &[("name", "a".into())])
        .map(drop)
}

fn answers_noise(
    core: &mut Core<'_>,
    noise: Option<proto::DynamicValue>,
    bytes: &[u8],
) -> Result<()> {
    let (runtime, client) = (&core.host.runtime, &mut core.host.client);
    let name = || "appservices_secret".to_owned();
    let raw = || {
        Some(proto::RawState {
            json: bytes.to_vec(),
            flatmap: HashMap::new(),
        })
    };
    runtime.block_on(async {
        client
            .validate_provider_config(proto::validate_provider_config::Request {
                config: noise.clone(),
            })
            .await?;
        client
            .validate_resource_config(proto::validate_resource_config::Request {
                type_name: name(),
                config: noise.clone(),
                client_capabilities: None,
            })
            .await?;
        client
            .upgrade_resource_state(proto::upgrade_resource_state::Request {
                type_name: name(),
                version: 0,
                raw_state: raw(),
            })
            .await?;
        client
            .upgrade_resource_identity(proto::upgrade_resource_identity::Request {
                type_name: name(),
                version: 0,
                raw_identity: raw(),
            })
            .await?;
        client
            .read_resource(proto::read_resource::Request {
                type_name: name(),
                current_state: noise.clone(),
                ..Default::default()
            })
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
        client
            .generate_resource_config(proto::generate_resource_config::Request {
                type_name: name(),
                state: noise.clone(),
            })
            .await?;
        client
            .import_resource_state(proto::import_resource_state::Request {
                type_name: name(),
                id: String::from_utf8_lossy(bytes).into_owned(),
                ..Default::default()
            })
            .await?;
        let identity = Some(proto::ResourceIdentityData {
            identity_data: noise,
        });
        client
            .import_resource_state(proto::import_resource_state::Request {
                type_name: name(),
                identity,
                ..Default::default()
            })
            .await?;
        Ok(())
    })
}
