//! The forms in which a secret turns up in somebody else's words.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Every form of a secret: as it is, without white space around it, escaped as JSON, percent-encoded, in base64 and in
/// hexadecimal. Equal ones are there once.
pub(super) fn forms(secret: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([secret.to_owned(), secret.trim().to_owned()]);
    forms.extend(json(secret));
    forms.extend(percent(secret));
    forms.extend(base64(secret.as_bytes()));
    forms.extend([hex(secret, |byte| format!("{byte:02x}")), hex(secret, |byte| format!("{byte:02X}"))]);
    forms
}

/// A JSON string's inside: as serde writes it, as Go does, which escapes HTML as well, and in ASCII alone.
fn json(secret: &str) -> [String; 3] {
    let quoted = serde_json::Value::from(secret).to_string();
    let plain = quoted.trim_start_matches('"').strip_suffix('"').unwrap_or_default().to_owned();
    let html = escaped(&plain, |c| matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}'));
    let ascii = escaped(&plain, |c| !c.is_ascii());
    [plain, html, ascii]
}

fn escaped(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, c| {
        if is_escaped(c) {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| escaped.push_str(&format!("\\u{unit:04x}")));
        } else {
            escaped.push(c);
        }
        escaped
    })
}

/// What different encoders leave alone beside letters and digits, each with its own sign for a space.
const LEFT_ALONE: [(&[u8], &str); 5] = [
    // RFC 3986.
    (b"-._~", "%20"),
    // The client's own path segments.
    (b"-_~", "%20"),
    // Forms, as browsers and the client send them.
    (b"-._*", "+"),
    // Go's queries.
    (b"-._~", "+"),
    // JavaScript's encodeURIComponent.
    (b"-._~!*'()", "%20"),
];

fn percent(secret: &str) -> impl Iterator<Item = String> {
    let encoded = |alone: &[u8], space: &str, digits: fn(u8) -> String| {
        secret.bytes().fold(String::with_capacity(secret.len()), |mut text, byte| {
            match byte {
                b' ' => text.push_str(space),
                _ if byte.is_ascii_alphanumeric() || alone.contains(&byte) => text.push(char::from(byte)),
                _ => text.push_str(&digits(byte)),
            }
            text
        })
    };
    let cases: [fn(u8) -> String; 2] = [|byte| format!("%{byte:02X}"), |byte| format!("%{byte:02x}")];
    LEFT_ALONE.iter().flat_map(move |(alone, space)| cases.map(|digits| encoded(alone, space, digits))).collect::<BTreeSet<_>>().into_iter()
}

/// What of the base64 of a text does not depend on what stands before and after the secret in it: the secret may begin at any of
/// three places in a group of three bytes.
fn base64(secret: &[u8]) -> impl Iterator<Item = String> {
    let at_place = |before: usize| {
        let bytes: Vec<u8> = std::iter::repeat_n(0, before).chain(secret.iter().copied()).collect();
        // A digit has six bits: one that shares any with the bytes before is unknown, and so is the last, unfinished one.
        let first = (before * 8).div_ceil(6);
        let end = bytes.len() * 8 / 6;
        [STANDARD_NO_PAD.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)].map(|digits| digits.get(first..end).unwrap_or_default().to_owned())
    };
    (0..3).flat_map(at_place).collect::<BTreeSet<_>>().into_iter()
}

fn hex(secret: &str, digits: fn(u8) -> String) -> String {
    secret.bytes().map(digits).collect()
}
