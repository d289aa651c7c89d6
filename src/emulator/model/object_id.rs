//! ObjectIds, by which the API identifies objects.

use std::sync::atomic::{AtomicU32, Ordering};

use super::hex::hex;
use super::random;

/// Returns a new ObjectId: four bytes of time, five random bytes, and a three-byte counter, written
/// as 24 hexadecimal digits.
pub(crate) fn new(now: i64) -> String {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let random = hex(random::bytes::<5>());
    let count = COUNTER.fetch_add(1, Ordering::Relaxed) & 0x00ff_ffff;
    format!("{:08x}{random}{count:06x}", now as u32)
}

/// Returns whether `text` has the form of an ObjectId.
pub(crate) fn is_valid(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
