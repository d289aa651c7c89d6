//! Whether this library would write a value in the bytes that core sent.

use crate::engine::Number;

/// Returns the place of the first difference. Large integers are compared by value: Terraform 1.6
/// sends those that a float can hold exactly as floats, while newer versions and this library write
/// them as text.
pub(super) fn first_difference(sent: &[u8], written: &[u8]) -> Option<usize> {
    let mut rest = (sent, written);
    loop {
        let same = rest
            .0
            .iter()
            .zip(rest.1)
            .take_while(|(sent, written)| sent == written)
            .count();
        if same == rest.0.len() && same == rest.1.len() {
            return None;
        }
        let at = sent.len() - rest.0.len() + same;
        let Some((float, after_float)) = float(&rest.0[same..]) else {
            return Some(at);
        };
        match text(&rest.1[same..]).and_then(|(text, after)| Some((Number::parse(text)?, after))) {
            Some((number, after_text)) if number == float && number.is_integer() => {
                rest = (after_float, after_text)
            }
            _ => return Some(at),
        }
    }
}

/// Reads a float of 64 bits, and what comes after it.
fn float(bytes: &[u8]) -> Option<(Number, &[u8])> {
    let (bits, after) = bytes.strip_prefix(&[0xcb])?.split_first_chunk()?;
    Some((Number::from_f64(f64::from_be_bytes(*bits))?, after))
}

/// Reads a text of at most 255 bytes, and what comes after it.
fn text(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (length, bytes) = match bytes {
        [0xd9, length, bytes @ ..] => (*length, bytes),
        [marker @ 0xa0..=0xbf, bytes @ ..] => (marker & 0x1f, bytes),
        _ => return None,
    };
    let (text, after) = bytes.split_at_checked(usize::from(length))?;
    Some((std::str::from_utf8(text).ok()?, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent_by_1_6(float: f64) -> Vec<u8> {
        [&[0x92, 0xcb][..], &float.to_be_bytes(), &[0xa1, b'x']].concat()
    }

    fn written(text: &str) -> Vec<u8> {
        [
            &[0x92, 0xa0 | text.len() as u8][..],
            text.as_bytes(),
            &[0xa1, b'x'],
        ]
        .concat()
    }

    #[test]
    fn large_integers_are_the_same_as_floats_and_as_text() {
        let large = 18_446_744_073_709_551_616.0;
        assert_eq!(
            first_difference(&sent_by_1_6(large), &written("18446744073709551616")),
            None
        );
        assert_eq!(
            first_difference(&sent_by_1_6(-large), &written("-18446744073709551616")),
            None
        );
        let long = format!("1{}", "0".repeat(40));
        let as_text = [&[0x92, 0xd9, 41][..], long.as_bytes(), &[0xa1, b'x']].concat();
        assert_eq!(
            first_difference(&sent_by_1_6(1e40), &as_text),
            Some(1),
            "the float 1e40 is another number than 10^40"
        );
    }

    #[test]
    fn other_differences_are_told() {
        let large = sent_by_1_6(18_446_744_073_709_551_616.0);
        assert_eq!(first_difference(&large, &large), None);
        assert_eq!(
            first_difference(&large, &written("18446744073709551617")),
            Some(1)
        );
        assert_eq!(first_difference(&large, &written("not a number")), Some(1));
        assert_eq!(
            first_difference(&sent_by_1_6(0.5), &written("0.5")),
            Some(1)
        );
        assert_eq!(first_difference(&written("1"), &sent_by_1_6(1.0)), Some(1));
        let [mut shorter, mut other] = [large.clone(), large.clone()];
        shorter.pop();
        *other.last_mut().expect("a byte") = b'y';
        assert_eq!(first_difference(&large, &shorter), Some(11));
        assert_eq!(first_difference(&large, &other), Some(11));
        // The bytes after such a number are compared, too.
        let mut after = written("18446744073709551616");
        *after.last_mut().expect("a byte") = b'y';
        assert_eq!(first_difference(&large, &after), Some(11));
    }
}
