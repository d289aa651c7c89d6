//! The schema of identities: the attributes that distinguish one object of a resource type from all
//! others (Terraform and OpenTofu 1.12).

use crate::engine::Type;

/// The attributes that make an identity. They are primitives or lists, and flat.
///
/// ```
/// use appservices_provider::provider::{IdentityAttribute, IdentitySchema};
/// let schema = IdentitySchema::new([
///     IdentityAttribute::string("project_id").describe("The project."),
///     IdentityAttribute::string("id").required_for_import(),
///     IdentityAttribute::string("account").not_in_state(),
/// ]);
/// assert!(schema.attributes[0].in_state);
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct IdentitySchema {
    /// Raised when old identities must be upgraded.
    pub version: i64,
    /// In the order in which docs show them.
    pub attributes: Vec<IdentityAttribute>,
    /// Whether an object's identity may change while the object stays the same. A stable identity
    /// is better.
    #[doc(alias = "MutableIdentity")]
    pub mutable: bool,
}

/// One attribute of an [`IdentitySchema`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct IdentityAttribute {
    /// Its name: that of an attribute of the resource, whose value it has, unless it is not in the
    /// state.
    pub name: String,
    /// Its type: text, a number, a bool or a list of these, as the attribute's.
    pub ty: Type,
    /// Whether an import must give it; otherwise it may, and the provider completes it.
    #[doc(alias("RequiredForImport", "OptionalForImport"))]
    pub required: bool,
    /// Whether the state has its value. The resource gives the value in its responses otherwise.
    pub in_state: bool,
    /// What it is.
    pub description: String,
}

impl IdentitySchema {
    /// Returns the schema of version 0 with these attributes.
    pub fn new(attributes: impl IntoIterator<Item = IdentityAttribute>) -> Self {
        Self {
            version: 0,
            attributes: attributes.into_iter().collect(),
            mutable: false,
        }
    }

    /// Sets the version.
    #[must_use]
    pub fn version(self, version: i64) -> Self {
        Self { version, ..self }
    }

    /// Lets an object's identity change while the object stays the same.
    #[must_use]
    pub fn mutable(self) -> Self {
        Self {
            mutable: true,
            ..self
        }
    }

    /// Returns the type of its identities.
    pub fn ty(&self) -> Type {
        Type::Object(
            self.attributes
                .iter()
                .map(|attribute| (attribute.name.clone(), attribute.ty.clone()))
                .collect(),
        )
    }
}

impl IdentityAttribute {
    /// Returns an attribute of the type that an import may give and whose value is in the state.
    pub fn of(name: impl Into<String>, ty: Type) -> Self {
        Self {
            name: name.into(),
            ty,
            required: false,
            in_state: true,
            description: String::new(),
        }
    }

    /// Returns a string attribute.
    pub fn string(name: impl Into<String>) -> Self {
        Self::of(name, Type::String)
    }

    /// Returns a number attribute.
    pub fn number(name: impl Into<String>) -> Self {
        Self::of(name, Type::Number)
    }

    /// Requires an import by identity to give the attribute.
    #[must_use]
    pub fn required_for_import(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    /// Says that the state does not have the value. The responses of create, read and update give
    /// it: `with_identity`. Until then, a planned object has no identity.
    #[must_use]
    pub fn not_in_state(self) -> Self {
        Self {
            in_state: false,
            ..self
        }
    }

    /// Says what the attribute is.
    #[must_use]
    pub fn describe(self, description: impl Into<String>) -> Self {
        Self {
            description: description.into(),
            ..self
        }
    }
}
