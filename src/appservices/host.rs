//! What the program gives the provider: the environment, and the local server.

use std::any::Any;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

/// What the program gives the provider.
#[derive(Clone)]
pub struct Host {
    /// Reads an environment variable.
    pub environment: Arc<ReadVariable>,
    /// The directory in which Terraform runs, if it is known.
    pub working_directory: Option<PathBuf>,
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
    /// The project to use if none is configured.
    pub project_id: String,
    /// Keeps the server running until it is dropped.
    pub running: Box<dyn Any + Send + Sync>,
}
