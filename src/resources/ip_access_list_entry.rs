//! `appservices_ip_access_list_entry`: one address that can access an app.
//!
//! Quirks of the API: there is no GET by ID, and the list is in a field beside the caller's own
//! address. A new app's list allows every address, and then single entries have no effect.

use super::common::{APP_ID, ID, PROJECT_ID};
use crate::declare::words::{
    Attr, Change, Lifecycle, NoneAs, Notice, Read, Spec, Value, address, network, text,
};

pub(crate) const SPEC: Spec = Spec {
    name: "ip_access_list_entry",
    title: "IP access list entry",
    doc: "Manages one entry of an app's IP access list.\n\nThe list of a new app contains `0.0.0.0/0`, which allows every address, so single entries have no effect until that entry is removed. Use `appservices_ip_access_list` to manage the whole list and to remove that entry.\n\n`appservices_ip_access_list` and `appservices_ip_access_list_entry` exclude each other: use only one of them for an app. The provider warns when one run manages both for the same app.",
    parent: Some(&super::app::SPEC),
    collection: "/groups/{project_id}/apps/{app_id}/security/access_list",
    natural_key: &["address"],
    unique: &["address"],
    lifecycle: Lifecycle {
        read: Read::InList(Some("allowed_ips")),
        change: Change::InPart,
        ..Lifecycle::COLLECTION
    },
    attrs: &[
        PROJECT_ID,
        APP_ID,
        ID,
        MEMBER_ADDRESS.samples(r#""10.1.2.0/24""#, r#""10.1.3.0/24""#),
        COMMENT.samples(r#""office""#, r#""home""#),
    ],
    notices: Some(open_to_everybody),
    ..Spec::COLLECTION
}
.checked();

pub(super) const MEMBER_ADDRESS: Attr = address("address")
    .required()
    .doc("An IP address or a CIDR block. `10.0.0.1` and `10.0.0.1/32` are the same address.");

pub(super) const COMMENT: Attr = text("comment")
    .doc("A description of the address.")
    .none_as(NoneAs::EmptyText);

/// Returns a warning if the list allows every address, so that the entry has no effect.
fn open_to_everybody(state: &Value, list: &[serde_json::Value]) -> Option<Notice> {
    let own = state.attribute("address").as_str().and_then(network);
    let addresses = list
        .iter()
        .filter_map(|entry| entry.get("address")?.as_str());
    let everywhere = addresses.into_iter().find(|address| {
        network(address).is_some_and(|covered| covered.prefix_len() == 0 && Some(covered) != own)
    })?;
    let whole_list = Spec::type_named("ip_access_list");
    Some(Notice {
        summary: "The app is open to every address".to_owned(),
        detail: format!(
            "The access list of this app also has {everywhere}, with which every address may use the app, so this entry changes nothing.\nA new app starts with that entry. To close the list, manage it whole with {whole_list}, or remove the entry."
        ),
        attr: "address",
    })
}
