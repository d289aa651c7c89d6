//! The encodings in which a server may quote a secret.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::clean::clean;

/// Returns every encoding of a secret, as it appears in [`clean`] text: unencoded, trimmed, escaped
/// as JSON, percent-encoded, in base64 and in hexadecimal.
pub(super) fn forms(secret: &str) -> BTreeSet<String> {
    let mut forms = plain(secret);
    forms.extend(json(secret).map(|form| clean(&form)));
    forms.extend(percent(secret));
    forms.extend(base64(secret.as_bytes()));
    forms.extend(hex(secret));
    forms
}

/// Returns the secret itself, and the secret without white space around it.
pub(super) fn plain(secret: &str) -> BTreeSet<String> {
    let clean = clean(secret);
    BTreeSet::from([clean.trim().to_owned(), clean])
}

/// Returns the lines of a text without white space around them. A line break may be escaped, as in
/// a key inside a JSON document.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\r'])
        .flat_map(|line| line.split("\\n"))
        .map(str::trim)
}

/// Returns a JSON string without its quotation marks: as serde writes it, as Go does, which escapes
/// HTML as well, and in ASCII alone.
fn json(secret: &str) -> [String; 3] {
    let quoted = serde_json::Value::from(secret).to_string();
    let plain = quoted
        .trim_start_matches('"')
        .strip_suffix('"')
        .unwrap_or_default()
        .to_owned();
    let html = escaped(&plain, |c| {
        matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}')
    });
    let ascii = escaped(&plain, |c| !c.is_ascii());
    [plain, html, ascii]
}

fn escaped(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut escaped, c| {
            if is_escaped(c) {
                c.encode_utf16(&mut [0; 2])
                    .iter()
                    .for_each(|unit| escaped.push_str(&format!("\\u{unit:04x}")));
            } else {
                escaped.push(c);
            }
            escaped
        })
}

/// For each percent-encoder, the characters that it leaves alone beside letters and digits, and
/// what it writes for a space.
const LEFT_ALONE: [(&[u8], &str); 8] = [
    // RFC 3986, and Python with no safe characters.
    (b"-._~", "%20"),
    // The client's own path segments.
    (b"-_~", "%20"),
    // Python's quote.
    (b"-._~/", "%20"),
    // Go's PathEscape.
    (b"-._~$&+=:@", "%20"),
    // Forms, as browsers and the client send them.
    (b"-._*", "+"),
    // Go's QueryEscape and Python's quote_plus.
    (b"-._~", "+"),
    // JavaScript's encodeURIComponent.
    (b"-._~!*'()", "%20"),
    // JavaScript's encodeURI.
    (b"-._~!*'();/?:@&=+$,#", "%20"),
];

fn percent(secret: &str) -> BTreeSet<String> {
    let encoded = |alone: &[u8], space: &str, digits: Digits| {
        secret
            .bytes()
            .fold(String::with_capacity(secret.len()), |mut text, byte| {
                match byte {
                    b' ' => text.push_str(space),
                    _ if byte.is_ascii_alphanumeric() || alone.contains(&byte) => {
                        text.push(char::from(byte))
                    }
                    _ => text.extend(['%'].into_iter().chain(digits_of(byte, digits))),
                }
                text
            })
    };
    LEFT_ALONE
        .iter()
        .flat_map(|(alone, space)| DIGITS.map(|digits| encoded(alone, space, digits)))
        .collect()
}

type Digits = &'static [u8; 16];

/// Hexadecimal digits in upper and lower case.
const DIGITS: [Digits; 2] = [b"0123456789ABCDEF", b"0123456789abcdef"];

fn digits_of(byte: u8, digits: Digits) -> [char; 2] {
    [byte >> 4, byte & 15].map(|digit| char::from(digits[usize::from(digit)]))
}

/// Returns the parts of a base64 text that depend on the secret in it alone. The secret may begin
/// at any of three places in a group of three bytes. The digits at its two ends depend on its
/// neighbors as well. They reveal at most four bits of its first and last byte each, and stay
/// visible.
fn base64(secret: &[u8]) -> impl Iterator<Item = String> {
    let at_place = |before: usize| {
        let bytes: Vec<u8> = std::iter::repeat_n(0, before)
            .chain(secret.iter().copied())
            .collect();
        // A digit has six bits. The first digit that shares none with the bytes before is known,
        // and the last, unfinished one is not.
        let first = (before * 8).div_ceil(6);
        let end = bytes.len() * 8 / 6;
        [
            STANDARD_NO_PAD.encode(&bytes),
            URL_SAFE_NO_PAD.encode(&bytes),
        ]
        .map(|digits| digits.get(first..end).unwrap_or_default().to_owned())
    };
    (0..3)
        .flat_map(at_place)
        .collect::<BTreeSet<_>>()
        .into_iter()
}

