//! The provider itself.

use std::sync::Arc;

use async_trait::async_trait;

use crate::engine::{Defaults, Diagnostic, Schema, Value};
use crate::provider::{
    Configuration, DataSource, Deferred, EphemeralResource, Function, ListResource, Outcome,
    Private, Provider, Resource,
};

use crate::appservices::access_token::AccessToken;
use crate::appservices::app_data::{App, Apps};
use crate::appservices::functions::functions;
use crate::declare::context::{Context, Project};
use crate::declare::serve::list::DeclaredList;
use crate::declare::serve::resource::Declared;
use crate::declare::words::PROVIDER;
use crate::resources::SPECS;

use super::block::schema;
use super::configure::{Configured, Setup};
use super::host::Host;

/// The provider for App Services.
pub struct AppServices {
    host: Host,
    context: Arc<Context>,
    schema: Schema,
    resources: Vec<Box<dyn Resource>>,
    data_sources: Vec<Box<dyn DataSource>>,
    functions: Vec<Box<dyn Function>>,
    ephemeral_resources: Vec<Box<dyn EphemeralResource>>,
    list_resources: Vec<Box<dyn ListResource>>,
}

impl AppServices {
    /// Returns a provider that is not configured yet.
    pub fn new(host: Host) -> Self {
        let context = Arc::new(Context::new(SPECS));
        let resources = SPECS
            .iter()
            .map(|spec| Box::new(Declared::new(spec, Arc::clone(&context))) as Box<dyn Resource>)
            .collect();
        let data_sources: Vec<Box<dyn DataSource>> = vec![
            Box::new(App::new(Arc::clone(&context))),
            Box::new(Apps::new(Arc::clone(&context))),
        ];
        let ephemeral_resources: Vec<Box<dyn EphemeralResource>> =
            vec![Box::new(AccessToken::new(Arc::clone(&context)))];
        let list_resources = SPECS
            .iter()
            .map(|spec| {
                Box::new(DeclaredList::new(spec, Arc::clone(&context))) as Box<dyn ListResource>
            })
            .collect();
        Self {
            host,
            context,
            schema: schema(),
            resources,
            data_sources,
            functions: functions(),
            ephemeral_resources,
            list_resources,
        }
    }
}

#[async_trait]
impl Provider for AppServices {
    fn name(&self) -> &str {
        PROVIDER
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn resources(&self) -> &[Box<dyn Resource>] {
        &self.resources
    }

    fn data_sources(&self) -> &[Box<dyn DataSource>] {
        &self.data_sources
    }

    fn functions(&self) -> &[Box<dyn Function>] {
        &self.functions
    }

    fn ephemeral_resources(&self) -> &[Box<dyn EphemeralResource>] {
        &self.ephemeral_resources
    }

    fn list_resources(&self) -> &[Box<dyn ListResource>] {
        &self.list_resources
    }

    async fn configure(&self, configuration: &Configuration) -> Outcome<Vec<Diagnostic>> {
        self.context.learn(
            &self.schema.block,
            &[&configuration.config],
            &Private::default(),
        );
        let setup = Setup {
            host: &self.host,
            context: &self.context,
        };
        match setup.configured(configuration).await? {
            Configured::Partly(project) => self.context.set_partly(project),
            Configured::Ready(ready) => self.context.set_ready(ready),
        }
        Ok(Vec::new())
    }

    /// Returns why everything is deferred: a server or a key is unknown until apply.
    fn deferred(&self) -> Option<Deferred> {
        self.context
            .is_partly_configured()
            .then_some(Deferred::ProviderConfigUnknown)
    }

    fn defaults(&self) -> Defaults {
        match self.context.project() {
            Project::Known(project) => {
                Defaults::from([("project_id".to_owned(), Value::string(project))])
            }
            Project::Unknown => Defaults::from([("project_id".to_owned(), Value::UNKNOWN)]),
            Project::None => Defaults::new(),
        }
    }

    fn stop(&self) {
        self.context.stop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appservices::configure::PROJECT_ID;
    use crate::appservices::testing::{bare_host, object};
    use crate::engine::validate;

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
            let provider = AppServices::new(Host {
                environment: Arc::new(environment),
                ..bare_host()
            });
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
            let configuration = Configuration {
                config,
                terraform_version: "1.11.4".to_owned(),
                deferral_allowed: false,
            };
            let refusal = provider
                .configure(&configuration)
                .await
                .err()
                .map(|errors| errors[0].summary.clone());
            assert_eq!(refusal.as_deref(), summary, "{argument:?} {variable:?}");
        }
    }
}
