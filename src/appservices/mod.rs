//! This provider: its block, its local server, its functions, its ephemeral resource, and the data sources
//! that are written by hand.

#![warn(clippy::too_many_lines)]

mod access_token;
mod actions;
mod app_data;
mod atlas;
mod block;
mod catalog;
mod cluster_data;
mod configure;
mod dependencies;
mod deployment;
#[cfg(test)]
mod docs;
#[cfg(test)]
#[expect(
    clippy::too_many_lines,
    reason = "one word of a schema after the other"
)]
mod docs_schema;
mod functions;
mod host;
mod in_app;
mod in_app_list;
mod journal;
mod project_data;
pub(crate) mod provider;
mod search;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
#[expect(clippy::too_many_lines, reason = "tables of cases")]
pub(crate) mod tests;

pub use crate::declare::context::Context;
#[doc(hidden)]
pub use catalog::{AttributeInfo, ResourceInfo, catalog};
pub use host::{Host, LocalServer};
pub use provider::AppServices;
