//! `appservices_ip_access_list`: the whole IP access list of an app.
//!
//! Quirks of the API: entries are made, changed and removed one by one; a new app's list lets everybody in.

use super::common::{APP_ID, PROJECT_ID};
use crate::declare::words::spec::{Attr, NoneAs, Read, Spec, Ty, Update};

const ID: Attr = Attr::computed(
    Ty::Text,
    "id",
    "The ID of the app, because the list has no ID of its own.",
);

const ADDRESS: Attr = Attr::required(
    Ty::Address,
    "address",
    "An IP address or a CIDR block. `10.0.0.1` and `10.0.0.1/32` are the same address.",
);
const COMMENT: Attr =
    Attr::optional(Ty::Text, "comment", "A description of the address.").none_as(NoneAs::EmptyText);

const ENTRIES: Attr = Attr::required(
    Ty::SetOf(&[ADDRESS, COMMENT]),
    "entries",
    "The addresses that can access the app. All other entries are removed. If the set is empty, no address can access the app.",
)
.samples(
    r#"[{ address = "10.1.0.0/16", comment = "office" }, { address = "192.0.2.7" }]"#,
    r#"[{ address = "10.1.0.0/16", comment = "head office" }, { address = "192.0.2.8" }]"#,
);

pub(crate) const SPEC: Spec = Spec {
    name: "ip_access_list",
    title: "IP access list",
    doc: "Manages the whole IP access list of an app. Entries that the configuration does not name are removed, including the `0.0.0.0/0` entry of a new app.\n\nDestroying the list removes its entries, so that no address can access the app. Destroying the list does not restore `0.0.0.0/0`.\n\n`appservices_ip_access_list` and `appservices_ip_access_list_entry` exclude each other: use only one of them for an app. The provider warns when one run manages both for the same app.",
    collection: "/groups/{project_id}/apps/{app_id}/security/access_list",
    natural_key: &[],
    unique: &[],
    read: Read::WholeList("allowed_ips"),
    update: Update::Patch,
    attrs: &[PROJECT_ID, APP_ID, ID, ENTRIES],
    ..Spec::COLLECTION
}
.checked();
