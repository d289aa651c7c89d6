//! The little language of the fixtures.
//!
//! A schema is items separated by `;`: `name: type flags` or `block nesting name { schema }`, or
//! `block nesting name computed { schema }`. Types are `string`, `number`, `bool`, `dynamic`,
//! `list(T)`, `set(T)`, `map(T)`, `tuple(T, T)`, `object(a: T, b: T)`, and nested attributes
//! `single{…}`, `list{…}`, `set{…}`, `map{…}`. Flags are `required`, `optional`, `computed`,
//! `optional+computed`, `sensitive`, `write-only`, `replaces`, `replaces-known`,
//! `replaces-configured`, `replaces-longer`, `keeps`, `keeps-set`, `json`, `no-nulls`,
//! `deprecated`, `follows(a)` and `default(JSON)`. Values are JSON; `"?"` is unknown.

mod schemas;
mod values;

pub(crate) use schemas::schema;
pub(crate) use values::{show, value};
