//! Terraform's wire: the handshake, mutual TLS, the gRPC services, and conversion between protobuf
//! and the engine's words.
//!
//! [`run`] is all that a provider's `main` needs. Nothing outside this module knows protobuf, gRPC
//! or certificates.

#![warn(clippy::too_many_lines)]

mod alive;
mod connection;
mod convert;
mod ecdsa_p521;
mod error;
mod handshake;
mod health;
mod host;
mod lifetime;
mod listener;
mod log;
mod proto;
mod rpc;
mod run;
mod serve;
mod server;
mod services;
#[cfg(test)]
mod tests;
mod tls;
#[cfg(unix)]
mod unix_socket;
mod unserved;

pub use error::ServeError;
pub use handshake::MAGIC_COOKIE;
pub use host::Host;
pub use log::init as init_logging;
pub use run::run;
pub use serve::{Serving, serve};
