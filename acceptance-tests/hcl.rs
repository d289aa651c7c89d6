//! The configurations of the stories: files in `acceptance-tests/hcl/`, which read as a user would write them.
//!
//! `hcl!("planning/apps.tf")` is the text of a file. `hcl!("planning/protected.tf", NAME = "a", PROTECTED = true)` puts each value in
//! the place of its placeholder, here `@NAME@` and `@PROTECTED@`. Every placeholder needs a value, and every value a placeholder.

use std::fmt::Display;

use anyhow::ensure;

use crate::program::Program;

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
    try_filled(text, values).unwrap_or_else(|why| panic!("{file}: {why}"))
}

fn try_filled(text: &str, values: &[(&str, &dyn Display)]) -> Result<String, String> {
    let mut rest = text;
    let mut filled = String::new();
    let mut used = Vec::new();
    while let Some((before, name, after)) = next_placeholder(rest) {
        let (_, value) = values
            .iter()
            .find(|(known, _)| *known == name)
            .ok_or_else(|| format!("@{name}@ has no value"))?;
        filled += before;
        filled += &value.to_string();
        used.push(name);
        rest = after;
    }
    match values.iter().find(|(name, _)| !used.contains(name)) {
        Some((name, _)) => Err(format!("there is no @{name}@")),
        None => Ok(filled + rest),
    }
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

/// Checks this file, as a story because there is no other test in this program.
pub(crate) fn placeholders(_: &Program) -> anyhow::Result<()> {
    let values: &[(&str, &dyn Display)] = &[("NAME", &"a@B@"), ("OLD_SIZE", &7)];
    for (text, wanted) in [
        (
            "@NAME@ is @OLD_SIZE@, x@y.z @ @@",
            Ok("a@B@ is 7, x@y.z @ @@"),
        ),
        ("@NAME@@OLD_SIZE@", Ok("a@B@7")),
        ("@NAME@ @OTHER@", Err("@OTHER@ has no value")),
        ("@NAME@", Err("there is no @OLD_SIZE@")),
    ] {
        let wanted = wanted.map(str::to_owned).map_err(str::to_owned);
        let filled = try_filled(text, values);
        ensure!(filled == wanted, "{text:?} becomes {filled:?}");
    }
    let literal = quoted("\"${a}\" \\ %{b} $c\n");
    ensure!(
        literal == r#""\"$${a}\" \\ %%{b} $c\n""#,
        "the literal is {literal}"
    );
    Ok(())
}
