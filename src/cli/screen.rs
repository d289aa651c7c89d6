//! What a person reads: lines on stdout and stderr, and paths to paste.

use std::io::Write as _;
use std::path::Path;

/// Prints a line to stdout.
pub(super) fn say(line: impl AsRef<str>) {
    // Nothing can be done when nobody reads any more.
    let _ = writeln!(std::io::stdout(), "{}", line.as_ref());
}

/// Prints a line to stderr.
pub(super) fn warn(line: &str) {
    // Nothing can be done when nobody reads any more.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Returns a path as a person pastes it into a shell: quoted where it must be.
pub(super) fn pasted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain =
        |c: char| c.is_alphanumeric() || "/._-+:,@".contains(c) || (cfg!(windows) && c == '\\');
    match cfg!(windows) {
        _ if text.chars().all(plain) => text,
        true => format!("\"{text}\""),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn paths_are_quoted_where_a_shell_would_split_or_expand_them() {
        for (path, wanted) in [
            ("/opt/a-b_c.d/e+f@1:2,3", "/opt/a-b_c.d/e+f@1:2,3"),
            ("/home/zoë/shop", "/home/zoë/shop"),
            ("/my shop", "'/my shop'"),
            ("/a$b", "'/a$b'"),
            ("/it's", r"'/it'\''s'"),
            (r"/back\slash", r"'/back\slash'"),
        ] {
            assert_eq!(pasted(Path::new(path)), wanted);
        }
    }
}
