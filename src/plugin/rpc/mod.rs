//! The `Provider` service: each call is decoded, handed to its function in [`crate::provider`], and
//! its result encoded.
//!
//! Every call runs in a task of its own, so that a panic ends the call and not the provider: it
//! becomes an error diagnostic. A call that is not served answers as gRPC's "unimplemented", which
//! core accepts.

mod agreement;
mod call;
mod decoded;
mod describe;
mod ephemeral;
mod function;
mod identity;
mod manage;
mod read;
mod rewritten;
mod service;
mod streams;
#[cfg(test)]
mod tests;

pub(super) use call::Rpc;
