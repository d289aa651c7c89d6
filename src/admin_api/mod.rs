//! The App Services Admin API from outside: requests as values, replies, errors, and the client
//! that sends them. [`AtlasClient`] reads the public Atlas API beside it.
//!
//! [`Client`] is a stack of layers, one a file; `client.rs` has their order. The client knows
//! nothing of resources. It keeps the session and tells the kinds of failure apart ([`ApiError`]).
//! Whether an object is gone is decided by the caller who reads an answer, never here.

#![warn(clippy::too_many_lines)]

mod access;
mod answer;
mod atlas;
mod base_url;
mod clean;
mod client;
mod clock;
mod digest;
mod error;
mod exchange;
mod forms;
mod outage;
mod pacing;
mod reads;
mod request;
mod retry;
mod secret;
mod session;
mod stop;
#[cfg(test)]
mod tests;
mod transport;
mod user_agent;
mod words;

pub use answer::Reply;
pub use atlas::AtlasClient;
pub use base_url::BaseUrl;
pub use client::Client;
#[cfg(test)]
pub(crate) use clock::{Clock, SystemClock};
pub use error::{ApiError, Place};
pub use http::Method;
pub use request::{Repeat, Request, segment};
pub use secret::{Secret, Secrets};
pub use session::{Credentials, Tokens};
#[cfg(test)]
pub(crate) use transport::{Authorization, Broken, Raw, Transport};
