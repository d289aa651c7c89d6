//! Lets the schema's modifiers say what becomes of planned values (protocol.md 6.1, step 6).

use super::repeat::Repeat;
use super::{Attribute, Block, Diagnostic, Modifying, Path, Shape, Value};

/// What the modifiers came to beside planned values.
#[derive(Default)]
pub(crate) struct Modified {
    pub(crate) replaces: Vec<Path>,
    pub(crate) diagnostics: Vec<Diagnostic>,
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
    if block.modifies() {
        walk.block(
            block,
            &Place {
                path: Path::root(),
                in_set: false,
            },
            state,
            configuration,
            planned,
        );
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

    /// The places of the objects in a value.
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
    fn block(
        &mut self,
        block: &Block,
        at: &Place,
        prior: &Value,
        config: &Value,
        planned: &mut Value,
    ) {
        self.attributes(&block.attributes, at, prior, config, planned);
        let Value::Map(values) = planned else { return };
        for nested in block.blocks.iter().filter(|nested| nested.block.modifies()) {
            let Some(value) = values.get_mut(&nested.name) else {
                continue;
            };
            let (prior, config, at) = (
                prior.get(&nested.name),
                config.get(&nested.name),
                at.then(&nested.name),
            );
            each_at(
                nested.nesting.into(),
                &at,
                value,
                prior,
                config,
                &mut |at, value, prior, config| {
                    self.block(&nested.block, at, prior, config, value);
                },
            );
        }
    }

    fn attributes(
        &mut self,
        attributes: &[Attribute],
        at: &Place,
        prior: &Value,
        config: &Value,
        planned: &mut Value,
    ) {
        let Value::Map(values) = planned else { return };
        for attribute in attributes.iter().filter(|attribute| attribute.modifies()) {
            let Some(value) = values.get_mut(&attribute.name) else {
                continue;
            };
            let (prior, config, at) = (
                prior.get(&attribute.name),
                config.get(&attribute.name),
                at.then(&attribute.name),
            );
            for modifier in &attribute.modifiers {
                let planned = std::mem::take(value);
                let (path, state, configuration) = (&at.path, self.state, self.configuration);
                let mut modifying = Modifying {
                    path,
                    prior,
                    config,
                    state,
                    configuration,
                    planned,
                    replaces: false,
                    diagnostics: Vec::new(),
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
            if let Shape::Nested(nesting, inner) = &attribute.shape {
                each_at(
                    (*nesting).into(),
                    &at,
                    value,
                    prior,
                    config,
                    &mut |at, value, prior, config| {
                        self.attributes(inner, at, prior, config, value);
                    },
                );
            }
        }
    }
}

/// [`super::repeat::each`] with the place of each object.
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
    super::repeat::each(repeat, value, prior, config, &mut |value, prior, config| {
        one(places.next().unwrap_or(&whole), value, prior, config);
    });
}

impl Block {
    fn modifies(&self) -> bool {
        self.attributes.iter().any(Attribute::modifies)
            || self.blocks.iter().any(|nested| nested.block.modifies())
    }
}

impl Attribute {
    fn modifies(&self) -> bool {
        !self.modifiers.is_empty()
            || matches!(&self.shape, Shape::Nested(_, inner) if inner.iter().any(Self::modifies))
    }
}
