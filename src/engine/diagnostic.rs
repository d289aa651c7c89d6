//! Errors and warnings for users.

use super::Path;

/// One error or warning. The detail says what happened, where, and what to do next, in that order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// Whether it is an error.
    pub severity: Severity,
    /// One line, without a final full stop.
    pub summary: String,
    /// The rest, in lines.
    pub detail: String,
    /// The attribute that is to blame, when one is.
    pub path: Option<Path>,
}

/// How severe a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// An error stops the work.
    Error,
    /// A warning does not stop the work.
    Warning,
}

impl Diagnostic {
    /// Returns an error without a path.
    pub fn error(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            summary: summary.into(),
            detail: detail.into(),
            path: None,
        }
    }

    /// Returns a warning without a path.
    pub fn warning(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(summary, detail)
        }
    }

    /// Returns the diagnostic with the attribute at `path`.
    #[must_use]
    pub fn at(self, path: Path) -> Self {
        Self {
            path: Some(path),
            ..self
        }
    }

    /// Returns the diagnostic with its path moved below `outer`. Terraform cannot point into
    /// objects, so the summary names the path.
    #[must_use]
    pub(crate) fn below(self, outer: &Path) -> Self {
        if outer.0.is_empty() {
            return self;
        }
        let path = self
            .path
            .map(|path| Path(outer.0.iter().cloned().chain(path.0).collect()));
        Self {
            path,
            summary: format!("{} in {outer}", self.summary),
            ..self
        }
    }

    /// Returns the diagnostic with a summary that names the whole path, `at` by default. A path of
    /// one step is left out, because Terraform shows the line.
    #[must_use]
    pub(crate) fn naming(self, at: &Path) -> Self {
        let place = self.path.as_ref().unwrap_or(at);
        let way = |steps| Path(place.0.iter().take(steps).cloned().collect()).to_string();
        if place.0.len() < 2 || (2..=place.0.len()).any(|steps| self.summary.contains(&way(steps)))
        {
            return self;
        }
        Self {
            summary: format!("{} ({place})", self.summary),
            ..self
        }
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Returns an error that only the provider's authors can mend.
    pub fn bug(what: impl std::fmt::Display) -> Self {
        Self::error(
            "Bug in the provider",
            format!(
                "{what}\nThis is a mistake in the provider, not in the configuration. Please report it to its developers with these lines."
            ),
        )
    }
}
