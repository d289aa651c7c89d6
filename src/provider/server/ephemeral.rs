//! The calls about ephemeral resources.

use super::answer::{known, promised, typed};
use super::refusal::accepted;
use super::{EphemeralResourceType, Server, deferral};
use crate::engine::check::check_plan;
use crate::engine::wording::both;
use crate::engine::{Defaults, Diagnostic, Diagnostics, Severity, Value, plan, settle};
use crate::provider::{
    Call, CloseRequest, CloseResponse, OpenRequest, OpenResponse, Private, RenewRequest,
    RenewResponse, Result,
};

impl Server {
    /// Answers `OpenEphemeralResource`. If it is deferred, attributes that the configuration leaves
    /// to the provider are unknown.
    ///
    /// # Errors
    /// Returns an error if the configuration contradicts the schema, if it cannot be made, or if
    /// the result is not of the schema's type or not what is configured.
    pub async fn open_ephemeral(
        &self,
        resource: &EphemeralResourceType,
        config: &Value,
        call: &Call,
    ) -> Result<OpenResponse> {
        let schema = resource.schema();
        let config = &*accepted(&schema.block, config)?;
        let configured = self.configured();
        if let Some(deferred) = configured.deferral(call) {
            let unknown = plan(schema, &Defaults::new(), &Value::Null, config).planned;
            return Ok(OpenResponse::new(unknown).deferred(deferred));
        }
        let request = OpenRequest {
            data: configured.needed()?,
            config,
            schema,
            call,
        };
        let opened = resource.item.open(request).await;
        let opened = opened
            .map_err(|errors| errors.of_failure(format_args!("opening {}", resource.name())))?;
        let private = opened.private.clone();
        match checked(resource, config, opened, call) {
            Ok(opened) => Ok(opened),
            Err(mut errors) => {
                // Core does not know of it, so nothing else would close it.
                let closed = self.close_ephemeral(resource, &private, call).await;
                errors.extend(closed.map_or_else(|errors| errors, |closed| closed.warnings));
                Err(errors)
            }
        }
    }

    /// Answers `RenewEphemeralResource`. This comes in the middle of a run, from no line of a
    /// configuration, so each diagnostic names the resource.
    ///
    /// # Errors
    /// Returns an error if it cannot be renewed.
    pub async fn renew_ephemeral(
        &self,
        resource: &EphemeralResourceType,
        private: &Private,
        call: &Call,
    ) -> Result<RenewResponse> {
        let configured = self.configured();
        let data = configured.needed()?;
        let named = |all: Diagnostics| -> Diagnostics {
            all.into_iter()
                .map(|one| renewing(resource.name(), one))
                .collect()
        };
        let request = RenewRequest {
            data,
            private,
            call,
        };
        match resource.item.renew(request).await {
            Ok(renewed) => Ok(RenewResponse {
                warnings: named(renewed.warnings),
                ..renewed
            }),
            Err(errors) => Err(named(errors.of_failure("the renewal"))),
        }
    }

    /// Answers `CloseEphemeralResource`.
    ///
    /// # Errors
    /// Returns an error if it could not be closed.
    pub async fn close_ephemeral(
        &self,
        resource: &EphemeralResourceType,
        private: &Private,
        call: &Call,
    ) -> Result<CloseResponse> {
        let configured = self.configured();
        let request = CloseRequest {
            data: configured.needed()?,
            private,
            schema: resource.schema(),
            call,
        };
        let closed = resource.item.close(request).await;
        closed.map_err(|errors| errors.of_failure(format_args!("closing {}", resource.name())))
    }
}

/// Checks an opened resource as core does, which takes it for a plan.
fn checked(
    resource: &EphemeralResourceType,
    config: &Value,
    mut opened: OpenResponse,
    call: &Call,
) -> Result<OpenResponse> {
    const CALL: &str = "OpenEphemeralResource";
    let type_name = resource.name();
    let block = &resource.schema().block;
    opened.deferred = deferral::checked(type_name, opened.deferred, call)?;
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
    Diagnostic {
        severity: one.severity,
        summary: format!("{type_name} {what}: {}", one.summary),
        detail: both(&one.detail, &next, "\n"),
        path: None,
    }
}
