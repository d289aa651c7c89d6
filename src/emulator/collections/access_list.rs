//! The IP access list: `~/security/access_list`. A new app is open to every address.

use std::net::IpAddr;

use axum::routing::MethodFilter;
use ipnet::IpNet;
use serde_json::{Value as Json, json};

use super::Collection;
use crate::emulator::body::Fields;
use crate::emulator::error::{Answer, Refusal, created, no_content, ok};
use crate::emulator::router::{Call, Route};
use crate::emulator::scope::Scope;

const ENTRIES: Collection = Collection {
    name: "access_list",
    one: "allowed IP",
    not_found: "AllowedIPNotFound",
    duplicate: "AllowedIPAlreadyExists",
    unique: &["network"],
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route(
            MethodFilter::GET,
            "/groups/{group}/apps/{app}/security/access_list",
            list,
        ),
        Route(
            MethodFilter::POST,
            "/groups/{group}/apps/{app}/security/access_list",
            create,
        ),
        Route(
            MethodFilter::PATCH,
            "/groups/{group}/apps/{app}/security/access_list/{id}",
            update,
        ),
        Route(
            MethodFilter::DELETE,
            "/groups/{group}/apps/{app}/security/access_list/{id}",
            delete,
        ),
    ]
}

/// The entry that every app starts with.
pub(super) fn open(scope: &Scope<'_>, app: &str) -> Result<(), Refusal> {
    ENTRIES.insert(scope, app, entry("0.0.0.0/0", "")?)?;
    Ok(())
}

fn list(scope: &Scope<'_>, call: &Call) -> Answer {
    let current: Option<IpAddr> = call.client.parse().ok();
    let entries = ENTRIES.list(scope, call)?.into_iter().map(|mut entry| {
        let network: Option<IpNet> = entry["network"]
            .as_str()
            .and_then(|network| network.parse().ok());
        entry["includes_current"] = network
            .zip(current)
            .is_some_and(|(network, current)| network.contains(&current))
            .into();
        entry
    });
    ok(json!({ "allowed_ips": entries.collect::<Vec<_>>(), "current_ip": call.client }))
}

fn create(scope: &Scope<'_>, call: &Call) -> Answer {
    let wanted = Wanted::read(call)?;
    let address = wanted
        .address
        .ok_or_else(|| Refusal::invalid("'address' must not be empty"))?;
    created(ENTRIES.insert(
        scope,
        call.app(),
        entry(address, wanted.comment.unwrap_or_default())?,
    )?)
}

/// What the body leaves out stays as it was, and so does the address where an empty one is given.
fn update(scope: &Scope<'_>, call: &Call) -> Answer {
    let old = find(scope, call)?;
    let wanted = Wanted::read(call)?;
    let kept = |field: &str| old[field].as_str().unwrap_or_default();
    let mut entry = entry(
        wanted.address.unwrap_or(kept("address")),
        wanted.comment.unwrap_or(kept("comment")),
    )?;
    entry["_id"] = old["_id"].clone();
    ENTRIES.replace(scope, call, &entry)?;
    // The description says 201; the API's own command line wants 200.
    ok(entry)
}

fn delete(scope: &Scope<'_>, call: &Call) -> Answer {
    find(scope, call)?;
    ENTRIES.remove(scope, call)?;
    no_content()
}

fn find(scope: &Scope<'_>, call: &Call) -> Result<Json, Refusal> {
    let id = call.parameter("id");
    let found = ENTRIES.look_up(scope, call, id)?;
    found.ok_or_else(|| {
        Refusal::not_found(
            ENTRIES.not_found,
            format!("allowed IP not found: 'ObjectID(\"{id}\")'"),
        )
    })
}

/// What a body asks for.
struct Wanted<'a> {
    /// Absent where it is left out or empty.
    address: Option<&'a str>,
    comment: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    fn read(call: &'a Call) -> Result<Self, Refusal> {
        let fields = Fields::of(&call.body)?;
        fields.ignore(&["_id", "ip", "network", "includes_current"]);
        let comment = fields.optional_string("comment")?;
        // The description requires an address, and clients send an empty one where they mean none.
        let use_current = fields.optional_bool("use_current")?.unwrap_or(false);
        let given = if use_current {
            fields.optional_string("address")?.unwrap_or_default()
        } else {
            fields.string("address")?
        };
        fields.finish()?;
        let address = match given {
            // Choice: an address that is given as well wins.
            "" if use_current => Some(&*call.client),
            "" => None,
            given => Some(given),
        };
        Ok(Self { address, comment })
    }
}

fn entry(address: &str, comment: &str) -> Result<Json, Refusal> {
    let network = network(address).ok_or_else(|| {
        Refusal::invalid(format!(
            "'{address}' is neither an IP address nor a CIDR block"
        ))
    })?;
    Ok(
        json!({ "address": address, "ip": network.network().to_string(), "network": network.to_string(), "comment": comment }),
    )
}

/// The addresses that an entry lets in. A zero address without a length is everybody, as the API's own command line says.
fn network(address: &str) -> Option<IpNet> {
    match address.parse::<IpAddr>() {
        Ok(ip) if ip.is_unspecified() => IpNet::new(ip, 0).ok(),
        Ok(ip) => Some(ip.into()),
        Err(_) => address.parse().ok().map(|network: IpNet| network.trunc()),
    }
}
