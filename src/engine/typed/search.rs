//! Which ways through a Rust type are tried, and what they found.
//!
//! A Rust type can refuse a value of the right kind, an address for example the text `x`. That ends
//! a way, and hides what would have come later. So each place that no way has visited yet is once
//! the one that a way visits first. The elements of a tuple alone have one order.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::shape::Shape;
use crate::engine::{Path, PathError, Step};

#[derive(Default)]
pub(super) struct Search {
    /// The place that the way under way visits first.
    target: RefCell<Path>,
    visited: RefCell<BTreeSet<Path>>,
    strangers: RefCell<Vec<Stranger>>,
    /// What the way under way tries of a stranger.
    trial: RefCell<Option<Trial>>,
    found: RefCell<Vec<PathError>>,
}

/// A field that the schema has no attribute for. It can be another name (`alias`) of a field that it
/// has an attribute for.
#[derive(Clone)]
struct Stranger {
    path: Path,
    /// The attributes beside it that the Rust type has a field for.
    beside: Vec<Path>,
}

/// A way on which an object has one attribute and then the stranger. A type that has read the
/// attribute refuses another name of the same field, and asks for the value of any other field.
struct Trial {
    stranger: Path,
    attribute: Path,
    /// Whether the type was given the stranger's name.
    is_named: bool,
    /// Whether the type asked for the stranger's value.
    is_asked: bool,
}

impl Search {
    /// Runs `way` until it was successful or every place was visited, or was the target without
    /// success, and then for each stranger. Returns what the ways found.
    pub(super) fn run(self, shape: &Shape, way: impl Fn(&Self) -> bool) -> Vec<PathError> {
        let mut places = vec![Path::root()];
        add_places(shape, &Path::root(), &mut places);
        for place in places {
            if self.visited.borrow().contains(&place) {
                continue;
            }
            self.target.replace(place);
            if way(&self) {
                break;
            }
        }
        let strangers = self.strangers.borrow().clone();
        for stranger in strangers {
            let is_asked = |attribute| self.try_stranger(&stranger.path, attribute, &way);
            // An attribute that refuses its value proves nothing, so the field may be its own.
            if stranger.beside.iter().all(is_asked) {
                self.report(&stranger.path, "the schema has no attribute for this field");
            }
        }
        self.found.into_inner()
    }

    /// Reports whether the type asks for the stranger's value after it has read the attribute.
    fn try_stranger(
        &self,
        stranger: &Path,
        attribute: &Path,
        way: &impl Fn(&Self) -> bool,
    ) -> bool {
        self.target.replace(attribute.clone());
        self.trial.replace(Some(Trial {
            stranger: stranger.clone(),
            attribute: attribute.clone(),
            is_named: false,
            is_asked: false,
        }));
        way(self);
        let trial = self.trial.take();
        trial.is_some_and(|trial| trial.is_named && trial.is_asked)
    }

    pub(super) fn report(&self, path: &Path, what: impl Into<String>) {
        let problem = PathError::new(path, what);
        let mut found = self.found.borrow_mut();
        if !found.contains(&problem) {
            found.push(problem);
        }
    }

    pub(super) fn visit(&self, path: &Path) {
        self.visited.borrow_mut().insert(path.clone());
    }

    /// Reports whether the target is this place or inside it.
    pub(super) fn leads_through(&self, path: &Path) -> bool {
        self.target.borrow().0.starts_with(&path.0)
    }

    /// Adds a field that the schema has no attribute for, beside those that it has. Returns the
    /// attribute that is tried with it, if that is what this way does.
    pub(super) fn stranger(&self, path: &Path, beside: &[Path]) -> Option<Path> {
        let mut strangers = self.strangers.borrow_mut();
        if !strangers.iter().any(|known| known.path == *path) {
            let (path, beside) = (path.clone(), beside.to_vec());
            strangers.push(Stranger { path, beside });
        }
        let trial = self.trial.borrow();
        let trial = trial.as_ref().filter(|trial| trial.stranger == *path)?;
        Some(trial.attribute.clone())
    }

    /// Notes that the type was given the stranger's name.
    pub(super) fn named(&self) {
        if let Some(trial) = self.trial.borrow_mut().as_mut() {
            trial.is_named = true;
        }
    }

    /// Notes that the type asked for the stranger's value.
    pub(super) fn asked(&self) {
        if let Some(trial) = self.trial.borrow_mut().as_mut() {
            trial.is_asked = true;
        }
    }
}

fn add_places(shape: &Shape, path: &Path, places: &mut Vec<Path>) {
    let mut add = |shape: &Shape, step| {
        let path = path.step(step);
        places.push(path.clone());
        add_places(shape, &path, places);
    };
    match shape {
        Shape::Object(attributes) => {
            for (name, shape, _) in attributes {
                add(shape, Step::Attribute(name.clone()));
            }
        }
        Shape::List(element, _) | Shape::Map(element) => add(element, Step::Element),
        Shape::Tuple(elements) => {
            for (at, (element, _)) in elements.iter().enumerate() {
                add(element, Step::Index(at));
            }
        }
        Shape::Bool | Shape::Number | Shape::String | Shape::Dynamic => {}
    }
}
