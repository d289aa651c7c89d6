//! Everything beside resources: a data source, an ephemeral resource, a function, actions. All but the
//! data source are on the typed layer.

use std::time::{Duration, SystemTime};

use appservices_provider::engine::{Attribute, Diagnostic, Field, Schema, Type, Value, validators};
use appservices_provider::provider::{
    CloseRequest, CloseResponse, DataSource, Deferred, FunctionError, InvokeRequest,
    InvokeResponse, OpenRequest, OpenResponse, Parameter, PlanActionRequest, PlanActionResponse,
    Private, Progress, ReadDataSourceRequest, ReadDataSourceResponse, RenewRequest, RenewResponse,
    Result, Signature, TypedAction, TypedEphemeralResource, TypedFunction, async_trait,
};
use serde::{Deserialize, Serialize};

/// Returns its argument and the module.
pub(crate) struct Echo;

#[async_trait]
impl DataSource for Echo {
    fn type_name(&self) -> &str {
        "torture_echo"
    }

    fn schema(&self) -> Schema {
        Schema::new([
            Attribute::dynamic("said"),
            Attribute::string("module").computed(),
            Attribute::string("heard").computed(),
        ])
    }

    async fn read(&self, request: ReadDataSourceRequest<'_>) -> Result<ReadDataSourceResponse> {
        let said = &request.config["said"];
        let heard = if said.is_null() {
            "nothing"
        } else {
            "something"
        };
        let heard = Value::object([
            ("said", said.clone()),
            ("module", request.call.meta["module"].clone()),
            ("heard", heard.into()),
        ]);
        Ok(heard.into())
    }
}

/// A ticket that must be renewed, and is valid only while its private state says so.
pub(crate) struct Ticket;

#[derive(Serialize, Deserialize)]
pub(crate) struct Issued {
    holder: String,
    number: Option<String>,
}

#[async_trait]
impl TypedEphemeralResource for Ticket {
    type State = Issued;

    fn type_name(&self) -> &str {
        "torture_ticket"
    }

    fn schema(&self) -> Schema {
        Schema::new([
            Attribute::string("holder").required(),
            Attribute::string("number").computed().sensitive(),
        ])
    }

    async fn open(&self, request: OpenRequest<'_, (), Issued>) -> Result<OpenResponse<Issued>> {
        let mut private = Private::default();
        private.set("renewals", &0)?;
        let issued = Issued {
            number: Some("1".to_owned()),
            ..request.config
        };
        Ok(OpenResponse::new(issued)
            .with_private(private)
            .renew_at(soon()))
    }

    async fn renew(&self, request: RenewRequest<'_>) -> Result<RenewResponse> {
        let mut private = request.private.clone();
        let renewals = private.get::<u64>("renewals")?.unwrap_or(0) + 1;
        private.set("renewals", &renewals)?;
        Ok(RenewResponse::new(private).renew_at(soon()))
    }

    async fn close(&self, request: CloseRequest<'_>) -> Result<CloseResponse> {
        let closed = CloseResponse::default();
        Ok(match request.private.get::<u64>("renewals")? {
            Some(renewals) if renewals > 0 => {
                let detail = format!("It was renewed {renewals} times.");
                closed.warning(Diagnostic::warning("The ticket is given back", detail))
            }
            _ => closed,
        })
    }
}

#[expect(clippy::disallowed_methods, reason = "a ticket is good for a time")]
fn soon() -> SystemTime {
    SystemTime::now() + Duration::from_secs(60)
}

/// Joins any number of texts, and omits nulls.
pub(crate) struct Join;

impl TypedFunction for Join {
    type Arguments = (String, Vec<Option<String>>);
    type Returns = String;

    fn name(&self) -> &str {
        "join"
    }

    fn signature(&self) -> Signature {
        let separator = Parameter::string("separator").validate(validators::length_at_most(3));
        Signature::new([separator], Type::String)
            .variadic(Parameter::string("part").allow_null())
            .summary("Joins texts")
    }

    fn call(&self, (separator, parts): Self::Arguments) -> Result<String, FunctionError> {
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() {
            return Err(FunctionError::argument(1, "there is nothing to join"));
        }
        Ok(parts.join(&separator))
    }
}

/// Counts to a number and reports each step. More than ten are too many.
pub(crate) struct Counting;

#[derive(Deserialize)]
pub(crate) struct Steps {
    steps: i64,
}

/// What may be known of [`Steps`] at plan time.
#[derive(Deserialize)]
struct Planned {
    steps: Field<i64>,
}

#[async_trait]
impl TypedAction for Counting {
    type Config = Steps;

    fn type_name(&self) -> &str {
        "torture_count"
    }

    fn schema(&self) -> Schema {
        Schema::new([Attribute::number("steps").required()])
    }

    async fn plan(&self, request: PlanActionRequest<'_>) -> Result<PlanActionResponse> {
        let planned: Planned = request.config_as()?;
        let is_open = request.call.capabilities.deferral_allowed && planned.steps.is_unknown();
        let deferred = is_open.then_some(Deferred::ResourceConfigUnknown);
        Ok(PlanActionResponse::default().deferred(deferred))
    }

    async fn invoke(
        &self,
        request: InvokeRequest<'_, (), Steps>,
        progress: &mut dyn Progress,
    ) -> Result<InvokeResponse> {
        for step in 1..=request.config.steps {
            if step > 10 {
                return Err(Diagnostic::error("Too many steps", "Ten are enough.").into());
            }
            progress.send(&format!("step {step}")).await;
        }
        let counted = Diagnostic::warning("Counted", "Nothing else was done.");
        Ok(InvokeResponse::default().warning(counted))
    }
}

/// Waits until the user interrupts.
pub(crate) struct Waiting;

#[derive(Deserialize)]
pub(crate) struct Nothing {}

#[async_trait]
impl TypedAction for Waiting {
    type Config = Nothing;

    fn type_name(&self) -> &str {
        "torture_wait"
    }

    fn schema(&self) -> Schema {
        Schema::default()
    }

    async fn invoke(
        &self,
        request: InvokeRequest<'_, (), Nothing>,
        progress: &mut dyn Progress,
    ) -> Result<InvokeResponse> {
        progress.send("waiting").await;
        request.call.cancellation.cancelled().await;
        Err(Diagnostic::error("Interrupted", "It was waiting for that.").into())
    }
}
