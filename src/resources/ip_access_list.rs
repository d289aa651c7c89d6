//! `appservices_ip_access_list`: the whole IP access list of an app.
//!
//! Quirks of the API: entries are made, changed and removed one by one; a new app's list lets everybody in.

use super::common::{APP_ID, ID, PROJECT_ID};
use super::spec::{Attr, NoneAs, Read, Spec, Ty, Update};

const ADDRESS: Attr = Attr::required(Ty::Address, "address", "An IP address or a CIDR block. `10.0.0.1` and `10.0.0.1/32` are the same.");
const COMMENT: Attr = Attr::optional(Ty::Text, "comment", "Whose address it is.").none_as(NoneAs::EmptyText);

const ENTRIES: Attr = Attr::required(
    Ty::SetOf(&[ADDRESS, COMMENT]),
    "entries",
    "Every address that may use the app; all others are removed. Empty lets nobody in.",
)
.samples(
    r#"[{ address = "10.1.0.0/16", comment = "office" }, { address = "192.0.2.7" }]"#,
    r#"[{ address = "10.1.0.0/16", comment = "head office" }, { address = "192.0.2.8" }]"#,
);

pub(super) const SPEC: Spec = Spec {
    name: "ip_access_list",
    title: "IP access list",
    doc: "The whole IP access list of an app: what is not named here is removed, the `0.0.0.0/0` of a new app too.\n\nDestroying it removes every entry, so that nobody can use the app; it does not open the app to everybody again.",
    collection: "/groups/{project_id}/apps/{app_id}/security/access_list",
    natural_key: &[],
    unique: &[],
    read: Read::WholeList("allowed_ips"),
    update: Update::Patch,
    attrs: &[PROJECT_ID, APP_ID, ID, ENTRIES],
    ..Spec::COLLECTION
}
.checked();
