//! Data sources: what is there without being managed.

use async_trait::async_trait;

use super::answer::{known, typed};
use super::refusal::refuse;
use super::{Found, Outcome, Provider, deferral};
use crate::engine::{Defaults, Schema, Value, plan, settle};

/// A data source type.
#[async_trait]
pub trait DataSource: Send + Sync + 'static {
    /// Returns the whole name: `appservices_app`.
    fn type_name(&self) -> &str;

    /// Returns its schema.
    fn schema(&self) -> &Schema;

    /// Fills in what the configuration leaves to the provider.
    ///
    /// # Errors
    /// Returns an error if nothing, or more than one thing, is found.
    async fn read(&self, query: &Query<'_>) -> Outcome<Found>;
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// The configuration, wholly known.
    pub config: &'a Value,
    /// What the module says to the provider (`provider_meta`); null where it says nothing.
    pub meta: &'a Value,
    /// Whether the answer may be deferred.
    pub deferral_allowed: bool,
}

/// Answers `ReadDataSource`. In a deferred answer, attributes that the configuration leaves to the
/// provider are unknown.
///
/// # Errors
/// Returns an error if the configuration contradicts the schema, if nothing, or more than one
/// thing, is found, or if the answer is not of the schema's type.
pub async fn read_data_source(
    provider: &dyn Provider,
    source: &dyn DataSource,
    query: &Query<'_>,
) -> Outcome<Found> {
    let schema = source.schema();
    refuse(&schema.block, &Value::Null, query.config)?;
    if let Some(deferred) = deferral::put_off(provider, query.deferral_allowed) {
        let unknown = plan(schema, &Defaults::new(), &Value::Null, query.config).planned;
        return Ok(Found {
            deferred: Some(deferred),
            ..Found::new(unknown)
        });
    }
    let mut found = source.read(query).await?;
    found.deferred = deferral::checked(source.type_name(), found.deferred, query.deferral_allowed)?;
    let answer = if found.deferred.is_none() {
        known
    } else {
        typed
    };
    found.state = answer(
        source.type_name(),
        "ReadDataSource",
        &schema.block,
        found.state,
    )?;
    found.state = settle(&schema.block, query.config, &found.state);
    Ok(found)
}
