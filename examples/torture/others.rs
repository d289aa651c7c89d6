//! Everything beside resources: a data source, an ephemeral resource, a function, actions.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use appservices_provider::engine::{
    Attribute, Block, Diagnostic, Schema, Type, Usage, Value, validators,
};
use appservices_provider::provider::{
    Action, ActionPlan, DataSource, Deferred, EphemeralResource, Found, Function, FunctionError,
    Opened, Outcome, Parameter, Private, Progress, Query, Renewed, Signature,
};
use async_trait::async_trait;
use tokio::sync::watch;

use super::schema::{computed, optional};

/// Returns its argument and the module.
pub(crate) struct Echo {
    schema: Schema,
}

impl Echo {
    pub(crate) fn new() -> Self {
        let attributes = vec![
            optional("said", Type::Dynamic),
            computed("module"),
            computed("heard"),
        ];
        Self {
            schema: Schema {
                version: 0,
                block: Block {
                    attributes,
                    ..Block::default()
                },
            },
        }
    }
}

#[async_trait]
impl DataSource for Echo {
    fn type_name(&self) -> &str {
        "torture_echo"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn read(&self, query: &Query<'_>) -> Outcome<Found> {
        let said = query.config.get("said");
        let heard = if said.is_null() {
            "nothing"
        } else {
            "something"
        };
        Ok(Found::new(Value::object([
            ("said", said.clone()),
            ("module", query.meta.get("module").clone()),
            ("heard", heard.into()),
        ])))
    }
}

/// A ticket that must be renewed, and is valid only while its private state says so.
pub(crate) struct Ticket {
    schema: Schema,
}

impl Ticket {
    pub(crate) fn new() -> Self {
        let number = Attribute {
            sensitive: true,
            ..computed("number")
        };
        let attributes = vec![
            Attribute::new("holder", Type::String, Usage::Required, ""),
            number,
        ];
        Self {
            schema: Schema {
                version: 0,
                block: Block {
                    attributes,
                    ..Block::default()
                },
            },
        }
    }
}

#[async_trait]
impl EphemeralResource for Ticket {
    fn type_name(&self) -> &str {
        "torture_ticket"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn open(&self, config: &Value, _: bool) -> Outcome<Opened> {
        let holder = config.get("holder");
        let mut private = Private::default();
        private.set("renewals", &0)?;
        let result = Value::object([("holder", holder.clone()), ("number", "1".into())]);
        Ok(Opened {
            private,
            renew_at: Some(soon()),
            ..Opened::new(result)
        })
    }

    async fn renew(&self, private: &Private) -> Outcome<Renewed> {
        let mut private = private.clone();
        let renewals = private.get::<u64>("renewals")?.unwrap_or(0) + 1;
        private.set("renewals", &renewals)?;
        Ok(Renewed {
            private,
            renew_at: Some(soon()),
            warnings: Vec::new(),
        })
    }

    async fn close(&self, private: &Private) -> Outcome<Vec<Diagnostic>> {
        let renewals = private.get::<u64>("renewals")?;
        let warning = |renewals| {
            Diagnostic::warning(
                "The ticket is given back",
                format!("It was renewed {renewals} times."),
            )
        };
        Ok(renewals
            .filter(|renewals| *renewals > 0)
            .map(warning)
            .into_iter()
            .collect())
    }
}

#[expect(clippy::disallowed_methods, reason = "a ticket is good for a time")]
fn soon() -> SystemTime {
    SystemTime::now() + Duration::from_secs(60)
}

/// Joins any number of texts, and omits nulls.
pub(crate) struct Join(Signature);

impl Join {
    pub(crate) fn new() -> Self {
        Self(signature())
    }
}

fn signature() -> Signature {
    let part = Parameter {
        allow_null: true,
        ..Parameter::new("part", Type::String, "")
    };
    let separator = Parameter {
        validators: vec![validators::length_at_most(3)],
        ..Parameter::new("separator", Type::String, "")
    };
    Signature {
        parameters: vec![separator],
        variadic: Some(part),
        returns: Type::String,
        summary: "Joins texts".to_owned(),
        description: String::new(),
        deprecated: None,
    }
}

impl Function for Join {
    fn name(&self) -> &str {
        "join"
    }

    fn signature(&self) -> &Signature {
        &self.0
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        let parts: Vec<&str> = arguments.iter().skip(1).filter_map(Value::as_str).collect();
        match arguments.first().and_then(Value::as_str) {
            Some(separator) if !parts.is_empty() => Ok(parts.join(separator).as_str().into()),
            _ => Err(FunctionError::argument(1, "there is nothing to join")),
        }
    }
}

/// Counts to a number and reports each step. More than ten are too many.
pub(crate) struct Counting {
    schema: Schema,
}

impl Counting {
    pub(crate) fn new() -> Self {
        let steps = Attribute::new("steps", Type::Number, Usage::Required, "");
        Self {
            schema: Schema {
                version: 0,
                block: Block {
                    attributes: vec![steps],
                    ..Block::default()
                },
            },
        }
    }
}

#[async_trait]
impl Action for Counting {
    fn type_name(&self) -> &str {
        "torture_count"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn plan(&self, config: &Value, deferral_allowed: bool) -> Outcome<ActionPlan> {
        let deferred = (deferral_allowed && config.get("steps").is_unknown())
            .then_some(Deferred::ResourceConfigUnknown);
        Ok(ActionPlan {
            deferred,
            ..ActionPlan::default()
        })
    }

    async fn invoke(
        &self,
        config: &Value,
        progress: &mut dyn Progress,
    ) -> Outcome<Vec<Diagnostic>> {
        let Value::Number(steps) = config.get("steps") else {
            return Ok(Vec::new());
        };
        for step in 1..=steps.to_i64().unwrap_or(0) {
            if step > 10 {
                return Err(vec![Diagnostic::error("Too many steps", "Ten are enough.")]);
            }
            progress.tell(&format!("step {step}")).await;
        }
        Ok(vec![Diagnostic::warning(
            "Counted",
            "Nothing else was done.",
        )])
    }
}

/// Waits until the user interrupts.
pub(crate) struct Waiting {
    schema: Schema,
    stopped: Arc<watch::Sender<bool>>,
}

impl Waiting {
    pub(crate) fn new(stopped: Arc<watch::Sender<bool>>) -> Self {
        Self {
            schema: Schema::default(),
            stopped,
        }
    }
}

#[async_trait]
impl Action for Waiting {
    fn type_name(&self) -> &str {
        "torture_wait"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn invoke(&self, _: &Value, progress: &mut dyn Progress) -> Outcome<Vec<Diagnostic>> {
        let mut stopped = self.stopped.subscribe();
        progress.tell("waiting").await;
        // It cannot fail: the sender lives as long as the provider.
        let _ = stopped.wait_for(|stopped| *stopped).await;
        Err(vec![Diagnostic::error(
            "Interrupted",
            "It was waiting for that.",
        )])
    }
}
