//! The provider's configuration, from its block, the environment and the local server.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::atlas::project_named;
use super::block::{REMOTE, contradiction, two_projects};
use super::host::{Host, LocalServer};
use super::journal::journal_folder;
use crate::admin_api::{AtlasClient, BaseUrl, Client, Credentials, Secret};
use crate::declare::context::{Configured, Process, Project, Ready};
use crate::declare::drafts::Drafts;
use crate::declare::words::Check;
use crate::engine::{Diagnostic, Path, Value};
use crate::provider::{ConfigureRequest, Result};

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
pub(super) const PROJECT_ID: [&str; 1] = ["MONGODB_ATLAS_PROJECT_ID"];
const BASE_URL: [&str; 1] = ["MONGODB_REALM_BASE_URL"];
const ATLAS_BASE_URL: [&str; 1] = ["MONGODB_ATLAS_BASE_URL"];
const DRAFT_ID: [&str; 1] = ["APPSERVICES_DRAFT_ID"];
const LOCAL_PATH: [&str; 1] = ["APPSERVICES_LOCAL_PATH"];

/// The arguments without which nothing can be reached.
const REACHING: [&str; 6] = [
    "public_key",
    "private_key",
    "base_url",
    "atlas_base_url",
    "local_path",
    "allow_insecure",
];

/// Returns an argument that is set and not empty.
fn argument(config: &Value, name: &str) -> Option<String> {
    config
        .attribute(name)
        .as_str()
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

/// The means by which the provider's block becomes a configuration.
pub(super) struct Setup<'a> {
    pub(super) host: &'a Host,
    pub(super) process: &'a Process,
    pub(super) request: ConfigureRequest<'a>,
}

