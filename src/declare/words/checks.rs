//! What a known text must be, and the sentence for the user when it is not.

use crate::declare::words::spec::Check;

impl Check {
    /// Why `text` is refused when its form counts; [`Check::complaint_at`] says when that is.
    pub(crate) fn complaint(self, text: &str) -> Option<String> {
        match self {
            Self::ObjectId(hint) => (!is_object_id(text)).then(|| {
                format!("{text:?} is not an id, which has 24 hexadecimal digits: {hint}.")
            }),
            Self::AppName => {
                let right = (1..=32).contains(&text.len())
                    && only_word_characters(text)
                    && text.starts_with(|first: char| first.is_ascii_alphabetic());
                (!right)
                    .then(|| format!("{text:?} is not an app name: 1 to 32 letters, numbers, underscores and hyphens, the first a letter."))
            }
            Self::Name => {
                let right = (1..=64).contains(&text.len())
                    && only_word_characters(text)
                    && text.starts_with(|first: char| first.is_ascii_alphanumeric());
                (!right).then(|| {
                    format!("{text:?} is not a name: 1 to 64 letters, numbers, underscores and hyphens, the first a letter or number.")
                })
            }
            Self::Route => (!text.starts_with('/'))
                .then(|| format!("A route begins with a slash: \"/{text}\".")),
            Self::NotEmpty => text.is_empty().then(|| "It must not be empty.".to_owned()),
            Self::MaxChars(most) => {
                let count = text.chars().count();
                // The text may be secret, so only its length is told.
                (count > most)
                    .then(|| format!("It has {count} characters, and at most {most} are allowed."))
            }
        }
    }
}

/// Whether `text` has the form of an object's id: 24 hexadecimal digits.
pub(crate) fn is_object_id(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn only_word_characters(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_their_rules() {
        for (check, good, bad) in [
            (Check::AppName, "shop-1", "1-shop"),
            (Check::AppName, "s", "sho p"),
            (Check::Name, "1_key", "_key"),
            (Check::Route, "/", "hello"),
            (
                Check::ObjectId("it is the id"),
                "64f0aa64f0aa64f0aa64f0aa",
                "myapp-abcde",
            ),
            (Check::NotEmpty, "x", ""),
            (Check::MaxChars(2), "\u{e9}\u{e9}", "abc"),
        ] {
            assert_eq!(check.complaint(good), None, "{good}");
            assert!(check.complaint(bad).is_some(), "{bad}");
        }
    }
}
