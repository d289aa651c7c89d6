//! The provider itself: its block, and what it comes to.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use crate::admin_api::{BaseUrl, Client, Credentials, Secret};
use crate::engine::{
    Attribute, Block, Defaults, Diagnostic, Path, Rule, Schema, Type, Usage, Validator, Value,
};
use crate::provider::{
    Configuration, DataSource, Deferred, EphemeralResource, Function, ListResource, Outcome,
    Private, Provider, Resource,
};

use crate::appservices::access_token::AccessToken;
use crate::appservices::app_data::{App, Apps};
use crate::appservices::functions::functions;
use crate::declare::context::{Context, Project, Ready};
use crate::declare::serve::list::DeclaredList;
use crate::declare::serve::resource::Declared;
use crate::declare::words::Check;
use crate::declare::words::PROVIDER;
use crate::resources::SPECS;

use super::host::{Host, LocalServer};

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

const PUBLIC_KEY: [&str; 3] = [
    "MONGODB_ATLAS_PUBLIC_API_KEY",
    "MONGODB_ATLAS_PUBLIC_KEY",
    "MCLI_PUBLIC_API_KEY",
];
const PRIVATE_KEY: [&str; 3] = [
    "MONGODB_ATLAS_PRIVATE_API_KEY",
    "MONGODB_ATLAS_PRIVATE_KEY",
    "MCLI_PRIVATE_API_KEY",
];
const PROJECT_ID: [&str; 1] = ["MONGODB_ATLAS_PROJECT_ID"];
const BASE_URL: [&str; 1] = ["MONGODB_REALM_BASE_URL"];
const LOCAL_PATH: [&str; 1] = ["APPSERVICES_LOCAL_PATH"];

impl AppServices {
    /// The provider, not configured yet.
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

