//! What a schema's author says in functions: what a value must fulfil, what must hold between
//! attributes, and what becomes of a planned value.

use std::fmt;
use std::sync::Arc;

use super::expression::Scope;
use super::{Diagnostic, Diagnostics, Path, PathExpression, Type, Value};

/// What a known, non-null value must fulfil. [`validators`](super::validators) has those that most
/// schemas need.
///
/// ```
/// use appservices_provider::engine::{Attribute, Diagnostic, Validator};
/// let even = Validator::new(|value, path| {
///     let is_odd = value.as_i64().is_some_and(|number| number % 2 != 0);
///     is_odd.then(|| Diagnostic::error("Odd number", "It must be even.").at(path.clone()))
/// });
/// let pairs = Attribute::number("pairs").validate(even);
/// ```
#[derive(Clone)]
#[doc(alias("validator.String", "validator.Int64"))]
pub struct Validator {
    check: Arc<CheckValue>,
    takes: Applicable,
    about: Vec<PathExpression>,
}

type CheckValue = dyn Fn(&ValidateRequest<'_>) -> Diagnostics + Send + Sync;

/// What a [`Validator`] is given: a value, where it is, and the configuration around it.
#[derive(Clone, Copy)]
pub struct ValidateRequest<'a>(pub(super) Scope<'a>);

/// Which values a [`Validator`] is made for. On any other type it would never complain, so the
/// check of the schema refuses it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Applicable {
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
#[doc(alias("ConfigValidator", "ValidateConfig"))]
pub struct Rule {
    check: Arc<CheckBlock>,
    names: Vec<String>,
}

type CheckBlock = dyn Fn(&Value) -> Diagnostics + Send + Sync;

/// Changes an attribute's planned value where no other word of the schema can. The result must
/// depend on the arguments alone, because core plans twice and refuses a different plan.
#[derive(Clone)]
#[doc(alias("planmodifier", "PlanModifier"))]
pub struct Modifier(Arc<Modify>);

type Modify = dyn Fn(&mut Modifying<'_>) + Send + Sync;

/// What a [`Modifier`] goes by, and what it may change.
#[derive(Debug)]
#[non_exhaustive]
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
    pub diagnostics: Diagnostics,
}

impl Validator {
    /// Returns a validator from a function that returns complaints: an `Option<Diagnostic>`,
    /// [`Diagnostics`] or any other sequence. It receives values of every type; [`Self::taking`]
    /// narrows that.
    pub fn new<C: IntoIterator<Item = Diagnostic>>(
        check: impl Fn(&Value, &Path) -> C + Send + Sync + 'static,
    ) -> Self {
        Self::with_request(move |request| check(request.value(), request.path()))
    }

    /// Returns a validator that looks at other attributes, too. [`Self::about`] names them, so that
    /// a misspelt name is found when the provider starts.
    ///
    /// ```
    /// use appservices_provider::engine::{Attribute, Diagnostic, PathExpression, Validator};
    /// let start = PathExpression::sibling("start");
    /// let after_start = Validator::with_request({
    ///     let start = start.clone();
    ///     move |request| {
    ///         let (_, first) = request.matching(&start).into_iter().next()?;
    ///         let is_before = request.value().as_i64()? < first.as_i64()?;
    ///         is_before.then(|| Diagnostic::error("The end is before the start", "").at(request.path().clone()))
    ///     }
    /// })
    /// .about([start]);
    /// let end = Attribute::number("end").validate(after_start);
    /// ```
    pub fn with_request<C: IntoIterator<Item = Diagnostic>>(
        check: impl Fn(&ValidateRequest<'_>) -> C + Send + Sync + 'static,
    ) -> Self {
        Self {
            check: Arc::new(move |request| check(request).into_iter().collect()),
            takes: Applicable::Anything,
            about: Vec::new(),
        }
    }

    /// Names the other attributes that the validator looks at. A schema that lacks one of them is
    /// refused.
    #[must_use]
    pub fn about(self, others: impl IntoIterator<Item = PathExpression>) -> Self {
        Self {
            about: others.into_iter().collect(),
            ..self
        }
    }

    /// Returns the other attributes that the validator looks at.
    pub fn others(&self) -> &[PathExpression] {
        &self.about
    }

    /// Narrows the validator to values of one kind. A schema with the validator on an attribute of
    /// another kind is refused.
    #[must_use]
    pub fn taking(self, takes: Applicable) -> Self {
        Self { takes, ..self }
    }

    /// Returns the kind of values it applies to.
    pub const fn takes(&self) -> &Applicable {
        &self.takes
    }

    /// Returns its complaints about the known value at `at`. There is nothing around the value, so
    /// a validator that looks at other attributes finds none.
    pub fn complaints(&self, value: &Value, at: &Path) -> Diagnostics {
        self.check(&ValidateRequest(Scope {
            path: at,
            value,
            outer: None,
        }))
    }

    /// Returns its complaints about the known value of the request.
    pub fn check(&self, request: &ValidateRequest<'_>) -> Diagnostics {
        (self.check)(request)
    }
}

impl<'a> ValidateRequest<'a> {
    /// Returns the value, which is known and not null.
    #[doc(alias = "ConfigValue")]
    pub const fn value(&self) -> &'a Value {
        self.0.value
    }

    /// Returns where the value is.
    pub const fn path(&self) -> &'a Path {
        self.0.path
    }

    /// Returns the values to which `expression` leads from here, with their paths. Values may be
    /// null or unknown. Below an unknown value there is one, which is unknown; below a null there
    /// is none.
    #[doc(alias = "PathMatches")]
    pub fn matching(&self, expression: &PathExpression) -> Vec<(Path, &'a Value)> {
        self.0.matching(expression)
    }

    /// Returns the request about an element of the value.
    pub(super) fn element<'b>(&'b self, path: &'b Path, value: &'b Value) -> ValidateRequest<'b>
    where
        'a: 'b,
    {
        ValidateRequest(self.0.inner(path, value))
    }
}

/// Shows where it is and never the value.
impl fmt::Debug for ValidateRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ValidateRequest at {}", self.path())
    }
}

impl Applicable {
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
impl fmt::Display for Applicable {
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
    /// Returns a rule from a function that returns complaints, with paths from the block: an
    /// `Option<Diagnostic>`, [`Diagnostics`] or any other sequence. The function must not complain
    /// about unknown values.
    pub fn new<C: IntoIterator<Item = Diagnostic>>(
        check: impl Fn(&Value) -> C + Send + Sync + 'static,
    ) -> Self {
        Self {
            check: Arc::new(move |config| check(config).into_iter().collect()),
            names: Vec::new(),
        }
    }

    /// Names the attributes and blocks that the rule is about. A schema that lacks one of them is
    /// refused.
    #[must_use]
    pub fn about<S: AsRef<str>>(self, names: impl IntoIterator<Item = S>) -> Self {
        Self {
            names: names
                .into_iter()
                .map(|name| name.as_ref().to_owned())
                .collect(),
            ..self
        }
    }

    /// Returns the attributes that it names.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns its complaints about a block's configuration.
    pub fn complaints(&self, config: &Value) -> Diagnostics {
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
