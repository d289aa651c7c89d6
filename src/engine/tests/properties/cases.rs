//! Random cases, and smaller ones that fail like a failing one.

use proptest::prelude::*;
use proptest::strategy::{NewTree, ValueTree};
use proptest::test_runner::TestRunner;

use super::case::Case;
use super::dice::Dice;
use super::legal::illegal;
use super::schemas;
use super::shrink::simpler;
use super::values::Values;
use crate::engine::{Defaults, Value};

impl Case {
    /// Returns a random one.
    pub(super) fn random(dice: &mut Dice) -> Self {
        loop {
            let case = Self::attempt(dice);
            if illegal(&case).is_none() {
                return case;
            }
        }
    }

    /// Returns a random one that is seldom illegal: what depends on all of a collection is not
    /// looked at.
    pub(super) fn attempt(dice: &mut Dice) -> Self {
        let schema = schemas::schema(dice);
        let block = &schema.block;
        let mut values = Values::new(dice);
        let before = values.config(block);
        let prior = match values.dice.below(8) {
            0 | 1 => Value::Null,
            2 => values.state(block, &before, true),
            _ => values.state(block, &before, false),
        };
        let config = match values.dice.below(8) {
            0 => Values::new(values.dice).config(block),
            1 => before,
            _ => values.changed(block, &before),
        };
        let open = values.open(block, &config);
        let mut defaults = Defaults::new();
        for attribute in block
            .attributes
            .iter()
            .filter(|attribute| attribute.is_computed())
        {
            if dice.one_in(16) {
                defaults.insert(
                    attribute.name.clone(),
                    Values::new(dice).default_of(attribute),
                );
            }
        }
        let answers = dice.below(8) as u32;
        Self {
            schema,
            defaults,
            prior,
            open,
            config,
            answers,
        }
    }
}

/// The strategy that makes cases, and makes failing ones small.
#[derive(Debug)]
pub(super) struct Cases;

impl Strategy for Cases {
    type Tree = Tree;
    type Value = Case;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let case = Case::random(&mut Dice::new(runner.rng().next_u64()));
        Ok(Tree {
            fails: case.clone(),
            current: case,
            simpler: None,
            at: 0,
            tried: 0,
        })
    }
}

/// A case and what is simpler. Candidates are tried round and round, until none of a whole round
/// fails.
pub(super) struct Tree {
    /// The simplest case that is known to fail.
    fails: Case,
    /// The one that is tried.
    current: Case,
    /// What is simpler than the failing one, made when it is needed.
    simpler: Option<Vec<Case>>,
    at: usize,
    tried: usize,
}

impl Tree {
    /// Goes to the next candidate.
    fn advance(&mut self) -> bool {
        let fails = &self.fails;
        let candidates = self.simpler.get_or_insert_with(|| simpler(fails));
        if self.tried == candidates.len() {
            self.current = self.fails.clone();
            return false;
        }
        self.current = candidates[self.at % candidates.len()].clone();
        self.at += 1;
        self.tried += 1;
        true
    }
}

impl ValueTree for Tree {
    type Value = Case;

    fn current(&self) -> Case {
        self.current.clone()
    }

    fn simplify(&mut self) -> bool {
        self.fails = self.current.clone();
        self.simpler = None;
        // What is behind the last candidate is the rest of the round.
        self.at = self.at.saturating_sub(1);
        self.tried = 0;
        self.advance()
    }

    fn complicate(&mut self) -> bool {
        self.advance()
    }
}
