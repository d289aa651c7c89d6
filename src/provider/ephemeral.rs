//! Ephemeral resources: values that exist while Terraform runs and are in no plan or state (Terraform 1.10, OpenTofu 1.11).

use std::time::SystemTime;

use async_trait::async_trait;

use super::answer::{known, promised, typed};
use super::validate::refuse;
use super::{Deferred, Outcome, Private, Provider, deferral};
use crate::engine::check::check_plan;
use crate::engine::{Block, Defaults, Diagnostic, Schema, Severity, Value, plan, settle};

/// An ephemeral resource type.
#[async_trait]
pub trait EphemeralResource: Send + Sync + 'static {
    /// The whole name: `appservices_access_token`.
    fn type_name(&self) -> &str;

    /// Its schema.
    fn schema(&self) -> &Schema;

    /// Makes it, for plan and apply each. The configuration is wholly known. Where `deferral_allowed`, the answer may be put off.
    ///
    /// # Errors
    /// When it cannot be made.
    async fn open(&self, config: &Value, deferral_allowed: bool) -> Outcome<Opened>;

    /// Prolongs it, at about the time that [`Opened::renew_at`] said. Terraform 1.17 and later show people what this says, and an
    /// error ends the run: say what happened and how to mend it. [`renew_ephemeral`] adds which resource it was, and what comes next.
    ///
    /// # Errors
    /// When it cannot be prolonged.
    async fn renew(&self, private: &Private) -> Outcome<Renewed> {
        Ok(Renewed {
            private: private.clone(),
            renew_at: None,
            warnings: Vec::new(),
        })
    }

    /// Ends it. Called once for each that was opened.
    ///
    /// # Errors
    /// When it lives on.
    async fn close(&self, private: &Private) -> Outcome<Vec<Diagnostic>> {
        let _ = private;
        Ok(Vec::new())
    }
}

/// An ephemeral resource that was opened.
#[derive(Debug)]
pub struct Opened {
    /// The configuration with what the provider adds.
    pub result: Value,
    /// Notes for renewing and closing.
    pub private: Private,
    /// When it should be renewed.
    pub renew_at: Option<SystemTime>,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
    /// Why it is put off, when it is and may be.
    pub deferred: Option<Deferred>,
}

impl Opened {
    /// A result that needs no renewal and no notes.
    pub const fn new(result: Value) -> Self {
        Self {
            result,
            private: Private(Vec::new()),
            renew_at: None,
            warnings: Vec::new(),
            deferred: None,
        }
    }
}

/// `OpenEphemeralResource`. Of one that is put off, what the configuration leaves to the provider is unknown.
///
/// # Errors
/// When the configuration contradicts the schema, when it cannot be made, and when the result is not of the schema's type or not what is configured.
pub async fn open_ephemeral(
    provider: &dyn Provider,
    resource: &dyn EphemeralResource,
    config: &Value,
    deferral_allowed: bool,
) -> Outcome<Opened> {
    let (type_name, block) = (resource.type_name(), &resource.schema().block);
    refuse(block, &Value::Null, config)?;
    if let Some(deferred) = deferral::put_off(provider, deferral_allowed) {
        let unknown = plan(resource.schema(), &Defaults::new(), &Value::Null, config).planned;
        return Ok(Opened {
            deferred: Some(deferred),
            ..Opened::new(unknown)
        });
    }
    let opened = resource.open(config, deferral_allowed).await?;
    let private = opened.private.clone();
    match checked(type_name, block, config, opened, deferral_allowed) {
        Ok(opened) => Ok(opened),
        Err(mut errors) => {
            // Core never hears of it, so nobody else would end it.
            errors.extend(
                resource
                    .close(&private)
                    .await
                    .unwrap_or_else(|errors| errors),
            );
            Err(errors)
        }
    }
}

/// Core checks it as a plan.
fn checked(
    type_name: &str,
    block: &Block,
    config: &Value,
    mut opened: Opened,
    deferral_allowed: bool,
) -> Outcome<Opened> {
    const CALL: &str = "OpenEphemeralResource";
    opened.deferred = deferral::checked(type_name, opened.deferred, deferral_allowed)?;
    let answer = if opened.deferred.is_none() {
        known
    } else {
        typed
    };
    opened.result = settle(
        block,
        config,
        &answer(type_name, CALL, block, opened.result)?,
    );
    let problems = if opened.deferred.is_none() {
        check_plan(block, &Value::Null, config, &opened.result)
    } else {
        Vec::new()
    };
    promised(type_name, CALL, &problems).map(|()| opened)
}

/// `RenewEphemeralResource`. This comes in the middle of a run, from no line of a configuration, so each diagnostic names the resource.
///
/// # Errors
/// When it cannot be prolonged.
pub async fn renew_ephemeral(
    resource: &dyn EphemeralResource,
    private: &Private,
) -> Outcome<Renewed> {
    let type_name = resource.type_name();
    let told = |all: Vec<Diagnostic>| {
        all.into_iter()
            .map(|one| renewing(type_name, one))
            .collect::<Vec<_>>()
    };
    match resource.renew(private).await {
        Ok(renewed) => Ok(Renewed {
            warnings: told(renewed.warnings),
            ..renewed
        }),
        Err(errors) => Err(told(errors)),
    }
}

fn renewing(type_name: &str, one: Diagnostic) -> Diagnostic {
    let (what, next) = match one.severity {
        Severity::Error => (
            "could not be renewed",
            format!(
                "What it gave this run may not work any longer. Once the cause is mended, run Terraform again, which opens a new {type_name}."
            ),
        ),
        Severity::Warning => ("was renewed", String::new()),
    };
    let detail = [one.detail.as_str(), next.as_str()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("\n");
    Diagnostic {
        severity: one.severity,
        summary: format!("{type_name} {what}: {}", one.summary),
        detail,
        path: None,
    }
}

/// An ephemeral resource that was renewed.
#[derive(Debug)]
pub struct Renewed {
    /// Notes for renewing and closing.
    pub private: Private,
    /// When it should be renewed again.
    pub renew_at: Option<SystemTime>,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
}
