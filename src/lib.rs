#![doc = include_str!("ARCHITECTURE.md")]

#[cfg(feature = "client")]
pub mod admin_api;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "emulator")]
pub mod emulator;
pub mod engine;
#[cfg(test)]
mod house;
#[cfg(feature = "plugin")]
pub mod plugin;
pub mod provider;
#[cfg(feature = "client")]
pub mod resources;
