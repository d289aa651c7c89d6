//! Ephemeral resources: values that exist while Terraform runs and are in no plan or state
//! (Terraform 1.10, OpenTofu 1.11).

use std::time::SystemTime;

use async_trait::async_trait;

use super::answer::{known, promised, typed};
use super::refusal::refuse;
use super::{Deferred, Outcome, Private, Provider, deferral};
use crate::engine::check::check_plan;
use crate::engine::{Block, Defaults, Diagnostic, Schema, Severity, Value, plan, settle};

/// An ephemeral resource type.
#[async_trait]
pub trait EphemeralResource: Send + Sync + 'static {
    /// Returns the whole name: `appservices_access_token`.
    fn type_name(&self) -> &str;

    /// Returns its schema.
    fn schema(&self) -> &Schema;

    /// Opens it, once for the plan and once for the apply. The configuration is wholly known. The
    /// answer may be deferred if `deferral_allowed`.
    ///
    /// # Errors
    /// Returns an error if it cannot be made.
    async fn open(&self, config: &Value, deferral_allowed: bool) -> Outcome<Opened>;

    /// Renews it, at about the time that [`Opened::renew_at`] said. Terraform 1.17 and later show
    /// the diagnostics, and an error ends the run, so a diagnostic says what happened and how to
    /// mend it. [`renew_ephemeral`] adds which resource it was, and what comes next.
    ///
    /// # Errors
    /// Returns an error if it cannot be renewed.
    async fn renew(&self, private: &Private) -> Outcome<Renewed> {
        Ok(Renewed {
            private: private.clone(),
            renew_at: None,
            warnings: Vec::new(),
        })
    }

    /// Closes it. Called once for each that was opened.
    ///
    /// # Errors
    /// Returns an error if it could not be closed.
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
    /// Private data for renewing and closing.
    pub private: Private,
    /// When it should be renewed.
    pub renew_at: Option<SystemTime>,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
    /// Why it is deferred, if it is. Only valid if deferral is allowed.
    pub deferred: Option<Deferred>,
}

impl Opened {
    /// Returns a result that needs no renewal and no private data.
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

/// Answers `OpenEphemeralResource`. If it is deferred, attributes that the configuration leaves to
/// the provider are unknown.
///
/// # Errors
/// Returns an error if the configuration contradicts the schema, if it cannot be made, or if the
/// result is not of the schema's type or not what is configured.
pub async fn open_ephemeral(
    provider: &dyn Provider,
    resource: &dyn EphemeralResource,
    config: &Value,
    deferral_allowed: bool,
) -> Outcome<Opened> {
    let type_name = resource.type_name();
    let block = &resource.schema().block;
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
            // Core does not know of it, so nothing else would close it.
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

/// Answers `RenewEphemeralResource`. This comes in the middle of a run, from no line of a
/// configuration, so each diagnostic names the resource.
///
/// # Errors
/// Returns an error if it cannot be renewed.
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
    /// Private data for renewing and closing.
    pub private: Private,
    /// When it should be renewed again.
    pub renew_at: Option<SystemTime>,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
}
