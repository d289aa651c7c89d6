//! Validators of text.

use super::support::{range, text};
use crate::engine::Validator;
use crate::engine::wording::listed;

/// Accepts text with at least so many characters.
pub fn length_at_least(least: usize) -> Validator {
    length_between(least, usize::MAX)
}

/// Accepts text with at most so many characters.
pub fn length_at_most(most: usize) -> Validator {
    length_between(0, most)
}

/// Accepts text with a number of characters in this range, both ends included. The message tells
/// the length and not the text.
pub fn length_between(least: usize, most: usize) -> Validator {
    text(move |text| {
        let count = text.chars().count();
        (!(least..=most).contains(&count)).then(|| {
            format!(
                "It has {count} characters, and {} are allowed.",
                range(least, most)
            )
        })
    })
}

/// Accepts text that is one of these words.
pub fn one_of<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> Validator {
    let words = owned(words);
    text(move |text| {
        (!words.iter().any(|word| word == text))
            .then(|| format!("It must be one of {}.", listed(&words)))
    })
}

/// Accepts text that is one of these words, in any case of ASCII letters.
pub fn one_of_ignoring_case<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> Validator {
    let words = owned(words);
    text(move |text| {
        (!is_any(&words, text)).then(|| format!("It must be one of {}.", listed(&words)))
    })
}

/// Accepts text that is none of these words.
pub fn none_of<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> Validator {
    let words = owned(words);
    text(move |text| {
        words
            .iter()
            .any(|word| word == text)
            .then(|| format!("It must be none of {}.", listed(&words)))
    })
}

/// Accepts text that is none of these words, in any case of ASCII letters.
pub fn none_of_ignoring_case<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> Validator {
    let words = owned(words);
    text(move |text| {
        is_any(&words, text).then(|| format!("It must be none of {}.", listed(&words)))
    })
}

/// Accepts text that a function takes; `wanted` says what that is: `a hexadecimal color, as in
/// "#00ff00"`.
pub fn matches(
    wanted: impl Into<String>,
    is_right: impl Fn(&str) -> bool + Send + Sync + 'static,
) -> Validator {
    let wanted = wanted.into();
    text(move |text| (!is_right(text)).then(|| format!("It must be {wanted}.")))
}

fn owned<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> Vec<String> {
    words
        .into_iter()
        .map(|word| word.as_ref().to_owned())
        .collect()
}

fn is_any(words: &[String], text: &str) -> bool {
    words.iter().any(|word| word.eq_ignore_ascii_case(text))
}
