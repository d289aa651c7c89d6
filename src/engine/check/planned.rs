//! A plan against the configuration and the prior state (core's `AssertPlanValid`).

use std::ops::RangeInclusive;

use super::problems::problem;
use crate::engine::fields::{Fields, Part};
use crate::engine::propose::unknown;
use crate::engine::repeat::{Repeat, each_object, element_at};
use crate::engine::value::in_order;
use crate::engine::{Attribute, Block, NestedBlock, Path, PathError, Shape, Usage, Value};

const ABSENT: &str = "planned for absence but config wants existence";
const NOT_AS_CONFIGURED: &str = "planned value does not match config value";
const WRITE_ONLY: &str = "planned value for write-only attribute is not null";

/// Returns the rules that `planned` breaks; none for a plan that core accepts.
///
/// `planned` must be of the schema's type. For an object and everything in it:
///
/// - It is planned for existence if it is configured, and for absence if it is not.
/// - An attribute may be planned as it is configured. It may also be planned as it was, provided
///   that neither value is null: that is how a provider keeps the spelling it knows.
/// - An attribute that only the provider sets may be planned as anything. So may one that either
///   may set, where the configuration leaves it out.
/// - A write-only attribute is planned as null, wherever it stands.
/// - Any other attribute breaks a rule. In particular, an unknown configured value must be planned
///   as unknown, and a value of a plain type is compared whole: a list of two strings is planned as
///   it is configured or as it was, and not one string like this and the other like that.
/// - Nested attributes that are configured are neither null nor unknown, and the rules hold in each
///   object. A list has as many as are configured, and a map has the same keys. A set has as many
///   as are configured, once the same ones are counted once; elements with unknown parts may turn
///   out to be the same, so this is a range. Which elements a set has is not looked at.
/// - Blocks that repeat are empty where there are none, and never null. Neither all of them nor one
///   of them is unknown, unless the configuration is. A list has as many blocks as are configured,
///   and a map has the same labels. A set of blocks is not looked at at all.
/// - A computed block may be planned as anything where none is configured (Terraform 1.16).
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
            prior: self.prior.attribute(name),
            config: self.config.attribute(name),
            planned: self.planned.attribute(name),
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

    /// Reports write-only values in nested attributes that are planned as configured.
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
                    let planned = planned.attribute(&attribute.name);
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
                        prior: values.prior.attribute(name),
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
