//! What a configuration may contain, and how each part of it changes.
//!
//! The first half of a schema is what Terraform gets (types, required, sensitive). The second half
//! is what planning needs and Terraform never sees (defaults, replacement, semantic equality).

use std::fmt;

use super::{Meaning, Modifier, Rule, Type, Validator, Value};

/// A resource's, data source's or provider's schema.
///
/// ```
/// use appservices_provider::engine::{Attribute, Schema, validators};
/// let schema = Schema::new([
///     Attribute::string("id").computed().describe("The file's path.").use_state_for_unknown(),
///     Attribute::string("name").required().describe("The file's name.").requires_replace(),
///     Attribute::number("mode").default(420).validate(validators::between(0, 511)),
///     Attribute::list_nested("lines", [Attribute::string("text").required()]),
/// ]);
/// assert_eq!(schema.block.attributes.len(), 4);
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Schema {
    /// The version of the states written with it, from 0; raised when old states must be upgraded.
    pub version: i64,
    /// The root.
    pub block: Block,
}

/// Attributes and nested blocks.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Block {
    /// In the order in which docs show them.
    pub attributes: Vec<Attribute>,
    /// Nested blocks; new schemas rather use nested attributes.
    pub blocks: Vec<NestedBlock>,
    /// What it is, as Markdown.
    pub description: String,
    /// Why it is deprecated, if it is. Each use gets a warning.
    pub deprecated: Option<String>,
    /// What must hold between its attributes.
    pub rules: Vec<Rule>,
}

/// One attribute. See [`Schema`] for an example.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Attribute {
    /// Lower case letters, digits and underscores.
    pub name: String,
    /// A type, or nested attributes.
    pub shape: Shape,
    /// Who sets it.
    pub usage: Usage,
    /// What it is, as Markdown.
    pub description: String,
    /// Hidden in everything that Terraform prints.
    pub sensitive: bool,
    /// Only ever in the configuration, never in plan or state (Terraform 1.11).
    pub write_only: bool,
    /// Why it is deprecated, if it is. Each use gets a warning.
    pub deprecated: Option<String>,
    /// What it is when the configuration leaves it out; needs [`Usage::OptionalComputed`]. The
    /// default of nested attributes comes before those of its parts, and a computed part that it
    /// leaves out stays null.
    pub default: Option<Value>,
    /// Whether a change forces replacement.
    pub replace: Replace,
    /// When a computed attribute that the configuration leaves out becomes unknown in the plan of
    /// an update.
    pub recompute: Recompute,
    /// Which different spellings mean the same.
    pub meaning: Meaning,
    /// Whether a null is refused in the collections that a plain type is made of. Nested attributes
    /// never take one.
    pub no_null_elements: bool,
    /// What a known value must fulfil.
    pub validators: Vec<Validator>,
    /// What becomes of its planned value, in order, where the words above do not say it.
    pub modifiers: Vec<Modifier>,
}

/// The type of an [`Attribute`].
#[derive(Clone, Debug)]
pub enum Shape {
    /// A value of this type, compared whole.
    Plain(Type),
    /// Attributes of its own, each with its own rules.
    Nested(Nesting, Vec<Attribute>),
}

/// How nested attributes repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// One object.
    Single,
    /// A list of objects.
    List,
    /// A set of objects.
    Set,
    /// Objects by name.
    Map,
}

/// Who sets an [`Attribute`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// The configuration must.
    Required,
    /// The configuration may.
    Optional,
    /// The provider does.
    Computed,
    /// The provider does when the configuration does not.
    OptionalComputed,
}

/// Whether a change of an [`Attribute`] forces replacement.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Replace {
    /// A change never forces replacement.
    Never,
    /// Every change forces replacement.
    #[doc(alias = "RequiresReplace")]
    OnChange,
    /// A change forces replacement if a function of the old and the new value says so. If the new
    /// value is unknown, the function must say whether it may: core refuses a replacement that the
    /// plan did not show.
    #[doc(alias = "RequiresReplaceIf")]
    If(fn(&Value, &Value) -> bool),
    /// A change forces replacement if the configuration sets the attribute; a change of a computed
    /// value does not.
    #[doc(alias = "RequiresReplaceIfConfigured")]
    IfConfigured,
    /// A change forces replacement unless the old value is null: for attributes that the API never
    /// returns, which are null after an import.
    OnChangeFromKnown,
}

/// When a computed [`Attribute`] becomes unknown in the plan of an update.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recompute {
    /// When anything changes.
    OnAnyChange,
    /// When one of these attributes beside it changes.
    OnChangeOf(Vec<String>),
    /// Never: ids and the like. A null that is there stays, too.
    #[doc(alias = "UseStateForUnknown")]
    Never,
    /// Never, once it has a value.
    #[doc(alias = "UseNonNullStateForUnknown")]
    NeverOnceSet,
}

