//! Secret texts, which are never printed, and the masking of those that a server quotes.

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::ops::Bound;
use std::sync::{Arc, PoisonError, RwLock};

use super::forms::{forms, lines, plain};

/// A secret text, such as a key or a token. `Debug` and `Display` do not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text itself, for sending and nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// Every secret that this process has seen. Errors and log lines mask them where a server quotes
/// one. Clones share what they know.
#[derive(Clone, Default)]
pub struct Secrets(Arc<RwLock<Known>>);

/// The text that takes the place of a secret.
pub(super) const MASK: &str = "(sensitive)";

/// The length, in characters, of the shortest secret that is masked. Masking shorter texts would
/// tear up ordinary words and hide next to nothing.
const SHORTEST: usize = 4;

/// The length, in characters, from which on a secret is masked in every encoding, and also where
/// only its beginning appears.
pub(super) const LONG: usize = 8;

impl Secrets {
    /// Remembers a secret. Doing so again is cheap.
    pub fn learn(&self, text: &str) {
        if is_shorter(text, SHORTEST)
            || self
                .0
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .learned
                .contains(text)
        {
            return;
        }
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .learn(text);
    }

    /// Returns `text` with every known secret in it replaced. The text must be
    /// [clean](super::clean::clean). Secrets that overlap are replaced together.
    ///
    /// The time may grow with the square of the length, so [`Self::shown`] cuts long texts first.
    pub(super) fn mask(&self, text: &str) -> String {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut masked = String::with_capacity(text.len());
        let mut hidden = 0;
        for (at, character) in text.char_indices() {
            let length = known.secret_at(&text[at..]);
            if length > 0 {
                if at >= hidden {
                    masked.push_str(MASK);
                }
                hidden = hidden.max(at + length);
            }
            if at >= hidden {
                masked.push(character);
            }
        }
        masked
    }
}

/// Shows how many secrets are known.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        write!(f, "Secrets({} known)", known.learned.len())
    }
}

/// The encodings of the known secrets, as they appear in [clean](super::clean::clean) text. To find
/// a secret at a place in a text costs two look-ups of the bytes there, however many secrets are
/// known.
#[derive(Default)]
struct Known {
    learned: HashSet<String>,
    /// Secrets that are masked only whole and unencoded, and the first bytes of each.
    short: HashSet<String>,
    short_heads: HashSet<[u8; SHORTEST]>,
    /// The encodings of long secrets, whose beginnings are masked as well, and the first bytes of
    /// each.
    long: BTreeSet<String>,
    long_heads: HashSet<[u8; LONG]>,
}

impl Known {
    fn learn(&mut self, text: &str) {
        self.learned.insert(text.to_owned());
        if is_shorter(text, LONG) {
            plain(text).into_iter().for_each(|form| self.add(form));
            return;
        }
        forms(text).into_iter().for_each(|form| self.add(form));
        // A server that quotes one line of a multi-line key quotes a secret.
        for line in lines(text).filter(|line| *line != text && !is_shorter(line, LONG)) {
            forms(line).into_iter().for_each(|form| self.add(form));
        }
    }

    fn add(&mut self, form: String) {
        if !is_shorter(&form, LONG) {
            self.long_heads.extend(form.as_bytes().first_chunk());
            self.long.insert(form);
        } else if !is_shorter(&form, SHORTEST) {
            self.short_heads.extend(form.as_bytes().first_chunk());
            self.short.insert(form);
        }
    }

    /// Returns the length in bytes of the longest secret, or beginning of one, with which `text`
    /// begins.
    fn secret_at(&self, text: &str) -> usize {
        let bytes = text.as_bytes();
        let long = match bytes.first_chunk() {
            Some(head) if self.long_heads.contains(head) => self.long_at(text),
            _ => 0,
        };
        match bytes.first_chunk() {
            Some(head) if self.short_heads.contains(head) => long.max(self.short_at(text)),
            _ => long,
        }
    }

