//! The App Services Admin API from inside: a server that keeps apps and what is in them in a SQLite file.
//!
//! It is written from the API's published description and from what its clients are known to see, never from this project's
//! own resource declarations, so that the two can disagree. It behaves as a consumer of the API would see it: the documented
//! statuses and bodies, an error document for every refusal, ids and server-made fields. Where neither the description nor any
//! client tells (the status of a name clash, say), the choice is marked `Choice:`.
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

mod body;
mod clock;
mod collections;
mod control;
mod error;
mod faults;
mod folder;
mod layout;
mod object_id;
mod published;
mod receive;
mod router;
mod scope;
mod serve;
mod sessions;
mod store;
#[cfg(test)]
mod tests;
mod token;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use clock::Clock;
pub use store::StoreError;
use store::{Remember, Store};

/// How the server is set up.
#[derive(Clone)]
pub struct Options {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The folder that keeps the data; without one, nothing is kept. One that is new or empty becomes private: mode 0700, with a
    /// `.gitignore` for all of it. In a folder with other files in it only the data file is made private.
    pub data: Option<PathBuf>,
    /// The public part of the only key that may log in.
    pub public_key: String,
    /// Its private part.
    pub private_key: String,
    /// The projects that exist.
    pub projects: Projects,
    /// Whether `/_emulator` is served: the request log, faults and latency.
    pub control: bool,
    /// What time it is.
    pub clock: Clock,
    /// How long a client may pause in the middle of a request's body.
    pub patience: Duration,
    /// Who is told of every request that was served.
    pub observer: Option<Observer>,
}

/// Is told of every request when it ends.
pub type Observer = Arc<dyn Fn(&Served<'_>) + Send + Sync>;

/// A request that has ended.
#[derive(Debug)]
#[non_exhaustive]
pub struct Served<'a> {
    /// `GET`, `POST` …
    pub method: &'a str,
    /// The path as the client wrote it, without the query.
    pub path: &'a str,
    /// The answer's status; `None` where no answer was given.
    pub status: Option<u16>,
    /// How long it took until the answer began.
    pub took: Duration,
}

/// Which projects exist.
#[derive(Clone, Debug)]
pub enum Projects {
    /// One.
    Only(String),
    /// Every 24 hexadecimal digits; the key's own is the given one.
    Any(String),
}

/// The project of a server that is told nothing else.
pub const LOCAL_PROJECT: &str = "000000000000000000000001";

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            data: None,
            public_key: "local".to_owned(),
            private_key: "local".to_owned(),
            projects: Projects::Only(LOCAL_PROJECT.to_owned()),
            control: false,
            clock: Clock::system(),
            patience: Duration::from_secs(30),
            observer: None,
        }
    }
}

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address cannot be listened on.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
}

/// A running server. It stops when it is dropped, too, but only [`Emulator::stop`] waits for that.
pub struct Emulator {
    address: SocketAddr,
    server: Arc<router::Server>,
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
        let remember = if options.control {
            Remember::Writes
        } else {
            Remember::Nothing
        };
        let store = Store::open(options.data.as_deref(), options.clock.clone(), remember)?;
        let refused = |error| StartError::Listen(options.listen, error);
        let listener = TcpListener::bind(options.listen).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let (stopping, stopped) = watch::channel(false);
        let server = Arc::new(router::Server::new(store, options));
        let serving = tokio::spawn(serve::serve(listener, Arc::clone(&server), stopped));
        Ok(Self {
            address,
            server,
            stopping,
            serving,
        })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same as a URL, without the API's path.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What `PUT /_emulator/faults` does: the requests that fail from now on, and how. Needs [`Options::control`].
    ///
    /// # Errors
    /// When the document is not one of faults, in words.
    pub fn set_faults(&self, faults: &serde_json::Value) -> Result<(), String> {
        self.server
            .control
            .faults
            .set(faults)
            .map_err(|refusal| refusal.document()["error"].to_string())
    }

    /// What `GET /_emulator/requests` answers: every request so far as `{"method", "path", "status"}`, oldest first. Needs
    /// [`Options::control`].
    pub fn requests(&self) -> Vec<serde_json::Value> {
        self.server.control.requests()
    }

    /// Ends it: nobody new is let in, and requests under way are finished, for which they have 8 seconds.
    pub async fn stop(self) {
        self.stopping.send_replace(true);
        // A task that panicked has ended, too.
        let _ = self.serving.await;
    }
}
