//! Ids and other random text.

use std::sync::atomic::{AtomicU32, Ordering};

/// A new ObjectId: four bytes of time, five of chance, three that count.
pub(super) fn new(now: i64) -> String {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let chance: String = random_bytes::<5>()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let count = COUNTER.fetch_add(1, Ordering::Relaxed) & 0x00ff_ffff;
    format!("{:08x}{chance}{count:06x}", now as u32)
}

/// Whether `text` has the form of an ObjectId.
pub(super) fn is_valid(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Random letters and digits from `alphabet`.
pub(super) fn random_text(length: usize, alphabet: &[u8]) -> String {
    let mut bytes = vec![0; length];
    fill(&mut bytes);
    bytes
        .iter()
        .map(|byte| char::from(alphabet[usize::from(*byte) % alphabet.len()]))
        .collect()
}

/// Random bytes, as for a key.
pub(super) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill(&mut bytes);
    bytes
}

/// Letters and digits, as in keys and tokens.
pub(super) const ALPHANUMERIC: &[u8] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Chance comes from the system; a system without any cannot run this server safely.
#[expect(clippy::expect_used, reason = "there is nothing to go on with")]
fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives random bytes");
}
