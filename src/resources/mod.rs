//! The resource types and their registry. Each type is one file with a constant in the words of
//! `declare`.
//!
//! What only one resource needs is a function over those words, beside its constant.

#![warn(clippy::too_many_lines)]

use crate::declare::words::Spec;

pub(crate) mod common;
pub(crate) mod cron;
mod project;
pub(crate) mod readings;
mod trigger_kinds;

/// Declares a module and a registry entry for each resource's file name.
macro_rules! registry {
    ($($name:ident),* $(,)?) => {
        $(pub(crate) mod $name;)*
        /// Every resource type.
        pub(crate) static SPECS: &[&Spec] = &[$(&$name::SPEC),*];
    };
}

// A new resource needs its file and a line here.
registry![
    app,
    api_key,
    function,
    endpoint,
    secret,
    ip_access_list_entry,
    ip_access_list,
    log_forwarder,
    linked_data_source,
    trigger,
    value,
    environment_value,
    deployment_config,
    allowed_request_origins,
    refresh_token_expiration,
    private_endpoint,
    non_vpc_access,
];
