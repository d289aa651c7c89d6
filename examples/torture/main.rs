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

use appservices_provider::engine::{Attribute, Diagnostic, Schema};
use appservices_provider::plugin;
use appservices_provider::provider::{
    Action, ConfigureRequest, ConfigureResponse, DataSource, Deferred, EphemeralResource, Function,
    ListResource, Provider, Resource, Result, async_trait,
};

fn main() -> ExitCode {
    plugin::run(Torture, "example/torture")
}

struct Torture;

#[async_trait]
impl Provider for Torture {
    type Data = ();

    fn name(&self) -> &str {
        "torture"
    }

    fn schema(&self) -> Schema {
        Schema::new([Attribute::string("region")])
    }

    fn meta_schema(&self) -> Option<Schema> {
        Some(Schema::new([Attribute::string("module")]))
    }

    fn resources(&self) -> Vec<Box<dyn Resource>> {
        vec![Box::new(thing::Thing), Box::new(newer::Newer)]
    }

    fn data_sources(&self) -> Vec<Box<dyn DataSource>> {
        vec![Box::new(others::Echo)]
    }

    fn ephemeral_resources(&self) -> Vec<Box<dyn EphemeralResource>> {
        vec![Box::new(others::Ticket)]
    }

    fn functions(&self) -> Vec<Box<dyn Function>> {
        vec![Box::new(others::Join)]
    }

    fn list_resources(&self) -> Vec<Box<dyn ListResource>> {
        vec![Box::new(newer::Newers)]
    }

    fn actions(&self) -> Vec<Box<dyn Action>> {
        vec![Box::new(others::Counting), Box::new(others::Waiting)]
    }

    async fn configure(&self, request: ConfigureRequest<'_>) -> Result<ConfigureResponse<()>> {
        let region = &request.config["region"];
        if region.as_str() == Some("nowhere") {
            return Err(Diagnostic::error("There is no such region", "Choose another.").into());
        }
        let deferred = region
            .is_unknown()
            .then_some(Deferred::ProviderConfigUnknown);
        Ok(ConfigureResponse::new(()).deferred(deferred))
    }
}
