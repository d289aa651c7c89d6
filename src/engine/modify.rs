//! Lets the schema's modifiers say what becomes of planned values, after unknowns are marked.

use super::fields::{Fields, Part};
use super::repeat::{Repeat, each};
use super::{Attribute, Block, Diagnostics, Modifying, Path, Value};

/// What the modifiers came to beside planned values.
#[derive(Default)]
pub(crate) struct Modified {
    pub(crate) replaces: Vec<Path>,
    pub(crate) diagnostics: Diagnostics,
}

/// Asks each modifier, an object's before those of what is inside it.
pub(crate) fn modify(
    block: &Block,
    state: &Value,
    configuration: &Value,
    planned: &mut Value,
) -> Modified {
    let mut walk = Walk {
        state,
        configuration,
        found: Modified::default(),
    };
    let fields = Fields::from(block);
    if fields.any(&modifies) {
        let root = Place {
            path: Path::root(),
            in_set: false,
        };
        walk.object(fields, &root, state, configuration, planned);
    }
    walk.found
}

struct Walk<'a> {
    state: &'a Value,
    configuration: &'a Value,
    found: Modified,
}

/// Where the walk is; core finds no way into a set, so inside one this is the set.
#[derive(Clone)]
struct Place {
    path: Path,
    in_set: bool,
}

impl Place {
    fn then(&self, name: &str) -> Self {
        if self.in_set {
            self.clone()
        } else {
            Self {
                path: self.path.then(name),
                in_set: false,
            }
        }
    }

    /// Returns the places of the objects in a value.
    fn inside(&self, repeat: Repeat, value: &Value) -> Vec<Self> {
        let at = |path| Self {
            path,
            in_set: self.in_set,
        };
        match (repeat, value) {
            _ if self.in_set => Vec::new(),
            (Repeat::List, Value::List(elements)) => (0..elements.len())
                .map(|index| at(self.path.at(index)))
                .collect(),
            (Repeat::Map, Value::Map(elements)) => {
                elements.keys().map(|key| at(self.path.key(key))).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl Walk<'_> {
    fn object(
        &mut self,
        fields: Fields<'_>,
        at: &Place,
        prior: &Value,
        config: &Value,
        planned: &mut Value,
    ) {
        let Value::Map(values) = planned else { return };
        for part in fields.parts().filter(|part| part.any(&modifies)) {
            let Some(value) = values.get_mut(part.name()) else {
                continue;
            };
            let prior = prior.attribute(part.name());
            let config = config.attribute(part.name());
            let at = at.then(part.name());
            if let Part::Attribute(attribute) = part {
                self.attribute(attribute, &at, prior, config, value);
            }
            if let Some((repeat, inner)) = part.objects() {
                each_at(
                    repeat,
                    &at,
                    value,
                    prior,
                    config,
                    &mut |at, value, prior, config| self.object(inner, at, prior, config, value),
                );
            }
        }
    }

    fn attribute(
        &mut self,
        attribute: &Attribute,
        at: &Place,
        prior: &Value,
        config: &Value,
        value: &mut Value,
    ) {
        for modifier in &attribute.modifiers {
            let mut modifying = Modifying {
                path: &at.path,
                prior,
                config,
                state: self.state,
                configuration: self.configuration,
                planned: std::mem::take(value),
                replaces: false,
                diagnostics: Diagnostics::new(),
            };
            modifier.modify(&mut modifying);
            let Modifying {
                planned,
                replaces,
                diagnostics,
                ..
            } = modifying;
            *value = planned;
            if replaces && !self.state.is_null() && *value != *prior {
                self.found.replaces.push(at.path.clone());
            }
            self.found.diagnostics.extend(diagnostics);
        }
    }
}

fn modifies(part: Part<'_>) -> bool {
    matches!(part, Part::Attribute(attribute) if !attribute.modifiers.is_empty())
}

/// [`each`] with the place of each object.
fn each_at(
    repeat: Repeat,
    at: &Place,
    value: &mut Value,
    prior: &Value,
    config: &Value,
    one: &mut dyn FnMut(&Place, &mut Value, &Value, &Value),
) {
    let whole = Place {
        in_set: at.in_set || repeat == Repeat::Set,
        ..at.clone()
    };
    let places = at.inside(repeat, value);
    let mut places = places.iter();
    each(repeat, value, prior, config, &mut |value, prior, config| {
        one(places.next().unwrap_or(&whole), value, prior, config);
    });
}
