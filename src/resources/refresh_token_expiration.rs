//! `appservices_refresh_token_expiration`: how long users stay logged in.
//!
//! Quirks of the API: the description says 5 years in prose, and 180 days in its schema.

use super::common::{APP_ID, PROJECT_ID};
use crate::declare::words::{Check, Lifecycle, Literal, Remove, Spec, number, text};

pub(crate) const SPEC: Spec = Spec {
    name: "refresh_token_expiration",
    title: "refresh token expiration",
    doc: "Manages how long the refresh tokens of an app's users live. Destroying it sets the default of 60 days again.",
    parent: Some(&super::app::SPEC),
    collection: "/groups/{project_id}/apps/{app_id}/security/refresh_token_expiration",
    lifecycle: Lifecycle {
        remove: Remove::Reset(&[("expiration_time_seconds", Literal::Number(5_184_000))]),
        ..Lifecycle::SINGLETON
    },
    is_drafted: true,
    attrs: &[
        PROJECT_ID,
        APP_ID,
        text("id")
            .computed()
            .doc("The ID of the app, because the expiration has no ID of its own."),
        number("expiration_time_seconds")
            .required()
            .doc("How long a refresh token lives, in seconds: 1800 (30 minutes) to 15552000 (180 days).")
            .checks(&[Check::Between(1_800, 15_552_000)])
            .samples("3600", "86400"),
    ],
    ..Spec::SINGLE
}
.checked();
