//! `appservices_ip_access_list_entry`: one address that may use an app.
//!
//! Quirks of the API: there is no GET by id, and the list sits in a field beside the caller's own address. A new app's list
//! lets everybody in, and then single entries mean nothing.

use super::common::{APP_ID, ID, PROJECT_ID};
use crate::declare::words::spec::{Attr, NoneAs, Read, Spec, Ty, Update, Warns};

const ADDRESS: Attr = Attr::required(
    Ty::Address,
    "address",
    "An IP address or a CIDR block. `10.0.0.1` and `10.0.0.1/32` are the same address.",
)
.samples(r#""10.1.2.0/24""#, r#""10.1.3.0/24""#);

const COMMENT: Attr = Attr::optional(Ty::Text, "comment", "A description of the address.")
    .none_as(NoneAs::EmptyText)
    .samples(r#""office""#, r#""home""#);

pub(crate) const SPEC: Spec = Spec {
    name: "ip_access_list_entry",
    title: "IP access list entry",
    doc: "Manages one entry of an app's IP access list.\n\nThe list of a new app contains `0.0.0.0/0`, which allows every address, so single entries have no effect until that entry is removed. Use `appservices_ip_access_list` to manage the whole list and to remove that entry.\n\n`appservices_ip_access_list` and `appservices_ip_access_list_entry` exclude each other: use only one of them for an app. The provider warns when one run manages both for the same app.",
    collection: "/groups/{project_id}/apps/{app_id}/security/access_list",
    natural_key: &["address"],
    unique: &["address"],
    read: Read::InListField("allowed_ips"),
    update: Update::Patch,
    attrs: &[PROJECT_ID, APP_ID, ID, ADDRESS, COMMENT],
    warns: Some(Warns::WhenTheListIsOpen),
    ..Spec::COLLECTION
}
.checked();
