//! What the calls of a resource are given.
//!
//! `D` is what the configured provider gives, and `S` the state: a value, or the struct of the typed
//! layer.

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::{Call, Private, Result};
use crate::engine::{Diagnostic, Schema, Value, from_value};

/// What [`Resource::create`](super::Resource::create) is given.
#[non_exhaustive]
pub struct CreateRequest<'a, D = (), S = &'a Value> {
    /// What the configured provider gives.
    pub data: &'a D,
    /// The plan; unknown where the provider is free.
    pub planned: S,
    /// The configuration, wholly known: the only place of write-only values.
    pub config: &'a Value,
    /// The object's private state, from the plan.
    pub private: &'a Private,
    /// The resource's schema.
    pub schema: &'a Schema,
    /// What every call carries.
    pub call: &'a Call,
}

/// What [`Resource::read`](super::Resource::read) is given.
#[non_exhaustive]
pub struct ReadRequest<'a, D = (), S = &'a Value> {
    /// What the configured provider gives.
    pub data: &'a D,
    /// The object's state.
    pub state: S,
    /// The object's identity, where the state has one.
    pub identity: Option<&'a Value>,
    /// The object's private state.
    pub private: &'a Private,
    /// The resource's schema.
    pub schema: &'a Schema,
    /// What every call carries.
    pub call: &'a Call,
}

/// What [`Resource::update`](super::Resource::update) is given.
#[non_exhaustive]
pub struct UpdateRequest<'a, D = (), S = &'a Value> {
    /// What the configured provider gives.
    pub data: &'a D,
    /// The state before.
    pub prior: S,
    /// The plan; unknown where the provider is free.
    pub planned: S,
    /// The configuration, wholly known: the only place of write-only values.
    pub config: &'a Value,
    /// The object's identity, where the plan has one.
    pub identity: Option<&'a Value>,
    /// The object's private state, from the plan.
    pub private: &'a Private,
    /// The resource's schema.
    pub schema: &'a Schema,
    /// What every call carries.
    pub call: &'a Call,
}

/// What [`Resource::delete`](super::Resource::delete) is given.
#[non_exhaustive]
pub struct DeleteRequest<'a, D = (), S = &'a Value> {
    /// What the configured provider gives.
    pub data: &'a D,
    /// The object's state.
    pub state: S,
    /// The object's identity, where the state has one.
    pub identity: Option<&'a Value>,
    /// The object's private state.
    pub private: &'a Private,
    /// The resource's schema.
    pub schema: &'a Schema,
    /// What every call carries.
    pub call: &'a Call,
}

/// What [`Resource::import`](super::Resource::import) is given.
#[non_exhaustive]
pub struct ImportRequest<'a, D = ()> {
    /// What the configured provider gives.
    pub data: &'a D,
    /// What the user calls the object.
    pub by: ImportBy<'a>,
    /// The resource's schema.
    pub schema: &'a Schema,
    /// What every call carries.
    pub call: &'a Call,
}

/// What a user calls an object that is to be imported.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum ImportBy<'a> {
    /// `terraform import ADDRESS ID`, or `id` in an `import` block.
    Id(&'a str),
    /// `identity` in an `import` block (Terraform 1.12). Attributes that an import need not give
    /// may be null. Comes only for resources with an identity.
    Identity(&'a Value),
}

/// What an older version of the provider stored: what
/// [`Resource::upgrade_state`](super::Resource::upgrade_state) and
/// [`Resource::upgrade_identity`](super::Resource::upgrade_identity) are given.
#[non_exhaustive]
pub struct UpgradeRequest {
    /// The version of the schema that it was stored with.
    pub version: i64,
    /// The state or identity, as stored.
    pub stored: Json,
}

impl UpgradeRequest {
    /// Returns the request about what was stored with this version.
    pub const fn new(version: i64, stored: Json) -> Self {
        Self { version, stored }
    }
}

/// A state may hold secrets, so nothing of it is shown.
impl std::fmt::Debug for UpgradeRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "version {}", self.version)
    }
}

/// An object of another type, perhaps of another provider, that shall become one of this type: what
/// [`Resource::move_state`](super::Resource::move_state) is given.
#[non_exhaustive]
pub struct MoveStateRequest {
    /// The other provider: `registry.terraform.io/hashicorp/null`.
    pub provider: String,
    /// The other type's name.
    pub type_name: String,
    /// The version of the other type's schema.
    pub schema_version: i64,
    /// Its state, as stored.
    pub state: Json,
    /// Its identity, as stored; null where there is none.
    pub identity: Json,
    /// The object's private state as the other provider wrote it.
    pub private: Private,
}

impl MoveStateRequest {
    /// Returns the request about an object of `type_name` with this state.
    pub fn new(provider: impl Into<String>, type_name: impl Into<String>, state: Json) -> Self {
        Self {
            provider: provider.into(),
            type_name: type_name.into(),
            schema_version: 0,
            state,
            identity: Json::Null,
            private: Private::default(),
        }
    }
}

/// The other type's state may hold anything, so none of it is shown.
impl std::fmt::Debug for MoveStateRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} of {}, version {}",
            self.type_name, self.provider, self.schema_version
        )
    }
}

macro_rules! configured {
    ($($request:ident)*) => {
        $(impl<D, S> $request<'_, D, S> {
            /// Returns the configuration as a Rust struct, which may leave out attributes. It alone
            /// has write-only values.
            ///
            /// # Errors
            /// Returns an error where the struct does not fit the configuration.
            pub fn config_as<T: DeserializeOwned>(&self) -> Result<T> {
                Ok(from_value(self.config)?)
            }
        })*
    };
}

configured!(CreateRequest UpdateRequest);

impl<D> ImportRequest<'_, D> {
    /// Returns the id.
    ///
    /// # Errors
    /// Returns an error that asks for an id if the user names the object by its identity.
    pub fn id(&self) -> Result<&str> {
        match self.by {
            ImportBy::Id(id) => Ok(id),
            ImportBy::Identity(_) => Err(Diagnostic::error(
                "Import by identity is not supported",
                "Use the id of the object instead.",
            )
            .into()),
        }
    }
}
