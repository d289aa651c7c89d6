//! Nonces of HTTP Digest: signed by the server, so that only those in use are remembered.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use crate::emulator::model::{hex, random};

/// Choice: how long a nonce lives, in milliseconds.
const LIFE: i64 = 60_000;

/// Makes nonces, and knows which may still be used.
///
/// A nonce is the time at which it was made, random digits, and a signature over both.
pub(super) struct Nonces {
    signer: Hmac<Sha256>,
    used: Mutex<Used>,
}

/// The nonces that requests have used: when each was made, and the highest count so far.
#[derive(Default)]
struct Used {
    counts: HashMap<String, (i64, u32)>,
    /// How many there may be before those that have expired are forgotten.
    room: usize,
}

/// The lengths of a nonce's parts, in hexadecimal digits.
const TIME: usize = 12;
const RANDOM: usize = 16;
const SIGNATURE: usize = 32;

impl Nonces {
    /// Makes a signer with a key of its own.
    pub(super) fn new() -> Self {
        Self {
            signer: Hmac::new(&random::bytes::<64>().into()),
            used: Mutex::default(),
        }
    }

    /// Returns a new nonce.
    pub(super) fn make(&self, now: i64) -> String {
        let random = random::text(RANDOM, random::HEXADECIMAL);
        let signed = format!("{now:0TIME$x}{random}");
        let signature = self.signature(&signed);
        signed + &signature
    }

    /// Spends one count of a nonce. Returns false if the nonce is not of this server or has expired,
    /// or if the count is not higher than every one before it.
    ///
    /// Choice: of requests that overtake each other, those with the lower counts are refused, too.
    /// Their clients repeat them with a new nonce.
    pub(super) fn spend(&self, nonce: &str, count: u32, now: i64) -> bool {
        let Some(made) = self.made(nonce) else {
            return false;
        };
        if !(made..made + LIFE).contains(&now) {
            return false;
        }
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.make_room(now);
        let (_, highest) = used.counts.entry(nonce.to_owned()).or_insert((made, 0));
        let is_higher = count > *highest;
        *highest = count.max(*highest);
        is_higher
    }

    /// Returns when this server made a nonce.
    fn made(&self, nonce: &str) -> Option<i64> {
        let (signed, signature) = nonce.split_at_checked(TIME + RANDOM)?;
        let expected = self.signature(signed);
        let is_ours: bool = expected.as_bytes().ct_eq(signature.as_bytes()).into();
        if !is_ours {
            return None;
        }
        i64::from_str_radix(signed.get(..TIME)?, 16).ok()
    }

    fn signature(&self, text: &str) -> String {
        let mut signer = self.signer.clone();
        signer.update(text.as_bytes());
        let bytes = signer.finalize().into_bytes();
        hex(bytes.iter().take(SIGNATURE / 2))
    }
}

impl Used {
    /// Forgets what has expired, when the number of nonces has doubled since the last time.
    fn make_room(&mut self, now: i64) {
        if self.counts.len() >= self.room {
            self.counts.retain(|_, (made, _)| *made + LIFE > now);
            self.room = (2 * self.counts.len()).max(64);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_700_000_000_000;

    #[test]
    fn a_nonce_is_spent_by_rising_counts_until_it_expires() {
        let nonces = Nonces::new();
        let nonce = nonces.make(NOW);
        assert!(nonces.spend(&nonce, 1, NOW));
        assert!(!nonces.spend(&nonce, 1, NOW), "a repeated count");
        assert!(nonces.spend(&nonce, 7, NOW + LIFE - 1));
        assert!(!nonces.spend(&nonce, 6, NOW), "a lower count");
        assert!(!nonces.spend(&nonce, 8, NOW + LIFE), "expired");
        assert!(!nonces.spend(&nonce, 9, NOW - 1), "not made yet");
        assert!(
            !nonces.spend(&nonces.make(NOW), 0, NOW),
            "counts begin at 1"
        );
    }

    #[test]
    fn a_nonce_is_spent_at_its_server_alone() {
        let nonces = Nonces::new();
        let nonce = nonces.make(NOW);
        assert!(!Nonces::new().spend(&nonce, 1, NOW));
        let later = nonces.make(NOW + 1);
        let forged = format!("{}{}", &later[..TIME], &nonce[TIME..]);
        for text in [&forged, "", "é", &nonce[1..], &nonce.to_uppercase()] {
            assert!(!nonces.spend(text, 1, NOW + 1), "{text}");
        }
        let none = nonces.used.lock().expect("no panic").counts.is_empty();
        assert!(none, "only nonces of this server are remembered");
    }

    #[test]
    fn expired_nonces_are_forgotten() {
        let nonces = Nonces::new();
        for at in 0..1000 {
            let now = NOW + at * LIFE;
            assert!(nonces.spend(&nonces.make(now), 1, now));
        }
        let left = nonces.used.lock().expect("no panic").counts.len();
        assert!(left <= 64, "{left} are remembered");
    }
}