/// A nested block.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NestedBlock {
    /// The block's name.
    pub name: String,
    /// What it contains.
    pub block: Block,
    /// How it repeats.
    pub nesting: BlockNesting,
    /// How many there must be; 0 for any number.
    pub min_items: u32,
    /// How many there may be; 0 for any number.
    pub max_items: u32,
    /// Whether the provider computes them if none are configured, and when they become unknown
    /// (Terraform 1.16). Everything in such a block must be computed, too. An older core cannot
    /// plan such a block, so the resource is refused there.
    pub computed: Option<Recompute>,
}

/// How a [`NestedBlock`] repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockNesting {
    /// At most one; null when there is none.
    Single,
    /// One that is always there, with null attributes when it is left out.
    Group,
    /// In order.
    List,
    /// Without order.
    Set,
    /// By label.
    Map,
}

impl fmt::Debug for Replace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Never => "Never",
            Self::OnChange => "OnChange",
            Self::If(_) => "If",
            Self::IfConfigured => "IfConfigured",
            Self::OnChangeFromKnown => "OnChangeFromKnown",
        })
    }
}

impl Attribute {
    /// Returns an attribute of a plain type.
    #[cfg(test)]
    pub(crate) fn new(name: &str, ty: Type, usage: Usage, description: &str) -> Self {
        Self::shaped(
            name.to_owned(),
            Shape::Plain(ty),
            usage,
            description.to_owned(),
        )
    }

    /// Returns an attribute that nests others.
    #[cfg(test)]
    pub(crate) fn nested(
        name: &str,
        nesting: Nesting,
        attributes: Vec<Self>,
        usage: Usage,
        description: &str,
    ) -> Self {
        let shape = Shape::Nested(nesting, attributes);
        Self::shaped(name.to_owned(), shape, usage, description.to_owned())
    }

    pub(crate) const fn shaped(
        name: String,
        shape: Shape,
        usage: Usage,
        description: String,
    ) -> Self {
        Self {
            name,
            shape,
            usage,
            description,
            sensitive: false,
            write_only: false,
            deprecated: None,
            default: None,
            replace: Replace::Never,
            recompute: Recompute::OnAnyChange,
            meaning: Meaning::Exact,
            no_null_elements: false,
            validators: Vec::new(),
            modifiers: Vec::new(),
        }
    }

    /// Reports whether the provider may set it.
    pub const fn is_computed(&self) -> bool {
        matches!(self.usage, Usage::Computed | Usage::OptionalComputed)
    }

    /// Returns the type of its values.
    pub fn ty(&self) -> Type {
        match &self.shape {
            Shape::Plain(ty) => ty.clone(),
            Shape::Nested(nesting, attributes) => {
                let object = attributes_type(attributes);
                match nesting {
                    Nesting::Single => object,
                    Nesting::List => Type::list(object),
                    Nesting::Set => Type::set(object),
                    Nesting::Map => Type::map(object),
                }
            }
        }
    }

    pub(crate) fn has_dynamic(&self) -> bool {
        match &self.shape {
            Shape::Plain(ty) => ty.has_dynamic(),
            Shape::Nested(_, attributes) => attributes.iter().any(Self::has_dynamic),
        }
    }
}

impl Block {
    /// Returns the type of its values, as it is on Terraform's wire; see [`NestedBlock::ty`].
    pub fn ty(&self) -> Type {
        let Type::Object(mut types) = attributes_type(&self.attributes) else {
            return Type::Dynamic;
        };
        types.extend(
            self.blocks
                .iter()
                .map(|block| (block.name.clone(), block.ty())),
        );
        Type::Object(types)
    }

    /// Returns the attribute of this name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)
    }

    /// Reports whether an attribute or nested block has this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.attribute(name).is_some() || self.blocks.iter().any(|nested| nested.name == name)
    }

    pub(crate) fn has_dynamic(&self) -> bool {
        self.attributes.iter().any(Attribute::has_dynamic)
            || self.blocks.iter().any(|nested| nested.block.has_dynamic())
    }
}

impl NestedBlock {
    /// Returns a block that repeats any number of times and is only ever what the configuration
    /// says.
    pub fn new(name: impl Into<String>, nesting: BlockNesting, block: Block) -> Self {
        Self {
            name: name.into(),
            block,
            nesting,
            min_items: 0,
            max_items: 0,
            computed: None,
        }
    }

    /// Returns the type of all its repetitions together. With dynamic attributes inside, a list of
    /// blocks is a tuple and a map of blocks an object, whose types differ from value to value:
    /// they are dynamic here.
    pub fn ty(&self) -> Type {
        let object = self.block.ty();
        match self.nesting {
            BlockNesting::Single | BlockNesting::Group => object,
            BlockNesting::List | BlockNesting::Map if self.block.has_dynamic() => Type::Dynamic,
            BlockNesting::List => Type::list(object),
            BlockNesting::Set => Type::set(object),
            BlockNesting::Map => Type::map(object),
        }
    }
}

fn attributes_type(attributes: &[Attribute]) -> Type {
    Type::Object(
        attributes
            .iter()
            .map(|attribute| (attribute.name.clone(), attribute.ty()))
            .collect(),
    )
}
