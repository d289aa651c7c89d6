//! Noise in the calls of a running provider, over the wire. `src/plugin/rpc/tests/damage.rs` tests every call with damaged requests of
//! every shape, without a process.

use std::collections::HashMap;

use anyhow::Result;

use crate::host::{Client, Host, proto};
use crate::newer_core::Core;
use crate::terraform::Program;

/// Noise ends in diagnostics, never in a crash.
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
        for value in [in_msgpack(&noise), in_json(&noise)] {
            let noise = Noise {
                bytes: noise.clone(),
                value,
            };
            answers(&mut core, &noise)?;
        }
    }
    // And it still works.
    core.create("appservices_app", &[("name", "a".into())])?;
    Ok(())
}

fn in_msgpack(bytes: &[u8]) -> proto::DynamicValue {
    proto::DynamicValue {
        msgpack: bytes.to_vec(),
        json: Vec::new(),
    }
}

fn in_json(bytes: &[u8]) -> proto::DynamicValue {
    proto::DynamicValue {
        msgpack: Vec::new(),
        json: bytes.to_vec(),
    }
}

/// The same bytes in every form in which a call takes them.
struct Noise {
    bytes: Vec<u8>,
    value: proto::DynamicValue,
}

impl Noise {
    fn value(&self) -> Option<proto::DynamicValue> {
        Some(self.value.clone())
    }

    fn raw(&self) -> Option<proto::RawState> {
        Some(proto::RawState {
            json: self.bytes.clone(),
            flatmap: HashMap::new(),
        })
    }

    fn identity(&self) -> Option<proto::ResourceIdentityData> {
        Some(proto::ResourceIdentityData {
            identity_data: self.value(),
        })
    }
}

fn secret() -> String {
    "appservices_secret".to_owned()
}

/// Makes every call. Each must have an answer, of any content.
fn answers(core: &mut Core<'_>, noise: &Noise) -> Result<()> {
    let client = &mut core.host.client;
    core.host.runtime.block_on(async {
        check(client, noise).await?;
        change(client, noise).await?;
        look_up(client, noise).await?;
        import(client, noise).await
    })
}

/// Validates and upgrades noise.
async fn check(client: &mut Client, noise: &Noise) -> Result<()> {
    client
        .validate_provider_config(proto::validate_provider_config::Request {
            config: noise.value(),
        })
        .await?;
    client
        .validate_resource_config(proto::validate_resource_config::Request {
            type_name: secret(),
            config: noise.value(),
            client_capabilities: None,
        })
        .await?;
    client
        .upgrade_resource_state(proto::upgrade_resource_state::Request {
            type_name: secret(),
            version: 0,
            raw_state: noise.raw(),
        })
        .await?;
    client
        .upgrade_resource_identity(proto::upgrade_resource_identity::Request {
            type_name: secret(),
            version: 0,
            raw_identity: noise.raw(),
        })
        .await?;
    Ok(())
}

/// Reads, plans, applies and generates noise.
async fn change(client: &mut Client, noise: &Noise) -> Result<()> {
    client
        .read_resource(proto::read_resource::Request {
            type_name: secret(),
            current_state: noise.value(),
            ..Default::default()
        })
        .await?;
    client
        .plan_resource_change(proto::plan_resource_change::Request {
            type_name: secret(),
            prior_state: noise.value(),
            proposed_new_state: noise.value(),
            config: noise.value(),
            ..Default::default()
        })
        .await?;
    client
        .apply_resource_change(proto::apply_resource_change::Request {
            type_name: secret(),
            planned_state: noise.value(),
            config: noise.value(),
            ..Default::default()
        })
        .await?;
    client
        .generate_resource_config(proto::generate_resource_config::Request {
            type_name: secret(),
            state: noise.value(),
        })
        .await?;
    Ok(())
}

/// Reads data of noise, calls functions with it, and opens it.
async fn look_up(client: &mut Client, noise: &Noise) -> Result<()> {
    client
        .read_data_source(proto::read_data_source::Request {
            type_name: "appservices_app".to_owned(),
            config: noise.value(),
            ..Default::default()
        })
        .await?;
    client
        .call_function(proto::call_function::Request {
            name: "endpoint_url".to_owned(),
            arguments: vec![noise.value.clone()],
        })
        .await?;
    client
        .open_ephemeral_resource(proto::open_ephemeral_resource::Request {
            type_name: "appservices_access_token".to_owned(),
            config: noise.value(),
            ..Default::default()
        })
        .await?;
    Ok(())
}

/// Imports noise by id and by identity.
async fn import(client: &mut Client, noise: &Noise) -> Result<()> {
    client
        .import_resource_state(proto::import_resource_state::Request {
            type_name: secret(),
            id: String::from_utf8_lossy(&noise.bytes).into_owned(),
            ..Default::default()
        })
        .await?;
    client
        .import_resource_state(proto::import_resource_state::Request {
            type_name: secret(),
            identity: noise.identity(),
            ..Default::default()
        })
        .await?;
    Ok(())
}
