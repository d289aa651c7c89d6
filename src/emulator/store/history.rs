//! The past that stale reads see.

use std::collections::VecDeque;

use super::tx::Undo;

/// What was before each write of the last minutes, newest last. Only writes of this process are in
/// the history.
#[derive(Default)]
pub(super) struct History(VecDeque<(i64, Undo)>);

/// How long the history reaches back, in seconds.
const LONGEST_LAG: i64 = 300;

impl History {
    /// Adds what a transaction has changed.
    pub(super) fn add(&mut self, now: i64, undone: Vec<Undo>) {
        while self
            .0
            .front()
            .is_some_and(|(at, _)| *at <= now - LONGEST_LAG)
        {
            self.0.pop_front();
        }
        self.0.extend(undone.into_iter().map(|undo| (now, undo)));
    }

    /// Returns what was written after `then`, newest first.
    pub(super) fn since(&self, then: i64) -> impl Iterator<Item = &Undo> {
        self.0
            .iter()
            .rev()
            .take_while(move |(at, _)| *at > then)
            .map(|(_, undo)| undo)
    }
}