    fn environment(&self, names: &[&str]) -> Option<String> {
        names
            .iter()
            .find_map(|name| (self.host.environment)(name).filter(|value| !value.is_empty()))
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
        let config = &configuration.config;
        self.context
            .learn(&self.schema.block, &[config], &Private::default());
        let argument = |name: &str| {
            config
                .get(name)
                .as_str()
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let project = match config.get("project_id") {
            Value::Unknown(_) => Project::Unknown,
            _ => self.project(argument("project_id"))?,
        };
        if [
            "public_key",
            "private_key",
            "base_url",
            "local_path",
            "allow_insecure",
        ]
        .iter()
        .any(|name| config.get(name).is_unknown())
        {
            // A local server brings a project of its own.
            let may_be_local = config.get("local_path").is_unknown() && project == Project::None;
            self.context.set_partly(if may_be_local {
                Project::Unknown
            } else {
                project
            });
            return Ok(Vec::new());
        }
        let remote_argument = ["public_key", "private_key", "base_url"]
            .into_iter()
            .find(|name| argument(name).is_some());
        let local_path = match (argument("local_path"), self.environment(&LOCAL_PATH)) {
            (Some(path), _) => Some(path),
            (None, Some(path)) => match remote_argument {
                Some(name) => {
                    return Err(vec![contradiction(
                        name,
                        "the environment variable APPSERVICES_LOCAL_PATH",
                    )]);
                }
                None => Some(path),
            },
            (None, None) => None,
        };
        let ready = match local_path {
            Some(path) => {
                self.local(path, project, &configuration.terraform_version)
                    .await?
            }
            None => {
                let credentials =
                    self.credentials(argument("public_key"), argument("private_key"))?;
                let base_url = argument("base_url")
                    .or_else(|| self.environment(&BASE_URL))
                    .unwrap_or_else(|| BaseUrl::PUBLIC.to_owned());
                let allow_insecure = config.get("allow_insecure").as_bool() == Some(true);
                let base_url = BaseUrl::parse(&base_url, allow_insecure).map_err(|why| {
                    vec![Diagnostic::error("Invalid base_url", why).at(Path::attribute("base_url"))]
                })?;
                let client = Client::knowing(self.context.secrets.clone(), base_url, credentials)
                    .for_terraform(&configuration.terraform_version);
                let api = self.context.reach(client, read_lag(config));
                Ready {
                    api,
                    project,
                    _local_server: None,
                }
            }
        };
        self.context.set_ready(ready);
        Ok(Vec::new())
    }

    /// A server or a key that only the apply will tell: where core allows it, everything waits for the next round.
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

impl AppServices {
    /// The project of the block, or else of the environment. Its form is judged here and not at validation, as that of every id.
    fn project(&self, argument: Option<String>) -> Outcome<Project> {
        let is_argument = argument.is_some();
        let Some(project) = argument.or_else(|| self.environment(&PROJECT_ID)) else {
            return Ok(Project::None);
        };
        let check =
            Check::ObjectId("the project's id is in the Atlas URL and in `atlas projects list`");
        match check.complaint(&project) {
            None => Ok(Project::Known(project)),
            Some(why) if is_argument => Err(vec![
                Diagnostic::error("Invalid project_id", why).at(Path::attribute("project_id")),
            ]),
            Some(why) => Err(vec![Diagnostic::error(
                format!("Invalid {}", PROJECT_ID[0]),
                why,
            )]),
        }
    }

    fn credentials(
        &self,
        public_key: Option<String>,
        private_key: Option<String>,
    ) -> Outcome<Credentials> {
        let missing = |name: &str, variables: &[&str]| {
            let detail = format!(
                "Set it in the provider block or in one of the environment variables {}.\nTo work without an account, set local_path to a folder instead: the Admin API is then served from there.",
                variables.join(", ")
            );
            Diagnostic::error(format!("{name} is missing"), detail).at(Path::attribute(name))
        };
        let public_key = public_key
            .or_else(|| self.environment(&PUBLIC_KEY))
            .ok_or_else(|| missing("public_key", &PUBLIC_KEY));
        let private_key = private_key
            .or_else(|| self.environment(&PRIVATE_KEY))
            .ok_or_else(|| missing("private_key", &PRIVATE_KEY));
        match (public_key, private_key) {
            (Ok(public_key), Ok(private_key)) => Ok(Credentials {
                public_key,
                private_key: Secret::new(private_key),
            }),
            (public_key, private_key) => Err(public_key
                .err()
                .into_iter()
                .chain(private_key.err())
                .collect()),
        }
    }

    async fn local(
        &self,
        path: String,
        project: Project,
        terraform_version: &str,
    ) -> Outcome<Ready> {
        let failure = |why: String| {
            vec![
                Diagnostic::error("The local Admin API cannot be served", why)
                    .at(Path::attribute("local_path")),
            ]
        };
        let folder = PathBuf::from(path);
        let LocalServer {
            url,
            public_key,
            private_key,
            project_id,
            running,
        } = (self.host.local_server)(folder.clone())
            .await
            .map_err(failure)?;
        let base_url = BaseUrl::parse(&url, false)
            .map_err(failure)?
            .served_from(folder);
        let project = if project == Project::None {
            Project::Known(project_id)
        } else {
            project
        };
        let credentials = Credentials {
            public_key,
            private_key: Secret::new(private_key),
        };
        let client = Client::knowing(self.context.secrets.clone(), base_url, credentials)
            .for_terraform(terraform_version);
        // What a file has, it has at once.
        let api = self.context.reach(client, Duration::ZERO);
        Ok(Ready {
            api,
            project,
            _local_server: Some(running),
        })
    }
}

/// How long a new object may stay unseen. The public API's reads lag behind its writes by seconds.
fn read_lag(config: &Value) -> Duration {
    let given = match config.get("read_lag_seconds") {
        Value::Number(seconds) => seconds
            .to_i64()
            .and_then(|seconds| u64::try_from(seconds).ok()),
        _ => None,
    };
    Duration::from_secs(given.unwrap_or(10))
}

/// Two sources of truth are never resolved by a guess.
fn contradiction(argument: &str, other: &str) -> Diagnostic {
    let detail = format!(
        "With {argument} the provider talks to a server, with {other} it serves the API itself.\nLeave out one of them."
    );
    Diagnostic::error(
        format!("{argument} and a local path exclude each other"),
        detail,
    )
    .at(Path::attribute(argument))
}

fn schema() -> Schema {
    let text = |name: &str, doc: &str| Attribute::new(name, Type::String, Usage::Optional, doc);
    let mut private_key = text(
        "private_key",
        "The private key of an Atlas API key. Environment variables: `MONGODB_ATLAS_PRIVATE_API_KEY`, `MONGODB_ATLAS_PRIVATE_KEY`, `MCLI_PRIVATE_API_KEY`.",
    );
    private_key.sensitive = true;
    let project_id = text(
        "project_id",
        "The ID of the Atlas project for resources that do not set `project_id`: 24 hexadecimal digits. Environment variable: `MONGODB_ATLAS_PROJECT_ID`.",
    );
    let mut read_lag = Attribute::new(
        "read_lag_seconds",
        Type::Number,
        Usage::Optional,
        "The number of seconds, 0 to 300, during which reads may not find a new object yet. Defaults to `10`, or to `0` with `local_path`.",
    );
    read_lag.validators.push(Validator::new(|value, path| {
        let right = matches!(value, Value::Number(seconds) if seconds.to_i64().is_some_and(|seconds| (0..=300).contains(&seconds)));
        let complaint =
            || Diagnostic::error("Invalid read_lag_seconds", "It must be a whole number of seconds, 0 to 300.").at(path.clone());
        (!right).then(complaint).into_iter().collect()
    }));
    let attributes = vec![
        text(
            "public_key",
            "The public key of an Atlas API key with the role Project Owner. Environment variables: `MONGODB_ATLAS_PUBLIC_API_KEY`, `MONGODB_ATLAS_PUBLIC_KEY`, `MCLI_PUBLIC_API_KEY`.",
        ),
        private_key,
        project_id,
        text(
            "base_url",
            "The base URL of the Admin API. The path of the API is appended if it is missing. Defaults to the public Admin API. Environment variable: `MONGODB_REALM_BASE_URL`.",
        ),
        text(
            "local_path",
            "The path of a folder. The provider serves the Admin API itself instead of calling a server, and stores objects in this folder. The provider makes a new or empty folder private to its owner and adds a `.gitignore` that covers everything in the folder. Environment variable: `APPSERVICES_LOCAL_PATH`.",
        ),
        Attribute::new(
            "allow_insecure",
            Type::Bool,
            Usage::Optional,
            "Whether the provider can send keys without encryption to another machine.",
        ),
        read_lag,
    ];
    let rule = Rule::new(|config| {
        // Unknown values say nothing yet, and empty ones count as left out.
        let is_given = |name: &str| {
            config
                .get(name)
                .as_str()
                .is_some_and(|text| !text.is_empty())
        };
        if !is_given("local_path") {
            return Vec::new();
        }
        let remote = ["public_key", "private_key", "base_url"]
            .into_iter()
            .filter(|name| is_given(name));
        remote
            .map(|name| contradiction(name, "local_path"))
            .collect()
    });
    let description = "Manages MongoDB Atlas App Services through its Admin API, or a local server of the same API.".to_owned();
    Schema {
        version: 0,
        block: Block {
            attributes,
            description,
            rules: vec![rule],
            ..Block::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
