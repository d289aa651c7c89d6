//! What the API tells and nobody manages. Each is a data source.

mod common;
mod events;
mod places;
mod releases;
mod usage;

use crate::declare::words::Reading;
use events::{EVENT_SUBSCRIPTION, EVENT_SUBSCRIPTIONS, EXECUTION};
use places::{REGIONS, SERVICES};
use releases::{CONFIGURATION, DEPENDENCIES, DEPLOYMENTS, DRAFT_DIFF, DRAFTS};
use usage::{LOGS, MEASUREMENTS, METRICS, PROJECT_MEASUREMENTS};

/// Every reading.
pub(crate) static READINGS: &[Reading] = &[
    REGIONS,
    DEPLOYMENTS,
    DRAFTS,
    DRAFT_DIFF,
    EVENT_SUBSCRIPTIONS,
    EVENT_SUBSCRIPTION,
    EXECUTION,
    DEPENDENCIES,
    SERVICES,
    LOGS,
    METRICS,
    MEASUREMENTS,
    PROJECT_MEASUREMENTS,
    CONFIGURATION,
];
