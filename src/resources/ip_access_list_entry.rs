//! `appservices_ip_access_list_entry`: one address that may use an app.
//!
//! Quirks of the API: there is no GET by id, and the list sits in a field beside the caller's own address. A new app's list
//! lets everybody in, and then single entries mean nothing.

use super::common::{APP_ID, ID, PROJECT_ID};
use super::spec::{Attr, NoneAs, Read, Spec, Ty, Update, Warns};

const ADDRESS: Attr = Attr::required(Ty::Address, "address", "An IP address or a CIDR block. `10.0.0.1` and `10.0.0.1/32` are the same.")
    .samples(r#""10.1.2.0/24""#, r#""10.1.3.0/24""#);

const COMMENT: Attr =
    Attr::optional(Ty::Text, "comment", "Whose address it is.").none_as(NoneAs::EmptyText).samples(r#""office""#, r#""home""#);

pub(super) const SPEC: Spec = Spec {
    name: "ip_access_list_entry",
    title: "IP access list entry",
    doc: "One address that may use an app.\n\nA new app's list has `0.0.0.0/0` and lets everybody in, so single entries mean nothing until that entry is gone. `appservices_ip_access_list` manages the whole list and closes it; use one or the other for an app.",
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
