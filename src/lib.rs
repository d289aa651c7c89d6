//! Terraform providers in Rust: a plan engine, the traits of a provider, and the server that Terraform and OpenTofu talk to. A
//! provider for MongoDB Atlas App Services is its first user.
//!
//! # A whole provider
//!
//! ```no_run
//! use appservices_provider::engine::{Attribute, Field, Schema, validators};
//! use appservices_provider::plugin;
//! use appservices_provider::provider::*;
//! use serde::{Deserialize, Serialize};
//!
//! /// `resource "greetings_greeting" "hello" { name = "World" }`
//! struct Greeting;
//!
//! #[derive(Serialize, Deserialize)]
//! struct GreetingState {
//!     name: String,
//!     text: Field<String>,
//! }
//!
//! fn greet(name: String) -> GreetingState {
//!     GreetingState { text: format!("Hello, {name}!").into(), name }
//! }
//!
//! #[async_trait]
//! impl TypedResource for Greeting {
//!     type State = GreetingState;
//!
//!     fn type_name(&self) -> &str {
//!         "greetings_greeting"
//!     }
//!
//!     fn schema(&self) -> Schema {
//!         Schema::new([
//!             Attribute::string("name").required().validate(validators::length_between(1, 64)),
//!             Attribute::string("text").computed().recompute_on_change_of(["name"]),
//!         ])
//!     }
//!
//!     async fn create(&self, request: CreateRequest<'_, (), GreetingState>) -> Created<GreetingState> {
//!         Ok(greet(request.planned.name).into())
//!     }
//!
//!     async fn read(&self, request: ReadRequest<'_, (), GreetingState>) -> Refreshed<GreetingState> {
//!         Ok(Some(request.state.into()))
//!     }
//!
//!     async fn update(&self, request: UpdateRequest<'_, (), GreetingState>) -> Updated<GreetingState> {
//!         Ok(greet(request.planned.name).into())
//!     }
//!
//!     async fn delete(&self, _: DeleteRequest<'_, (), GreetingState>) -> Deleted {
//!         Ok(DeleteResponse::new())
//!     }
//! }
//!
//! struct Greetings;
//!
//! #[async_trait]
//! impl Provider for Greetings {
//!     type Data = ();
//!
//!     fn name(&self) -> &str {
//!         "greetings"
//!     }
//!
//!     fn resources(&self) -> Vec<Box<dyn Resource>> {
//!         vec![Box::new(Greeting)]
//!     }
//!
//!     async fn configure(&self, _: ConfigureRequest<'_>) -> Configured<()> {
//!         Ok(ConfigureResponse::new(()))
//!     }
//! }
//!
//! fn main() -> std::process::ExitCode {
//!     plugin::run(Greetings, "example/greetings")
//! }
//! ```
//!
//! The program is a crate with these lines in its `Cargo.toml`, and is called
//! `terraform-provider-greetings`, as Terraform wants it. Nothing else needs to be set.
//!
//! ```toml
//! [dependencies]
//! appservices_provider = { package = "terraform-provider-appservices", path = "../terraform-provider-appservices", default-features = false, features = ["plugin"] }
//! serde = { version = "1", features = ["derive"] }
//! ```
//!
//! # Ideas
//!
//! | Idea | Where |
//! | --- | --- |
//! | Values: null, unknown and known are three words; numbers are exact | [`engine::Value`], [`engine::Number`], [`engine::Type`] |
//! | Values as Rust structs, by serde | [`engine::from_value`], [`engine::to_value`], [`engine::Field`] |
//! | Schemas: what a configuration may contain, and how each part changes | [`engine::Schema`], [`engine::Attribute`], [`engine::NestedBlock`] |
//! | Checks of configurations: values, other attributes, whole blocks | [`engine::validators`], [`engine::PathExpression`], [`engine::rules`] |
//! | Spellings that mean the same: JSON, times, addresses | [`engine::Meaning`] |
//! | The plan: defaults, unknowns, replacements, and what the schema cannot say | [`engine::plan()`], [`engine::Modifier`], [`provider::ModifyPlanRequest`] |
//! | Core's own checks, run on each plan and each result of a debug build | [`engine::check`] |
//! | Errors: `?`, the attribute to blame, what is really there | [`engine::Diagnostics`], [`engine::Context`], [`provider::ApplyError`] |
//! | Resources, data sources, functions, ephemeral resources, lists, actions | [`provider`] |
//! | The provider's configuration and its data in every call | [`provider::Provider`], [`provider::ConfigureResponse`] |
//! | Interrupts, deferral, what the host can do | [`provider::Call`], [`provider::Deferred`] |
//! | Private state, identities, imports, moves, upgrades | [`provider::Private`], [`provider::IdentitySchema`], [`provider::ImportRequest`], [`provider::MoveStateRequest`] |
//! | Timeouts | [`engine::timeouts`] |
//! | Serving Terraform and OpenTofu, logs, debuggers | [`plugin::run`], [`plugin::serve`] |
//! | Testing without a process | [`provider::Server`] |
//!
//! What the schema says is planned, checked and shown by the library. In debug builds every answer
//! is also held against the checks of Terraform core, so that a test of one's own provider fails
//! before any user sees "Provider produced inconsistent result".
//!
//! `examples/files.rs` is a provider with a folder behind it, with a default, a validator, a timeout
//! and a plan of its own. `examples/torture/` uses everything.
//!
//! # The author's loop
//!
//! Point Terraform's `dev_overrides` to `target/debug`, and `cargo build` is all that lies between a
//! change and the next `terraform plan`. [`plugin::run`] has the details, and says how to use a
//! debugger.
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
