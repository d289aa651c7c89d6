//! The words that the whole server shares: requests, responses, refusals, documents, ids, the
//! clock.

mod account;
pub(crate) mod archive;
mod clock;
mod document;
mod fields;
mod file;
mod hex;
mod message;
pub(crate) mod object_id;
mod paths;
pub(crate) mod random;
mod refusal;

pub use account::Projects;
pub(crate) use account::{Account, DOMAIN_ID, USER_ID};
pub use clock::Clock;
pub(crate) use document::Document;
pub(crate) use fields::{Fields, check_name};
pub(crate) use file::File;
pub(crate) use hex::hex;
pub(crate) use message::{Answer, Head, Method, Request, Response, parse_body};
pub(crate) use paths::{Found, Parameters, Paths, Unfound};
pub(crate) use refusal::Refusal;
