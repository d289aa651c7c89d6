//! A provider that uses every type, nesting, flag, modifier and call of the library, and keeps its objects only in the state.
//!
//! The acceptance stories run it with the real Terraform and generated configurations. No plan may be refused, every second plan must
//! be empty, and no value may be lost. A host of the stories makes the calls that no released Terraform makes.

mod made;
mod newer;
mod others;
mod schema;
mod thing;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use appservices_provider::engine::{Block, Diagnostic, Schema, Type, Value};
use appservices_provider::plugin;
use appservices_provider::provider::{
    Action, Configuration, DataSource, Deferred, EphemeralResource, Function, ListResource,
    Outcome, Provider, Resource,
};
use async_trait::async_trait;
use tokio::sync::watch;

fn main() -> ExitCode {
    let stopped = Arc::new(watch::Sender::new(false));
    let provider = Torture {
        schema: schema("region"),
        meta: schema("module"),
        resources: vec![Box::new(thing::Thing::new()), Box::new(newer::Newer::new())],
        data_sources: vec![Box::new(others::Echo::new())],
        ephemeral_resources: vec![Box::new(others::Ticket::new())],
        functions: vec![Box::new(others::Join::new())],
        list_resources: vec![Box::new(newer::Newers::new())],
        actions: vec![
            Box::new(others::Counting::new()),
            Box::new(others::Waiting::new(Arc::clone(&stopped))),
        ],
        unplaced: AtomicBool::new(false),
        stopped,
    };
    plugin::run(provider, "example/torture")
}

/// One optional text.
fn schema(name: &str) -> Schema {
    Schema {
        version: 0,
        block: Block {
            attributes: vec![schema::optional(name, Type::String)],
            ..Block::default()
        },
    }
}

struct Torture {
    schema: Schema,
    meta: Schema,
    resources: Vec<Box<dyn Resource>>,
    data_sources: Vec<Box<dyn DataSource>>,
    ephemeral_resources: Vec<Box<dyn EphemeralResource>>,
    functions: Vec<Box<dyn Function>>,
    list_resources: Vec<Box<dyn ListResource>>,
    actions: Vec<Box<dyn Action>>,
    /// Whether the region is not known yet.
    unplaced: AtomicBool,
    stopped: Arc<watch::Sender<bool>>,
}

#[async_trait]
impl Provider for Torture {
    fn name(&self) -> &str {
        "torture"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn meta_schema(&self) -> Option<&Schema> {
        Some(&self.meta)
    }

    fn resources(&self) -> &[Box<dyn Resource>] {
        &self.resources
    }

    fn data_sources(&self) -> &[Box<dyn DataSource>] {
        &self.data_sources
    }

    fn ephemeral_resources(&self) -> &[Box<dyn EphemeralResource>] {
        &self.ephemeral_resources
    }

    fn functions(&self) -> &[Box<dyn Function>] {
        &self.functions
    }

    fn list_resources(&self) -> &[Box<dyn ListResource>] {
        &self.list_resources
    }

    fn actions(&self) -> &[Box<dyn Action>] {
        &self.actions
    }

    async fn configure(&self, configuration: &Configuration) -> Outcome<Vec<Diagnostic>> {
        self.unplaced.store(
            configuration.config.get("region").is_unknown(),
            Ordering::Relaxed,
        );
        match configuration.config.get("region") {
            Value::String(region) if region == "nowhere" => Err(vec![Diagnostic::error(
                "There is no such region",
                "Choose another.",
            )]),
            _ => Ok(Vec::new()),
        }
    }

    fn deferred(&self) -> Option<Deferred> {
        self.unplaced
            .load(Ordering::Relaxed)
            .then_some(Deferred::ProviderConfigUnknown)
    }

    fn stop(&self) {
        self.stopped.send_replace(true);
    }
}
