//! Where a value stands inside another.

use std::fmt;

/// A walk from the root of a configuration or state to one value.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Step>);

/// One step of a [`Path`]. The elements of a set have no names, so a path that Terraform gets ends
/// at the set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// To the attribute or block of this name.
    Attribute(String),
    /// To a map's element.
    Key(String),
    /// To a list's element, counted from 0.
    Index(usize),
    /// To some element of a set.
    Element,
}

impl Path {
    /// Returns the whole value.
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// Returns an attribute of the root.
    pub fn attribute(name: &str) -> Self {
        Self::root().then(name)
    }

    /// This path and one attribute further.
    #[must_use]
    pub fn then(&self, name: &str) -> Self {
        self.step(Step::Attribute(name.to_owned()))
    }

    /// This path and one list element further.
    #[must_use]
    pub fn at(&self, index: usize) -> Self {
        self.step(Step::Index(index))
    }

    /// This path and one map element further.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.step(Step::Key(key.to_owned()))
    }

    /// This path and some set element further.
    #[must_use]
    pub fn element(&self) -> Self {
        self.step(Step::Element)
    }

    pub(super) fn step(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }
}

/// As Terraform writes it: `action.function.name`, `rules[0]`, `tags["a"]`; inside a set,
/// `entries[…].address`.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Attribute(name) if at == 0 => f.write_str(name)?,
                Step::Attribute(name) => write!(f, ".{name}")?,
                Step::Key(key) => write!(f, "[{key:?}]")?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Element => f.write_str("[…]")?,
            }
        }
        Ok(())
    }
}

/// What is wrong at one place of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathError {
    /// Where in the value.
    pub path: Path,
    /// What is wrong there, as a predicate that follows the path in a sentence.
    pub what: String,
}

impl PathError {
    /// Reports `what` at `path`.
    pub fn new(path: &Path, what: impl Into<String>) -> Self {
        Self {
            path: path.clone(),
            what: what.into(),
        }
    }
}

/// The path, a colon and the predicate; at the root, the predicate alone.
impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.0.is_empty() {
            f.write_str(&self.what)
        } else {
            write!(f, "{}: {}", self.path, self.what)
        }
    }
}

impl std::error::Error for PathError {}
