//! What a schema's author says in functions: what a value must fulfil, what must hold between
//! attributes, and what becomes of a planned value.

use std::fmt;
use std::sync::Arc;

use super::{Diagnostic, Path, Type, Value};

/// What a known, non-null value must fulfil.
#[derive(Clone)]
pub struct Validator {
    check: Arc<CheckValue>,
    takes: Takes,
}

type CheckValue = dyn Fn(&Value, &Path) -> Vec<Diagnostic> + Send + Sync;

/// Which values a [`Validator`] is made for. On any other type it would never complain, so the
/// check of the schema refuses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Values of every type.
    Anything,
    /// Bools.
    Bool,
    /// Numbers.
    Number,
    /// Text.
    Text,
    /// Lists, sets and maps, with elements of a kind.
    Elements(Box<Self>),
    /// Maps.
    Keys,
    /// Objects.
    Object,
    /// Values of all of these kinds at once; of none, anything.
    Every(Vec<Self>),
}

/// What must hold between the attributes of a block or object; it is given the configuration of it,
/// unknowns included.
#[derive(Clone)]
pub struct Rule {
    check: Arc<CheckBlock>,
    names: Vec<&'static str>,
}

type CheckBlock = dyn Fn(&Value) -> Vec<Diagnostic> + Send + Sync;

/// Changes an attribute's planned value where no other word of the schema can. The result must
/// depend on the arguments alone, because core plans twice and refuses a different plan.
#[derive(Clone)]
pub struct Modifier(Arc<Modify>);

type Modify = dyn Fn(&mut Modifying<'_>) + Send + Sync;

/// What a [`Modifier`] goes by, and what it may change.
#[derive(Debug)]
pub struct Modifying<'a> {
    /// The attribute; inside a set, the set.
    pub path: &'a Path,
    /// The attribute's value before; null for what is new.
    pub prior: &'a Value,
    /// What the configuration says of the attribute.
    pub config: &'a Value,
    /// The whole state before; null for a creation.
    pub state: &'a Value,
    /// The whole configuration.
    pub configuration: &'a Value,
    /// The planned value: what the configuration says, the old value, a default, or unknown. A
    /// configured value may only be planned as it is or as it was (core's `AssertPlanValid`).
    pub planned: Value,
    /// Set to true if the change forces replacement. Ignored for a creation.
    pub replaces: bool,
    /// Errors and warnings for the user.
    pub diagnostics: Vec<Diagnostic>,
}

impl Validator {
    /// Returns a validator from a function that returns complaints. It receives values of every
    /// type; [`Self::taking`] narrows that.
    pub fn new(check: impl Fn(&Value, &Path) -> Vec<Diagnostic> + Send + Sync + 'static) -> Self {
        Self {
            check: Arc::new(check),
            takes: Takes::Anything,
        }
    }

    /// Narrows the validator to values of one kind. A schema with the validator on an attribute of
    /// another kind is refused.
    #[must_use]
    pub fn taking(self, takes: Takes) -> Self {
        Self { takes, ..self }
    }

    /// Returns the kind of values it applies to.
    pub const fn takes(&self) -> &Takes {
        &self.takes
    }

    /// Returns its complaints about the known value at `at`.
    pub fn complaints(&self, value: &Value, at: &Path) -> Vec<Diagnostic> {
        (self.check)(value, at)
    }
}

impl Takes {
    /// Reports whether values of the type may be of this kind.
    pub(crate) fn admits(&self, ty: &Type) -> bool {
        match (self, ty) {
            (Self::Anything, _)
            | (_, Type::Dynamic)
            | (Self::Bool, Type::Bool)
            | (Self::Number, Type::Number)
            | (Self::Text, Type::String)
            | (Self::Keys, Type::Map(_))
            | (Self::Object, Type::Object(_)) => true,
            (Self::Every(all), ty) => all.iter().all(|takes| takes.admits(ty)),
            (Self::Elements(takes), Type::List(inner) | Type::Set(inner) | Type::Map(inner)) => {
                takes.admits(inner)
            }
            (Self::Elements(takes), Type::Tuple(types)) => types.iter().all(|ty| takes.admits(ty)),
            _ => false,
        }
    }
}

/// The kind in words, for messages.
impl fmt::Display for Takes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anything => f.write_str("any value"),
            Self::Bool => f.write_str("a bool"),
            Self::Number => f.write_str("a number"),
            Self::Text => f.write_str("a string"),
            Self::Elements(takes) if **takes == Self::Anything => f.write_str("a list, set or map"),
            Self::Elements(takes) => write!(f, "a list, set or map in which each is {takes}"),
            Self::Keys => f.write_str("a map"),
            Self::Object => f.write_str("an object"),
            Self::Every(all) => f.write_str(
                &all.iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(" and "),
            ),
        }
    }
}

impl Rule {
    /// Returns a rule from a function that returns complaints, with paths from the block. The
    /// function must not complain about unknown values.
    pub fn new(check: impl Fn(&Value) -> Vec<Diagnostic> + Send + Sync + 'static) -> Self {
        Self {
            check: Arc::new(check),
            names: Vec::new(),
        }
    }

    /// Names the attributes and blocks that the rule is about. A schema that lacks one of them is
    /// refused.
    #[must_use]
    pub fn about(self, names: &[&'static str]) -> Self {
        Self {
            names: names.to_vec(),
            ..self
        }
    }

    /// Returns the attributes that it names.
    pub fn names(&self) -> &[&'static str] {
        &self.names
    }

    /// Returns its complaints about a block's configuration.
    pub fn complaints(&self, config: &Value) -> Vec<Diagnostic> {
        (self.check)(config)
    }
}

impl Modifier {
    /// Returns a modifier. It runs on creations and updates, after defaults and unknown marks.
    pub fn new(modify: impl Fn(&mut Modifying<'_>) + Send + Sync + 'static) -> Self {
        Self(Arc::new(modify))
    }

    /// Runs it on a planned value.
    pub fn modify(&self, modifying: &mut Modifying<'_>) {
        (self.0)(modifying);
    }
}

impl fmt::Debug for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Validator of {}", self.takes)
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rule about {:?}", self.names)
    }
}

impl fmt::Debug for Modifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Modifier")
    }
}
