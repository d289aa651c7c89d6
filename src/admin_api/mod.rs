//! The App Services Admin API from outside: requests as values, replies, errors, and the client that sends them.
//!
//! The client knows nothing of resources: it logs in, keeps the session, and tells the kinds of failure apart
//! ([`ApiError`]). Whether an object is gone is decided by whoever reads an answer, never here.

mod answer;
mod base_url;
mod client;
mod error;
mod forms;
mod request;
mod secret;
mod sender;
mod session;
#[cfg(test)]
mod tests;
mod user_agent;
mod words;

pub use answer::Reply;
pub use base_url::BaseUrl;
pub use client::Client;
pub use error::{ApiError, Place};
pub use request::{Method, Request, segment};
pub use secret::{Secret, Secrets};
pub use session::{Credentials, Tokens};
