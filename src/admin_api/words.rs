//! A server's words, made safe for a terminal.

use super::secret::Secrets;

/// A message of more characters than this is cut: nobody reads a page of HTML in a diagnostic.
const LONGEST: usize = 500;

/// Returns `text` as a message may show it: known secrets are masked, control characters and marks that change the direction of
/// text are removed, line breaks become spaces, and what is longer than 500 characters ends in an ellipsis.
pub(super) fn shown(text: &str, secrets: &Secrets) -> String {
    let clean: String = secrets.mask(text).chars().filter_map(printable).collect();
    let clean = clean.trim();
    match clean.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &clean[..end]),
        None => clean.to_owned(),
    }
}

fn printable(character: char) -> Option<char> {
    match character {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        _ if character.is_control() || directs_text(character) => None,
        _ => Some(character),
    }
}

/// Whether the character changes the direction of the text around it, or is invisible (Unicode Technical Report 36, section 2.9).
fn directs_text(character: char) -> bool {
    matches!(character, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_the_terminal_but_text() {
        let secrets = Secrets::default();
        secrets.learn("hush-hush");
        for (said, seen) in [
            ("app not found", "app not found"),
            ("red \u{1b}[31malert\u{7}\u{0}\u{9b}", "red [31malert"),
            ("one\r\ntwo\tthree\n", "one  two three"),
            ("safe\u{202e}gnp.exe\u{2066}\u{200f}", "safegnp.exe"),
            ("the value hush-hush is bad", "the value (sensitive) is bad"),
            ("größer als 中文 🎉", "größer als 中文 🎉"),
        ] {
            assert_eq!(shown(said, &secrets), seen);
        }
        let long = shown(&"ä".repeat(100_000), &secrets);
        assert_eq!(long.chars().count(), LONGEST + 1);
        assert!(long.ends_with('…'));
    }
}
