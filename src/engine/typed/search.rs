//! Which ways through a Rust type are tried, and what they found.
//!
//! A Rust type can refuse a value of the right kind, an address for example the text `x`. That ends
//! a way, and hides what would have come later. So each place that no way has visited yet is once
//! the one that a way visits first.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::shape::Shape;
use crate::engine::{Path, PathError, Step};

#[derive(Default)]
pub(super) struct Search {
    /// The place that the way under way visits first.
    target: RefCell<Path>,
    visited: RefCell<BTreeSet<Path>>,
    /// Fields that the schema has no attribute for, and whether a way has got to them. They can be
    /// other names (`alias`) of fields that it has.
    strangers: RefCell<Vec<(Path, bool)>>,
    found: RefCell<Vec<PathError>>,
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
        let mut at = 0;
        while let Some(stranger) = self.stranger(at) {
            at += 1;
            if let Some(path) = stranger {
                self.target.replace(path);
                way(&self);
            }
        }
        let strangers = self.strangers.take();
        for (path, _) in strangers.into_iter().filter(|(_, fed)| !fed) {
            self.report(&path, NO_ATTRIBUTE);
        }
        self.found.into_inner()
    }

    /// Returns the path of this stranger, if no way has got to it; `None` when there are no more.
    fn stranger(&self, at: usize) -> Option<Option<Path>> {
        let strangers = self.strangers.borrow();
        let (path, fed) = strangers.get(at)?;
        Some((!fed).then(|| path.clone()))
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

    /// Adds a field that the schema has no attribute for, and reports whether this way is to get to
    /// it.
    pub(super) fn add_stranger(&self, path: &Path) -> bool {
        let mut strangers = self.strangers.borrow_mut();
        if !strangers.iter().any(|(known, _)| known == path) {
            strangers.push((path.clone(), false));
        }
        *self.target.borrow() == *path
    }

    /// Notes that the Rust type was given the name of this stranger. A type that then asks for its
    /// value has such a field; one that refuses has read that field by its other name.
    pub(super) fn feed_stranger(&self, path: &Path) {
        let mut strangers = self.strangers.borrow_mut();
        for (known, fed) in strangers.iter_mut() {
            *fed |= known == path;
        }
    }
}

/// What is wrong with a field that the schema does not have.
pub(super) const NO_ATTRIBUTE: &str = "the schema has no attribute for this field";

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
