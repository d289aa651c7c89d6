//! What a provider is, and how it is configured.

use async_trait::async_trait;
use serde::de::DeserializeOwned;

use super::{
    Action, Call, DataSource, Deferred, EphemeralResource, Function, ListResource, Resource, Result,
};
use crate::engine::{Defaults, Diagnostic, Diagnostics, Schema, Value, from_value, value_at};

/// A Terraform provider.
///
/// The library asks each method but [`Self::configure`] once and keeps the answer. See the
/// [crate's front page](crate) for a whole provider.
///
/// ```
/// use appservices_provider::engine::{Attribute, Context as _, Schema};
/// use appservices_provider::provider::{ConfigureRequest, ConfigureResponse, Provider, Resource, Result, async_trait};
///
/// struct Files;
///
/// /// What each resource gets: the folder.
/// struct Folder(std::path::PathBuf);
///
/// #[derive(serde::Deserialize)]
/// struct Settings {
///     folder: std::path::PathBuf,
/// }
///
/// #[async_trait]
/// impl Provider for Files {
///     type Data = Folder;
///
///     fn name(&self) -> &str {
///         "files"
///     }
///
///     fn schema(&self) -> Schema {
///         Schema::new([Attribute::string("folder").required()])
///     }
///
///     fn resources(&self) -> Vec<Box<dyn Resource<Folder>>> {
///         Vec::new()
///     }
///
///     async fn configure(&self, request: ConfigureRequest<'_>) -> Result<ConfigureResponse<Folder>> {
///         let Settings { folder } = request.config_as()?;
///         std::fs::create_dir_all(&folder).context("The folder cannot be made").at("folder")?;
///         Ok(ConfigureResponse::new(Folder(folder)))
///     }
/// }
/// ```
#[async_trait]
pub trait Provider: Send + Sync + 'static {
    /// What the configured provider gives to its resources, data sources, ephemeral resources,
    /// lists and actions: a client, usually. `()` where there is nothing to give.
    #[doc(alias("ProviderData", "ResourceData", "DataSourceData", "Meta"))]
    type Data: Send + Sync + 'static;

    /// Returns the prefix of all its type names: `appservices`.
    #[doc(alias = "Metadata")]
    fn name(&self) -> &str;

    /// Returns the schema of its `provider` block; an empty one by default.
    fn schema(&self) -> Schema {
        Schema::default()
    }

    /// Returns its resource types.
    fn resources(&self) -> Vec<Box<dyn Resource<Self::Data>>>;

    /// Returns its data source types; none by default.
    fn data_sources(&self) -> Vec<Box<dyn DataSource<Self::Data>>> {
        Vec::new()
    }

    /// Returns its functions; none by default.
    fn functions(&self) -> Vec<Box<dyn Function>> {
        Vec::new()
    }

    /// Returns its ephemeral resource types; none by default.
    fn ephemeral_resources(&self) -> Vec<Box<dyn EphemeralResource<Self::Data>>> {
        Vec::new()
    }

    /// Returns the resource types that it can list, each of which must have an identity; none by
    /// default.
    fn list_resources(&self) -> Vec<Box<dyn ListResource<Self::Data>>> {
        Vec::new()
    }

    /// Returns its action types; none by default.
    fn actions(&self) -> Vec<Box<dyn Action<Self::Data>>> {
        Vec::new()
    }

    /// Returns the schema of what a module may say to the provider (`provider_meta`); none by
    /// default.
    #[doc(alias = "MetaSchema")]
    fn meta_schema(&self) -> Option<Schema> {
        None
    }

    /// Takes the provider block, which may have unknown parts while planning. Called again for each
    /// run of a process that serves several; the last answer counts.
    ///
    /// # Errors
    /// Returns an error if nothing can work with this configuration.
    async fn configure(
        &self,
        request: ConfigureRequest<'_>,
    ) -> Result<ConfigureResponse<Self::Data>>;

    /// Is called when the host ends the run in good order: it has every answer, and has stored the
    /// states that came of them. It is not called if the host or the provider is killed. Does nothing
    /// by default.
    fn close(&self) {}
}

