//! What the API tells and nobody manages.

use super::Spec;

/// A data source of what the API tells.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) tells: Tells,
    /// The name, the path, and the attributes. Those with [`Sent::CreateQuery`](super::Sent::CreateQuery) are
    /// parameters of the query.
    pub(crate) spec: Spec,
}

/// How the answer becomes attributes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Tells {
    /// The answer is an object with the attributes.
    Document,
    /// The answer is a list, in this attribute.
    List(&'static str),
    /// The answers are pages with a list under this name.
    Pages(&'static str),
    /// The answer is the value of this attribute, as JSON.
    Whole(&'static str),
}
