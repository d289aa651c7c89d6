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
pub(crate) fn modify(block: &Block, state: &Value, configuration: &Value, planned: &mut Value) -> Modified {
    let mut walk = Walk { state, configuration, found: Modified::default() };
    if block.modifies() {
        walk.block(block, &Path::root(), state, configuration, planned);
    }
    walk.found
}

struct Walk<'a> {
    state: &'a Value,
    configuration: &'a Value,
    found: Modified,
}

impl Walk<'_> {
    fn block(&mut self, block: &Block, at: &Path, prior: &Value, config: &Value, planned: &mut Value) {
        self.attributes(&block.attributes, at, prior, config, planned);
        let Value::Map(values) = planned else { return };
        for nested in block.blocks.iter().filter(|nested| nested.block.modifies()) {
            let Some(value) = values.get_mut(&nested.name) else { continue };
            let (prior, config, at) = (prior.get(&nested.name), config.get(&nested.name), at.then(&nested.name));
            each_at(nested.nesting.into(), &at, value, prior, config, &mut |at, value, prior, config| {
                self.block(&nested.block, at, prior, config, value);
            });
        }
    }

    fn attributes(&mut self, attributes: &[Attribute], at: &Path, prior: &Value, config: &Value, planned: &mut Value) {
        let Value::Map(values) = planned else { return };
        for attribute in attributes.iter().filter(|attribute| attribute.modifies()) {
            let Some(value) = values.get_mut(&attribute.name) else { continue };
            let (prior, config, at) = (prior.get(&attribute.name), config.get(&attribute.name), at.then(&attribute.name));
            for modifier in &attribute.modifiers {
                let planned = std::mem::take(value);
                let (state, configuration, diagnostics) = (self.state, self.configuration, Vec::new());
                let mut modifying = Modifying { path: &at, prior, config, state, configuration, planned, replaces: false, diagnostics };
                modifier.modify(&mut modifying);
                let Modifying { planned, replaces, diagnostics, .. } = modifying;
                *value = planned;
                if replaces && !self.state.is_null() && *value != *prior {
                    self.found.replaces.push(at.clone());
                }
                self.found.diagnostics.extend(diagnostics);
            }
            if let Shape::Nested(nesting, inner) = &attribute.shape {
                each_at((*nesting).into(), &at, value, prior, config, &mut |at, value, prior, config| {
                    self.attributes(inner, at, prior, config, value);
                });
            }
        }
    }
}

/// [`super::repeat::each`] with the path of each object; in a set, the set's.
fn each_at(
    repeat: Repeat,
    at: &Path,
    value: &mut Value,
    prior: &Value,
    config: &Value,
    one: &mut dyn FnMut(&Path, &mut Value, &Value, &Value),
) {
    let places: Vec<Path> = match (repeat, &*value) {
        (Repeat::List, Value::List(elements)) => (0..elements.len()).map(|index| at.at(index)).collect(),
        (Repeat::Map, Value::Map(elements)) => elements.keys().map(|key| at.key(key)).collect(),
        _ => Vec::new(),
    };
    let mut places = places.iter();
    super::repeat::each(repeat, value, prior, config, &mut |value, prior, config| one(places.next().unwrap_or(at), value, prior, config));
}

impl Block {
    fn modifies(&self) -> bool {
        self.attributes.iter().any(Attribute::modifies) || self.blocks.iter().any(|nested| nested.block.modifies())
    }
}

impl Attribute {
    fn modifies(&self) -> bool {
        !self.modifiers.is_empty() || matches!(&self.shape, Shape::Nested(_, inner) if inner.iter().any(Self::modifies))
    }
}
