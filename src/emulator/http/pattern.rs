//! Patterns of paths.

/// Returns whether `path` fits `pattern`, in which `*` stands for anything, slashes too.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((start, rest)) => path.strip_prefix(start).is_some_and(|tail| {
            (0..=tail.len()).any(|at| tail.is_char_boundary(at) && matches(rest, &tail[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_whole_paths() {
        for (pattern, path, fits) in [
            ("*", "/a/b", true),
            ("*/secrets", "/groups/g/apps/a/secrets", true),
            ("*/secrets", "/groups/g/apps/a/secrets/1", false),
            ("*/secrets/*", "/groups/g/apps/a/secrets/1", true),
            ("/a", "/a/b", false),
        ] {
            assert_eq!(matches(pattern, path), fits, "{pattern} {path}");
        }
    }
}
