//! Several diagnostics: the error of every call, into which `?` converts.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::ops::Deref;

use super::wording::both;
use super::{Diagnostic, Path, PathError, Severity};

/// Errors and warnings in order: the error of every call of a provider, and its warnings.
///
/// `?` converts into it a [`Diagnostic`], a [`PathError`] of the typed layer, and any
/// [`std::error::Error`]. An error becomes a diagnostic with the error's message as summary and the
/// messages of its sources as detail. [`Context`] gives it a summary and a path of the author's.
/// The text of an error reaches the user as it is, so it must not contain secrets.
///
/// ```
/// use appservices_provider::engine::{Context as _, Diagnostic, Diagnostics, Path};
///
/// fn port(text: &str) -> Result<u16, Diagnostics> {
///     let port: u16 = text.parse().context("The port cannot be used").at("port")?;
///     if port == 0 {
///         return Err(Diagnostic::error("The port cannot be used", "It is 0.").into());
///     }
///     Ok(port)
/// }
///
/// let errors = port("80x").unwrap_err();
/// assert_eq!(errors[0].summary, "The port cannot be used");
/// assert_eq!(errors[0].detail, "invalid digit found in string");
/// assert_eq!(errors[0].path, Some(Path::attribute("port")));
/// assert!(port("0").unwrap_err().has_error());
/// ```
///
/// As a failure, diagnostics contain at least one error. Where an author's call fails with warnings
/// alone, the library adds an error that reports the mistake.
#[derive(Clone, Default, PartialEq, Eq)]
#[doc(alias = "Diags")]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Returns no diagnostics.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a diagnostic at the end.
    #[doc(alias = "Append")]
    pub fn push(&mut self, diagnostic: impl Into<Diagnostic>) {
        self.0.push(diagnostic.into());
    }

    /// Reports whether any of them is an error.
    #[doc(alias = "HasError")]
    pub fn has_error(&self) -> bool {
        self.0.iter().any(Diagnostic::is_error)
    }

    /// Returns the diagnostics, those without a path at `path`.
    #[must_use]
    pub fn at(self, path: impl Into<Path>) -> Self {
        let path = path.into();
        self.into_iter()
            .map(|one| Diagnostic {
                path: one.path.or_else(|| Some(path.clone())),
                ..one
            })
            .collect()
    }

    /// Returns the diagnostics with this summary. The old summary becomes the first line of the
    /// detail.
    #[must_use]
    pub fn context(self, summary: impl fmt::Display) -> Self {
        let summary = summary.to_string();
        let summarized = |one: Diagnostic| Diagnostic {
            detail: both(&one.summary, &one.detail, "\n"),
            summary: summary.clone(),
            ..one
        };
        self.into_iter().map(summarized).collect()
    }

    /// Returns the diagnostics of a failure, with an error that reports the mistake if none of them
    /// is one. `call` names what failed.
    #[must_use]
    pub(crate) fn of_failure(mut self, call: impl fmt::Display) -> Self {
        if !self.has_error() {
            self.push(Diagnostic::bug(format!("{call} failed without an error")));
        }
        self
    }
}

/// The path to one attribute of the root, for [`Diagnostics::at`] and [`Context::at`].
impl From<&str> for Path {
    fn from(attribute: &str) -> Self {
        Self::attribute(attribute)
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(one: Diagnostic) -> Self {
        Self(vec![one])
    }
}

impl<E: Error + 'static> From<E> for Diagnostics {
    fn from(error: E) -> Self {
        if let Some(misfit) = (&error as &dyn Any).downcast_ref::<PathError>() {
            return misfit.clone().misfit("A value").into();
        }
        let mut sources = Vec::new();
        let mut source = error.source();
        while let Some(cause) = source {
            sources.push(cause.to_string());
            source = cause.source();
        }
        Diagnostic::error(error.to_string(), sources.join("\n")).into()
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(all: I) -> Self {
        Self(all.into_iter().collect())
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, all: I) {
        self.0.extend(all);
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// One diagnostic, so that whatever takes several takes one, too.
impl IntoIterator for Diagnostic {
    type Item = Self;
    type IntoIter = std::iter::Once<Self>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self)
    }
}

impl Deref for Diagnostics {
    type Target = [Diagnostic];