impl Setup<'_> {
    /// Returns the configuration of the block.
    pub(super) async fn configured(&self) -> Result<Configured> {
        let config = self.request.config;
        let is_unknown = |name| config.attribute(name).is_unknown();
        let named = argument(config, "project_name");
        if named.is_some() && argument(config, "project_id").is_some() {
            // Validation may have seen only one of them.
            return Err(two_projects().into());
        }
        let project =
            match named.is_some() || is_unknown("project_id") || is_unknown("project_name") {
                true => Project::Unknown,
                false => self.project(argument(config, "project_id"))?,
            };
        if REACHING
            .iter()
            .any(|name| config.attribute(name).is_unknown())
        {
            // A local server brings a project of its own.
            let may_be_local =
                config.attribute("local_path").is_unknown() && project == Project::None;
            return Ok(Configured::Partly(if may_be_local {
                Project::Unknown
            } else {
                project
            }));
        }
        let mut ready = match self.local_path(config)? {
            Some(path) => self.local(path, project).await?,
            None => self.remote(config, project)?,
        };
        if let Some(name) = named {
            let project = project_named(&ready.api.atlas, &name, "project_name").await?;
            let id = project["id"].as_str().unwrap_or_default().to_owned();
            ready.project = Project::Known(id);
        }
        Ok(Configured::Ready(ready))
    }

    /// Returns the folder of the local server; `None` if there is none.
    fn local_path(&self, config: &Value) -> Result<Option<String>> {
        if let Some(path) = argument(config, "local_path") {
            return Ok(Some(path));
        }
        let remote = REMOTE
            .into_iter()
            .find(|name| argument(config, name).is_some());
        match (self.environment(&LOCAL_PATH), remote) {
            (Some(_), Some(name)) => {
                let other = "the environment variable APPSERVICES_LOCAL_PATH";
                Err(contradiction(name, other).into())
            }
            (path, _) => Ok(path),
        }
    }

    fn remote(&self, config: &Value, project: Project) -> Result<Ready> {
        let credentials = self.credentials(
            argument(config, "public_key"),
            argument(config, "private_key"),
        )?;
        let invalid = |name: &'static str| {
            move |why| Diagnostic::error(format!("Invalid {name}"), why).at(Path::attribute(name))
        };
        let named = argument(config, "base_url");
        // The variable belongs to the server of the environment, and not to one that the block names.
        let atlas = match named.is_some() {
            true => None,
            false => self.environment(&ATLAS_BASE_URL),
        };
        let base_url = named.or_else(|| self.environment(&BASE_URL));
        let base_url = base_url.unwrap_or_else(|| BaseUrl::PUBLIC.to_owned());
        let allow_insecure = config.attribute("allow_insecure").as_bool() == Some(true);
        let base_url = BaseUrl::parse(&base_url, allow_insecure).map_err(invalid("base_url"))?;
        let atlas = match (argument(config, "atlas_base_url"), atlas) {
            (Some(given), _) => {
                BaseUrl::of_atlas(&given, allow_insecure).map_err(invalid("atlas_base_url"))?
            }
            (None, Some(given)) => BaseUrl::of_atlas(&given, allow_insecure)
                .map_err(|why| Diagnostic::error(format!("Invalid {}", ATLAS_BASE_URL[0]), why))?,
            (None, None) => base_url.atlas_beside().map_err(invalid("atlas_base_url"))?,
        };
        let atlas = self.atlas(atlas, credentials.clone());
        let client = self.client(base_url, credentials);
        let mut api = self.process.reach(client, atlas, read_lag(config));
        api.drafts = self.drafts(config);
        Ok(Ready {
            api,
            project,
            _local_server: None,
        })
    }

    fn drafts(&self, config: &Value) -> Arc<Drafts> {
        let is_wanted = config.attribute("draft").as_bool() == Some(true);
        let named = argument(config, "draft_id").or_else(|| self.environment(&DRAFT_ID));
        Arc::new(Drafts::new(is_wanted, named, journal_folder(self.host)))
    }

    /// Returns the client of the run.
    fn client(&self, base_url: BaseUrl, credentials: Credentials) -> Client {
        Client::knowing(self.process.secrets.clone(), base_url, credentials)
            .for_terraform(self.request.terraform_version)
            .stopped_by(&self.request.call.cancellation)
    }

    /// Returns the client of the public Atlas API.
    fn atlas(&self, base_url: BaseUrl, credentials: Credentials) -> AtlasClient {
        AtlasClient::new(self.process.secrets.clone(), base_url, credentials)
            .for_terraform(self.request.terraform_version)
            .stopped_by(&self.request.call.cancellation)
    }

    fn environment(&self, names: &[&str]) -> Option<String> {
        names
            .iter()
            .find_map(|name| (self.host.environment)(name).filter(|value| !value.is_empty()))
    }

    /// Returns the project of the block, or else of the environment. The form of its ID is checked here and not at validation.
    fn project(&self, argument: Option<String>) -> Result<Project> {
        let is_argument = argument.is_some();
        let Some(project) = argument.or_else(|| self.environment(&PROJECT_ID)) else {
            return Ok(Project::None);
        };
        let check =
            Check::ObjectId("the project's id is in the Atlas URL and in `atlas projects list`");
        match check.complaint(&project) {
            None => Ok(Project::Known(project)),
            Some(why) if is_argument => Err(Diagnostic::error("Invalid project_id", why)
                .at(Path::attribute("project_id"))
                .into()),
            Some(why) => Err(Diagnostic::error(format!("Invalid {}", PROJECT_ID[0]), why).into()),
        }
    }

    fn credentials(
        &self,
        public_key: Option<String>,
        private_key: Option<String>,
    ) -> Result<Credentials> {
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

    async fn local(&self, path: String, project: Project) -> Result<Ready> {
        let failure = |why: String| {
            Diagnostic::error("The local Admin API cannot be served", why)
                .at(Path::attribute("local_path"))
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
        let atlas = base_url.atlas_beside().map_err(failure)?;
        let atlas = self.atlas(atlas, credentials.clone());
        let client = self.client(base_url, credentials);
        // Reads of a file do not lag behind writes.
        let mut api = self.process.reach(client, atlas, Duration::ZERO);
        api.drafts = self.drafts(self.request.config);
        Ok(Ready {
            api,
            project,
            _local_server: Some(running),
        })
    }
}

/// Returns how long reads may lag behind writes. Those of the public API lag by seconds.
fn read_lag(config: &Value) -> Duration {
    let given = match config.attribute("read_lag_seconds") {
        Value::Number(seconds) => seconds
            .to_i64()
            .and_then(|seconds| u64::try_from(seconds).ok()),
        _ => None,
    };
    Duration::from_secs(given.unwrap_or(10))
}
