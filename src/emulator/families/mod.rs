//! What the API keeps, one file a family: data in the words of `family.rs`, and functions for what
//! is odd about it.
//!
//! The declarations are written from the API's published description. To add a family, write its
//! file and add it to [`FAMILIES`].

mod access_list;
mod api_keys;
mod apps;
mod call;
mod endpoints;
mod family;
mod functions;
mod log_forwarders;
mod objects;
mod regions;
mod route;
mod secrets;
mod verbs;

pub(crate) use apps::{APPS, exists as app_exists};
pub(crate) use call::{Call, Parameters};
pub(crate) use family::Family;
#[cfg(test)]
pub(crate) use family::{Codes, Kind, Odd, Says, Shows, Verb};
pub(crate) use route::{Route, Work, routes};

/// Every family that is served.
pub(crate) static FAMILIES: &[&Family] = &[
    &APPS,
    &api_keys::API_KEYS,
    &secrets::SECRETS,
    &functions::FUNCTIONS,
    &endpoints::ENDPOINTS,
    &access_list::ACCESS_LIST,
    &log_forwarders::LOG_FORWARDERS,
];
