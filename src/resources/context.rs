//! What the provider block came to, shared by all resources.

use std::any::Any;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crate::admin_api::Client;
use crate::engine::{Diagnostic, Path};
use crate::provider::Outcome;

use super::memory::Memory;

/// What the process around the provider lends it.
#[derive(Clone)]
pub struct Host {
    /// Reads an environment variable.
    pub environment: Arc<ReadVariable>,
    /// Serves the Admin API from a folder, for `local_path`. An error is what happened and, in a line of its own, what to do.
    pub local_server: Arc<StartLocalServer>,
}

type ReadVariable = dyn Fn(&str) -> Option<String> + Send + Sync;

type StartLocalServer = dyn Fn(PathBuf) -> Starting + Send + Sync;

type Starting = Pin<Box<dyn Future<Output = Result<LocalServer, String>> + Send>>;

/// A server of the Admin API in this process.
pub struct LocalServer {
    /// Its base URL.
    pub url: String,
    /// The key that it was started with.
    pub public_key: String,
    /// Its private part.
    pub private_key: String,
    /// The project that stands in where none is given.
    pub project_id: String,
    /// Keeps it running for as long as this is.
    pub running: Box<dyn Any + Send + Sync>,
}

/// The configured provider.
pub(super) struct Context {
    pub(super) host: Host,
    memory: Arc<Memory>,
    configured: RwLock<Configured>,
}

#[derive(Clone, Default)]
enum Configured {
    #[default]
    NotYet,
    /// Parts of the provider block become known at apply.
    Partly(Project),
    Ready(Arc<Ready>),
}

/// How the API is reached.
#[derive(Clone)]
pub(super) struct Api {
    pub(super) client: Client,
    /// How far reads may lag behind writes.
    pub(super) read_lag: Duration,
    /// How long a name stays taken before that is an error, when nothing is seen to give it up.
    pub(super) patience: Duration,
    pub(super) memory: Arc<Memory>,
}

/// Terraform begins a change of the holder within this time, or not before the one that waits has ended.
const PATIENCE: Duration = Duration::from_secs(5);

/// A provider that can talk to its API.
pub(super) struct Ready {
    pub(super) api: Api,
    pub(super) project: Project,
    /// Held for its end, which ends the server.
    pub(super) _local_server: Option<Box<dyn Any + Send + Sync>>,
}

/// The provider's `project_id`.
#[derive(Clone, PartialEq)]
pub(super) enum Project {
    Known(String),
    /// It becomes known at apply.
    Unknown,
    None,
}

impl Context {
    pub(super) fn new(host: Host) -> Self {
        Self { host, memory: Arc::new(Memory::new()), configured: RwLock::default() }
    }

    /// The way to the API, with what this process remembers.
    pub(super) fn reach(&self, client: Client, read_lag: Duration) -> Api {
        Api { client, read_lag, patience: PATIENCE, memory: Arc::clone(&self.memory) }
    }

    pub(super) fn set_ready(&self, ready: Ready) {
        *self.configured.write().unwrap_or_else(PoisonError::into_inner) = Configured::Ready(Arc::new(ready));
    }

    pub(super) fn set_partly(&self, project: Project) {
        *self.configured.write().unwrap_or_else(PoisonError::into_inner) = Configured::Partly(project);
    }

    pub(super) fn api(&self) -> Outcome<Api> {
        match self.current() {
            Configured::Ready(ready) => Ok(ready.api.clone()),
            Configured::Partly(_) => Err(vec![Diagnostic::error(
                "The provider's configuration is not known yet",
                "It depends on values that are known only after apply, so nothing can be read now.\nApply first what they come from, with -target.",
            )]),
            Configured::NotYet => Err(vec![Diagnostic::bug("a resource was used before the provider was configured")]),
        }
    }

    /// Whether part of the provider's configuration is not known yet, and nothing can be reached.
    pub(super) fn is_partly_configured(&self) -> bool {
        matches!(self.current(), Configured::Partly(_))
    }

    pub(super) fn project(&self) -> Project {
        match self.current() {
            Configured::Ready(ready) => ready.project.clone(),
            Configured::Partly(project) => project,
            Configured::NotYet => Project::Unknown,
        }
    }

    pub(super) fn stop(&self) {
        if let Configured::Ready(ready) = self.current() {
            ready.api.client.stop();
        }
    }

    fn current(&self) -> Configured {
        self.configured.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Why an object cannot be placed in a project.
pub(super) fn no_project() -> Diagnostic {
    Diagnostic::error(
        "No project",
        "Neither the resource nor the provider has a project_id.\nSet project_id in the provider block, or in the environment variable MONGODB_ATLAS_PROJECT_ID, or here.",
    )
    .at(Path::attribute("project_id"))
}
