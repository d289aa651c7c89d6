//! The rules for a plan, against the configuration and the prior state (core's `AssertPlanValid`).
//!
//! - A destroy plans null, and nothing else does.
//! - An attribute that only a configuration sets is planned as it is configured. Where the two
//!   values mean the same, it may be planned as it was: core accepts the prior value as long as the
//!   configuration is not null.
//! - An attribute that the provider computes may be anything where the configuration is null, and
//!   follows the rule above where it is not.
//! - A write-only attribute is null in every plan, wherever it stands.
//! - A value of a plain type is compared whole. Nested attributes are compared part by part, and
//!   must have the elements that are configured. A set is only counted, because its elements have
//!   no places; elements with unknown parts may turn out equal, so the count may be a range.
//! - Blocks are as many as are configured, are never unknown themselves, and are empty, not null,
//!   where they repeat and there are none. Of a set of blocks core trusts even the count. A computed
//!   block that is not configured may be anything.

use std::ops::RangeInclusive;

use super::problem;
use crate::engine::fields::{Fields, Part};
use crate::engine::propose::unknown;
use crate::engine::repeat::{Repeat, each_object, element_at};
use crate::engine::value::in_order;
use crate::engine::{Attribute, Block, NestedBlock, Path, PathError, Shape, Usage, Value};

const ABSENT: &str = "planned for absence but config wants existence";
const NOT_AS_CONFIGURED: &str = "planned value does not match config value";
const WRITE_ONLY: &str = "planned value for write-only attribute is not null";

/// Returns the rules that `planned` breaks; none for a plan that core accepts.
pub fn check_plan(block: &Block, prior: &Value, config: &Value, planned: &Value) -> Vec<PathError> {
    let mut checker = Checker::default();
    let root = Path::root();
    if block.admits(planned) {
        let values = Values {
            prior,
            config,
            planned,
        };
        checker.block(block, &root, values);
    } else {
        checker.problem(&root, "does not conform to the schema's type");
    }
    checker.found
}

/// The values of one place.
#[derive(Clone, Copy)]
struct Values<'v> {
    prior: &'v Value,
    config: &'v Value,
    planned: &'v Value,
}

impl Values<'_> {
    fn get(&self, name: &str) -> Self {
        Self {
            prior: self.prior.get(name),
            config: self.config.get(name),
            planned: self.planned.get(name),
        }
    }
}

#[derive(Default)]
struct Checker {
    found: Vec<PathError>,
}

impl Checker {
    fn problem(&mut self, at: &Path, what: impl Into<String>) {
        problem(&mut self.found, at, what);
    }

    fn block(&mut self, block: &Block, at: &Path, values: Values<'_>) {
        match (values.planned.is_null(), values.config.is_null()) {
            (true, false) => self.problem(at, ABSENT),
            (false, true) => self.problem(at, "planned for existence but config wants absence"),
            (true, true) => {}
            (false, false) => self.object(block.into(), at, values),
        }
    }

    fn object(&mut self, fields: Fields<'_>, at: &Path, values: Values<'_>) {
        for part in fields.parts() {
            let at = at.then(part.name());
            let inside = values.get(part.name());
            match part {
                Part::Attribute(attribute) => self.attribute(attribute, &at, inside),
                Part::Block(nested) => self.nested_block(nested, &at, inside),
            }
        }
    }

    fn nested_block(&mut self, nested: &NestedBlock, at: &Path, values: Values<'_>) {
        let repeats = Repeat::from(nested.nesting) != Repeat::One;
        let Values {
            config, planned, ..
        } = values;
        let none_configured = config.is_null() || (repeats && *config == nested.none());
        if repeats && planned.is_null() {
            return self.problem(
                at,
                "attribute representing a list of nested blocks must be empty to indicate no blocks, not null",
            );
        }
        if planned == config || (nested.computed.is_some() && none_configured) {
            return;
        }
        if config.is_unknown() {
            return self.problem(at, "planned value for unknown dynamic block");
        }
        if planned.is_unknown() {
            return self.problem(
                at,
                "attribute representing nested block must not be unknown itself; set nested attribute values to unknown instead",
            );
        }
        self.objects(Part::Block(nested), at, values);
    }

    fn attribute(&mut self, attribute: &Attribute, at: &Path, values: Values<'_>) {
        let Values {
            prior,
            config,
            planned,
        } = values;
        if attribute.usage == Usage::Computed {
            return;
        }
        if attribute.write_only {
            if !planned.is_null() {
                self.problem(at, WRITE_ONLY);
            }
            return;
        }
        let unchanged = planned == prior && !prior.is_null() && !config.is_null();
        if planned == config || unchanged || (attribute.is_computed() && config.is_null()) {
            return self.write_only_inside(attribute, at, planned);
        }
        match &attribute.shape {
            _ if config.is_null() => {
                self.problem(at, "planned value for a non-computed attribute");
            }
            Shape::Plain(_) if prior.is_null() => self.problem(at, NOT_AS_CONFIGURED),
            Shape::Plain(_) => self.problem(
                at,
                "planned value does not match config value nor prior value",
            ),
            Shape::Nested(..) if planned.is_null() => self.problem(at, ABSENT),
            Shape::Nested(..) if planned.is_unknown() => {
                self.problem(at, "planned unknown for configured value");
            }
            Shape::Nested(..) => self.objects(Part::Attribute(attribute), at, values),
        }
    }

