//! How long operations may take: the attribute or block `timeouts` that many providers have.
//!
//! The engine knows no clock, so it reads what the user wants; a resource that waits is held to it
//! by its author.
//!
//! ```
//! use std::time::Duration;
//! use appservices_provider::engine::{timeouts, Value};
//! let attribute = timeouts::attribute(&["create", "delete"]);
//! let config = Value::object([("timeouts", Value::object([("create", "90s".into()), ("delete", Value::Null)]))]);
//! assert_eq!(timeouts::of(&config, "create", Duration::from_secs(1200)), Duration::from_secs(90));
//! assert_eq!(timeouts::of(&config, "delete", Duration::from_secs(1200)), Duration::from_secs(1200));
//! # assert_eq!(attribute.name, timeouts::NAME);
//! ```

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::formats::duration_nanoseconds;
use super::{Attribute, NestedBlock, Validator, Value, validators};

/// What the attribute or block is called.
pub const NAME: &str = "timeouts";

/// Returns an optional attribute with a duration for each operation: `timeouts = { create = "30m"
/// }`.
pub fn attribute(operations: &[&str]) -> Attribute {
    Attribute::single_nested(NAME, durations(operations)).describe(DESCRIPTION)
}

/// Returns a block of timeouts, for schemas that have one already: `timeouts { create = "30m" }`.
pub fn block(operations: &[&str]) -> NestedBlock {
    NestedBlock::single(NAME, durations(operations)).describe(DESCRIPTION)
}

/// Returns the timeout of the operation in a configuration, plan or state, or `otherwise` if it is
/// not set.
pub fn of(value: &Value, operation: &str, otherwise: Duration) -> Duration {
    let text = value.attribute(NAME).attribute(operation).as_str();
    text.and_then(duration).unwrap_or(otherwise)
}

/// The timeouts in a struct of the typed layer: a field `timeouts: Option<Timeouts>`.
///
/// ```
/// use std::time::Duration;
/// use appservices_provider::engine::{Value, from_value, timeouts::Timeouts};
/// #[derive(serde::Deserialize)]
/// struct File { timeouts: Option<Timeouts> }
/// let config = Value::object([("timeouts", Value::object([("create", "90s".into())]))]);
/// let file: File = from_value(&config)?;
/// let timeouts = file.timeouts.unwrap_or_default();
/// assert_eq!(timeouts.get("create", Duration::from_secs(300)), Duration::from_secs(90));
/// assert_eq!(timeouts.get("delete", Duration::from_secs(300)), Duration::from_secs(300));
/// # Ok::<(), appservices_provider::engine::PathError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timeouts(BTreeMap<String, Option<String>>);

impl Timeouts {
    /// Returns the timeout of the operation, or `otherwise` if it is not set.
    pub fn get(&self, operation: &str, otherwise: Duration) -> Duration {
        let text = self.0.get(operation).and_then(Option::as_deref);
        text.and_then(duration).unwrap_or(otherwise)
    }
}

const DESCRIPTION: &str = "How long operations may take.";

fn duration(text: &str) -> Option<Duration> {
    let nanoseconds = u64::try_from(duration_nanoseconds(text)?).ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

fn durations(operations: &[&str]) -> Vec<Attribute> {
    let one = |operation: &&str| {
        let description =
            format!("How long {operation} may take: a duration such as `\"30m\"` or `\"1h30m\"`.");
        Attribute::string(*operation)
            .describe(description)
            .validate(validators::duration())
            .validate(not_negative())
    };
    operations.iter().map(one).collect()
}

fn not_negative() -> Validator {
    validators::matches("a duration that is not negative", |text| {
        duration_nanoseconds(text).is_none_or(|length| length >= 0)
    })
}
