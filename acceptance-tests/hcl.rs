//! The configurations of the stories: files in `acceptance-tests/hcl/`, which read as a user would write them.
//!
//! `hcl!("planning/apps.tf")` is the text of a file. `hcl!("planning/protected.tf", NAME = "a", PROTECTED = true)` puts each value in
//! the place of its placeholder, here `@NAME@` and `@PROTECTED@`. Every placeholder needs a value, and every value a placeholder.

use std::fmt::Display;

macro_rules! hcl {
    ($file:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::hcl::filled(
            $file,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/acceptance-tests/hcl/", $file)),
            &[$((stringify!($name), &$value)),*],
        )
    };
}

pub(crate) use hcl;

/// Returns the text with a value in the place of each placeholder.
///
/// # Panics
///
/// If a placeholder has no value, or a value no placeholder.
pub(crate) fn filled(file: &str, text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut rest = text;
    let mut filled = String::new();
    let mut used = Vec::new();
    while let Some((before, name, after)) = next_placeholder(rest) {
        let (_, value) = values
            .iter()
            .find(|(known, _)| *known == name)
            .unwrap_or_else(|| panic!("{file}: @{name}@ has no value"));
        filled += before;
        filled += &value.to_string();
        used.push(name);
        rest = after;
    }
    for (name, _) in values {
        assert!(used.contains(name), "{file}: there is no @{name}@");
    }
    filled + rest
}

/// Returns the name of the first placeholder, and what is before and after it.
fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(at) = text[from..].find('@') {
        let start = from + at + 1;
        let length = text[start..]
            .bytes()
            .take_while(|byte| byte.is_ascii_uppercase() || *byte == b'_')
            .count();
        let end = start + length;
        if length > 0 && text[end..].starts_with('@') {
            return Some((&text[..start - 1], &text[start..end], &text[end + 1..]));
        }
        from = start;
    }
    None
}

/// Returns a text as a literal of HCL, quotes included.
pub(crate) fn quoted(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
        .replace("${", "$${")
        .replace("%{", "%%{");
    format!("\"{escaped}\"")
}
