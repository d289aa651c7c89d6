//! How the server is set up.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::http::Observer;
use super::model::{Clock, Projects};

/// How the server is set up.
#[derive(Clone)]
pub struct Options {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The folder that keeps the data; without one, nothing is kept. A folder that is new or empty
    /// becomes private: mode 0700, with a `.gitignore` for all of it. In a folder with other files
    /// in it only the data file is made private.
    pub data: Option<PathBuf>,
    /// The public part of the only key that may log in.
    pub public_key: String,
    /// The private part of the key.
    pub private_key: String,
    /// The projects that exist.
    pub projects: Projects,
    /// The name of the project that the key belongs to, until a request renames the project. Only
    /// the public Atlas API shows names of projects.
    pub project_name: String,
    /// Whether `/_emulator` is served: the request log, faults and latency.
    pub control: bool,
    /// What time it is.
    pub clock: Clock,
    /// How long what takes time takes: to link a cluster, to deploy a draft, to move an app.
    pub job_time: Duration,
    /// How long a client may pause in the middle of a request's body.
    pub patience: Duration,
    /// Is called with every request when it ends.
    pub observer: Option<Observer>,
}

/// The project of a server whose options name no other.
pub const LOCAL_PROJECT: &str = "000000000000000000000001";

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            data: None,
            public_key: "local".to_owned(),
            private_key: "local".to_owned(),
            projects: Projects::Only(LOCAL_PROJECT.to_owned()),
            project_name: "Local".to_owned(),
            control: false,
            clock: Clock::system(),
            job_time: Duration::from_millis(300),
            patience: Duration::from_secs(30),
            observer: None,
        }
    }
}
