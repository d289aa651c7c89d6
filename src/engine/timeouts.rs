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

use std::time::Duration;

use super::formats::duration_nanoseconds;
use super::{
    Attribute, Block, BlockNesting, NestedBlock, Nesting, Type, Usage, Validator, Value, validators,
};

/// What the attribute or block is called.
pub const NAME: &str = "timeouts";

/// Returns an optional attribute with a duration for each operation: `timeouts = { create = "30m"
/// }`.
pub fn attribute(operations: &[&str]) -> Attribute {
    Attribute::nested(
        NAME,
        Nesting::Single,
        durations(operations),
        Usage::Optional,
        "How long operations may take.",
    )
}

/// Returns a block of timeouts, for schemas that have one already: `timeouts { create = "30m" }`.
pub fn block(operations: &[&str]) -> NestedBlock {
    let description = "How long operations may take.".to_owned();
    let block = Block {
        attributes: durations(operations),
        description,
        ..Block::default()
    };
    NestedBlock::new(NAME, BlockNesting::Single, block)
}

/// Returns the timeout of the operation in a configuration, plan or state, or `otherwise` if it is
/// not set.
pub fn of(value: &Value, operation: &str, otherwise: Duration) -> Duration {
    let text = value.get(NAME).get(operation).as_str();
    let nanoseconds = text
        .and_then(duration_nanoseconds)
        .and_then(|nanoseconds| u64::try_from(nanoseconds).ok());
    nanoseconds.map_or(otherwise, Duration::from_nanos)
}

fn durations(operations: &[&str]) -> Vec<Attribute> {
    let one = |operation: &&str| {
        let description =
            format!("How long {operation} may take: a duration such as `\"30m\"` or `\"1h30m\"`.");
        let validators = vec![validators::duration(), not_negative()];
        Attribute {
            validators,
            ..Attribute::new(operation, Type::String, Usage::Optional, &description)
        }
    };
    operations.iter().map(one).collect()
}

fn not_negative() -> Validator {
    validators::matches("a duration that is not negative", |text| {
        duration_nanoseconds(text).is_none_or(|length| length >= 0)
    })
}
