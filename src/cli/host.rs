//! What the program lends to the provider: its environment, and a server of the Admin API in the
//! same process.

use std::path::PathBuf;
use std::sync::Arc;

use crate::appservices::{Host, LocalServer};
use crate::emulator::{Emulator, LOCAL_PROJECT, Options, Projects, StartError, StoreError};

pub(super) fn host() -> Host {
    Host {
        environment: Arc::new(environment),
        working_directory: std::env::current_dir().ok(),
        local_server: Arc::new(|folder| Box::pin(local_server(folder))),
    }
}

/// Returns a variable of the process's environment.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where the environment is read for all rooms"
)]
pub(super) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Serves a folder on a free port, with a key that only this process knows.
pub(super) async fn local_server(folder: PathBuf) -> Result<LocalServer, String> {
    let mut key = [0; 24];
    getrandom::fill(&mut key)
        .map_err(|error| format!("the system gives no random key: {error}"))?;
    let private_key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let options = Options {
        data: Some(folder),
        public_key: "local".to_owned(),
        private_key: private_key.clone(),
        projects: Projects::Any(LOCAL_PROJECT.to_owned()),
        ..Options::default()
    };
    let emulator = Emulator::start(options)
        .await
        .map_err(|error| explain(&error))?;
    Ok(LocalServer {
        url: emulator.url(),
        public_key: "local".to_owned(),
        private_key,
        project_id: LOCAL_PROJECT.to_owned(),
        running: Box::new(emulator),
    })
}

/// Returns what happened, and what to do about it.
pub(super) fn explain(error: &StartError) -> String {
    let next = match error {
        StartError::Store(StoreError::Locked { .. }) => {
            "End the other process, or use another folder."
        }
        StartError::Store(StoreError::ReadOnly { .. }) => {
            "Make it writable for this user, or use another folder."
        }
        StartError::Store(StoreError::Newer { .. }) => {
            "Use that version of this program, or another folder."
        }
        StartError::Store(StoreError::Damaged { .. }) => {
            "Use another folder, or remove the file if nothing in it is needed."
        }
        StartError::Store(_) => "Use another folder.",
        StartError::Listen(address, _) if address.port() == 0 => {
            "Something on this machine keeps programs from listening there."
        }
        StartError::Listen(..) => {
            "End the program that has the port, or take another; port 0 takes a free one."
        }
    };
    format!("{error}.\n{next}")
}
