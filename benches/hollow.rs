//! The provider's schemas with nothing behind them: objects exist in the state alone, and no request is
//! made. What the provider costs beyond that is its own (`cargo test --release --test acceptance --
//! --figures`).

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;

use appservices_provider::appservices::{AppServices, Host};
use appservices_provider::cli::SOURCE;
use appservices_provider::engine::{Schema, Value};
use appservices_provider::plugin;
use appservices_provider::provider::*;

fn main() -> ExitCode {
    let host = Host {
        environment: Arc::new(|_| None),
        working_directory: None,
        local_server: Arc::new(|_| Box::pin(async { Err("there is none".to_owned()) })),
    };
    plugin::run(Hollow(Server::new(AppServices::new(host))), SOURCE)
}

/// The provider, of which only the schemas are used.
struct Hollow(Server);

#[async_trait]
impl Provider for Hollow {
    type Data = ();

    fn name(&self) -> &str {
        self.0.name()
    }

    fn schema(&self) -> Schema {
        self.0.schema().clone()
    }

    fn resources(&self) -> Vec<Box<dyn Resource>> {
        let types = self.0.resources().iter();
        let hollow = types.map(|ty| {
            Box::new(HollowType {
                name: ty.name().to_owned(),
                schema: ty.schema().clone(),
                identity: ty.identity_schema().cloned(),
            }) as Box<dyn Resource>
        });
        hollow.collect()
    }

    async fn configure(&self, _: ConfigureRequest<'_>) -> Result<ConfigureResponse<()>> {
        Ok(ConfigureResponse::new(()))
    }
}

/// A resource type without objects.
struct HollowType {
    name: String,
    schema: Schema,
    identity: Option<IdentitySchema>,
}

#[async_trait]
impl Resource for HollowType {
    fn type_name(&self) -> &str {
        &self.name
    }

    fn schema(&self) -> Schema {
        self.schema.clone()
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        self.identity.clone()
    }

    async fn create(&self, request: CreateRequest<'_>) -> Result<CreateResponse, ApplyError> {
        Ok(CreateResponse::new(known(request.planned)))
    }

    async fn read(&self, request: ReadRequest<'_>) -> Result<Option<ReadResponse>> {
        Ok(Some(ReadResponse::new(request.state.clone())))
    }

    async fn update(&self, request: UpdateRequest<'_>) -> Result<UpdateResponse, ApplyError> {
        Ok(UpdateResponse::new(known(request.planned)))
    }

    async fn delete(&self, _: DeleteRequest<'_>) -> Result<DeleteResponse> {
        Ok(DeleteResponse::new())
    }
}

/// Returns the value with an ID in the place of everything unknown, all of which is text.
fn known(planned: &Value) -> Value {
    match planned {
        Value::Unknown(_) => Value::string("64000000000000000000cccc"),
        Value::Map(values) => {
            let known = values
                .iter()
                .map(|(name, value)| (name.clone(), known(value)));
            Value::Map(known.collect::<BTreeMap<_, _>>())
        }
        other => other.clone(),
    }
}
