//! The types of a provider, by name, with their schemas, which are asked for once.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::erased::AnyData;
use crate::engine::{Diagnostic, Schema};
use crate::provider::{
    Action, DataSource, EphemeralResource, Function, IdentitySchema, ListResource, Resource,
    Result, Signature,
};

/// A list of types that are found by name.
pub(super) struct Registry<T> {
    kind: &'static str,
    all: Vec<T>,
    by_name: HashMap<String, usize>,
}

impl<T: Named> Registry<T> {
    pub(super) fn new(kind: &'static str, all: impl IntoIterator<Item = T>) -> Self {
        let all: Vec<T> = all.into_iter().collect();
        let mut by_name = HashMap::new();
        for (at, one) in all.iter().enumerate() {
            by_name.entry(one.name().to_owned()).or_insert(at);
        }
        Self { kind, all, by_name }
    }

    pub(super) fn all(&self) -> &[T] {
        &self.all
    }

    pub(super) fn get(&self, name: &str) -> Option<&T> {
        self.by_name.get(name).map(|at| &self.all[*at])
    }

    /// Returns the type of this name.
    ///
    /// # Errors
    /// Returns an error if `provider` has none. Core never asks for one that the schema does not
    /// list.
    pub(super) fn find(&self, name: &str, provider: &str) -> Result<&T> {
        self.get(name).ok_or_else(|| {
            let kind = self.kind;
            Diagnostic::error(
                format!("Unknown {kind} type"),
                format!("The provider {provider:?} has no {kind} {name:?}."),
            )
            .into()
        })
    }
}

/// Something with a name.
pub(super) trait Named {
    fn name(&self) -> &str;
}

macro_rules! types {
    ($($(#[$doc:meta])* $ty:ident of $trait:ident;)*) => {
        $(
        $(#[$doc])*
        pub struct $ty {
            name: String,
            pub(super) item: Box<dyn $trait<AnyData>>,
            schema: OnceLock<Schema>,
        }

        impl $ty {
            pub(super) fn new(item: Box<dyn $trait<AnyData>>) -> Self {
                Self {
                    name: item.type_name().to_owned(),
                    item,
                    schema: OnceLock::new(),
                }
            }

            /// Returns its type name.
            pub fn name(&self) -> &str {
                &self.name
            }

            /// Returns its schema.
            pub fn schema(&self) -> &Schema {
                self.schema.get_or_init(|| self.item.schema())
            }
        }

        impl Named for $ty {
            fn name(&self) -> &str {
                &self.name
            }
        }
        )*
    };
}

types! {
    /// A data source type of a [`Server`](super::Server).
    DataSourceType of DataSource;
    /// An ephemeral resource type of a [`Server`](super::Server).
    EphemeralResourceType of EphemeralResource;
    /// A list resource type of a [`Server`](super::Server).
    ListResourceType of ListResource;
    /// An action type of a [`Server`](super::Server).
    ActionType of Action;
}

/// A resource type of a [`Server`](super::Server).
pub struct ResourceType {
    name: String,
    pub(super) item: Box<dyn Resource<AnyData>>,
    schema: OnceLock<Schema>,
    identity: OnceLock<Option<IdentitySchema>>,
}

impl ResourceType {
    pub(super) fn new(item: Box<dyn Resource<AnyData>>) -> Self {
        Self {
            name: item.type_name().to_owned(),
            item,
            schema: OnceLock::new(),
            identity: OnceLock::new(),
        }
    }

    /// Returns its type name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns its schema.
    pub fn schema(&self) -> &Schema {
        self.schema.get_or_init(|| self.item.schema())
    }

    /// Returns the schema of its identities, if it has one.
    pub fn identity_schema(&self) -> Option<&IdentitySchema> {
        self.identity
            .get_or_init(|| self.item.identity_schema())
            .as_ref()
    }
}

impl Named for ResourceType {
    fn name(&self) -> &str {
        &self.name
    }
}

/// A function of a [`Server`](super::Server).
pub struct FunctionType {
    name: String,
    pub(super) item: Box<dyn Function>,
    signature: OnceLock<Signature>,
}

impl FunctionType {
    pub(super) fn new(item: Box<dyn Function>) -> Self {
        Self {
            name: item.name().to_owned(),
            item,
            signature: OnceLock::new(),
        }
    }

    /// Returns its name, without the provider's.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns what it takes and gives.
    pub fn signature(&self) -> &Signature {
        self.signature.get_or_init(|| self.item.signature())
    }
}

impl Named for FunctionType {
    fn name(&self) -> &str {
        &self.name
    }
}
