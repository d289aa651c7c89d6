//! `appservices_ip_access_list`: the whole IP access list of an app.
//!
//! Quirks of the API: entries are created, changed, and removed one by one. A new app's list allows
//! every address.

use super::common::{APP_ID, PROJECT_ID};
use super::ip_access_list_entry::{COMMENT, MEMBER_ADDRESS};
use crate::declare::words::{Change, Lifecycle, Spec, set_of, text};

pub(crate) const SPEC: Spec = Spec {
    name: "ip_access_list",
    title: "IP access list",
    doc: "Manages the whole IP access list of an app. Entries that the configuration does not name are removed, including the `0.0.0.0/0` entry of a new app.\n\nDestroying the list removes its entries, so that no address can access the app. Destroying the list does not restore `0.0.0.0/0`.\n\n`appservices_ip_access_list` and `appservices_ip_access_list_entry` exclude each other: use only one of them for an app. The provider warns when one run manages both for the same app.",
    parent: Some(&super::app::SPEC),
    collection: "/groups/{project_id}/apps/{app_id}/security/access_list",
    lifecycle: Lifecycle {
        change: Change::ByMembers("address"),
        ..Lifecycle::whole_list(Some("allowed_ips"), "entries")
    },
    attrs: &[
        PROJECT_ID,
        APP_ID,
        text("id")
            .computed()
            .doc("The ID of the app, because the list has no ID of its own."),
        set_of("entries", &[MEMBER_ADDRESS, COMMENT])
            .required()
            .doc("The addresses that can access the app. All other entries are removed. If the set is empty, no address can access the app.")
            .samples(
                r#"[{ address = "10.1.0.0/16", comment = "office" }, { address = "192.0.2.7" }]"#,
                r#"[{ address = "10.1.0.0/16", comment = "head office" }, { address = "192.0.2.8" }]"#,
            ),
    ],
    ..Spec::SINGLE
}
.checked();
