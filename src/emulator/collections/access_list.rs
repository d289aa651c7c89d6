//! The IP access list: `~/security/access_list`. A new app is open to every address.

use std::net::IpAddr;

use axum::routing::MethodFilter;
use ipnet::IpNet;
use serde_json::{Value as Json, json};

use super::Collection;
use crate::emulator::body::Fields;
use crate::emulator::error::{Answer, Refusal, created, no_content, ok};
use crate::emulator::router::{Call, Route};
use crate::emulator::store::Scope;

const ENTRIES: Collection =
    Collection { name: "access_list", one: "allowed IP", not_found: "AllowedIPNotFound", duplicate: "AllowedIPAlreadyExists" };

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route(MethodFilter::GET, "/groups/{group}/apps/{app}/security/access_list", list),
        Route(MethodFilter::POST, "/groups/{group}/apps/{app}/security/access_list", create),
        Route(MethodFilter::PATCH, "/groups/{group}/apps/{app}/security/access_list/{id}", update),
        Route(MethodFilter::DELETE, "/groups/{group}/apps/{app}/security/access_list/{id}", delete),
    ]
}

/// The entry that every app starts with.
pub(super) fn open(scope: &Scope<'_>, app: &str) -> Result<(), Refusal> {
    let everywhere = entry("0.0.0.0/0", "")?;
    scope.insert(ENTRIES.name, app, everywhere)?;
    Ok(())
}

fn list(scope: &Scope<'_>, call: &Call) -> Answer {
    let current: Option<IpAddr> = call.client.parse().ok();
    let entries = ENTRIES.list(scope, call)?.into_iter().map(|mut entry| {
        let network: Option<IpNet> = entry["network"].as_str().and_then(|network| network.parse().ok());
        entry["includes_current"] = network.zip(current).is_some_and(|(network, current)| network.contains(&current)).into();
        entry
    });
    ok(json!({ "allowed_ips": entries.collect::<Vec<_>>(), "current_ip": call.client }))
}

fn create(scope: &Scope<'_>, call: &Call) -> Answer {
    created(scope.insert(ENTRIES.name, call.app(), read_entry(scope, call)?)?)
}

fn update(scope: &Scope<'_>, call: &Call) -> Answer {
    let old = find(scope, call)?;
    let mut entry = read_entry(scope, call)?;
    entry["_id"] = old["_id"].clone();
    scope.replace(&entry)?;
    // The description says 201; the API's own command line wants 200.
    ok(entry)
}

fn delete(scope: &Scope<'_>, call: &Call) -> Answer {
    find(scope, call)?;
    scope.remove(call.parameter("id"))?;
    no_content()
}

fn find(scope: &Scope<'_>, call: &Call) -> Result<Json, Refusal> {
    let id = call.parameter("id");
    let found = scope.find(ENTRIES.name, call.app(), id)?;
    found.ok_or_else(|| Refusal::not_found(ENTRIES.not_found, format!("allowed IP not found: 'ObjectID(\"{id}\")'")))
}

fn read_entry(scope: &Scope<'_>, call: &Call) -> Result<Json, Refusal> {
    let fields = Fields::of(&call.body)?;
    fields.ignore(&["_id", "ip", "network", "includes_current"]);
    let comment = fields.optional_string("comment")?.unwrap_or("");
    let address = match fields.optional_bool("use_current")? {
        Some(true) => fields.optional_string("address")?.unwrap_or(&call.client),
        _ => fields.string("address")?,
    };
    fields.finish()?;
    let entry = entry(address, comment)?;
    let taken = ENTRIES.list(scope, call)?.iter().any(|other| other["network"] == entry["network"] && other["_id"] != call.parameter("id"));
    if taken {
        return Err(Refusal::duplicate(ENTRIES.duplicate, &format!("allowed IP '{address}'")));
    }
    Ok(entry)
}

fn entry(address: &str, comment: &str) -> Result<Json, Refusal> {
    let network: IpNet = match (address.parse::<IpNet>(), address.parse::<IpAddr>()) {
        (Ok(network), _) => network.trunc(),
        (_, Ok(ip)) => ip.into(),
        _ => return Err(Refusal::invalid(format!("'{address}' is neither an IP address nor a CIDR block"))),
    };
    Ok(json!({ "address": address, "ip": network.network().to_string(), "network": network.to_string(), "comment": comment }))
}