    fn short_at(&self, text: &str) -> usize {
        let ends = text
            .char_indices()
            .map(|(at, character)| at + character.len_utf8())
            .take(LONG - 1)
            .skip(SHORTEST - 1);
        ends.filter(|end| self.short.contains(&text[..*end]))
            .last()
            .unwrap_or(0)
    }

    /// Returns the length in bytes of the longest beginning that `text` shares with a long secret.
    /// In sorted order, one of the two neighbors of `text` shares the longest.
    fn long_at(&self, text: &str) -> usize {
        let below = self
            .long
            .range::<str, _>((Bound::Unbounded, Bound::Included(text)))
            .next_back();
        let above = self
            .long
            .range::<str, _>((Bound::Excluded(text), Bound::Unbounded))
            .next();
        let length = [below, above]
            .into_iter()
            .flatten()
            .map(|form| common(form, text))
            .max()
            .unwrap_or(0);
        if is_shorter(&text[..length], LONG) {
            0
        } else {
            length
        }
    }
}

/// Returns whether a text has fewer characters than `count`.
fn is_shorter(text: &str, count: usize) -> bool {
    text.chars().nth(count - 1).is_none()
}

/// Returns the number of bytes that two texts share at their beginnings, in whole characters.
fn common(a: &str, b: &str) -> usize {
    let equal = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    (0..=equal)
        .rev()
        .find(|at| a.is_char_boundary(*at))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn knowing(texts: &[&str]) -> Secrets {
        let secrets = Secrets::default();
        texts.iter().for_each(|text| secrets.learn(text));
        secrets
    }

    #[test]
    fn known_secrets_are_masked_and_never_shown() {
        let secrets = knowing(&["hush-hush", "hush", "x", "hush"]);
        assert_eq!(
            secrets.mask("bad value hush-hush, x, hush"),
            "bad value (sensitive), x, (sensitive)"
        );
        assert_eq!(format!("{secrets:?}"), "Secrets(2 known)");
        assert_eq!(
            Secrets::default().mask("nothing is secret"),
            "nothing is secret"
        );
    }

    #[test]
    fn short_secrets_are_masked_whole_and_as_they_are() {
        let secrets = knowing(&["abc", "pässe", "k1nd", "seven77"]);
        for (said, shown) in [
            ("abc", "abc"),
            ("pässe!", "(sensitive)!"),
            ("päss", "päss"),
            ("p%C3%A4sse", "p%C3%A4sse"),
            ("k1nd and kind", "(sensitive) and kind"),
            ("k1n", "k1n"),
            ("seven77", "(sensitive)"),
            ("seven7", "seven7"),
            // "k1nd" in base64 looks like an ordinary word.
            ("azFuZA", "azFuZA"),
        ] {
            assert_eq!(secrets.mask(said), shown, "{said}");
        }
    }

    #[test]
    fn beginnings_of_long_secrets_are_masked_from_eight_characters_on() {
        let secrets = knowing(&["canary-7f3a9c51", "canary-d04be826", "größer-als-acht"]);
        for (said, shown) in [
            (
                "the value canary-7f3a9c51 is bad",
                "the value (sensitive) is bad",
            ),
            (
                "the value canary-7f3a… is bad",
                "the value (sensitive)… is bad",
            ),
            (
                "canary-7 canary-d0 canary-x",
                "(sensitive) (sensitive) canary-x",
            ),
            ("canary-", "canary-"),
            ("canary", "canary"),
            ("größer-als-acht", "(sensitive)"),
            ("größer-a", "(sensitive)"),
            ("größer-", "größer-"),
            ("canary-7f3a9c51canary-d04be826", "(sensitive)(sensitive)"),
        ] {
            assert_eq!(secrets.mask(said), shown, "{said}");
        }
    }

    #[test]
    fn secrets_that_overlap_are_masked_together() {
        let secrets = knowing(&["12345678abcd", "abcdefghijkl", "cdef"]);
        assert_eq!(secrets.mask("<12345678abcdefghijkl>"), "<(sensitive)>");
        assert_eq!(secrets.mask("<12345678abXX>"), "<(sensitive)XX>");
        assert_eq!(secrets.mask("<abcdef>"), "<ab(sensitive)>");
    }

    /// A secret that every form writes in its own way.
    const CANARY: &str = "Canary <7f>&\"\\/é+1.~*(x)";

    /// Each form as another program writes it. The expected texts were made with Python.
    #[test]
    fn long_secrets_are_masked_in_every_form() {
        let secrets = knowing(&[CANARY, "  padded-secret\n"]);
        for (form, text) in [
            ("raw", CANARY),
            ("JSON", r#"Canary <7f>&\"\\/é+1.~*(x)"#),
            (
                "JSON of Go",
                "Canary \\u003c7f\\u003e\\u0026\\\"\\\\/é+1.~*(x)",
            ),
            ("JSON in ASCII", "Canary <7f>&\\\"\\\\/\\u00e9+1.~*(x)"),
            (
                "RFC 3986",
                "Canary%20%3C7f%3E%26%22%5C%2F%C3%A9%2B1.~%2A%28x%29",
            ),
            (
                "RFC 3986 in small letters",
                "Canary%20%3c7f%3e%26%22%5c%2f%c3%a9%2b1.~%2a%28x%29",
            ),
            (
                "a segment",
                "Canary%20%3C7f%3E%26%22%5C%2F%C3%A9%2B1%2E~%2A%28x%29",
            ),
            (
                "a form",
                "Canary+%3C7f%3E%26%22%5C%2F%C3%A9%2B1.%7E*%28x%29",
            ),
            (
                "a query of Go",
                "Canary+%3C7f%3E%26%22%5C%2F%C3%A9%2B1.~%2A%28x%29",
            ),
            (
                "encodeURIComponent",
                "Canary%20%3C7f%3E%26%22%5C%2F%C3%A9%2B1.~*(x)",
            ),
            (
                "hexadecimal",
                "43616e617279203c37663e26225c2fc3a92b312e7e2a287829",
            ),
            (
                "HEXADECIMAL",
                "43616E617279203C37663E26225C2FC3A92B312E7E2A287829",
            ),
            ("trimmed", "padded-secret"),
        ] {
            assert_eq!(
                secrets.mask(&format!("[{text}]")),
                "[(sensitive)]",
                "{form}"
            );
            let cut: String = text.chars().take(LONG).collect();
            assert_eq!(
                secrets.mask(&format!("[{cut}]")),
                "[(sensitive)]",
                "the beginning of {form}"
            );
        }
    }

    /// The bytes before a secret move its digits, and the digits at its ends depend on its
    /// neighbors.
    #[test]
    fn long_secrets_are_masked_in_base64_at_every_offset() {
        let secrets = knowing(&[CANARY]);
        for text in [
            "Q2FuYXJ5IDw3Zj4mIlwvw6krMS5+Kih4KQ==",
            "YUNhbmFyeSA8N2Y+JiJcL8OpKzEufiooeCk6Og==",
            "YWFDYW5hcnkgPDdmPiYiXC/DqSsxLn4qKHgpOjo6",
            "YWFDYW5hcnkgPDdmPiYiXC_DqSsxLn4qKHgpOjo6",
        ] {
            let masked = secrets.mask(text);
            assert!(
                masked.contains(MASK) && masked.len() - MASK.len() <= 12,
                "{text} became {masked}"
            );
        }
    }

    #[test]
    fn many_secrets_cost_a_long_message_no_seconds() {
        let secrets = Secrets::default();
        (0..1000).for_each(|at| secrets.learn(&format!("canary-{}-{at:08}", at * 7919)));
        let message =
            "canary-canary-7919- is no secret, and canary-7919-00000001 is one. ".repeat(4_000);
        let started = Instant::now();
        let masked = secrets.mask(&message);
        assert_eq!(masked.matches(MASK).count(), 8_000);
        assert!(!masked.contains("7919"));
        assert!(
            started.elapsed() < Duration::from_secs(5),
            "{:?}",
            started.elapsed()
        );
    }
}
