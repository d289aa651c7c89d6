//! This provider: its block, its local server, its functions, its ephemeral resource, and the data sources that are no resource's
//! twin.

mod access_token;
mod app_data;
mod block;
mod catalog;
mod configure;
#[cfg(test)]
mod docs;
#[cfg(test)]
mod docs_schema;
mod functions;
mod host;
mod provider;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use catalog::{AttributeInfo, ResourceInfo, catalog};
pub use host::{Host, LocalServer};
pub use provider::AppServices;
