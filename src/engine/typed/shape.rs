//! What values of a schema look like, as a Rust type has to take them.

use crate::engine::fields::{Fields, Part};
use crate::engine::{Attribute, Block, Repeat, Type, Usage};

/// The kinds of values, without what they mean.
#[derive(Debug)]
pub(crate) enum Shape {
    Bool,
    Number,
    String,
    /// A list or a set.
    List(Box<Self>, Need),
    Map(Box<Self>),
    Tuple(Vec<(Self, Need)>),
    Object(Vec<(String, Self, Need)>),
    Dynamic,
}

/// What a value can be besides known.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Need {
    pub(crate) null: bool,
    pub(crate) unknown: bool,
}

impl Shape {
    /// Returns the shape of a resource's plans and states: computed attributes can be unknown, and
    /// what is not required can be null, unless a default fills it.
    pub(crate) fn of_state(block: &Block) -> Self {
        Self::object(block.into(), &|attribute| Need {
            null: attribute.write_only
                || attribute.usage != Usage::Required && attribute.default.is_none(),
            unknown: attribute.is_computed() && attribute.default.is_none(),
        })
    }

    /// Returns the shape of configurations that are wholly known.
    pub(crate) fn of_config(block: &Block) -> Self {
        Self::object(block.into(), &|attribute| Need {
            null: attribute.usage != Usage::Required,
            unknown: false,
        })
    }

    fn object(fields: Fields<'_>, need: &dyn Fn(&Attribute) -> Need) -> Self {
        let part = |part: Part<'_>| {
            let (shape, need) = match (part, part.objects()) {
                (_, Some((repeat, inner))) => {
                    let object = Self::object(inner, need);
                    let shape = match repeat {
                        Repeat::One => object,
                        Repeat::List | Repeat::Set => Self::List(Box::new(object), Need::default()),
                        Repeat::Map => Self::Map(Box::new(object)),
                    };
                    let need = match part {
                        Part::Attribute(attribute) => need(attribute),
                        Part::Block(nested) => Need {
                            null: nested.none().is_null(),
                            unknown: nested.computed.is_some(),
                        },
                    };
                    (shape, need)
                }
                (Part::Attribute(attribute), None) => {
                    (Self::from(&attribute.ty()), need(attribute))
                }
                (Part::Block(_), None) => (Self::Dynamic, Need::default()),
            };
            (part.name().to_owned(), shape, need)
        };
        Self::Object(fields.parts().map(part).collect())
    }

    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Number => "number",
            Self::String => "string",
            Self::List(..) => "list",
            Self::Map(_) => "map",
            Self::Tuple(_) => "tuple",
            Self::Object(_) => "object",
            Self::Dynamic => "value of any type",
        }
    }
}

impl From<&Type> for Shape {
    fn from(ty: &Type) -> Self {
        match ty {
            Type::Bool => Self::Bool,
            Type::Number => Self::Number,
            Type::String => Self::String,
            Type::List(inner) | Type::Set(inner) => {
                Self::List(Box::new(inner.as_ref().into()), Need::default())
            }
            Type::Map(inner) => Self::Map(Box::new(inner.as_ref().into())),
            Type::Tuple(types) => Self::Tuple(
                types
                    .iter()
                    .map(|ty| (ty.into(), Need::default()))
                    .collect(),
            ),
            Type::Object(types) => Self::Object(
                types
                    .iter()
                    .map(|(name, ty)| (name.clone(), ty.into(), Need::default()))
                    .collect(),
            ),
            Type::Dynamic => Self::Dynamic,
        }
    }
}
