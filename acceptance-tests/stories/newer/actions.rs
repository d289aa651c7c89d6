//! Actions.

use anyhow::{Context as _, Result, ensure};
use appservices_provider::engine::codec::encode;
use appservices_provider::engine::{Type, Value};

use super::require;
use crate::host::{Host, proto};
use crate::newer_core::Core;
use crate::terraform::Program;

/// An action reports progress, and then how it ended: well, with errors, not at all, or interrupted.
pub(in crate::stories) fn actions(_: &Program) -> Result<()> {
    let mut host = Host::start_program(&require("terraform-provider-torture")?)?;
    let mut core = Core::new(&mut host)?;
    core.configure(&[])?;
    ensure!(
        core.answered.action_schemas.contains_key("torture_count"),
        "the action is not in the schema"
    );
    let cases: [(_, _, &[&str]); 4] = [
        ("torture_count", Some(2), &["step 1", "step 2", "Counted"]),
        ("torture_count", Some(11), &["Too many steps"]),
        ("torture_nothing", Some(1), &["Unknown action type"]),
        ("torture_wait", None, &["waiting", "Interrupted"]),
    ];
    for (action, steps, wanted) in cases {
        let reported = invoke(&mut core, action, steps)?;
        ensure!(
            reported.ends_with(&wanted.iter().map(ToString::to_string).collect::<Vec<_>>()),
            "{action} with {steps:?} steps reported {reported:?}"
        );
    }
    Ok(())
}

/// Runs an action and returns what it reports. An action that waits is interrupted.
fn invoke(core: &mut Core<'_>, action: &str, steps: Option<i64>) -> Result<Vec<String>> {
    use proto::invoke_action::event::Type as Event;

    let (config, ty) = match steps {
        Some(steps) => (
            Value::object([("steps", steps.into())]),
            Type::object([("steps", Type::Number)]),
        ),
        None => (Value::object([]), Type::object([])),
    };
    let request = proto::invoke_action::Request {
        action_type: action.to_owned(),
        config: Some(proto::DynamicValue {
            msgpack: encode(&config, &ty),
            json: Vec::new(),
        }),
        client_capabilities: None,
    };
    let client = &mut core.host.client;
    core.host.runtime.block_on(async {
        let mut reported = Vec::new();
        let mut stream = client.invoke_action(request).await?.into_inner();
        while let Some(event) = stream.message().await? {
            match event.r#type.context("an event has a type")? {
                Event::Progress(progress) => {
                    if progress.message == "waiting" {
                        client
                            .stop_provider(proto::stop_provider::Request {})
                            .await?;
                    }
                    reported.push(progress.message);
                }
                Event::Completed(completed) => {
                    reported.extend(completed.diagnostics.into_iter().map(|one| one.summary));
                }
            }
        }
        Ok(reported)
    })
}
