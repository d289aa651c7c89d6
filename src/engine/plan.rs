//! Plans: what changes if a configuration is applied over a prior state.
//!
//! The steps, in order: the proposal, defaults, spellings that are kept, write-only values,
//! unknowns for what the provider computes (only if something changes), modifiers, replacements.
//! The steps are those of the plugin framework for Go. The result depends on the arguments alone,
//! because core plans again at apply and refuses another plan.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::distinct::distinct;
use super::fields::Fields;
use super::modify::{Modified, modify};
use super::propose::empty;
use super::repeat::each;
use super::replace::replaces;
use super::settle::settle_plan;
use super::{
    Attribute, Block, BlockNesting, Diagnostic, Diagnostics, NestedBlock, Path, Recompute, Schema,
    Value, propose,
};

/// What provider-wide settings give to attributes that the configuration leaves out: values by
/// attribute name of the root.
pub type Defaults = BTreeMap<String, Value>;

/// What [`plan`] found.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Plan {
    /// The state after apply, with unknowns for what only the apply can determine; null for a
    /// destruction.
    pub planned: Value,
    /// The changed attributes that force replacement, in order.
    pub replaces: Vec<Path>,
    /// Errors and warnings for the user.
    pub diagnostics: Diagnostics,
}

/// Plans `config` over `prior`. A null `prior` is a creation, a null `config` a destruction.
///
/// ```
/// use appservices_provider::engine::{plan, Attribute, Defaults, Schema, Value};
/// let schema = Schema::new([
///     Attribute::string("id").computed().describe("What the server calls it."),
///     Attribute::string("name").required().describe("What we call it."),
/// ]);
/// let config = Value::object([("id", Value::Null), ("name", "a".into())]);
/// let plan = plan(&schema, &Defaults::new(), &Value::Null, &config);
/// assert_eq!(plan.planned, Value::object([("id", Value::UNKNOWN), ("name", "a".into())]));
/// ```
pub fn plan(schema: &Schema, defaults: &Defaults, prior: &Value, config: &Value) -> Plan {
    let block = &schema.block;
    if config.is_null() {
        return Plan::default();
    }
    let config = &*prepare(block, config);
    let mut planned = propose(block, prior, config);
    keep_computed_blocks(block, prior, config, &mut planned);
    provider_defaults(block, defaults, prior, config, &mut planned);
    settle_plan(block, prior, config, &mut planned);
    if prior.is_null() || *once(block, config, &planned) != *prior {
        let nothing = empty(block);
        let marks = Marks {
            creating: prior.is_null(),
            filled: defaults,
        };
        marks.object(
            block.into(),
            if prior.is_null() { &nothing } else { prior },
            config,
            &mut planned,
        );
    }
    let Modified {
        replaces: mut found,
        mut diagnostics,
    } = modify(block, prior, config, &mut planned);
    diagnostics.extend(distinct(block, &Path::root(), config, &mut planned));
    if !prior.is_null() {
        found.extend(replaces(block, prior, config, &planned));
    }
    diagnostics.extend(
        found
            .iter()
            .filter_map(|path| moved_by_default(block, defaults, prior, config, path)),
    );
    Plan {
        planned,
        replaces: found,
        diagnostics,
    }
}

/// Returns the plan as a state has it, with each element of a set of blocks once. Duplicates stay
/// in the plan until all of it is made, because they stand beside the configured blocks.
fn once<'a>(block: &Block, config: &Value, planned: &'a Value) -> Cow<'a, Value> {
    let mut planned = Cow::Borrowed(planned);
    if block.blocks.iter().any(NestedBlock::has_set) {
        distinct(block, &Path::root(), config, planned.to_mut());
    }
    planned
}

/// Returns the configuration as core has it while planning: computed blocks of which there are none
/// are null (its `PrepareComputedBlocks`), because an empty list is what a provider may have made.
fn prepare<'a>(block: &Block, config: &'a Value) -> Cow<'a, Value> {
    let mut config = Cow::Borrowed(config);
    if block.blocks.iter().any(NestedBlock::has_computed) {
        prepare_blocks(block, config.to_mut());
    }
    config
}

fn prepare_blocks(block: &Block, config: &mut Value) {
    let Value::Map(values) = config else { return };
    for nested in block.blocks.iter().filter(|nested| nested.has_computed()) {
        let Some(value) = values.get_mut(&nested.name) else {
            continue;
        };
        if nested.computed.is_some() && is_none(nested, value) {
            *value = Value::Null;
        }
        each(
            nested.nesting.into(),
            value,
            &Value::Null,
            &Value::Null,
            &mut |value, _, _| prepare_blocks(&nested.block, value),
        );
    }
}

/// Reports whether there is no such block. A single one that is written with nothing in it is one.
fn is_none(nested: &NestedBlock, value: &Value) -> bool {
    value.is_null() || (nested.nesting != BlockNesting::Single && *value == nested.none())
}

/// Keeps computed blocks that are not configured. Core proposes no blocks there, but what the
/// provider made stays.
fn keep_computed_blocks(block: &Block, prior: &Value, config: &Value, planned: &mut Value) {
    let Value::Map(values) = planned else { return };
    for nested in block.blocks.iter().filter(|nested| nested.has_computed()) {
        let Some(value) = values.get_mut(&nested.name) else {
            continue;
        };
        let prior = prior.attribute(&nested.name);
        let config = config.attribute(&nested.name);
        if nested.computed.is_some() && config.is_null() {
            *value = if prior.is_null() {
                nested.none()
            } else {
                prior.clone()
            };
        } else {
            each(
                nested.nesting.into(),
                value,
                prior,
                config,
                &mut |value, prior, config| {
                    keep_computed_blocks(&nested.block, prior, config, value);
                },
            );
        }
    }
}

