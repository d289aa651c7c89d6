//! A server's words, made safe for a terminal.

use super::clean::clean;
use super::secret::{LONG, MASK, Secrets};

/// The length, in characters, at which a message is cut: nobody reads a page of HTML in a
/// diagnostic.
const LONGEST: usize = 500;

/// The length, in bytes, of the part of a text that is looked at, so that an answer of many
/// megabytes costs no time.
const LOOKED_AT: usize = 4096;

impl Secrets {
    /// Returns `text` as a message may show it. Control characters and marks that change the
    /// direction of text are removed, line breaks become spaces, and known secrets are masked. A
    /// text of more than 500 characters is cut and ends in an ellipsis.
    pub fn shown(&self, text: &str) -> String {
        let end = boundary(text, LOOKED_AT);
        // Invisible characters may be inside a secret, so the text is cleaned first.
        let masked = self.mask(&clean(&text[..end]));
        let is_whole = end == text.len();
        let seen = if is_whole {
            masked.as_str()
        } else {
            without_a_cut_secret(&masked)
        };
        let seen = seen.trim();
        match seen.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", &seen[..end]),
            None if is_whole => seen.to_owned(),
            None => format!("{seen}…"),
        }
    }
}

/// Returns the last place in `text`, at `most` bytes or before, where a character begins.
fn boundary(text: &str, most: usize) -> usize {
    (0..=most.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

/// Returns `masked` without the characters at its end that may begin a secret whose rest was not
/// looked at. From [`LONG`] characters on, a beginning is masked already.
fn without_a_cut_secret(masked: &str) -> &str {
    let end = masked
        .char_indices()
        .rev()
        .nth(LONG - 2)
        .map_or(0, |(end, _)| end);
    let end_of_mask = masked.rfind(MASK).map_or(0, |at| at + MASK.len());
    &masked[..end.max(end_of_mask)]
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
    fn nothing_reaches_the_terminal_but_text() {
        let secrets = knowing(&["hush-hush"]);
        for (said, seen) in [
            ("app not found", "app not found"),
            ("red \u{1b}[31malert\u{7}\u{0}\u{9b}", "red [31malert"),
            ("one\r\ntwo\tthree\n", "one  two three"),
            ("safe\u{202e}gnp.exe\u{2066}\u{200f}", "safegnp.exe"),
            ("the value hush-hush is bad", "the value (sensitive) is bad"),
            ("größer als 中文 🎉", "größer als 中文 🎉"),
        ] {
            assert_eq!(secrets.shown(said), seen);
        }
        let long = secrets.shown(&"ä".repeat(100_000));
        assert_eq!(long.chars().count(), LONGEST + 1);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn what_is_invisible_hides_no_secret() {
        let secrets = knowing(&[
            "hush-hush",
            "first half\nsecond half",
            "ab\u{1b}[31mcd\u{200d}",
            "e\tf\u{7}gh\n",
            "i\njkl",
        ]);
        for (said, seen) in [
            ("<hu\u{200b}sh-h\u{0}us\u{1b}h>", "<(sensitive)>"),
            ("<\u{feff}hush-hus\u{202e}>", "<(sensitive)>"),
            ("<hu\u{ad}sh-\u{fe0f}hu\u{e0061}sh>", "<(sensitive)>"),
            ("<first half\nsecond half>", "<(sensitive)>"),
            ("<first half second half>", "<(sensitive)>"),
            ("<first half\tsecond>", "<(sensitive)>"),
            ("<ab\u{1b}[31mcd\u{200d}>", "<(sensitive)>"),
            ("<ab[31mcd>", "<(sensitive)>"),
            ("<e\tf\u{7}gh\n>", "<(sensitive)>"),
            ("<e fgh>", "<(sensitive)>"),
            ("<i\njkl>", "<(sensitive)>"),
            ("<i\u{85}\rjkl>", "<(sensitive)>"),
        ] {
            assert_eq!(secrets.shown(said), seen, "{said:?}");
        }
        // A secret that begins with another one is masked whole.
        assert_eq!(
            knowing(&["hush", "hush-canary"]).shown("<hush\u{0}-canary>"),
            "<(sensitive)>"
        );
    }

    #[test]
    fn a_line_of_a_secret_is_a_secret() {
        let pem = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\r\n  hkiG9w0BAQEFAASC  \nshort\n-----END PRIVATE KEY-----\n";
        let account = serde_json::json!({ "type": "service_account", "private_key": "-----BEGIN\nqYXNkZmFzZGZhc2Rm\nZmFzZGZhc2Rm/+==\n" });
        let account = serde_json::to_string_pretty(&account).expect("a document");
        let secrets = knowing(&[pem, &account]);
        for (said, seen) in [
            ("line 2 is MIIEvQIBADANBgkq.", "line 2 is (sensitive)."),
            ("hkiG9w0BAQEFAASC", "(sensitive)"),
            ("hkiG9w0BAQEFA…", "(sensitive)…"),
            ("aGtpRzl3MEJBUUVGQUFTQw==", "(sensitive)w=="),
            ("the line short is", "the line short is"),
            ("a key qYXNkZmFzZGZhc2Rm", "a key (sensitive)"),
            ("a key ZmFzZGZhc2Rm%2F%2B%3D%3D", "a key (sensitive)"),
            ("\"type\": \"service_account\"", "(sensitive)"),
        ] {
            assert_eq!(secrets.shown(said), seen, "{said:?}");
        }
        assert_eq!(secrets.shown(pem), "(sensitive)");
    }

    #[test]
    fn a_secret_at_the_cut_is_not_shown_in_part() {
        let secrets = knowing(&["canary-7f3a9c51", "k1nd"]);
        for (secret, beginning) in [("canary-7f3a9c51", "ca"), ("k1nd", "k1")] {
            for at in LOOKED_AT - 20..=LOOKED_AT {
                // Invisible characters move the cut into the part that is shown.
                let words = "the server said ";
                let seen = secrets.shown(&format!(
                    "{words}{}{secret}{}",
                    "\0".repeat(at - words.len()),
                    ", and more".repeat(10)
                ));
                assert!(
                    seen.starts_with("the serv")
                        && seen.ends_with('…')
                        && !seen.contains(beginning),
                    "{at}: {seen}"
                );
            }
        }
        // A mask at the end is not the beginning of a secret.
        let long = "0123456789abcdef".repeat(1000);
        assert_eq!(
            knowing(&[&long]).shown(&format!("bad value {long}.")),
            "bad value (sensitive)…"
        );
        assert_eq!(secrets.shown(&"\u{feff}".repeat(10_000)), "…");
        // The last place of four bytes that is looked at.
        assert_eq!(secrets.shown(&("\u{0}".repeat(LOOKED_AT - 2) + "🎉")), "…");
    }

    #[test]
    fn a_hostile_body_costs_no_seconds() {
        let period = "a".repeat(500);
        let secrets = knowing(&[&period, "hush-hush-hush-canary"]);
        for body in [
            "a".repeat(10_000_000),
            "\0".repeat(10_000_000),
            "hush-hush-hush-".repeat(700_000),
            "é".repeat(5_000_000),
        ] {
            let started = Instant::now();
            assert!(secrets.shown(&body).ends_with('…'));
            assert!(
                started.elapsed() < Duration::from_secs(1),
                "{:?}",
                started.elapsed()
            );
        }
    }
}
