//! What the API keeps, one file a family: data in the words of `family.rs`, and functions for what
//! is odd about it.
//!
//! The declarations are written from the API's published description. To add a family, write its
//! file and add it to [`FAMILIES`].

mod access_list;
mod api_keys;
mod apps;
mod broken;
mod call;
mod cron;
mod data_sources;
mod dates;
mod dependencies;
mod deployments;
mod description;
mod differences;
mod document;
mod drafts;
mod endpoints;
mod environment_values;
mod export;
mod family;
mod functions;
mod import;
mod import_document;
mod job;
mod layout;
mod log_forwarders;
mod logs;
mod migration;
mod moving;
mod objects;
mod packages;
mod private;
mod private_endpoints;
mod references;
mod regions;
mod replacing;
mod route;
mod secrets;
mod settings;
mod templates;
mod triggers;
mod usage;
mod values;
mod verbs;
mod whole;

pub(crate) use apps::{APPS, exists as app_exists, linked_in};
pub(crate) use call::Call;
pub(crate) use dates::{read as date_of, written as date};
pub(crate) use drafts::open_draft;
pub(crate) use family::Family;
#[cfg(test)]
pub(crate) use family::{Codes, Kind, Odd, Says, Shows, Verb};
pub(crate) use job::{Progress, progress_at};
pub(crate) use route::{Route, Work, private_routes, routes};

/// Returns the collections whose objects are drafted.
pub(crate) fn drafted(families: &[&Family]) -> Vec<&'static str> {
    let drafted = families.iter().filter(|family| family.drafted);
    drafted.map(|family| family.collection).collect()
}

/// Every family that is served.
pub(crate) static FAMILIES: &[&Family] = &[
    &APPS,
    &api_keys::API_KEYS,
    &secrets::SECRETS,
    &functions::FUNCTIONS,
    &endpoints::ENDPOINTS,
    &access_list::ACCESS_LIST,
    &log_forwarders::LOG_FORWARDERS,
    &data_sources::DATA_SOURCES,
    &data_sources::MULTI_DATA_SOURCES,
    &triggers::TRIGGERS,
    &triggers::EVENT_SUBSCRIPTIONS,
    &values::VALUES,
    &environment_values::ENVIRONMENT_VALUES,
    &settings::ALLOWED_REQUEST_ORIGINS,
    &settings::REFRESH_TOKEN_EXPIRATION,
    &settings::NON_VPC_ACCESS,
    &settings::DEPLOY_CONFIG,
    &private_endpoints::PRIVATE_ENDPOINTS,
    &private_endpoints::PRIVATE_ENDPOINT_SERVICE_INFOS,
    &dependencies::DEPENDENCIES,
    &drafts::DRAFTS,
    &deployments::DEPLOYMENTS,
    &migration::DEPLOYMENT_MIGRATION,
    &whole::PUSH,
    &import::IMPORT,
];
