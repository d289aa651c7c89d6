//! Suggests the word that a misspelled word was meant to be.

/// Returns the word nearest to `written`, or `None` if none is near. Case is ignored. One letter in
/// three, but at most two, may be wrong, missing, extra, or swapped with its neighbor.
pub(crate) fn nearest<'a>(words: &[&'a str], written: &str) -> Option<&'a str> {
    let written: Vec<char> = written
        .chars()
        .flat_map(char::to_lowercase)
        .take(LONGEST + 1)
        .collect();
    let most = (written.len() / 3).min(2);
    let with_distance = words.iter().map(|word| {
        (
            distance(&word.to_lowercase().chars().collect::<Vec<_>>(), &written),
            *word,
        )
    });
    // Among equally near words, the first is as good as any.
    with_distance
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= most)
        .map(|(_, word)| word)
}

/// Longer words get no suggestion.
const LONGEST: usize = 64;

/// Returns the number of letters that are wrong, missing, extra, or swapped with their neighbor
/// (the optimal string alignment distance).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (row, letter) in a.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in b.iter().enumerate() {
            let changed = last[column] + usize::from(letter != other);
            let least = changed.min(last[column + 1] + 1).min(current[column] + 1);
            let is_swapped =
                row > 0 && column > 0 && *letter == b[column - 1] && a[row - 1] == *other;
            current.push(if is_swapped {
                least.min(before_last[column - 1] + 1)
            } else {
                least
            });
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelled_words_are_guessed_and_others_are_not() {
        let environments = &["development", "testing", "qa", "production"];
        let methods = &["GET", "POST", "PUT", "PATCH", "DELETE", "*"];
        for (words, written, meant) in [
            (&environments[..], "prodution", Some("production")),
            (environments, "Production", Some("production")),
            (environments, "developemnt", Some("development")),
            (environments, "test", None),
            (environments, "tesitng", Some("testing")),
            (environments, "staging", None),
            (environments, "QA", Some("qa")),
            (environments, "a", None),
            (environments, "", None),
            (&methods[..], "get", Some("GET")),
            (methods, "PSOT", Some("POST")),
            (methods, "DELTE", Some("DELETE")),
            (methods, "HEAD", None),
            (&[][..], "word", None),
        ] {
            assert_eq!(nearest(words, written), meant, "{written}");
        }
        assert_eq!(nearest(environments, &"x".repeat(1_000_000)), None);
    }
}
