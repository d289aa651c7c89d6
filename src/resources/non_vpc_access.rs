//! `appservices_non_vpc_access`: whether an app with private endpoints accepts other requests.
//!
//! Quirks of the API: there is no GET, so drift cannot be detected, and what an app begins with is
//! not known.

use super::common::{APP_ID, PROJECT_ID};
use crate::declare::words::{Change, Lifecycle, Read, Returned, Rule, Spec, boolean, text};

pub(crate) const SPEC: Spec = Spec {
    name: "non_vpc_access",
    title: "non-VPC access",
    doc: "Manages whether an app with private endpoints accepts requests that come from outside of its VPCs.\n\nThe API never shows the setting, so the provider cannot detect drift. After an import, the attribute is null, and the setting stays unchanged until the configuration names a value. Destroying the resource leaves the setting unchanged, and a warning says so.",
    parent: Some(&super::app::SPEC),
    collection: "/groups/{project_id}/apps/{app_id}/security/allow_non_vpc_client_requests",
    lifecycle: Lifecycle { read: Read::Never, change: Change::Posted, ..Lifecycle::SINGLETON },
    attrs: &[
        PROJECT_ID,
        APP_ID,
        text("id")
            .computed()
            .doc("The ID of the app, because the setting has no ID of its own."),
        boolean("allow_non_vpc_client_requests")
            .doc("Whether requests from outside of the app's VPCs are accepted.")
            .returned(Returned::Never)
            .samples("false", "true"),
    ],
    rules: &[Rule::OneOfToWrite(&["allow_non_vpc_client_requests"])],
    ..Spec::SINGLE
}
.checked();
