//! Text that must never be printed.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

/// Secret text: a key, a token. `Debug` and `Display` do not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps `text` secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, to be sent and nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(sensitive)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(sensitive)")
    }
}

/// Every secret that this process has seen, so that none is quoted back to the user in a server's own words.
#[derive(Clone, Debug, Default)]
pub struct Secrets(Arc<RwLock<Vec<Secret>>>);

/// Masking shorter text would tear up ordinary words and hide next to nothing.
const SHORTEST: usize = 4;

impl Secrets {
    /// Remembers a secret.
    pub fn learn(&self, text: &str) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if text.len() >= SHORTEST && !known.iter().any(|secret| secret.0 == text) {
            known.push(Secret::new(text));
            // A secret may contain another one: the longest is masked first.
            known.sort_by_key(|secret| std::cmp::Reverse(secret.0.len()));
        }
    }

    /// The text with every known secret in it replaced.
    pub fn mask(&self, text: &str) -> String {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.iter().fold(text.to_owned(), |text, secret| text.replace(&secret.0, "(sensitive)"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_secrets_are_masked_and_never_shown() {
        let secrets = Secrets::default();
        secrets.learn("hush-hush");
        secrets.learn("hush");
        secrets.learn("x");
        assert_eq!(secrets.mask("bad value hush-hush, x, hush"), "bad value (sensitive), x, (sensitive)");
        assert_eq!(format!("{secrets:?}"), "Secrets(RwLock { data: [(sensitive), (sensitive)], poisoned: false, .. })");
    }
}
