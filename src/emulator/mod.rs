//! The App Services Admin API from inside: a server that keeps apps and what is in them in a SQLite
//! file.
//!
//! It is written from the API's published description and from what its clients are known to see,
//! never from this project's own resource declarations, so that the two can disagree. A client sees
//! the documented statuses and bodies, an error document for every refusal, ids and server-made
//! fields. Where neither the description nor any client tells (the status of a name clash, say),
//! the choice is marked `Choice:`.
//!
//! A request comes in through `http`, which knows sockets and nothing of the API. `api` is a plain
//! function from a request to a response: it checks the session, opens a transaction of `store`,
//! and hands the call to one of `families`. `model` has the words that all of them share.
//!
//! Beside the Admin API, the server has the projects and clusters of the public Atlas API, which
//! clients look up before they link a cluster. `api` hands requests below the bases of that API to
//! `public`, which has a login, routes and error documents of its own.
//!
//! [`Emulator::start`] serves it on a port of its own, for tests of modules and clients:
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use appservices_provider::emulator::{Emulator, Options};
//! let emulator = Emulator::start(Options::default()).await.unwrap();
//! println!("the Admin API is at {}", emulator.url());
//! emulator.stop().await;
//! # });
//! ```

#![warn(clippy::too_many_lines)]

mod api;
mod families;
mod http;
mod model;
mod options;
mod public;
mod store;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use api::Api;
#[cfg(test)]
pub(crate) use api::{Operation, operations, served_operations};
pub use http::{BadFaults, Fault, FaultRule, LoggedRequest, Observer, Served};
use http::{Service, Settings, accept_until_stopped};
use model::Account;
pub use model::{Clock, Projects};
pub use options::{LOCAL_PROJECT, Options};
pub use store::StoreError;
use store::{Remember, Store};

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The data cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address cannot be listened on.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
}

/// A running server. Dropping it stops it, too, but only [`Emulator::stop`] waits for the end.
pub struct Emulator {
    address: SocketAddr,
    service: Arc<Service>,
    stopping: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl std::fmt::Debug for Emulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Emulator at {}", self.address)
    }
}

impl Emulator {
    /// Opens the data and starts to serve.
    ///
    /// # Errors
    /// When the data cannot be opened or the address is taken.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        // Only control asks for the past.
        let remember = match options.control {
            true => Remember::Writes,
            false => Remember::Nothing,
        };
        let store = Store::open(options.data.as_deref(), options.clock.clone(), remember)?;
        let refused = |error| StartError::Listen(options.listen, error);
        let listener = TcpListener::bind(options.listen).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let account = Account {
            public_key: options.public_key,
            private_key: options.private_key,
            projects: options.projects,
            project_name: options.project_name,
        };
        let settings = Settings {
            control: options.control,
            patience: options.patience,
            observer: options.observer,
        };
        let api = Api::new(store, account, options.clock).taking(options.job_time);
        let service = Arc::new(Service::new(api, settings));
        let (stopping, stopped) = watch::channel(false);
        let serving = tokio::spawn(accept_until_stopped(
            listener,
            Arc::clone(&service),
            stopped,
        ));
        Ok(Self {
            address,
            service,
            stopping,
            serving,
        })
    }

    /// Returns where the server listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns where the server listens as a URL, without the API's path.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Replaces the rules by which requests fail, as `PUT /_emulator/faults` does. Needs
    /// [`Options::control`].
    pub fn set_faults(&self, rules: Vec<FaultRule>) {
        self.service.set_faults(rules);
    }

    /// Delays each answer, as `PUT /_emulator/latency` does. Needs [`Options::control`].
    pub fn set_latency(&self, latency: Duration) {
        self.service.set_latency(latency);
    }

    /// Returns every request so far, oldest first, as `GET /_emulator/requests` does. Needs
    /// [`Options::control`].
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.service.requests()
    }

    /// Stops the server: no new connections are accepted, and requests under way are finished, for
    /// which they have 8 seconds.
    pub async fn stop(self) {
        self.stopping.send_replace(true);
        // A task that panicked has ended, too.
        let _ = self.serving.await;
    }
}
