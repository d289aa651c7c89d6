//! The resource types: one file each, a constant in the words of `declare`, and the registry.
//!
//! What one resource alone needs is a function over those words beside its constant.

#![warn(clippy::too_many_lines)]

use crate::declare::words::Spec;

pub(crate) mod common;
mod project;

/// Makes a module and a registry entry of each resource's file name.
macro_rules! registry {
    ($($name:ident),* $(,)?) => {
        $(pub(crate) mod $name;)*
        /// Every resource type.
        pub(crate) static SPECS: &[&Spec] = &[$(&$name::SPEC),*];
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