fn hex(secret: &str) -> [String; 2] {
    DIGITS.map(|digits| {
        secret
            .bytes()
            .flat_map(|byte| digits_of(byte, digits))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};

    use super::super::secret::Secrets;
    use super::*;

    /// The expected texts were made with Go, JavaScript (Node.js) and Python themselves.
    #[test]
    fn percent_forms_are_those_of_the_encoders() {
        let secret = "Canary <7f>&\"\\/é+1.~*(x)$:=@;,?#!'";
        let percent = percent(secret);
        for (encoder, form) in [
            (
                "Go's PathEscape",
                "Canary%20%3C7f%3E&%22%5C%2F%C3%A9+1.~%2A%28x%29$:=@%3B%2C%3F%23%21%27",
            ),
            (
                "Go's QueryEscape",
                "Canary+%3C7f%3E%26%22%5C%2F%C3%A9%2B1.~%2A%28x%29%24%3A%3D%40%3B%2C%3F%23%21%27",
            ),
            (
                "encodeURI",
                "Canary%20%3C7f%3E&%22%5C/%C3%A9+1.~*(x)$:=@;,?#!'",
            ),
            (
                "encodeURIComponent",
                "Canary%20%3C7f%3E%26%22%5C%2F%C3%A9%2B1.~*(x)%24%3A%3D%40%3B%2C%3F%23!'",
            ),
            (
                "URLSearchParams",
                "Canary+%3C7f%3E%26%22%5C%2F%C3%A9%2B1.%7E*%28x%29%24%3A%3D%40%3B%2C%3F%23%21%27",
            ),
            (
                "Python's quote",
                "Canary%20%3C7f%3E%26%22%5C/%C3%A9%2B1.~%2A%28x%29%24%3A%3D%40%3B%2C%3F%23%21%27",
            ),
            (
                "Python's quote, none safe",
                "Canary%20%3C7f%3E%26%22%5C%2F%C3%A9%2B1.~%2A%28x%29%24%3A%3D%40%3B%2C%3F%23%21%27",
            ),
        ] {
            assert!(percent.contains(form), "{encoder}");
            // Hexadecimal digits in small letters.
            let small: String = form
                .split('%')
                .enumerate()
                .map(|(at, part)| {
                    if at == 0 {
                        part.to_owned()
                    } else {
                        lower(part)
                    }
                })
                .collect();
            assert!(
                percent.contains(&small),
                "{encoder} in small letters: {small}"
            );
        }
        assert_eq!(
            percent.len(),
            2 * LEFT_ALONE.len(),
            "the secret tells all encoders apart"
        );
    }

    /// A part after a percent sign, with its two digits in small letters.
    fn lower(part: &str) -> String {
        format!("%{}{}", part[..2].to_lowercase(), &part[2..])
    }

    #[test]
    fn equal_forms_are_there_once() {
        // Only base64 and hexadecimal write letters and digits in another way.
        assert_eq!(percent("canary7f"), ["canary7f".to_owned()].into());
        let forms = forms("canary7f");
        let expected = [
            "63616e6172793766",
            "63616E6172793766",
            "Y2FuYXJ5N2",
            "NhbmFyeTdm",
            "jYW5hcnk3Z",
            "canary7f",
        ];
        assert_eq!(forms, expected.map(str::to_owned).into());
    }

    #[test]
    fn base64_is_masked_wherever_the_secret_stands_in_it() {
        for secret in [
            "canary-7f3a9c51",
            "canary/7f3a+9c51",
            "größer-als-acht",
            "\u{3fe}\u{3fb}\u{3ff}\u{3fe}\u{3fb}\u{3ff}>>??",
        ] {
            let secrets = Secrets::default();
            secrets.learn(secret);
            for (before, after) in
                (0..7).flat_map(|before| (0..5).map(move |after| (before, after)))
            {
                let text = format!("{}{secret}{}", &"user:x"[..before], &"~~~~"[..after]);
                for digits in [STANDARD.encode(&text), URL_SAFE.encode(&text)] {
                    // The digits that have bits of the secret alone.
                    let masked = (before * 8).div_ceil(6)..(before + secret.len()) * 8 / 6;
                    let expected = format!(
                        "{}(sensitive){}",
                        &digits[..masked.start],
                        &digits[masked.end..]
                    );
                    assert_eq!(secrets.mask(&digits), expected, "{text:?}");
                }
            }
        }
    }
}