    fn deref(&self) -> &[Diagnostic] {
        &self.0
    }
}

impl<const N: usize> PartialEq<[Diagnostic; N]> for Diagnostics {
    fn eq(&self, others: &[Diagnostic; N]) -> bool {
        self.0 == others
    }
}

/// A paragraph for each: the severity, the summary and the path, then the detail.
impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, one) in self.iter().enumerate() {
            if at > 0 {
                f.write_str("\n\n")?;
            }
            let severity = match one.severity {
                Severity::Error => "Error",
                Severity::Warning => "Warning",
            };
            write!(f, "{severity}: {}", one.summary)?;
            if let Some(path) = &one.path {
                write!(f, " (at {path})")?;
            }
            if !one.detail.is_empty() {
                write!(f, "\n{}", one.detail)?;
            }
        }
        Ok(())
    }
}

/// The diagnostics as users see them, so that `expect` and `unwrap` in a test show them.
impl fmt::Debug for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Says what failed and where, on the way of an error into [`Diagnostics`].
///
/// ```
/// use appservices_provider::engine::{Context as _, Diagnostics};
///
/// fn read(name: &str) -> Result<String, Diagnostics> {
///     std::fs::read_to_string(name).with_context(|| format!("The file {name:?} cannot be read"))
/// }
///
/// assert_eq!(read("/no/such").unwrap_err()[0].summary, "The file \"/no/such\" cannot be read");
/// ```
pub trait Context<T> {
    /// Gives the failure a summary. The error's own message becomes the detail.
    ///
    /// # Errors
    /// Returns the failure of `self`.
    fn context(self, summary: impl fmt::Display) -> Result<T, Diagnostics>;

    /// Gives the failure a summary that is made only if there is a failure.
    ///
    /// # Errors
    /// Returns the failure of `self`.
    fn with_context<S: fmt::Display>(self, summary: impl FnOnce() -> S) -> Result<T, Diagnostics>;

    /// Points the failure at an attribute, unless it points at one already.
    ///
    /// # Errors
    /// Returns the failure of `self`.
    fn at(self, path: impl Into<Path>) -> Result<T, Diagnostics>;
}

impl<T, E: Into<Diagnostics>> Context<T> for Result<T, E> {
    fn context(self, summary: impl fmt::Display) -> Result<T, Diagnostics> {
        self.with_context(|| summary)
    }

    fn with_context<S: fmt::Display>(self, summary: impl FnOnce() -> S) -> Result<T, Diagnostics> {
        self.map_err(|error| error.into().context(summary()))
    }

    fn at(self, path: impl Into<Path>) -> Result<T, Diagnostics> {
        self.map_err(|error| error.into().at(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Value, from_value};

    fn failing(text: &str) -> Result<u16, Diagnostics> {
        let size: u64 =
            from_value(&Value::object([("size", text.into())])).map(|sized: Sized_| sized.size)?;
        Ok(u16::try_from(size)?)
    }

    #[derive(serde::Deserialize)]
    struct Sized_ {
        size: u64,
    }

    #[test]
    fn errors_keep_their_causes_and_places() {
        #[derive(Debug, thiserror::Error)]
        #[error("the outer thing failed")]
        struct Outer(#[source] std::num::ParseIntError);
        let outer = Outer("x".parse::<u8>().expect_err("x is no number"));
        assert_eq!(
            Diagnostics::from(outer).to_string(),
            "Error: the outer thing failed\ninvalid digit found in string"
        );

        let misfit = failing("big").expect_err("a text is no number");
        assert_eq!(misfit[0].path, Some(Path::attribute("size")));
        assert!(
            misfit[0]
                .detail
                .starts_with("A value does not fit its Rust type: size: "),
            "{misfit}"
        );
    }

    #[test]
    fn context_says_what_and_where_once() {
        let parsed = "x"
            .parse::<u8>()
            .context("inner")
            .at("a")
            .context("outer")
            .at("b");
        assert_eq!(
            parsed.expect_err("x is no number").to_string(),
            "Error: outer (at a)\ninner\ninvalid digit found in string"
        );
    }

    #[test]
    fn a_failure_has_an_error() {
        let warnings: Diagnostics = Diagnostic::warning("Odd", "").into();
        let failure = warnings.of_failure("creating test_thing");
        assert!(
            failure.has_error()
                && failure[1]
                    .detail
                    .starts_with("creating test_thing failed without an error"),
            "{failure}"
        );
    }
}
