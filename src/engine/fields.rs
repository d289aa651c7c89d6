//! One view of what an object consists of, for nested attributes and for blocks.
//!
//! A block has attributes and nested blocks; a nested attribute has attributes alone. A walk over a
//! value and its schema treats the two alike: it goes through [`Fields::parts`], and into each part
//! that has [`Part::objects`] in it, with the functions of [`super::repeat`].

use super::repeat::Repeat;
use super::{Attribute, Block, NestedBlock, Rule, Shape};

/// The attributes and nested blocks of an object.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'s> {
    pub(crate) attributes: &'s [Attribute],
    pub(crate) blocks: &'s [NestedBlock],
    /// What must hold between them.
    pub(crate) rules: &'s [Rule],
}

/// One of an object's [`Fields`].
#[derive(Clone, Copy)]
pub(crate) enum Part<'s> {
    Attribute(&'s Attribute),
    Block(&'s NestedBlock),
}

impl<'s> From<&'s Block> for Fields<'s> {
    fn from(block: &'s Block) -> Self {
        Self {
            attributes: &block.attributes,
            blocks: &block.blocks,
            rules: &block.rules,
        }
    }
}

impl<'s> From<&'s [Attribute]> for Fields<'s> {
    fn from(attributes: &'s [Attribute]) -> Self {
        Self {
            attributes,
            blocks: &[],
            rules: &[],
        }
    }
}

impl<'s> From<&'s Vec<Attribute>> for Fields<'s> {
    fn from(attributes: &'s Vec<Attribute>) -> Self {
        Self::from(attributes.as_slice())
    }
}

impl<'s> Fields<'s> {
    /// Returns the attributes and then the blocks, in the schema's order.
    pub(crate) fn parts(self) -> impl Iterator<Item = Part<'s>> {
        let attributes = self.attributes.iter().map(Part::Attribute);
        attributes.chain(self.blocks.iter().map(Part::Block))
    }

    /// Reports whether `is_it` holds for any part, however deep.
    pub(crate) fn any(self, is_it: &dyn Fn(Part<'s>) -> bool) -> bool {
        self.parts().any(|part| part.any(is_it))
    }
}

impl<'s> Part<'s> {
    pub(crate) fn name(self) -> &'s str {
        match self {
            Self::Attribute(attribute) => &attribute.name,
            Self::Block(nested) => &nested.name,
        }
    }

    /// Returns how the objects in the part repeat and what each consists of, or `None` for an
    /// attribute of a plain type.
    pub(crate) fn objects(self) -> Option<(Repeat, Fields<'s>)> {
        match self {
            Self::Attribute(attribute) => match &attribute.shape {
                Shape::Plain(_) => None,
                Shape::Nested(nesting, inner) => Some((Repeat::from(*nesting), inner.into())),
            },
            Self::Block(nested) => Some((Repeat::from(nested.nesting), (&nested.block).into())),
        }
    }

    /// Reports whether `is_it` holds for the part or for any part in it.
    pub(crate) fn any(self, is_it: &dyn Fn(Self) -> bool) -> bool {
        is_it(self) || self.objects().is_some_and(|(_, inner)| inner.any(is_it))
    }
}
