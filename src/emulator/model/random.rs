//! Random text and bytes, for ids, keys and tokens.

/// Letters and digits, as in keys and tokens.
pub(crate) const ALPHANUMERIC: &[u8] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Hexadecimal digits.
pub(crate) const HEXADECIMAL: &[u8] = b"0123456789abcdef";

/// Returns `length` random characters of `alphabet`.
pub(crate) fn text(length: usize, alphabet: &[u8]) -> String {
    let mut bytes = vec![0; length];
    fill(&mut bytes);
    bytes
        .iter()
        .map(|byte| char::from(alphabet[usize::from(*byte) % alphabet.len()]))
        .collect()
}

/// Returns random bytes, as for a key.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill(&mut bytes);
    bytes
}

/// Fills `bytes` from the operating system, without which the server cannot run safely.
#[expect(clippy::expect_used, reason = "there is no safe way to go on")]
fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives random bytes");
}
