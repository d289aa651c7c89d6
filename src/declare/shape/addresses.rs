//! IP addresses and CIDR blocks in the forms that users write.

use ipnet::IpNet;
use std::net::IpAddr;

use crate::engine::{Severity, network};

/// Returns the problem with a text that must be an address or a block: an error if it is refused,
/// or a warning if it may not be meant.
pub(crate) fn complaint(text: &str) -> Option<(Severity, String)> {
    let Some(covered) = network(text) else {
        let why = format!(
            "{text:?} is neither an IP address nor a CIDR block, as in \"192.0.2.7\" or \"10.0.0.0/16\"."
        );
        return Some((Severity::Error, why));
    };
    if text
        .parse::<IpAddr>()
        .is_ok_and(|address| address.is_unspecified())
    {
        // Clients of the API read such an address as "every address". Servers read it as one
        // address, which no host has.
        let everybody = if covered.addr().is_ipv4() {
            "0.0.0.0/0"
        } else {
            "::/0"
        };
        return Some((
            Severity::Error,
            format!("{text:?} has no length. Write {everybody:?} to let everybody in."),
        ));
    }
    let address = text
        .parse::<IpNet>()
        .ok()
        .map(|written| written.addr())
        .filter(|address| *address != covered.addr())?;
    let length = covered.prefix_len();
    let what = format!(
        "{text:?} covers all of {covered}, because only its first {length} bits count. Write \"{covered}\" to say so, or \"{address}\" for the one address."
    );
    Some((Severity::Warning, what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_say_what_they_cover() {
        for (text, severity, words) in [
            ("10.0.0.1", None, ""),
            ("10.0.0.1/32", None, ""),
            ("10.0.0.0/8", None, ""),
            ("0.0.0.0/0", None, ""),
            ("0.0.0.0/32", None, ""),
            ("::/0", None, ""),
            ("2001:db8::/32", None, ""),
            (
                "10.0.0.1/8",
                Some(Severity::Warning),
                "\"10.0.0.1/8\" covers all of 10.0.0.0/8, because only its first 8 bits count.",
            ),
            (
                "2001:db8::1/32",
                Some(Severity::Warning),
                "\"2001:db8::1/32\" covers all of 2001:db8::/32",
            ),
            (
                "1.2.3.4/0",
                Some(Severity::Warning),
                "\"1.2.3.4/0\" covers all of 0.0.0.0/0",
            ),
            (
                "0.0.0.0",
                Some(Severity::Error),
                "\"0.0.0.0\" has no length. Write \"0.0.0.0/0\" to let everybody in.",
            ),
            (
                "::",
                Some(Severity::Error),
                "\"::\" has no length. Write \"::/0\" to let everybody in.",
            ),
            (
                "0:0:0:0:0:0:0:0",
                Some(Severity::Error),
                "\"0:0:0:0:0:0:0:0\" has no length. Write \"::/0\"",
            ),
            (
                "office",
                Some(Severity::Error),
                "\"office\" is neither an IP address nor a CIDR block",
            ),
            (
                "10.0.0.0/33",
                Some(Severity::Error),
                "\"10.0.0.0/33\" is neither",
            ),
            ("", Some(Severity::Error), "\"\" is neither"),
        ] {
            let complaint = complaint(text);
            let found = complaint.as_ref().map(|(severity, _)| *severity);
            assert_eq!(found, severity, "{text}");
            assert!(
                complaint.is_none_or(|(_, why)| why.starts_with(words)),
                "{text}"
            );
        }
    }
}
