//! The provider itself.

use async_trait::async_trait;

use crate::engine::{Defaults, Schema, Value};
use crate::provider::{
    Action, ConfigureRequest, ConfigureResponse, DataSource, Deferred, EphemeralResource, Function,
    ListResource, Private, Provider, Resource, Result,
};

use crate::appservices::access_token::AccessToken;
use crate::appservices::actions::actions;
use crate::appservices::app_data::{App, Apps};
use crate::appservices::functions::functions;
use crate::declare::context::{Context, Process, Project};
use crate::declare::serve::data::{DeclaredData, DeclaredDataList};
use crate::declare::serve::list::DeclaredList;
use crate::declare::serve::reading::DeclaredReading;
use crate::declare::serve::resource::Declared;
use crate::declare::words::{PROVIDER, Read};
use crate::resources::SPECS;
use crate::resources::readings::READINGS;

use super::block::schema;
use super::cluster_data::{Cluster, Clusters};
use super::configure::Setup;
use super::dependencies::DependenciesResource;
use super::deployment::DeploymentResource;
use super::host::Host;
use super::in_app_list::InAppList;
use super::journal::journal_folder;
use super::project_data::{self, Projects};

/// The provider for App Services.
pub struct AppServices {
    host: Host,
    process: Process,
}

impl AppServices {
    /// Returns a provider that is not configured yet.
    pub fn new(host: Host) -> Self {
        let process = Process::new(SPECS).with_journal(journal_folder(&host));
        Self { host, process }
    }
}

#[async_trait]
impl Provider for AppServices {
    type Data = Context;

    fn name(&self) -> &str {
        PROVIDER
    }

    fn schema(&self) -> Schema {
        schema()
    }

    fn resources(&self) -> Vec<Box<dyn Resource<Context>>> {
        let declared = SPECS
            .iter()
            .map(|spec| Box::new(Declared::new(spec)) as Box<dyn Resource<Context>>);
        declared.chain(by_hand()).collect()
    }

    fn data_sources(&self) -> Vec<Box<dyn DataSource<Context>>> {
        let mut all: Vec<Box<dyn DataSource<Context>>> = vec![
            Box::new(App),
            Box::new(Apps),
            Box::new(project_data::Project),
            Box::new(Projects),
            Box::new(Cluster),
            Box::new(Clusters),
        ];
        for spec in SPECS {
            // Apps are found across products, and what is never read shows nothing.
            if spec.name == "app" || spec.lifecycle.read == Read::Never {
                continue;
            }
            all.push(Box::new(DeclaredData::new(spec)));
            if !spec.lifecycle.is_single() {
                all.push(Box::new(DeclaredDataList::new(spec)));
            }
        }
        for reading in READINGS {
            all.push(Box::new(DeclaredReading::new(reading)));
        }
        all
    }

    fn functions(&self) -> Vec<Box<dyn Function>> {
        functions()
    }

    fn ephemeral_resources(&self) -> Vec<Box<dyn EphemeralResource<Context>>> {
        vec![Box::new(AccessToken)]
    }

    fn list_resources(&self) -> Vec<Box<dyn ListResource<Context>>> {
        let declared = SPECS
            .iter()
            .map(|spec| Box::new(DeclaredList::new(spec)) as Box<dyn ListResource<Context>>);
        let by_hand: [Box<dyn ListResource<Context>>; 2] = [
            Box::new(InAppList {
                resource: DeploymentResource,
                title: "deployment",
            }),
            Box::new(InAppList {
                resource: DependenciesResource,
                title: "packages",
            }),
        ];
        declared.chain(by_hand).collect()
    }

    fn actions(&self) -> Vec<Box<dyn Action<Context>>> {
        actions()
    }

    fn close(&self) {
        self.process.close();
    }

    async fn configure(&self, request: ConfigureRequest<'_>) -> Result<ConfigureResponse<Context>> {
        self.process.learn(
            &request.schema.block,
            &[request.config],
            &Private::default(),
        );
        let setup = Setup {
            host: &self.host,
            process: &self.process,
            request,
        };
        let context = Context::new(self.process.clone(), setup.configured().await?);
        // A server or a key is unknown until apply.
        let deferred = context
            .is_partly_configured()
            .then_some(Deferred::ProviderConfigUnknown);
        let defaults = defaults(context.project());
        Ok(ConfigureResponse::new(context)
            .deferred(deferred)
            .defaults(defaults))
    }
}

/// Returns the resource types that no declaration has.
pub(crate) fn by_hand() -> Vec<Box<dyn Resource<Context>>> {
    vec![Box::new(DeploymentResource), Box::new(DependenciesResource)]
}

/// Returns what the provider gives to attributes that a configuration leaves out.
fn defaults(project: &Project) -> Defaults {
    let project = match project {
        Project::Known(project) => Value::string(project),
        Project::Unknown => Value::UNKNOWN,
        Project::None => return Defaults::new(),
    };
    Defaults::from([("project_id".to_owned(), project)])
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::appservices::configure::PROJECT_ID;
    use crate::appservices::testing::{bare_host, object};
    use crate::engine::validate;
    use crate::provider::{Call, Server};

    #[tokio::test]
    async fn the_form_of_the_project_is_judged_when_it_is_configured() {
        for (argument, variable, summary) in [
            (Some("my-project"), None, Some("Invalid project_id")),
            (
                None,
                Some("vhyeqptx"),
                Some("Invalid MONGODB_ATLAS_PROJECT_ID"),
            ),
            (Some("5f00000000000000000000aa"), Some("vhyeqptx"), None),
            (None, Some("5f00000000000000000000aa"), None),
            (None, None, None),
        ] {
            let environment = move |name: &str| {
                variable
                    .filter(|_| name == PROJECT_ID[0])
                    .map(str::to_owned)
            };
            let provider = Server::new(AppServices::new(Host {
                environment: Arc::new(environment),
                ..bare_host()
            }));
            let mut set: Vec<(&str, Value)> = vec![
                ("public_key", "local".into()),
                ("private_key", "local".into()),
            ];
            set.extend(argument.map(|project| ("project_id", project.into())));
            let config = object(&provider.schema().block, &set);
            assert_eq!(
                validate(&provider.schema().block, &config),
                [],
                "{argument:?}"
            );
            let refusal = provider
                .configure(&config, "1.11.4", &Call::default())
                .await
                .err()
                .map(|errors| errors[0].summary.clone());
            assert_eq!(refusal.as_deref(), summary, "{argument:?} {variable:?}");
        }
    }
}
