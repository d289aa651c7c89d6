//! What a provider is configured with, whatever the type of its data.

use async_trait::async_trait;

use super::erased::AnyData;
use crate::engine::{Defaults, Diagnostic, Diagnostics, Schema};
use crate::provider::{Call, ConfigureRequest, Deferred, Provider, Result, not_known_yet};

/// A provider, whatever its data.
#[async_trait]
pub(super) trait AnyProvider: Send + Sync {
    fn schema(&self) -> Schema;
    fn meta_schema(&self) -> Option<Schema>;
    async fn configure(
        &self,
        request: ConfigureRequest<'_>,
    ) -> Result<(Configuration, Diagnostics)>;
    fn close(&self);
}

#[async_trait]
impl<P: Provider> AnyProvider for P {
    fn schema(&self) -> Schema {
        Provider::schema(self)
    }

    fn meta_schema(&self) -> Option<Schema> {
        Provider::meta_schema(self)
    }

    async fn configure(
        &self,
        request: ConfigureRequest<'_>,
    ) -> Result<(Configuration, Diagnostics)> {
        let response = Provider::configure(self, request).await?;
        let configured = Configuration {
            data: response.data.map(AnyData::new),
            deferred: response.deferred,
            defaults: response.defaults,
            ever: true,
        };
        Ok((configured, response.warnings))
    }

    fn close(&self) {
        Provider::close(self);
    }
}

/// What a provider is configured with.
#[derive(Default)]
pub(super) struct Configuration {
    data: Option<AnyData>,
    /// Why every call is deferred, if the host allows it.
    deferred: Option<Deferred>,
    pub(super) defaults: Defaults,
    /// Whether the provider was configured at all.
    ever: bool,
}

impl Configuration {
    /// Returns the provider's data for a call that cannot go without.
    pub(super) fn needed(&self) -> Result<&AnyData> {
        self.data.as_ref().ok_or_else(|| {
            if self.ever {
                not_known_yet()
            } else {
                Diagnostic::bug("a resource was used before the provider was configured")
            }
            .into()
        })
    }

    /// Returns the provider's data, if there are any.
    pub(super) const fn data(&self) -> Option<&AnyData> {
        self.data.as_ref()
    }

    /// Returns why the provider defers every call, if it does and the host allows it. An older core
    /// never allows it; the provider then does what it can.
    pub(super) fn deferral(&self, call: &Call) -> Option<Deferred> {
        self.deferred.filter(|_| call.capabilities.deferral_allowed)
    }
}
