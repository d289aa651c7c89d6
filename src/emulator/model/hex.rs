//! Bytes as text.

use std::borrow::Borrow;

/// Returns bytes as hexadecimal digits, in small letters.
pub(crate) fn hex(bytes: impl IntoIterator<Item = impl Borrow<u8>>) -> String {
    let digits = bytes.into_iter();
    digits
        .map(|byte| format!("{:02x}", byte.borrow()))
        .collect()
}