const NOT_KNOWN: &str = "The provider's configuration is not known yet";

/// Returns the error of a call that needs the provider before its configuration is known.
pub(crate) fn not_known_yet() -> Diagnostic {
    Diagnostic::error(
        NOT_KNOWN,
        "It depends on values that are known only after apply, so nothing can be read now.\nApply first what they come from, with -target.",
    )
}

/// What [`Provider::configure`] is given.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ConfigureRequest<'a> {
    /// The provider block; null attributes where it says nothing.
    pub config: &'a Value,
    /// The version of the Terraform or OpenTofu that runs: `1.11.4`.
    pub terraform_version: &'a str,
    /// The schema of the provider block.
    pub schema: &'a Schema,
    /// What every call carries. Its cancellation lasts for the run, so a client can keep it.
    pub call: &'a Call,
}

impl<'a> ConfigureRequest<'a> {
    pub(super) const fn new(
        config: &'a Value,
        terraform_version: &'a str,
        schema: &'a Schema,
        call: &'a Call,
    ) -> Self {
        Self {
            config,
            terraform_version,
            schema,
            call,
        }
    }

    /// Returns the provider block as a Rust struct.
    ///
    /// # Errors
    /// Returns an error if an attribute is unknown and its field is no
    /// [`Field`](crate::engine::Field), or if the struct does not fit the schema. The first is the
    /// user's: a provider that can plan without the attribute has a `Field`, and answers
    /// [`ConfigureResponse::not_yet`].
    pub fn config_as<T: DeserializeOwned>(&self) -> Result<T> {
        from_value(self.config).map_err(|misfit| {
            if value_at(self.config, &misfit.path).is_some_and(Value::is_unknown) {
                let what = format!("{} depends on values that are known only after apply.\nApply first what they come from, with -target.", misfit.path);
                Diagnostic::error(NOT_KNOWN, what).at(misfit.path).into()
            } else {
                misfit.diagnostic("the provider block").into()
            }
        })
    }
}

/// What [`Provider::configure`] answers.
#[derive(Debug)]
#[non_exhaustive]
pub struct ConfigureResponse<D> {
    /// What the resources get. While there is none, every call that needs it fails, and says that
    /// the provider's configuration is not known yet.
    pub data: Option<D>,
    /// Warnings.
    pub warnings: Diagnostics,
    /// Why the provider cannot do anything yet, or `None` if it can. If the host allows deferral,
    /// every call that needs the provider is then deferred without a call to the resource.
    pub deferred: Option<Deferred>,
    /// What the configured provider gives to attributes that a resource's configuration leaves
    /// out, by attribute name.
    pub defaults: Defaults,
}

impl<D> ConfigureResponse<D> {
    /// Returns the answer of a provider that is ready.
    pub const fn new(data: D) -> Self {
        Self {
            data: Some(data),
            warnings: Diagnostics::new(),
            deferred: None,
            defaults: Defaults::new(),
        }
    }

    /// Returns the answer of a provider that cannot do anything yet, because an argument that it
    /// cannot go without is unknown.
    pub const fn not_yet() -> Self {
        Self {
            data: None,
            warnings: Diagnostics::new(),
            deferred: Some(Deferred::ProviderConfigUnknown),
            defaults: Defaults::new(),
        }
    }

    /// Defers every call that needs the provider, where the host allows that. Elsewhere the
    /// resources are called with the data that there is.
    #[must_use]
    pub fn deferred(self, deferred: impl Into<Option<Deferred>>) -> Self {
        Self {
            deferred: deferred.into(),
            ..self
        }
    }

    /// Sets what the provider gives to attributes that a resource's configuration leaves out.
    #[must_use]
    pub fn defaults(self, defaults: Defaults) -> Self {
        Self { defaults, ..self }
    }

    /// Adds a warning.
    #[must_use]
    pub fn warning(mut self, warning: Diagnostic) -> Self {
        self.warnings.push(warning);
        self
    }
}
