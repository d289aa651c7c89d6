//! Why a provider is not served.

use std::io;

/// Why a provider could not be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// A person ran the program by hand.
    #[error(
        "this is a plugin for Terraform and OpenTofu, which start it themselves (TF_PLUGIN_MAGIC_COOKIE is not set)"
    )]
    NotStartedByTerraform,
    /// Every program on this machine could call the provider and read what the host sends.
    #[error(
        "the host sent no certificate and there is no unix socket here, so the connection would be open to every program on this machine: unset TF_DISABLE_PLUGIN_TLS"
    )]
    Unprotected,
    /// Certificates could not be made or read.
    #[error("the connection to the host cannot be secured: {0}")]
    Tls(String),
    /// There is no socket or no stdout.
    #[error("the host cannot be reached: {0}")]
    Io(#[from] io::Error),
    /// The server ended before the host ended it.
    #[error("serving the host broke off: {0}")]
    Server(#[source] Box<dyn std::error::Error + Send + Sync>),
}
