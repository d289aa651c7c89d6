//! Small rules of English that messages need.

/// Returns the noun with its indefinite article: `a secret`, `an app`, `an IP access list`.
pub(crate) fn with_article(noun: &str) -> String {
    let article = if sounds_like_a_vowel(noun) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// Returns the words as a list. An empty word is shown as `""`, because a reader cannot see it
/// otherwise.
pub(crate) fn listed<S: AsRef<str>>(words: &[S]) -> String {
    let words: Vec<&str> = words
        .iter()
        .map(AsRef::as_ref)
        .map(|word| if word.is_empty() { "\"\"" } else { word })
        .collect();
    words.join(", ")
}

/// Returns the two texts with `between` between them, or the one that is not empty.
pub(crate) fn both(first: &str, second: &str, between: &str) -> String {
    if first.is_empty() || second.is_empty() {
        return [first, second].concat();
    }
    [first, second].join(between)
}

/// Abbreviations are read letter by letter, so the name of their first letter counts.
fn sounds_like_a_vowel(noun: &str) -> bool {
    let word = noun.split([' ', '-', '_']).next().unwrap_or_default();
    let Some(first) = word.chars().next() else {
        return false;
    };
    let is_abbreviation = word.len() > 1 && word.chars().all(|letter| letter.is_ascii_uppercase());
    if is_abbreviation {
        return "AEFHILMNORSX".contains(first);
    }
    // "a user", "a unique key", but "an upload".
    let sounds_like_you = ["us", "uni"].iter().any(|start| word.starts_with(start));
    "aeiou".contains(first.to_ascii_lowercase()) && !sounds_like_you
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_text_needs_nothing_between() {
        for (first, second, joined) in [
            ("a", "b", "a: b"),
            ("a", "", "a"),
            ("", "b", "b"),
            ("", "", ""),
        ] {
            assert_eq!(both(first, second, ": "), joined);
        }
    }

    #[test]
    fn nouns_get_their_article() {
        let nouns = [
            "an app",
            "an API key",
            "an endpoint",
            "an IP access list",
            "an HTTPS endpoint",
            "an auth provider",
            "an upload",
            "an object",
            "a function",
            "a secret_id",
            "a log forwarder",
            "a URL",
            "a user",
            "a unique key",
            "a set of string",
            "a ",
        ];
        for wanted in nouns {
            let (_, noun) = wanted.split_once(' ').expect("an article");
            assert_eq!(with_article(noun), wanted);
        }
    }

    #[test]
    fn empty_words_can_be_seen() {
        assert_eq!(listed(&["", "development", "qa"]), "\"\", development, qa");
        assert_eq!(listed(&["", "", "a"]), "\"\", \"\", a");
        assert_eq!(listed::<&str>(&[]), "");
    }
}