    /// What is write-only is in no plan, also where the object around it is planned as it is configured.
    fn write_only_inside(&mut self, attribute: &Attribute, at: &Path, planned: &Value) {
        let Shape::Nested(nesting, inner) = &attribute.shape else {
            return;
        };
        each_object(
            (*nesting).into(),
            at,
            None,
            planned,
            &mut |at, _, planned| {
                for attribute in inner {
                    let at = at.then(&attribute.name);
                    let planned = planned.get(&attribute.name);
                    if attribute.write_only && !planned.is_null() {
                        self.problem(&at, WRITE_ONLY);
                    }
                    self.write_only_inside(attribute, &at, planned);
                }
            },
        );
    }

    /// Compares the places of the objects in the part, and then what shares a place.
    fn objects(&mut self, part: Part<'_>, at: &Path, values: Values<'_>) {
        let Some((repeat, _)) = part.objects() else {
            return;
        };
        match (repeat, values.config.bare(), values.planned.bare()) {
            (Repeat::One, ..) => self.one(part, at, values),
            (Repeat::List, Value::List(configured), Value::List(new)) => {
                if configured.len() != new.len() {
                    return self.problem(at, miscounted(part, new.len(), configured.len()));
                }
                for (index, planned) in new.iter().enumerate() {
                    let inside = Values {
                        prior: element_at(values.prior, index),
                        config: element_at(values.config, index),
                        planned,
                    };
                    self.element(part, &at.at(index), inside);
                }
            }
            (Repeat::Map, Value::Map(configured), Value::Map(new)) => {
                let key = match part {
                    Part::Attribute(_) => "map key",
                    Part::Block(_) => "block key",
                };
                for (name, planned) in new {
                    let Some(config) = configured.get(name) else {
                        self.problem(
                            at,
                            format!("{key} {name:?} from plan is not present in config"),
                        );
                        continue;
                    };
                    let inside = Values {
                        prior: values.prior.get(name),
                        config,
                        planned,
                    };
                    self.element(part, &at.key(name), inside);
                }
                for name in configured.keys().filter(|name| !new.contains_key(*name)) {
                    self.problem(
                        at,
                        format!("{key} {name:?} from config is not present in plan"),
                    );
                }
            }
            (Repeat::Set, Value::Set(configured), Value::Set(new)) => {
                self.set(part, at, configured, new);
            }
            (Repeat::Set, Value::Unknown(_), Value::Set(_)) => {}
            _ => self.problem(at, NOT_AS_CONFIGURED),
        }
    }

    /// Compares the sizes alone, and of blocks nothing, as core does.
    fn set(&mut self, part: Part<'_>, at: &Path, configured: &[Value], new: &[Value]) {
        let Part::Attribute(_) = part else { return };
        let configured = counts(configured);
        let new = counts(new);
        if new.start() > configured.end() || configured.start() > new.end() {
            self.problem(at, miscounted(part, *new.end(), *configured.end()));
        }
    }

    /// Checks one of several objects. A block among them must not be unknown.
    fn element(&mut self, part: Part<'_>, at: &Path, values: Values<'_>) {
        if matches!(part, Part::Block(_)) && values.planned.is_unknown() {
            self.problem(
                at,
                "element representing nested block must not be unknown itself; set nested attribute values to unknown instead",
            );
        } else {
            self.one(part, at, values);
        }
    }

    fn one(&mut self, part: Part<'_>, at: &Path, values: Values<'_>) {
        match part {
            Part::Block(nested) => self.block(&nested.block, at, values),
            Part::Attribute(Attribute {
                shape: Shape::Nested(_, inner),
                ..
            }) => match (values.planned, values.config) {
                (Value::Map(_), Value::Dynamic(typed)) if values.config.is_unknown() => {
                    let config = &unknown(inner, &typed.0);
                    self.object(inner.into(), at, Values { config, ..values });
                }
                (Value::Map(_), _) => self.object(inner.into(), at, values),
                (planned, config) if planned == config => {}
                _ => self.problem(at, NOT_AS_CONFIGURED),
            },
            Part::Attribute(_) => {}
        }
    }
}

fn miscounted(part: Part<'_>, new: usize, configured: usize) -> String {
    let count = match part {
        Part::Attribute(_) => "count",
        Part::Block(_) => "block count",
    };
    format!("{count} in plan ({new}) disagrees with count in config ({configured})")
}

/// Returns how many elements a set may have: those with unknown parts may turn out equal.
fn counts(elements: &[Value]) -> RangeInclusive<usize> {
    let mut distinct = in_order(elements);
    distinct.dedup_by(|a, b| a.is_wholly_known() && a == b);
    let most = distinct.len();
    let least = if elements.iter().all(Value::is_wholly_known) {
        most
    } else {
        most.min(1)
    };
    least..=most
}
