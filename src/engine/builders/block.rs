//! Schemas and nested blocks.

use crate::engine::{Attribute, Block, BlockNesting, NestedBlock, Recompute, Rule, Schema};

macro_rules! blocks {
    ($($ty:ident)*) => {
        $(
        /// What can be said of the block.
        impl $ty {
            /// Says what the block is, as Markdown.
            #[must_use]
            #[doc(alias("Description", "MarkdownDescription"))]
            pub fn describe(mut self, description: impl Into<String>) -> Self {
                self.block.description = description.into();
                self
            }

            /// Warns each user of the block. `why` names what to use instead.
            #[must_use]
            #[doc(alias = "DeprecationMessage")]
            pub fn deprecated(mut self, why: impl Into<String>) -> Self {
                self.block.deprecated = Some(why.into());
                self
            }

            /// Adds a nested block. New schemas use nested attributes instead.
            #[must_use]
            #[doc(alias = "Blocks")]
            pub fn block(mut self, block: NestedBlock) -> Self {
                self.block.blocks.push(block);
                self
            }

            /// Adds a rule between the attributes of the block.
            #[must_use]
            #[doc(alias = "ConfigValidators")]
            pub fn rule(mut self, rule: Rule) -> Self {
                self.block.rules.push(rule);
                self
            }
        })*
    };
}

blocks!(Schema NestedBlock);

impl Schema {
    /// Returns a schema of version 0 with these attributes.
    pub fn new(attributes: impl IntoIterator<Item = Attribute>) -> Self {
        Self {
            version: 0,
            block: attributes.into_iter().collect(),
        }
    }

    /// Sets the version of the states that are written with the schema. A resource upgrades the
    /// states of older versions.
    #[must_use]
    pub fn version(self, version: i64) -> Self {
        Self { version, ..self }
    }
}

impl NestedBlock {
    /// Returns a block that may be there once: `name { … }`.
    #[doc(alias = "SingleNestedBlock")]
    pub fn single(
        name: impl Into<String>,
        attributes: impl IntoIterator<Item = Attribute>,
    ) -> Self {
        Self::new(name, BlockNesting::Single, attributes.into_iter().collect())
    }

    /// Returns a block that is always there once, with null attributes if the configuration leaves
    /// it out.
    pub fn group(name: impl Into<String>, attributes: impl IntoIterator<Item = Attribute>) -> Self {
        Self::new(name, BlockNesting::Group, attributes.into_iter().collect())
    }

    /// Returns a block that repeats in order.
    #[doc(alias = "ListNestedBlock")]
    pub fn list(name: impl Into<String>, attributes: impl IntoIterator<Item = Attribute>) -> Self {
        Self::new(name, BlockNesting::List, attributes.into_iter().collect())
    }

    /// Returns a block that repeats without order.
    #[doc(alias = "SetNestedBlock")]
    pub fn set(name: impl Into<String>, attributes: impl IntoIterator<Item = Attribute>) -> Self {
        Self::new(name, BlockNesting::Set, attributes.into_iter().collect())
    }

    /// Returns a block that repeats by label: `name "label" { … }`.
    pub fn map(name: impl Into<String>, attributes: impl IntoIterator<Item = Attribute>) -> Self {
        Self::new(name, BlockNesting::Map, attributes.into_iter().collect())
    }

    /// Sets how many blocks there must be.
    #[must_use]
    #[doc(alias = "SizeAtLeast")]
    pub fn min_items(self, min_items: u32) -> Self {
        Self { min_items, ..self }
    }

    /// Sets how many blocks there may be; 0 for any number.
    #[must_use]
    #[doc(alias = "SizeAtMost")]
    pub fn max_items(self, max_items: u32) -> Self {
        Self { max_items, ..self }
    }

    /// Lets the provider compute the blocks if none are configured (Terraform 1.16). `recompute`
    /// says when they become unknown.
    #[must_use]
    pub fn computed(self, recompute: Recompute) -> Self {
        Self {
            computed: Some(recompute),
            ..self
        }
    }
}

/// A block with these attributes.
impl FromIterator<Attribute> for Block {
    fn from_iter<I: IntoIterator<Item = Attribute>>(attributes: I) -> Self {
        Self {
            attributes: attributes.into_iter().collect(),
            ..Self::default()
        }
    }
}

/// A schema of version 0.
impl From<Block> for Schema {
    fn from(block: Block) -> Self {
        Self { version: 0, block }
    }
}
