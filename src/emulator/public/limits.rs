//! How many requests a minute there may be: 100 for each project, in minutes of the server's clock.
//!
//! Choice: requests that name no project count for the key, and those without the right credentials
//! do not count.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The most requests of a project in a minute.
pub(super) const MOST: u32 = 100;

const MINUTE: i64 = 60_000;

/// The requests of the present minute.
#[derive(Default)]
pub(super) struct Limits(Mutex<Window>);

#[derive(Default)]
struct Window {
    /// The minutes since 1970.
    minute: i64,
    /// The requests of each project, and of the key under an empty text.
    counts: HashMap<String, u32>,
}

impl Limits {
    /// Counts a request of a project, or of none. Refuses one too many, with the seconds until the
    /// next minute.
    pub(super) fn count(&self, project: Option<&str>, now: i64) -> Result<(), i64> {
        let mut window = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = now.div_euclid(MINUTE);
        if window.minute != minute {
            *window = Window {
                minute,
                counts: HashMap::new(),
            };
        }
        // Ids of projects are hexadecimal numbers, which are the same in capitals.
        let project = project.unwrap_or_default().to_lowercase();
        let count = window.counts.entry(project).or_default();
        if *count < MOST {
            *count += 1;
            return Ok(());
        }
        let left = MINUTE - now.rem_euclid(MINUTE);
        Err((left + 999) / 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_project_has_its_requests_in_each_minute() {
        let limits = Limits::default();
        let start = 1_000 * MINUTE;
        for at in 0..MOST {
            assert_eq!(limits.count(Some("a"), start + i64::from(at)), Ok(()));
        }
        assert_eq!(limits.count(Some("A"), start + 200), Err(60));
        assert_eq!(limits.count(Some("a"), start + MINUTE - 1), Err(1));
        assert_eq!(limits.count(Some("b"), start), Ok(()));
        assert_eq!(limits.count(None, start), Ok(()));
        assert_eq!(limits.count(Some("a"), start + MINUTE), Ok(()));
    }
}
