#![doc = include_str!("ARCHITECTURE.md")]

#[cfg(feature = "client")]
pub mod admin_api;
pub mod engine;
#[cfg(feature = "plugin")]
pub mod plugin;
pub mod provider;
