//! This provider: one file a resource type, declared in the words of [`spec`](self) and run by one interpreter.
//!
//! A resource file holds a constant and nothing else. What the constant means for the schema is in `schema.rs`, for the API in
//! `convert.rs`, `object.rs` and `look.rs`, for the calls of Terraform in `crud.rs`, `create.rs`, `update.rs`, `whole_list.rs` and
//! `import.rs`.

mod access_token;
mod addresses;
mod app_data;
mod catalog;
mod checked;
mod checks;
mod common;
mod context;
mod convert;
mod create;
mod crud;
mod derived;
#[cfg(test)]
mod docs;
#[cfg(test)]
mod docs_schema;
mod functions;
mod import;
mod import_id;
mod judge;
mod list;
mod look;
mod memory;
mod near;
mod object;
mod promise;
mod proof;
mod provider;
mod report;
mod rivals;
mod schema;
mod sensitive;
mod spec;
mod taken;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod update;
mod whole_list;
mod writes;

/// Makes a module and a registry entry of each resource's file name.
macro_rules! registry {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*
        static SPECS: &[&spec::Spec] = &[$(&$name::SPEC),*];
    };
}

// A new resource is its file and its line here.
registry![
    app,
    api_key,
    function,
    endpoint,
    secret,
    ip_access_list_entry,
    ip_access_list,
    log_forwarder,
];

pub use catalog::{AttributeInfo, ResourceInfo, catalog};
pub use context::{Host, LocalServer};
pub use provider::AppServices;

/// The prefix of every type name.
const PROVIDER: &str = "appservices";
