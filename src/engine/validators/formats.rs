//! Validators of text in a known format.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::support::text;
use super::texts::matches;
use crate::engine::Validator;
use crate::engine::formats::{duration_nanoseconds, mac, network, rfc3339};

/// Accepts a JSON document.
pub fn json() -> Validator {
    text(
        |text| match serde_json::from_str::<serde_json::Value>(text) {
            Ok(_) => None,
            Err(error) => Some(format!("It is not JSON: {error}.")),
        },
    )
}

/// Accepts a time as RFC 3339 writes it.
pub fn time() -> Validator {
    matches("a time, as in \"2026-01-31T12:00:00Z\"", |text| {
        rfc3339(text).is_some()
    })
}

/// Accepts a duration as Go writes it.
pub fn duration() -> Validator {
    matches("a duration, as in \"1h30m\" or \"500ms\"", |text| {
        duration_nanoseconds(text).is_some()
    })
}

/// Accepts an IP address.
pub fn ip_address() -> Validator {
    matches("an IP address, as in \"192.0.2.7\"", |text| {
        text.parse::<IpAddr>().is_ok()
    })
}

/// Accepts an IP address of version 4.
pub fn ipv4_address() -> Validator {
    matches("an IPv4 address, as in \"192.0.2.7\"", |text| {
        text.parse::<Ipv4Addr>().is_ok()
    })
}

/// Accepts an IP address of version 6.
pub fn ipv6_address() -> Validator {
    matches("an IPv6 address, as in \"2001:db8::7\"", |text| {
        text.parse::<Ipv6Addr>().is_ok()
    })
}

/// Accepts a CIDR block.
pub fn cidr() -> Validator {
    matches("a CIDR block, as in \"10.0.0.0/16\"", |text| {
        text.contains('/') && network(text).is_some()
    })
}

/// Accepts a CIDR block of version 4.
pub fn ipv4_cidr() -> Validator {
    let right = |text: &str| {
        text.contains('/') && network(text).is_some_and(|network| network.addr().is_ipv4())
    };
    matches("an IPv4 CIDR block, as in \"10.0.0.0/16\"", right)
}

/// Accepts a CIDR block of version 6.
pub fn ipv6_cidr() -> Validator {
    let right = |text: &str| {
        text.contains('/') && network(text).is_some_and(|network| network.addr().is_ipv6())
    };
    matches("an IPv6 CIDR block, as in \"2001:db8::/32\"", right)
}

/// Accepts a MAC address of 6, 8 or 20 bytes.
pub fn mac_address() -> Validator {
    matches("a MAC address, as in \"00:00:5e:00:53:01\"", |text| {
        mac(text).is_some()
    })
}
