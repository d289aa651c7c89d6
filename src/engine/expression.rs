//! Paths to other attributes: to a parent, a sibling, every element.

use std::fmt;

use super::{Path, Step, Value};

/// A path from one attribute to others, or from the root, in which a step may lead to every element
/// of a list, set or map.
///
/// ```
/// use appservices_provider::engine::{Path, PathExpression};
/// let port = Path::attribute("rules").at(0).then("port");
/// let protocol = PathExpression::sibling("protocol");
/// assert_eq!(protocol.target(&port).to_string(), "rules[0].protocol");
/// let names = PathExpression::root().attribute("rules").every_element().attribute("name");
/// assert_eq!(names.target(&port).to_string(), "rules[…].name");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[doc(alias("Expression", "MatchRelative", "MatchRoot"))]
pub struct PathExpression {
    /// How many steps up from the attribute; `None` for the root.
    up: Option<usize>,
    /// The steps down from there, in which [`Step::Element`] is every element.
    steps: Vec<Step>,
}

impl PathExpression {
    /// Returns the path to the whole configuration.
    pub const fn root() -> Self {
        Self {
            up: None,
            steps: Vec::new(),
        }
    }

    /// Returns the path to the attribute itself.
    pub const fn relative() -> Self {
        Self {
            up: Some(0),
            steps: Vec::new(),
        }
    }

    /// Returns the path to the attribute of this name beside the attribute itself.
    pub fn sibling(name: impl Into<String>) -> Self {
        Self::relative().parent().attribute(name)
    }

    /// Leads one step back: from an attribute to its object, from an element to its collection.
    #[must_use]
    #[doc(alias = "AtParent")]
    pub fn parent(mut self) -> Self {
        if self.steps.pop().is_none() {
            self.up = self.up.map(|up| up + 1);
        }
        self
    }

    /// Leads to an attribute or block.
    #[must_use]
    #[doc(alias = "AtName")]
    pub fn attribute(self, name: impl Into<String>) -> Self {
        self.then(Step::Attribute(name.into()))
    }

    /// Leads to the element of a list, counted from 0.
    #[must_use]
    #[doc(alias = "AtListIndex")]
    pub fn index(self, index: usize) -> Self {
        self.then(Step::Index(index))
    }

    /// Leads to the element of a map.
    #[must_use]
    #[doc(alias = "AtMapKey")]
    pub fn key(self, key: impl Into<String>) -> Self {
        self.then(Step::Key(key.into()))
    }

    /// Leads to every element of a list, set or map.
    #[must_use]
    #[doc(alias("AtAnyListIndex", "AtAnySetValue", "AtAnyMapKey"))]
    pub fn every_element(self) -> Self {
        self.then(Step::Element)
    }

    fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// Returns the expression as the collection sees it, if `self` is the expression of an element.
    pub(super) fn of_the_collection(self) -> Self {
        match self.up {
            Some(0) => Self {
                up: Some(0),
                steps: [Step::Element].into_iter().chain(self.steps).collect(),
            },
            up => Self {
                up: up.map(|up| up - 1),
                ..self
            },
        }
    }

    /// Returns where the path leads from the attribute at `at`, with `[…]` for every element.
    #[must_use]
    pub fn target(&self, at: &Path) -> Path {
        let kept = self.up.map_or(0, |up| at.0.len().saturating_sub(up));
        Path(at.0.iter().take(kept).chain(&self.steps).cloned().collect())
    }
}

/// The path as in a file system: `../name` is the sibling of that name.
impl fmt::Display for PathExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps = Path(self.steps.clone());
        write!(f, "{}{steps}", "../".repeat(self.up.unwrap_or(0)))
    }
}

/// A value of a configuration and the way to it from the root.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) path: &'a Path,
    pub(crate) value: &'a Value,
    pub(crate) outer: Option<&'a Self>,
}

