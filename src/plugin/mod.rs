//! Terraform's wire: the handshake, mutual TLS, the gRPC services, and conversion between protobuf and the engine's words.
//!
//! [`serve`] is all that a provider's `main` needs. Nothing outside this module knows protobuf, gRPC or certificates.

mod alive;
mod connection;
mod convert;
mod handshake;
mod health;
mod host;
mod log;
mod rpc;
mod run;
mod serve;
mod services;
#[cfg(test)]
mod tests;
mod tls;
mod unserved;

/// The messages of `proto/`, as generated.
#[allow(
    dead_code,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::use_self,
    reason = "generated; which of these apply depends on the features"
)]
mod proto {
    pub(crate) mod goplugin {
        tonic::include_proto!("plugin");
    }
    pub(crate) mod health {
        tonic::include_proto!("grpc.health.v1");
    }
    pub(crate) mod tfplugin6 {
        tonic::include_proto!("tfplugin6");
    }
}

pub use handshake::MAGIC_COOKIE;
pub use host::Host;
pub use log::init as init_logging;
pub use run::run;
pub use serve::{ServeError, Serving, serve};
