//! What a provider's author hears about mistakes: the resource, the attribute, and how to mend it.

use async_trait::async_trait;
use expect_test::{Expect, expect};
use serde::Serialize;

mod answers;
mod contradictions;
mod declarations;
mod ephemeral;
mod flow;
mod updates;

use super::*;
use crate::engine::tests::language::{schema, show, value};
use crate::engine::{Attribute, Replace, Type, Usage, to_value, validators};

/// A resource whose author made a mistake.
struct Mistaken {
    schema: Schema,
    identity: Option<IdentitySchema>,
    /// What creating, updating, reading and importing give.
    answer: fn() -> Value,
    refine: fn(&PlanRequest, &mut ResourcePlan),
    deferred: Option<Deferred>,
}

impl Mistaken {
    fn new(schema_text: &str, answer: fn() -> Value) -> Self {
        Self {
            schema: schema(schema_text),
            identity: None,
            answer,
            refine: |_, _| {},
            deferred: None,
        }
    }
}

#[async_trait]
impl Resource for Mistaken {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn identity(&self) -> Option<&IdentitySchema> {
        self.identity.as_ref()
    }

    fn refine_plan(&self, request: &PlanRequest, plan: &mut ResourcePlan) {
        (self.refine)(request, plan);
    }

    async fn create(&self, _: &Change<'_>) -> Applied {
        Applied::done((self.answer)())
    }

    async fn read(&self, _: &Current<'_>) -> Outcome<Option<Found>> {
        Ok(Some(Found::new((self.answer)())))
    }

    async fn update(&self, _: &Change<'_>) -> Applied {
        Applied::done((self.answer)())
    }

    async fn delete(&self, _: &Current<'_>) -> Outcome<Vec<Diagnostic>> {
        // Whichever way an error is told.
        let errors = vec![Diagnostic::error("It is in use", "")];
        if self.schema.version == 0 {
            Err(errors)
        } else {
            Ok(errors)
        }
    }

    async fn import(&self, _: &str) -> Outcome<Found> {
        Ok(Found {
            deferred: self.deferred,
            ..Found::new((self.answer)())
        })
    }

    fn move_from(&self, _: &MoveSource) -> Outcome<Option<Found>> {
        Ok(Some(Found::new((self.answer)())))
    }
}

#[async_trait]
impl DataSource for Mistaken {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn read(&self, _: &Query<'_>) -> Outcome<Found> {
        Ok(Found {
            deferred: self.deferred,
            ..Found::new((self.answer)())
        })
    }
}

#[async_trait]
impl EphemeralResource for Mistaken {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn open(&self, _: &Value, _: bool) -> Outcome<Opened> {
        Ok(Opened {
            deferred: self.deferred,
            ..Opened::new((self.answer)())
        })
    }

    async fn close(&self, _: &Private) -> Outcome<Vec<Diagnostic>> {
        Ok(vec![Diagnostic::warning("Closed", "Closed.")])
    }
}

fn moved() -> MoveSource {
    let provider = String::new();
    let type_name = String::new();
    let state = serde_json::Value::Null;
    let identity = serde_json::Value::Null;
    MoveSource {
        provider,
        type_name,
        schema_version: 0,
        state,
        identity,
        private: Private::default(),
    }
}

struct Of(Schema, Vec<Box<dyn Resource>>, Vec<Box<dyn Function>>);

impl Of {
    fn one(resource: Mistaken) -> Self {
        Self(Schema::default(), vec![Box::new(resource)], Vec::new())
    }
}

#[async_trait]
impl Provider for Of {
    fn name(&self) -> &str {
        "test"
    }

    fn schema(&self) -> &Schema {
        &self.0
    }

    fn resources(&self) -> &[Box<dyn Resource>] {
        &self.1
    }

    fn functions(&self) -> &[Box<dyn Function>] {
        &self.2
    }

    async fn configure(&self, _: &Configuration) -> Outcome<Vec<Diagnostic>> {
        Ok(Vec::new())
    }

    fn stop(&self) {}
}

const THING: &str = "id: string computed keeps; name: string required; size: number optional";

fn told(diagnostics: &[Diagnostic]) -> String {
    let report = "\nThis is a mistake in the provider, not in the configuration. Please report it to its developers with these lines.";
    diagnostics
        .iter()
        .map(|one| one.detail.replace(report, ""))
        .collect::<Vec<_>>()
        .join("\n")
}
