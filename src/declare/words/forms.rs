//! Checks of known values, and the messages for values that fail them.

/// A check of a known value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Check {
    /// 24 hexadecimal digits, with a hint on where to find such an ID.
    ObjectId(&'static str),
    /// Text of a form. The function returns why a text is refused.
    Form(fn(&str) -> Option<String>),
    /// A set of texts of a form. The function returns why a text is refused.
    Each(fn(&str) -> Option<String>),
    /// Text that begins with one of these.
    StartsWith(&'static [&'static str]),
    NotEmpty,
    MaxChars(usize),
    /// A number in this range, inclusive.
    Between(i64, i64),
}

impl Check {
    /// Returns why `text` is refused if its form is checked. [`Check::complaint_at`] decides when
    /// that is.
    pub(crate) fn complaint(self, text: &str) -> Option<String> {
        match self {
            Self::ObjectId(hint) => (!is_object_id(text)).then(|| {
                format!("{text:?} is not an id, which has 24 hexadecimal digits: {hint}.")
            }),
            Self::Form(why) => why(text),
            // The text may be secret.
            Self::StartsWith(starts) => (!starts.iter().any(|start| text.starts_with(start)))
                .then(|| format!("It must begin with {}.", starts.join(" or "))),
            Self::NotEmpty => text.is_empty().then(|| "It must not be empty.".to_owned()),
            Self::MaxChars(most) => {
                let count = text.chars().count();
                // The text may be secret, so only its length is shown.
                (count > most)
                    .then(|| format!("It has {count} characters, and at most {most} are allowed."))
            }
            Self::Each(_) | Self::Between(..) => None,
        }
    }
}

/// Reports whether `text` has the form of an object ID: 24 hexadecimal digits.
pub(crate) fn is_object_id(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_their_rules() {
        let no_space: fn(&str) -> Option<String> =
            |text| text.contains(' ').then(|| "It has a space.".to_owned());
        for (check, good, bad) in [
            (
                Check::ObjectId("it is the id"),
                "64f0aa64f0aa64f0aa64f0aa",
                "myapp-abcde",
            ),
            (Check::NotEmpty, "x", ""),
            (Check::MaxChars(2), "\u{e9}\u{e9}", "abc"),
            (Check::Form(no_space), "ab", "a b"),
        ] {
            assert_eq!(check.complaint(good), None, "{good}");
            assert!(check.complaint(bad).is_some(), "{bad}");
        }
    }
}
