//! `ReadDataSource`.

use super::answer::{known, typed};
use super::refusal::accepted;
use super::{DataSourceType, Server, deferral};
use crate::engine::{Defaults, Value, plan, settle};
use crate::provider::{Call, ReadDataSourceRequest, ReadDataSourceResponse, Result};

impl Server {
    /// Answers `ReadDataSource`. In a deferred answer, attributes that the configuration leaves to
    /// the provider are unknown.
    ///
    /// # Errors
    /// Returns an error if the configuration contradicts the schema, if nothing, or more than one
    /// thing, is found, or if the answer is not of the schema's type.
    pub async fn read_data_source(
        &self,
        source: &DataSourceType,
        config: &Value,
        call: &Call,
    ) -> Result<ReadDataSourceResponse> {
        let schema = source.schema();
        let config = &*accepted(&schema.block, config)?;
        let configured = self.configured();
        if let Some(deferred) = configured.deferral(call) {
            let unknown = plan(schema, &Defaults::new(), &Value::Null, config).planned;
            return Ok(ReadDataSourceResponse::new(unknown).deferred(deferred));
        }
        let request = ReadDataSourceRequest {
            data: configured.needed()?,
            config,
            schema,
            call,
        };
        let found = source.item.read(request).await;
        let mut found =
            found.map_err(|errors| errors.of_failure(format_args!("reading {}", source.name())))?;
        found.deferred = deferral::checked(source.name(), found.deferred, call)?;
        let answer = if found.deferred.is_none() {
            known
        } else {
            typed
        };
        found.state = answer(source.name(), "ReadDataSource", &schema.block, found.state)?;
        found.state = settle(&schema.block, config, &found.state);
        Ok(found)
    }
}
