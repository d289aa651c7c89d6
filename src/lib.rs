//! Terraform providers in Rust: a plan engine, the traits of a provider, and the server that Terraform and OpenTofu talk to. A
//! provider for MongoDB Atlas App Services is its first user.
//!
//! # A whole provider
//!
//! ```no_run
//! use appservices_provider::engine::{Attribute, Block, Diagnostic, Recompute, Schema, Type, Usage, Value, validators};
//! use appservices_provider::plugin;
//! use appservices_provider::provider::{Applied, Change, Configuration, Current, Found, Outcome, Provider, Resource};
//! use async_trait::async_trait;
//!
//! /// `resource "greetings_greeting" "hello" { name = "World" }`
//! struct Greeting(Schema);
//!
//! #[async_trait]
//! impl Resource for Greeting {
//!     fn type_name(&self) -> &str {
//!         "greetings_greeting"
//!     }
//!
//!     fn schema(&self) -> &Schema {
//!         &self.0
//!     }
//!
//!     async fn create(&self, change: &Change<'_>) -> Applied {
//!         Applied::done(greeting(change.planned.get("name")))
//!     }
//!
//!     async fn read(&self, current: &Current<'_>) -> Outcome<Option<Found>> {
//!         Ok(Some(Found::new(greeting(current.state.get("name")))))
//!     }
//!
//!     async fn update(&self, change: &Change<'_>) -> Applied {
//!         self.create(change).await
//!     }
//!
//!     async fn delete(&self, _: &Current<'_>) -> Outcome<Vec<Diagnostic>> {
//!         Ok(Vec::new())
//!     }
//!
//!     async fn import(&self, id: &str) -> Outcome<Found> {
//!         Ok(Found::passthrough(&self.0, "name", id))
//!     }
//! }
//!
//! fn greeting(name: &Value) -> Value {
//!     let text = format!("Hello, {}!", name.as_str().unwrap_or_default());
//!     Value::object([("name", name.clone()), ("text", Value::string(text))])
//! }
//!
//! struct Greetings {
//!     schema: Schema,
//!     resources: Vec<Box<dyn Resource>>,
//! }
//!
//! #[async_trait]
//! impl Provider for Greetings {
//!     fn name(&self) -> &str {
//!         "greetings"
//!     }
//!
//!     fn schema(&self) -> &Schema {
//!         &self.schema
//!     }
//!
//!     fn resources(&self) -> &[Box<dyn Resource>] {
//!         &self.resources
//!     }
//!
//!     async fn configure(&self, _: &Configuration) -> Outcome<Vec<Diagnostic>> {
//!         Ok(Vec::new())
//!     }
//!
//!     fn stop(&self) {}
//! }
//!
//! fn main() -> std::process::ExitCode {
//!     let mut name = Attribute::new("name", Type::String, Usage::Required, "Who is greeted.");
//!     name.validators.push(validators::length_between(1, 64));
//!     let mut text = Attribute::new("text", Type::String, Usage::Computed, "The greeting.");
//!     text.recompute = Recompute::OnChangeOf(vec!["name".to_owned()]);
//!     let schema = Schema { version: 0, block: Block { attributes: vec![name, text], ..Block::default() } };
//!     let resources: Vec<Box<dyn Resource>> = vec![Box::new(Greeting(schema))];
//!     plugin::run(Greetings { schema: Schema::default(), resources }, "example/greetings")
//! }
//! ```
//!
//! What the schema says is planned, checked and shown by the library: defaults, replacements, computed values, spellings that mean
//! the same. In debug builds every answer is also held against the checks of Terraform core, so that a test of one's own
//! provider fails before any user sees "Provider produced inconsistent result". A provider needs no process to be tested:
//! [`provider::plan_resource`], [`provider::apply_resource`] and their like take values and give values.
//!
//! `examples/files.rs` is a provider with a folder behind it, `examples/torture/` one that uses everything.
//!
//! # The author's loop
//!
//! Point Terraform's `dev_overrides` to `target/debug`, and `cargo build` is all that lies between a
//! change and the next `terraform plan`: 1.3 seconds for `examples/files.rs`. [`plugin::run`] has the
//! details, and says how to use a debugger.
//!
#![doc = include_str!("ARCHITECTURE.md")]
#![doc = include_str!("PARITY.md")]

// The fuzz targets name the library from outside, also where its own tests run them.
#[cfg(test)]
extern crate self as appservices_provider;

#[cfg(feature = "client")]
pub mod admin_api;
#[cfg(feature = "client")]
pub mod appservices;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "client")]
mod declare;
#[cfg(feature = "emulator")]
pub mod emulator;
pub mod engine;
#[cfg(test)]
mod house;
#[cfg(feature = "plugin")]
pub mod plugin;
pub mod provider;
#[cfg(feature = "client")]
mod resources;
#[cfg(test)]
mod testing;