/// Fills in a provider's known settings where the configuration leaves them out. An unknown setting
/// keeps the prior value: that most likely stays, and an unknown would replace the object.
fn provider_defaults(
    block: &Block,
    defaults: &Defaults,
    prior: &Value,
    config: &Value,
    planned: &mut Value,
) {
    let Value::Map(values) = planned else { return };
    for (name, default) in defaults {
        let fills = block.attribute(name).is_some_and(Attribute::is_computed)
            && config.attribute(name).is_null();
        if fills && (!default.is_unknown() || prior.is_null()) {
            values.insert(name.clone(), default.clone());
        }
    }
}

/// Explains why an object is replaced although its configuration did not change.
fn moved_by_default(
    block: &Block,
    defaults: &Defaults,
    prior: &Value,
    config: &Value,
    path: &Path,
) -> Option<Diagnostic> {
    let name = path.to_string();
    if block.attribute(&name)?.sensitive {
        return None;
    }
    let new = defaults.get(&name)?.as_str()?;
    let old = prior.attribute(&name).as_str()?;
    config.attribute(&name).is_null().then(|| {
        let detail = format!("The provider's {name} is {new:?}, and the object was made with {old:?}, so it is replaced.\nTo keep it, set {name} = {old:?} on the resource.");
        Diagnostic::warning(format!("Another {name}"), detail).at(path.clone())
    })
}

/// Computed attributes that the configuration leaves out and no default fills become unknown: all
/// on a creation, and on an update those which may change with it.
#[derive(Clone, Copy)]
struct Marks<'a> {
    creating: bool,
    /// Of the root, what the provider's settings have filled.
    filled: &'a Defaults,
}

impl Marks<'_> {
    fn object(self, fields: Fields<'_>, prior: &Value, config: &Value, planned: &mut Value) {
        let Value::Map(values) = planned else { return };
        for part in fields.parts() {
            let Some((repeat, inner)) = part.objects() else {
                continue;
            };
            let config = config.attribute(part.name());
            let Some(value) = values.get_mut(part.name()) else {
                continue;
            };
            // What is left to the provider is marked as a whole, below.
            if !config.is_null() {
                each(
                    repeat,
                    value,
                    prior.attribute(part.name()),
                    config,
                    &mut |value, prior, config| {
                        self.inside(prior).object(inner, prior, config, value);
                    },
                );
            }
        }
        self.attributes(fields.attributes, prior, config, values);
        self.blocks(fields.blocks, prior, config, values);
    }

    fn attributes(
        self,
        attributes: &[Attribute],
        prior: &Value,
        config: &Value,
        values: &mut BTreeMap<String, Value>,
    ) {
        // What follows another attribute may be followed itself, so this goes on until nothing new
        // becomes unknown.
        loop {
            let left = attributes
                .iter()
                .filter(|attribute| attribute.is_computed() && attribute.default.is_none());
            let mut open = left.filter(|attribute| {
                config.attribute(&attribute.name).is_null() && !self.fills(&attribute.name)
            });
            let due =
                open.find(
                    |attribute| match values.get(&attribute.name).unwrap_or(&Value::Null) {
                        value if value.is_unknown() => false,
                        value if self.creating => value.is_null(),
                        value => {
                            self.recomputes(&attribute.recompute, prior, values, value.is_null())
                        }
                    },
                );
            match due {
                Some(attribute) => {
                    values.insert(attribute.name.clone(), Value::UNKNOWN);
                }
                None => return,
            }
        }
    }

    /// Marks computed blocks that are not configured as unknown, or keeps them, each as a whole.
    fn blocks(
        self,
        blocks: &[NestedBlock],
        prior: &Value,
        config: &Value,
        values: &mut BTreeMap<String, Value>,
    ) {
        for nested in blocks {
            let Some(recompute) = &nested.computed else {
                continue;
            };
            let is_new = self.creating
                || self.recomputes(
                    recompute,
                    prior,
                    values,
                    prior.attribute(&nested.name).is_null(),
                );
            if config.attribute(&nested.name).is_null() && is_new {
                values.insert(nested.name.clone(), Value::UNKNOWN);
            }
        }
    }

    fn recomputes(
        self,
        recompute: &Recompute,
        prior: &Value,
        values: &BTreeMap<String, Value>,
        is_null: bool,
    ) -> bool {
        match recompute {
            Recompute::OnAnyChange => true,
            Recompute::Never => false,
            Recompute::NeverOnceSet => is_null,
            Recompute::OnChangeOf(names) => names
                .iter()
                .any(|name| values.get(name).unwrap_or(&Value::Null) != prior.attribute(name)),
        }
    }

    fn fills(self, name: &str) -> bool {
        self.filled
            .get(name)
            .is_some_and(|default| !default.is_unknown())
    }

    /// Returns the marks for an object inside, which may be new although the whole is not.
    fn inside(self, prior: &Value) -> Self {
        static NOTHING: Defaults = Defaults::new();
        Marks {
            creating: self.creating || prior.is_null(),
            filled: &NOTHING,
        }
    }
}
