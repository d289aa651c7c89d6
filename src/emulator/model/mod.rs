//! The words that the whole server shares: requests, responses, refusals, documents, ids, the
//! clock.

mod account;
mod clock;
mod document;
mod fields;
mod message;
pub(crate) mod object_id;
pub(crate) mod random;
mod refusal;

pub(crate) use account::Account;
pub use account::Projects;
pub use clock::Clock;
pub(crate) use document::Document;
pub(crate) use fields::{Fields, check_name};
pub(crate) use message::{Answer, Method, Request, Response, parse_body};
pub(crate) use refusal::Refusal;
