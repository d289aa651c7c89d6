//! The IP access list: `~/security/access_list`. A new app is open to every address.

use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::{Value as Json, json};

use super::call::Call;
use super::family::{Codes, Family, Kind, Odd, Says, Shows, Verb};
use crate::emulator::model::{Answer, Document, Fields, Method, Refusal, Response};
use crate::emulator::store::{Place, Tx};

pub(super) static ACCESS_LIST: Family = Family {
    path: "~/security/access_list",
    parent: None,
    collection: "access_list",
    noun: "allowed IP",
    codes: Codes {
        not_found: "AllowedIPNotFound",
        duplicate: "AllowedIPAlreadyExists",
    },
    kind: Kind::Many {
        id: "id",
        unique: &["network"],
        accept,
    },
    drafted: false,
    verbs: &[Verb::Create(Says::Created(Shows::All))],
    more: &[
        Odd(Method::Get, "", list),
        Odd(Method::Patch, "/{id}", update),
        Odd(Method::Delete, "/{id}", delete),
    ],
}
.checked();

/// Adds the entry that every app starts with.
pub(super) fn open(tx: &Tx<'_>, app: &str) -> Result<(), Refusal> {
    let place = Place::in_app(app, ACCESS_LIST.collection);
    ACCESS_LIST.insert(tx, place, entry("0.0.0.0/0", "")?)?;
    Ok(())
}

/// Shows the entries inside a document, each with whether it lets the caller in.
fn list(call: &Call<'_>) -> Answer {
    let entries = ACCESS_LIST.all(call)?.into_iter().map(|mut entry| {
        let network: Option<IpNet> = entry
            .text("network")
            .and_then(|network| network.parse().ok());
        let includes = network.is_some_and(|network| network.contains(&call.client));
        entry.set("includes_current", includes);
        entry.into_json()
    });
    Ok(Response::ok(json!({
        "allowed_ips": entries.collect::<Vec<_>>(),
        "current_ip": call.client.to_string(),
    })))
}

fn accept(call: &Call<'_>, fields: &Fields<'_>) -> Result<Json, Refusal> {
    let wanted = Wanted::read(call, fields)?;
    let address = wanted
        .address
        .ok_or_else(|| Refusal::invalid("'address' must not be empty"))?;
    entry(&address, wanted.comment.unwrap_or_default())
}

/// What the body leaves out stays as it was, and so does the address where an empty one is given.
fn update(call: &Call<'_>) -> Answer {
    let old = find(call)?;
    let wanted = Wanted::read(call, &Fields::of(call.body)?)?;
    let kept = |field: &str| old.text(field).unwrap_or_default();
    let address = wanted.address.as_deref().unwrap_or(kept("address"));
    let comment = wanted.comment.unwrap_or(kept("comment"));
    let changed = ACCESS_LIST.replace(call, old.id(), entry(address, comment)?)?;
    // The description says 201; the API's own command line wants 200.
    Ok(Response::ok(changed.into_json()))
}

fn delete(call: &Call<'_>) -> Answer {
    find(call)?;
    ACCESS_LIST.remove(call)?;
    Ok(Response::no_content())
}

/// Finds the entry of the path. The error text differs from those of other families.
fn find(call: &Call<'_>) -> Result<Document, Refusal> {
    let id = call.parameters.need("id")?;
    ACCESS_LIST.look_up(call, id)?.ok_or_else(|| {
        Refusal::not_found(
            ACCESS_LIST.codes.not_found,
            format!("allowed IP not found: 'ObjectID(\"{id}\")'"),
        )
    })
}

/// What a body asks for.
struct Wanted<'a> {
    /// Absent where it is left out or empty.
    address: Option<String>,
    comment: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    fn read(call: &Call<'_>, fields: &Fields<'a>) -> Result<Self, Refusal> {
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
            "" if use_current => Some(call.client.to_string()),
            "" => None,
            given => Some(given.to_owned()),
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
    Ok(json!({
        "address": address,
        "ip": network.network().to_string(),
        "network": network.to_string(),
        "comment": comment,
    }))
}

/// Returns the addresses that an entry lets in. A zero address without a length is everybody, as
/// the API's own command line says.
fn network(address: &str) -> Option<IpNet> {
    match address.parse::<IpAddr>() {
        Ok(ip) if ip.is_unspecified() => IpNet::new(ip, 0).ok(),
        Ok(ip) => Some(ip.into()),
        Err(_) => address.parse().ok().map(|network: IpNet| network.trunc()),
    }
}