impl<'a> Scope<'a> {
    /// Returns the scope of a part of the value. An object that does not repeat is at the path of
    /// its attribute, and is the same scope.
    pub(crate) fn inner<'b>(&'b self, path: &'b Path, value: &'b Value) -> Scope<'b>
    where
        'a: 'b,
    {
        let is_same = path.0.len() == self.path.0.len();
        Scope {
            path,
            value,
            outer: if is_same { self.outer } else { Some(self) },
        }
    }

    /// Returns the scope of the whole configuration.
    fn root(self) -> Self {
        self.outer.map_or(self, |outer| outer.root())
    }

    fn up(self, steps: usize) -> Self {
        match (steps, self.outer) {
            (0, _) | (_, None) => self,
            (_, Some(outer)) => outer.up(steps - 1),
        }
    }

    /// Returns the values to which an expression leads. Below an unknown value there is one, which
    /// is unknown; below a null there is none.
    pub(crate) fn matching(self, expression: &PathExpression) -> Vec<(Path, &'a Value)> {
        let start = match expression.up {
            None => self.root(),
            Some(up) => self.up(up),
        };
        let mut found = vec![(start.path.clone(), start.value)];
        for step in &expression.steps {
            found = found
                .into_iter()
                .flat_map(|(path, value)| stepped(path, value, step))
                .collect();
        }
        found
    }
}

/// Returns the value at `path`, if there is one. Below an unknown value it is unknown. The elements
/// of a set are counted as they stand.
pub(crate) fn value_at<'a>(root: &'a Value, path: &Path) -> Option<&'a Value> {
    path.0
        .iter()
        .try_fold(root, |value, step| match (step, value.bare()) {
            (_, unknown @ Value::Unknown(_)) => Some(unknown),
            (Step::Attribute(name) | Step::Key(name), Value::Map(values)) => values.get(name),
            (Step::Index(at), Value::List(elements) | Value::Set(elements)) => elements.get(*at),
            _ => None,
        })
}

fn stepped<'a>(path: Path, value: &'a Value, step: &Step) -> Vec<(Path, &'a Value)> {
    let one = |path: Path, value: Option<&'a Value>| value.map(|value| (path, value));
    match (step, value.bare()) {
        (_, unknown @ Value::Unknown(_)) => vec![(path.step(step.clone()), unknown)],
        (Step::Attribute(name), Value::Map(values)) => {
            one(path.then(name), values.get(name)).into_iter().collect()
        }
        (Step::Key(key), Value::Map(values)) => {
            one(path.key(key), values.get(key)).into_iter().collect()
        }
        (Step::Index(index), Value::List(elements)) => one(path.at(*index), elements.get(*index))
            .into_iter()
            .collect(),
        (Step::Element, Value::List(elements)) => elements
            .iter()
            .enumerate()
            .map(|(index, element)| (path.at(index), element))
            .collect(),
        (Step::Element, Value::Set(elements)) => elements
            .iter()
            .map(|element| (path.element(), element))
            .collect(),
        (Step::Element, Value::Map(elements)) => elements
            .iter()
            .map(|(key, element)| (path.key(key), element))
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_by_its_path() {
        let rule = Value::object([("port", Value::UNKNOWN)]);
        let tags = Value::object([("a", "x".into())]);
        let config = Value::object([("rule", Value::Set(vec![rule])), ("tags", tags)]);
        let rule = Path::attribute("rule").at(0);
        assert!(value_at(&config, &rule.then("port")).is_some_and(Value::is_unknown));
        assert!(value_at(&config, &rule.then("port").then("below")).is_some_and(Value::is_unknown));
        let tag = Path::attribute("tags").key("a");
        assert_eq!(value_at(&config, &tag).and_then(Value::as_str), Some("x"));
        for nowhere in [rule.then("prot"), Path::attribute("rule").at(1), tag.at(0)] {
            assert!(value_at(&config, &nowhere).is_none(), "{nowhere}");
        }
        assert_eq!(value_at(&config, &Path::root()), Some(&config));
    }
}
